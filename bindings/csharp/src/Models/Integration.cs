using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>Software that customers can connect.</summary>
    public sealed class Integration : CodatAnswer
    {
        /// <summary>Its key of four letters.</summary>
        [JsonPropertyName("key")]
        public string Key { get; set; } = "";

        /// <summary>The address of its logo.</summary>
        [JsonPropertyName("logoUrl")]
        public string? LogoUrl { get; set; }

        /// <summary>Its name.</summary>
        [JsonPropertyName("name")]
        public string Name { get; set; } = "";

        /// <summary>Whether customers can choose it.</summary>
        [JsonPropertyName("enabled")]
        public bool Enabled { get; set; }

        /// <summary>The source within the integration.</summary>
        [JsonPropertyName("sourceId")]
        public string? SourceId { get; set; }

        /// <summary>What kind of data it gives.</summary>
        [JsonPropertyName("sourceType")]
        public SourceType? SourceType { get; set; }

        /// <summary>Its identifier.</summary>
        [JsonPropertyName("integrationId")]
        public string? IntegrationId { get; set; }

        /// <summary>Whether it runs on the customer's own machine.</summary>
        [JsonPropertyName("isOfflineConnector")]
        public bool? IsOfflineConnector { get; set; }

        /// <summary>Whether it is not yet final.</summary>
        [JsonPropertyName("isBeta")]
        public bool? IsBeta { get; set; }

        /// <summary>Who provides the data, if that is another company.</summary>
        [JsonPropertyName("dataProvidedBy")]
        public string? DataProvidedBy { get; set; }

        /// <summary>What can be done with each type of data.</summary>
        [JsonPropertyName("datatypeFeatures")]
        public IReadOnlyList<DataTypeFeature>? DatatypeFeatures { get; set; }
    }
}
