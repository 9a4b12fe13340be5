using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>How far a type of data is.</summary>
    public sealed class DataStatus : CodatModel
    {
        /// <summary>Which type.</summary>
        [JsonPropertyName("dataType")]
        public string DataType { get; set; } = "";

        /// <summary>How far its last pull is; null if it was never pulled.</summary>
        [JsonPropertyName("currentStatus")]
        public PullStatus? CurrentStatus { get; set; }

        /// <summary>
        /// When it was last pulled well: ISO 8601, UTC, sometimes without the trailing <c>Z</c>.
        /// </summary>
        [JsonPropertyName("lastSuccessfulSync")]
        public string? LastSuccessfulSync { get; set; }

        /// <summary>The last pull operation.</summary>
        [JsonPropertyName("latestSyncId")]
        public string? LatestSyncId { get; set; }

        /// <summary>The last pull operation that ended well.</summary>
        [JsonPropertyName("latestSuccessfulSyncId")]
        public string? LatestSuccessfulSyncId { get; set; }
    }
}
