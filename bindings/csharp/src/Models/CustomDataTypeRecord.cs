using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>A record of a custom data type.</summary>
    public sealed class CustomDataTypeRecord : CodatModel
    {
        /// <summary>Its identifier.</summary>
        [JsonPropertyName("id")]
        public string? Id { get; set; }

        /// <summary>Its properties, by the names that you chose.</summary>
        [JsonPropertyName("content")]
        public IReadOnlyDictionary<string, JsonElement>? Content { get; set; }

        /// <summary>When it was last changed: a text, or an object with <c>modifiedDate</c>.</summary>
        [JsonPropertyName("modifiedDate")]
        public JsonElement? ModifiedDate { get; set; }
    }
}
