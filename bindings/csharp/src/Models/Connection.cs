using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>A company's connection to one source of data, such as its accounting software.</summary>
    public sealed class Connection : CodatAnswer
    {
        /// <summary>Its identifier.</summary>
        [JsonPropertyName("id")]
        public string Id { get; set; } = "";

        /// <summary>The integration behind it.</summary>
        [JsonPropertyName("integrationId")]
        public string? IntegrationId { get; set; }

        /// <summary>The integration's key of four letters, which remains the same when its name changes.</summary>
        [JsonPropertyName("integrationKey")]
        public string? IntegrationKey { get; set; }

        /// <summary>The source within the integration.</summary>
        [JsonPropertyName("sourceId")]
        public string? SourceId { get; set; }

        /// <summary>What kind of data it gives.</summary>
        [JsonPropertyName("sourceType")]
        public SourceType? SourceType { get; set; }

        /// <summary>The software's name.</summary>
        [JsonPropertyName("platformName")]
        public string? PlatformName { get; set; }

        /// <summary>The page where the customer authorizes this connection.</summary>
        [JsonPropertyName("linkUrl")]
        public string? LinkUrl { get; set; }

        /// <summary>Whether it is authorized.</summary>
        [JsonPropertyName("status")]
        public ConnectionStatus? Status { get; set; }

        /// <summary>When data was last pulled: ISO 8601, UTC, sometimes without the trailing <c>Z</c>.</summary>
        [JsonPropertyName("lastSync")]
        public string? LastSync { get; set; }

        /// <summary>When it was created, written as <see cref="LastSync"/> is.</summary>
        [JsonPropertyName("created")]
        public string? Created { get; set; }

        /// <summary>What went wrong with it.</summary>
        [JsonPropertyName("dataConnectionErrors")]
        public IReadOnlyList<ConnectionError>? DataConnectionErrors { get; set; }

        /// <summary>Further facts about it, which depend on the software.</summary>
        [JsonPropertyName("connectionInfo")]
        public IReadOnlyDictionary<string, JsonElement>? ConnectionInfo { get; set; }

        /// <summary>Further properties, which depend on the software.</summary>
        [JsonPropertyName("additionalProperties")]
        public IReadOnlyDictionary<string, JsonElement>? AdditionalProperties { get; set; }
    }
}
