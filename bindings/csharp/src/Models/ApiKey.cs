using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>An API key.</summary>
    public sealed class ApiKey : CodatAnswer
    {
        /// <summary>Its identifier.</summary>
        [JsonPropertyName("id")]
        public string Id { get; set; } = "";

        /// <summary>Its name.</summary>
        [JsonPropertyName("name")]
        public string? Name { get; set; }

        /// <summary>The key: a secret.</summary>
        [JsonPropertyName("apiKey")]
        public string? Key { get; set; }

        /// <summary>When it was created: ISO 8601, UTC.</summary>
        [JsonPropertyName("createdDate")]
        public string? CreatedDate { get; set; }
    }
}
