using System;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>What is known about a call besides its result.</summary>
    public sealed class CallMeta
    {
        /// <summary>The HTTP status of the last response, if there was one.</summary>
        [JsonPropertyName("status")]
        public int? Status { get; set; }

        /// <summary>How many times the request was sent, or tried to be.</summary>
        [JsonPropertyName("attempts")]
        public int Attempts { get; set; }

        /// <summary>The <c>Idempotency-Key</c> of all attempts; only with POST and PATCH.</summary>
        [JsonPropertyName("idempotencyKey")]
        public string? IdempotencyKey { get; set; }

        /// <summary>The request quota in the last response, if it had one.</summary>
        [JsonPropertyName("rateLimit")]
        public RateLimit? RateLimit { get; set; }

        /// <summary>How long the call took, waiting included; whole milliseconds.</summary>
        [JsonPropertyName("elapsedMs")]
        [JsonConverter(typeof(MillisecondsConverter))]
        public TimeSpan Elapsed { get; set; }

        /// <summary>How much of that the call waited for its turn; whole milliseconds.</summary>
        [JsonPropertyName("queuedMs")]
        [JsonConverter(typeof(MillisecondsConverter))]
        public TimeSpan Queued { get; set; }
    }

    /// <summary>The client's request quota, as the service sends it with each response.</summary>
    public sealed class RateLimit
    {
        /// <summary>Requests allowed in the quota period.</summary>
        [JsonPropertyName("limit")]
        public long? Limit { get; set; }

        /// <summary>Requests left in it.</summary>
        [JsonPropertyName("remaining")]
        public long? Remaining { get; set; }

        /// <summary>When the quota is renewed, as the service wrote it.</summary>
        [JsonPropertyName("reset")]
        public string? Reset { get; set; }
    }
}
