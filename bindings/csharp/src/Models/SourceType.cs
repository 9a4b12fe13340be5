using System;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>What kind of data a connection gives.</summary>
    /// <remarks>The values known to this version are static fields; one that the service adds later is kept as it
    /// came.</remarks>
    [JsonConverter(typeof(OpenEnumConverter<SourceType>))]
    public readonly struct SourceType : IEquatable<SourceType>, IOpenEnum<SourceType>
    {
        /// <summary>Accounting software.</summary>
        public static readonly SourceType Accounting = new SourceType("Accounting");

        /// <summary>Banks.</summary>
        public static readonly SourceType Banking = new SourceType("Banking");

        /// <summary>Banks, through accounting software.</summary>
        public static readonly SourceType BankFeed = new SourceType("BankFeed");

        /// <summary>Shops and points of sale.</summary>
        public static readonly SourceType Commerce = new SourceType("Commerce");

        /// <summary>Expense management.</summary>
        public static readonly SourceType Expense = new SourceType("Expense");

        /// <summary>Another kind.</summary>
        public static readonly SourceType Other = new SourceType("Other");

        /// <summary>Not known to the service.</summary>
        public static readonly SourceType Unknown = new SourceType("Unknown");

        private readonly string? _value;

        /// <summary>A value as the service writes it.</summary>
        /// <param name="value">Such as <c>Accounting</c>.</param>
        public SourceType(string value) => _value = value;

        /// <summary>As the service writes it.</summary>
        public override string ToString() => _value ?? "";

        /// <inheritdoc/>
        public bool Equals(SourceType other) => ToString() == other.ToString();

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is SourceType other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => ToString().GetHashCode();

        /// <summary>Whether two values are the same.</summary>
        public static bool operator ==(SourceType left, SourceType right) => left.Equals(right);

        /// <summary>Whether two values differ.</summary>
        public static bool operator !=(SourceType left, SourceType right) => !left.Equals(right);

        SourceType IOpenEnum<SourceType>.Of(string text) => new SourceType(text);
    }
}
