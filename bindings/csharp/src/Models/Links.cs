using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>Links from one page to others.</summary>
    public sealed class Links : CodatModel
    {
        /// <summary>The list.</summary>
        [JsonPropertyName("self")]
        public Link? Self { get; set; }

        /// <summary>This page.</summary>
        [JsonPropertyName("current")]
        public Link? Current { get; set; }

        /// <summary>The page after; absent on the last.</summary>
        [JsonPropertyName("next")]
        public Link? Next { get; set; }

        /// <summary>The page before; absent on the first.</summary>
        [JsonPropertyName("previous")]
        public Link? Previous { get; set; }
    }

    /// <summary>A link.</summary>
    public sealed class Link : CodatModel
    {
        /// <summary>The address, relative to the base URL.</summary>
        [JsonPropertyName("href")]
        public string Href { get; set; } = "";
    }
}
