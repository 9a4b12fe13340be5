using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>The address of an image.</summary>
    public sealed class ImageReference : CodatModel
    {
        /// <summary>Its URL.</summary>
        [JsonPropertyName("src")]
        public string? Src { get; set; }

        /// <summary>The text to show instead of the image.</summary>
        [JsonPropertyName("alt")]
        public string? Alt { get; set; }
    }
}
