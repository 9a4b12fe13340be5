using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>A webhook that a <see cref="CodatSandbox"/> delivers to one consumer.</summary>
    public sealed class SandboxWebhook : CodatModel
    {
        /// <summary>Its number, rising.</summary>
        [JsonPropertyName("number")]
        public long Number { get; set; }

        /// <summary>The event's identifier, the same in all attempts.</summary>
        [JsonPropertyName("id")]
        public string Id { get; set; } = "";

        /// <summary>What happened.</summary>
        [JsonPropertyName("eventType")]
        public string EventType { get; set; } = "";

        /// <summary>To whom it happened.</summary>
        [JsonPropertyName("companyId")]
        public string CompanyId { get; set; } = "";

        /// <summary>The consumer that it is sent to.</summary>
        [JsonPropertyName("consumerId")]
        public string ConsumerId { get; set; } = "";

        /// <summary>The consumer's address.</summary>
        [JsonPropertyName("url")]
        public string Url { get; set; } = "";

        /// <summary>
        /// <c>pending</c>, <c>delivered</c>, <c>failed</c>, <c>refused</c> (it would leave this machine) or
        /// <c>cancelled</c>.
        /// </summary>
        [JsonPropertyName("status")]
        public string Status { get; set; } = "";

        /// <summary>The attempts made so far.</summary>
        [JsonPropertyName("attempts")]
        public IReadOnlyList<SandboxAttempt> Attempts { get; set; } = new List<SandboxAttempt>();

        /// <summary>The headers of the last attempt that sign it.</summary>
        [JsonPropertyName("headers")]
        public IReadOnlyDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

        /// <summary>When it is sent next; null if it is not sent again.</summary>
        [JsonPropertyName("nextAttemptAt")]
        public string? NextAttemptAt { get; set; }

        /// <summary>What is sent.</summary>
        [JsonPropertyName("body")]
        public string Body { get; set; } = "";
    }
}
