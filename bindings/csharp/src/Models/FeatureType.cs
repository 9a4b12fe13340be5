using System;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>What can be done with data.</summary>
    /// <remarks>The values known to this version are static fields; one that the service adds later is kept as it
    /// came.</remarks>
    [JsonConverter(typeof(OpenEnumConverter<FeatureType>))]
    public readonly struct FeatureType : IEquatable<FeatureType>, IOpenEnum<FeatureType>
    {
        /// <summary>Reading.</summary>
        public static readonly FeatureType Get = new FeatureType("Get");

        /// <summary>Creating.</summary>
        public static readonly FeatureType Post = new FeatureType("Post");

        /// <summary>Assigning categories.</summary>
        public static readonly FeatureType Categorization = new FeatureType("Categorization");

        /// <summary>Deleting.</summary>
        public static readonly FeatureType Delete = new FeatureType("Delete");

        /// <summary>Changing.</summary>
        public static readonly FeatureType Put = new FeatureType("Put");

        /// <summary>Reading as a PDF file.</summary>
        public static readonly FeatureType GetAsPdf = new FeatureType("GetAsPdf");

        /// <summary>Downloading an attachment.</summary>
        public static readonly FeatureType DownloadAttachment = new FeatureType("DownloadAttachment");

        /// <summary>Reading about an attachment.</summary>
        public static readonly FeatureType GetAttachment = new FeatureType("GetAttachment");

        /// <summary>Listing attachments.</summary>
        public static readonly FeatureType GetAttachments = new FeatureType("GetAttachments");

        /// <summary>Adding an attachment.</summary>
        public static readonly FeatureType UploadAttachment = new FeatureType("UploadAttachment");

        private readonly string? _value;

        /// <summary>A value as the service writes it.</summary>
        /// <param name="value">Such as <c>Get</c>.</param>
        public FeatureType(string value) => _value = value;

        /// <summary>As the service writes it.</summary>
        public override string ToString() => _value ?? "";

        /// <inheritdoc/>
        public bool Equals(FeatureType other) => ToString() == other.ToString();

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is FeatureType other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => ToString().GetHashCode();

        /// <summary>Whether two values are the same.</summary>
        public static bool operator ==(FeatureType left, FeatureType right) => left.Equals(right);

        /// <summary>Whether two values differ.</summary>
        public static bool operator !=(FeatureType left, FeatureType right) => !left.Equals(right);

        FeatureType IOpenEnum<FeatureType>.Of(string text) => new FeatureType(text);
    }
}
