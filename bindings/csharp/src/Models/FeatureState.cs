using System;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>Whether a feature can be relied on.</summary>
    /// <remarks>The values known to this version are static fields; one that the service adds later is kept as it
    /// came.</remarks>
    [JsonConverter(typeof(OpenEnumConverter<FeatureState>))]
    public readonly struct FeatureState : IEquatable<FeatureState>, IOpenEnum<FeatureState>
    {
        /// <summary>Final.</summary>
        public static readonly FeatureState Release = new FeatureState("Release");

        /// <summary>Early.</summary>
        public static readonly FeatureState Alpha = new FeatureState("Alpha");

        /// <summary>Nearly final.</summary>
        public static readonly FeatureState Beta = new FeatureState("Beta");

        /// <summary>Going away.</summary>
        public static readonly FeatureState Deprecated = new FeatureState("Deprecated");

        /// <summary>The software cannot do it.</summary>
        public static readonly FeatureState NotSupported = new FeatureState("NotSupported");

        /// <summary>The service cannot do it.</summary>
        public static readonly FeatureState NotImplemented = new FeatureState("NotImplemented");

        private readonly string? _value;

        /// <summary>A value as the service writes it.</summary>
        /// <param name="value">Such as <c>Release</c>.</param>
        public FeatureState(string value) => _value = value;

        /// <summary>As the service writes it.</summary>
        public override string ToString() => _value ?? "";

        /// <inheritdoc/>
        public bool Equals(FeatureState other) => ToString() == other.ToString();

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is FeatureState other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => ToString().GetHashCode();

        /// <summary>Whether two values are the same.</summary>
        public static bool operator ==(FeatureState left, FeatureState right) => left.Equals(right);

        /// <summary>Whether two values differ.</summary>
        public static bool operator !=(FeatureState left, FeatureState right) => !left.Equals(right);

        FeatureState IOpenEnum<FeatureState>.Of(string text) => new FeatureState(text);
    }
}
