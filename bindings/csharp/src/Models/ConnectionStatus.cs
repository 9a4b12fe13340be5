using System;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>Whether a connection is authorized.</summary>
    /// <remarks>The values known to this version are static fields; one that the service adds later is kept as it
    /// came.</remarks>
    [JsonConverter(typeof(OpenEnumConverter<ConnectionStatus>))]
    public readonly struct ConnectionStatus : IEquatable<ConnectionStatus>, IOpenEnum<ConnectionStatus>
    {
        /// <summary>Created, and not yet authorized.</summary>
        public static readonly ConnectionStatus PendingAuth = new ConnectionStatus("PendingAuth");

        /// <summary>Authorized: data can be pulled.</summary>
        public static readonly ConnectionStatus Linked = new ConnectionStatus("Linked");

        /// <summary>The client withdrew.</summary>
        public static readonly ConnectionStatus Unlinked = new ConnectionStatus("Unlinked");

        /// <summary>The customer or the software withdrew.</summary>
        public static readonly ConnectionStatus Deauthorized = new ConnectionStatus("Deauthorized");

        private readonly string? _value;

        /// <summary>A value as the service writes it.</summary>
        /// <param name="value">Such as <c>PendingAuth</c>.</param>
        public ConnectionStatus(string value) => _value = value;

        /// <summary>As the service writes it.</summary>
        public override string ToString() => _value ?? "";

        /// <inheritdoc/>
        public bool Equals(ConnectionStatus other) => ToString() == other.ToString();

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is ConnectionStatus other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => ToString().GetHashCode();

        /// <summary>Whether two values are the same.</summary>
        public static bool operator ==(ConnectionStatus left, ConnectionStatus right) => left.Equals(right);

        /// <summary>Whether two values differ.</summary>
        public static bool operator !=(ConnectionStatus left, ConnectionStatus right) => !left.Equals(right);

        ConnectionStatus IOpenEnum<ConnectionStatus>.Of(string text) => new ConnectionStatus(text);
    }
}
