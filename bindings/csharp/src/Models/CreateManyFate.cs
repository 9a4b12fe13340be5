using System;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>The outcome of a company of a list.</summary>
    /// <remarks>The values known to this version are static fields; one that a later library adds is kept as it
    /// came.</remarks>
    [JsonConverter(typeof(OpenEnumConverter<CreateManyFate>))]
    public readonly struct CreateManyFate : IEquatable<CreateManyFate>, IOpenEnum<CreateManyFate>
    {
        /// <summary>Made in this run.</summary>
        public static readonly CreateManyFate Created = new CreateManyFate("created");

        /// <summary>A request whose response was lost had created it.</summary>
        public static readonly CreateManyFate Found = new CreateManyFate("found");

        /// <summary>An earlier run had made it.</summary>
        public static readonly CreateManyFate Resumed = new CreateManyFate("resumed");

        /// <summary>Not made, or of unknown fate.</summary>
        public static readonly CreateManyFate Failed = new CreateManyFate("failed");

        /// <summary>Not sent.</summary>
        public static readonly CreateManyFate NotTried = new CreateManyFate("not_tried");

        private readonly string? _value;

        /// <summary>A value as it is in JSON.</summary>
        /// <param name="value">Such as <c>created</c>.</param>
        public CreateManyFate(string value) => _value = value;

        /// <summary>As it is in JSON.</summary>
        public override string ToString() => _value ?? "";

        /// <inheritdoc/>
        public bool Equals(CreateManyFate other) => ToString() == other.ToString();

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is CreateManyFate other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => ToString().GetHashCode();

        /// <summary>Whether two values are the same.</summary>
        public static bool operator ==(CreateManyFate left, CreateManyFate right) => left.Equals(right);

        /// <summary>Whether two values differ.</summary>
        public static bool operator !=(CreateManyFate left, CreateManyFate right) => !left.Equals(right);

        CreateManyFate IOpenEnum<CreateManyFate>.Of(string text) => new CreateManyFate(text);
    }
}
