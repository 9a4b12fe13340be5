using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>A button.</summary>
    public sealed class BrandingButton : CodatModel
    {
        /// <summary>As it is.</summary>
        [JsonPropertyName("default")]
        public BrandingImage? Default { get; set; }

        /// <summary>With the pointer over it.</summary>
        [JsonPropertyName("hover")]
        public BrandingImage? Hover { get; set; }
    }
}
