using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>A value to choose.</summary>
    public sealed class PushOptionChoice : CodatModel
    {
        /// <summary>The value.</summary>
        [JsonPropertyName("value")]
        public string? Value { get; set; }

        /// <summary>The type of value.</summary>
        [JsonPropertyName("type")]
        public PushOptionType? Type { get; set; }

        /// <summary>Its name for people.</summary>
        [JsonPropertyName("displayName")]
        public string? DisplayName { get; set; }

        /// <summary>What it is.</summary>
        [JsonPropertyName("description")]
        public string? Description { get; set; }

        /// <summary>Whether it must be given.</summary>
        [JsonPropertyName("required")]
        public bool? Required { get; set; }
    }
}
