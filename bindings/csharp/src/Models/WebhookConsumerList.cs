using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>All webhook consumers of the client, at most 50.</summary>
    public sealed class WebhookConsumerList : CodatAnswer
    {
        /// <summary>The consumers.</summary>
        [JsonPropertyName("results")]
        public IReadOnlyList<WebhookConsumer> Results { get; set; } = Array.Empty<WebhookConsumer>();
    }
}
