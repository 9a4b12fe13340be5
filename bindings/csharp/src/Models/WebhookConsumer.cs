using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>A receiver of events.</summary>
    public sealed class WebhookConsumer : CodatAnswer
    {
        /// <summary>Its identifier.</summary>
        [JsonPropertyName("id")]
        public string Id { get; set; } = "";

        /// <summary>The address that events are sent to.</summary>
        [JsonPropertyName("url")]
        public string? Url { get; set; }

        /// <summary>Whether nothing is sent for now.</summary>
        [JsonPropertyName("disabled")]
        public bool? Disabled { get; set; }

        /// <summary>Which events are sent.</summary>
        [JsonPropertyName("eventTypes")]
        public IReadOnlyList<string>? EventTypes { get; set; }

        /// <summary>Events of companies with these tags only, each <c>key:value</c>.</summary>
        [JsonPropertyName("companyTags")]
        public IReadOnlyList<string>? CompanyTags { get; set; }
    }
}
