using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>A logo.</summary>
    public sealed class BrandingLogo : CodatModel
    {
        /// <summary>The whole of it.</summary>
        [JsonPropertyName("full")]
        public BrandingImage? Full { get; set; }

        /// <summary>A square one.</summary>
        [JsonPropertyName("square")]
        public BrandingImage? Square { get; set; }
    }
}
