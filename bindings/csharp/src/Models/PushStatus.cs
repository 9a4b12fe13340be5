using System;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>How far a push operation is.</summary>
    /// <remarks>The values known to this version are static fields; one that the service adds later is kept as it
    /// came.</remarks>
    [JsonConverter(typeof(OpenEnumConverter<PushStatus>))]
    public readonly struct PushStatus : IEquatable<PushStatus>, IOpenEnum<PushStatus>
    {
        /// <summary>Not ended.</summary>
        public static readonly PushStatus Pending = new PushStatus("Pending");

        /// <summary>Ended badly.</summary>
        public static readonly PushStatus Failed = new PushStatus("Failed");

        /// <summary>Ended well.</summary>
        public static readonly PushStatus Success = new PushStatus("Success");

        /// <summary>Given up.</summary>
        public static readonly PushStatus TimedOut = new PushStatus("TimedOut");

        private readonly string? _value;

        /// <summary>A value as the service writes it.</summary>
        /// <param name="value">Such as <c>Pending</c>.</param>
        public PushStatus(string value) => _value = value;

        /// <summary>As the service writes it.</summary>
        public override string ToString() => _value ?? "";

        /// <inheritdoc/>
        public bool Equals(PushStatus other) => ToString() == other.ToString();

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is PushStatus other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => ToString().GetHashCode();

        /// <summary>Whether two values are the same.</summary>
        public static bool operator ==(PushStatus left, PushStatus right) => left.Equals(right);

        /// <summary>Whether two values differ.</summary>
        public static bool operator !=(PushStatus left, PushStatus right) => !left.Equals(right);

        PushStatus IOpenEnum<PushStatus>.Of(string text) => new PushStatus(text);
    }
}
