using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>How an integration looks.</summary>
    public sealed class Branding : CodatAnswer
    {
        /// <summary>Its logo.</summary>
        [JsonPropertyName("logo")]
        public BrandingLogo? Logo { get; set; }

        /// <summary>Its button.</summary>
        [JsonPropertyName("button")]
        public BrandingButton? Button { get; set; }

        /// <summary>The source within the integration.</summary>
        [JsonPropertyName("sourceId")]
        public string? SourceId { get; set; }
    }
}
