using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>What a webhook says. What its payload holds depends on the type of the event.</summary>
    public sealed class WebhookBody : CodatModel
    {
        /// <summary>The identifier of what happened.</summary>
        [JsonPropertyName("id")]
        public string? Id { get; set; }

        /// <summary>What happened, such as <c>read.completed</c>.</summary>
        [JsonPropertyName("eventType")]
        public string? EventType { get; set; }

        /// <summary>When it happened: ISO 8601, UTC, sometimes without the trailing <c>Z</c>.</summary>
        [JsonPropertyName("generatedDate")]
        public string? GeneratedDate { get; set; }

        /// <summary>What it happened to.</summary>
        [JsonPropertyName("payload")]
        public WebhookPayload? Payload { get; set; }
    }
}
