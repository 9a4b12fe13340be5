using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>What a record, or a field of it, may hold.</summary>
    public sealed class PushOption : CodatAnswer
    {
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
        public bool Required { get; set; }

        /// <summary>The fields of an object, by name.</summary>
        [JsonPropertyName("properties")]
        public IReadOnlyDictionary<string, PushOption>? Properties { get; set; }

        /// <summary>The values to choose from.</summary>
        [JsonPropertyName("options")]
        public IReadOnlyList<PushOptionChoice>? Options { get; set; }

        /// <summary>What to observe.</summary>
        [JsonPropertyName("validation")]
        public PushValidation? Validation { get; set; }
    }
}
