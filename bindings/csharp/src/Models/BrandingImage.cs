using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>An image.</summary>
    public sealed class BrandingImage : CodatModel
    {
        /// <summary>The address of the image.</summary>
        [JsonPropertyName("image")]
        public ImageReference? Image { get; set; }
    }
}
