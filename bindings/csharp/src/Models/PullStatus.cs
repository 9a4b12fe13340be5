using System;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>How far a pull of data is.</summary>
    /// <remarks>The values known to this version are static fields; one that the service adds later is kept as it
    /// came.</remarks>
    [JsonConverter(typeof(OpenEnumConverter<PullStatus>))]
    public readonly struct PullStatus : IEquatable<PullStatus>, IOpenEnum<PullStatus>
    {
        /// <summary>Made, and not yet queued.</summary>
        public static readonly PullStatus Initial = new PullStatus("Initial");

        /// <summary>Waiting for its turn.</summary>
        public static readonly PullStatus Queued = new PullStatus("Queued");

        /// <summary>Being fetched from the software.</summary>
        public static readonly PullStatus Fetching = new PullStatus("Fetching");

        /// <summary>Waiting to be mapped.</summary>
        public static readonly PullStatus MapQueued = new PullStatus("MapQueued");

        /// <summary>Being converted to the service's format.</summary>
        public static readonly PullStatus Mapping = new PullStatus("Mapping");

        /// <summary>Ended well.</summary>
        public static readonly PullStatus Complete = new PullStatus("Complete");

        /// <summary>Ended: it could not be fetched.</summary>
        public static readonly PullStatus FetchError = new PullStatus("FetchError");

        /// <summary>Ended: it could not be converted to the service's format.</summary>
        public static readonly PullStatus MapError = new PullStatus("MapError");

        /// <summary>Ended: the service failed.</summary>
        public static readonly PullStatus InternalError = new PullStatus("InternalError");

        /// <summary>Waiting to be processed.</summary>
        public static readonly PullStatus ProcessingQueued = new PullStatus("ProcessingQueued");

        /// <summary>Being processed.</summary>
        public static readonly PullStatus Processing = new PullStatus("Processing");

        /// <summary>Ended: it could not be processed.</summary>
        public static readonly PullStatus ProcessingError = new PullStatus("ProcessingError");

        /// <summary>Waiting to be validated.</summary>
        public static readonly PullStatus ValidationQueued = new PullStatus("ValidationQueued");

        /// <summary>Being validated.</summary>
        public static readonly PullStatus Validating = new PullStatus("Validating");

        /// <summary>Ended: it is not valid.</summary>
        public static readonly PullStatus ValidationError = new PullStatus("ValidationError");

        /// <summary>Ended: the software refused access.</summary>
        public static readonly PullStatus AuthError = new PullStatus("AuthError");

        /// <summary>Ended: it was cancelled.</summary>
        public static readonly PullStatus Cancelled = new PullStatus("Cancelled");

        /// <summary>Ended: the software has no such data. Not a failure.</summary>
        public static readonly PullStatus NotSupported = new PullStatus("NotSupported");

        /// <summary>Ended: too many requests to the software.</summary>
        public static readonly PullStatus RateLimitError = new PullStatus("RateLimitError");

        /// <summary>Ended: the customer's user may not see it.</summary>
        public static readonly PullStatus PermissionsError = new PullStatus("PermissionsError");

        /// <summary>Ended: data that it builds on is missing.</summary>
        public static readonly PullStatus PrerequisiteNotMet = new PullStatus("PrerequisiteNotMet");

        private readonly string? _value;

        /// <summary>A value as the service writes it.</summary>
        /// <param name="value">Such as <c>Initial</c>.</param>
        public PullStatus(string value) => _value = value;

        /// <summary>As the service writes it.</summary>
        public override string ToString() => _value ?? "";

        /// <inheritdoc/>
        public bool Equals(PullStatus other) => ToString() == other.ToString();

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is PullStatus other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => ToString().GetHashCode();

        /// <summary>Whether two values are the same.</summary>
        public static bool operator ==(PullStatus left, PullStatus right) => left.Equals(right);

        /// <summary>Whether two values differ.</summary>
        public static bool operator !=(PullStatus left, PullStatus right) => !left.Equals(right);

        PullStatus IOpenEnum<PullStatus>.Of(string text) => new PullStatus(text);
    }
}
