using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>An event that the service did send.</summary>
    public sealed class WebhookEvent : CodatModel
    {
        /// <summary>Its identifier: an event that is delivered again has the same.</summary>
        [JsonPropertyName("id")]
        public string Id { get; set; } = "";

        /// <summary>When it was sent, in Unix seconds.</summary>
        [JsonPropertyName("timestamp")]
        public long Timestamp { get; set; }

        /// <summary>What happened, such as <c>read.completed</c>; null if the body does not say.</summary>
        [JsonPropertyName("eventType")]
        public string? EventType { get; set; }

        /// <summary>What it says.</summary>
        [JsonPropertyName("body")]
        public WebhookBody Body { get; set; } = new WebhookBody();
    }
}
