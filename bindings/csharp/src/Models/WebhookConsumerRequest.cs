using System.Collections.Generic;
using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>What a webhook consumer is created with.</summary>
    public sealed class WebhookConsumerRequest : IInput
    {
        /// <summary>The address that events are sent to: required.</summary>
        public string Url { get; set; } = "";

        /// <summary>Which events are to be sent, such as <c>read.completed</c>: required.</summary>
        public IList<string> EventTypes { get; set; } = new List<string>();

        /// <summary>Only events of companies with these tags, each <c>key:value</c>; at most 10.</summary>
        public IList<string>? CompanyTags { get; set; }

        /// <summary>Whether nothing is to be sent for now.</summary>
        public bool Disabled { get; set; }

        void IInput.Write(Utf8JsonWriter writer)
        {
            writer.WriteString("url", Url);
            writer.Write("eventTypes", EventTypes);
            writer.Write("companyTags", CompanyTags);
            writer.WriteBoolean("disabled", Disabled);
        }
    }
}
