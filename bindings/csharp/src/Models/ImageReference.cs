using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>Where an image is.</summary>
    public sealed class ImageReference : CodatModel
    {
        /// <summary>Its URL.</summary>
        [JsonPropertyName("src")]
        public string? Src { get; set; }

        /// <summary>The words in its place.</summary>
        [JsonPropertyName("alt")]
        public string? Alt { get; set; }
    }
}
