using System;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>The type of a value that can be pushed.</summary>
    /// <remarks>The values known to this version are static fields; one that the service adds later is kept as it
    /// came.</remarks>
    [JsonConverter(typeof(OpenEnumConverter<PushOptionType>))]
    public readonly struct PushOptionType : IEquatable<PushOptionType>, IOpenEnum<PushOptionType>
    {
        /// <summary>A list.</summary>
        public static readonly PushOptionType Array = new PushOptionType("Array");

        /// <summary>An object.</summary>
        public static readonly PushOptionType Object = new PushOptionType("Object");

        /// <summary>A text.</summary>
        public static readonly PushOptionType String = new PushOptionType("String");

        /// <summary>A number.</summary>
        public static readonly PushOptionType Number = new PushOptionType("Number");

        /// <summary>True or false.</summary>
        public static readonly PushOptionType Boolean = new PushOptionType("Boolean");

        /// <summary>A date with a time.</summary>
        public static readonly PushOptionType DateTime = new PushOptionType("DateTime");

        /// <summary>A file.</summary>
        public static readonly PushOptionType File = new PushOptionType("File");

        /// <summary>Several parts.</summary>
        public static readonly PushOptionType MultiPart = new PushOptionType("MultiPart");

        private readonly string? _value;

        /// <summary>A value as the service writes it.</summary>
        /// <param name="value">Such as <c>Array</c>.</param>
        public PushOptionType(string value) => _value = value;

        /// <summary>As the service writes it.</summary>
        public override string ToString() => _value ?? "";

        /// <inheritdoc/>
        public bool Equals(PushOptionType other) => ToString() == other.ToString();

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is PushOptionType other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => ToString().GetHashCode();

        /// <summary>Whether two values are the same.</summary>
        public static bool operator ==(PushOptionType left, PushOptionType right) => left.Equals(right);

        /// <summary>Whether two values differ.</summary>
        public static bool operator !=(PushOptionType left, PushOptionType right) => !left.Equals(right);

        PushOptionType IOpenEnum<PushOptionType>.Of(string text) => new PushOptionType(text);
    }
}
