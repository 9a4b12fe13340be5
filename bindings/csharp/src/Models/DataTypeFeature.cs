using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>What can be done with a type of data.</summary>
    public sealed class DataTypeFeature : CodatModel
    {
        /// <summary>Which type.</summary>
        [JsonPropertyName("dataType")]
        public string? DataType { get; set; }

        /// <summary>What can be done with it.</summary>
        [JsonPropertyName("supportedFeatures")]
        public IReadOnlyList<SupportedFeature>? SupportedFeatures { get; set; }
    }
}
