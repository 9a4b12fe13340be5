using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>Connections that have to be authorized again.</summary>
    public sealed class Reauthorization : CodatAnswer
    {
        /// <summary>Whether there are any.</summary>
        [JsonPropertyName("needed")]
        public bool Needed { get; set; }

        /// <summary>The page to send the customer to: the company's Link URL.</summary>
        [JsonPropertyName("linkUrl")]
        public string LinkUrl { get; set; } = "";

        /// <summary>The connections that are <c>Deauthorized</c>.</summary>
        [JsonPropertyName("connections")]
        public IReadOnlyList<Connection> Connections { get; set; } = Array.Empty<Connection>();
    }
}
