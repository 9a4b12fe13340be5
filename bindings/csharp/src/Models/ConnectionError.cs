using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>Something that went wrong with a connection.</summary>
    public sealed class ConnectionError : CodatModel
    {
        /// <summary>The HTTP status that the software responded with.</summary>
        [JsonPropertyName("statusCode")]
        public string? StatusCode { get; set; }

        /// <summary>The meaning of that status.</summary>
        [JsonPropertyName("statusText")]
        public string? StatusText { get; set; }

        /// <summary>What the software said.</summary>
        [JsonPropertyName("errorMessage")]
        public string? ErrorMessage { get; set; }

        /// <summary>When it happened.</summary>
        [JsonPropertyName("erroredOnUtc")]
        public string? ErroredOnUtc { get; set; }

        /// <summary>
        /// Whether a passing error is over: <c>Active</c> or <c>Resolved</c>; absent for one that does not pass.
        /// </summary>
        [JsonPropertyName("status")]
        public string? Status { get; set; }

        /// <summary>When it was over.</summary>
        [JsonPropertyName("resolvedOnUtc")]
        public string? ResolvedOnUtc { get; set; }
    }
}
