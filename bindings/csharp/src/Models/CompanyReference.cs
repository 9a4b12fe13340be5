using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>A company, as another one refers to it.</summary>
    public sealed class CompanyReference : CodatModel
    {
        /// <summary>Its identifier.</summary>
        [JsonPropertyName("id")]
        public string? Id { get; set; }

        /// <summary>Its name.</summary>
        [JsonPropertyName("name")]
        public string? Name { get; set; }

        /// <summary>Further words about it.</summary>
        [JsonPropertyName("description")]
        public string? Description { get; set; }

        /// <summary>Links to it, such as <c>portal</c>.</summary>
        [JsonPropertyName("links")]
        public IReadOnlyDictionary<string, JsonElement>? Links { get; set; }

        /// <summary>Its tags.</summary>
        [JsonPropertyName("tags")]
        public IReadOnlyDictionary<string, string>? Tags { get; set; }
    }
}
