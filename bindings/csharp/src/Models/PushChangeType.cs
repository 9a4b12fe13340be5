using System;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>The kind of change that a push operation made.</summary>
    /// <remarks>The values known to this version are static fields; one that the service adds later is kept as it
    /// came.</remarks>
    [JsonConverter(typeof(OpenEnumConverter<PushChangeType>))]
    public readonly struct PushChangeType : IEquatable<PushChangeType>, IOpenEnum<PushChangeType>
    {
        /// <summary>Not known.</summary>
        public static readonly PushChangeType Unknown = new PushChangeType("Unknown");

        /// <summary>A record was created.</summary>
        public static readonly PushChangeType Created = new PushChangeType("Created");

        /// <summary>A record was changed.</summary>
        public static readonly PushChangeType Modified = new PushChangeType("Modified");

        /// <summary>A record was deleted.</summary>
        public static readonly PushChangeType Deleted = new PushChangeType("Deleted");

        /// <summary>An attachment was added.</summary>
        public static readonly PushChangeType AttachmentUploaded = new PushChangeType("AttachmentUploaded");

        private readonly string? _value;

        /// <summary>A value as the service writes it.</summary>
        /// <param name="value">Such as <c>Unknown</c>.</param>
        public PushChangeType(string value) => _value = value;

        /// <summary>As the service writes it.</summary>
        public override string ToString() => _value ?? "";

        /// <inheritdoc/>
        public bool Equals(PushChangeType other) => ToString() == other.ToString();

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is PushChangeType other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => ToString().GetHashCode();

        /// <summary>Whether two values are the same.</summary>
        public static bool operator ==(PushChangeType left, PushChangeType right) => left.Equals(right);

        /// <summary>Whether two values differ.</summary>
        public static bool operator !=(PushChangeType left, PushChangeType right) => !left.Equals(right);

        PushChangeType IOpenEnum<PushChangeType>.Of(string text) => new PushChangeType(text);
    }
}
