using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>Something that can be done.</summary>
    public sealed class SupportedFeature : CodatModel
    {
        /// <summary>What it is.</summary>
        [JsonPropertyName("featureType")]
        public FeatureType FeatureType { get; set; }

        /// <summary>Whether it can be relied on.</summary>
        [JsonPropertyName("featureState")]
        public FeatureState FeatureState { get; set; }
    }
}
