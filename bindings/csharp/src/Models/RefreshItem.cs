using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>What became of one pull operation or type of data.</summary>
    public sealed class RefreshItem : CodatModel
    {
        /// <summary>The type of data.</summary>
        [JsonPropertyName("dataType")]
        public string DataType { get; set; } = "";

        /// <summary>
        /// Whether it failed; also where nothing was ever pulled for a data type that was named.
        /// </summary>
        [JsonPropertyName("failed")]
        public bool Failed { get; set; }

        /// <summary>The pull operation, where these were named.</summary>
        [JsonPropertyName("pullOperation")]
        public PullOperation? PullOperation { get; set; }

        /// <summary>The status of the data type, where no pull operations were named.</summary>
        [JsonPropertyName("dataStatus")]
        public DataStatus? DataStatus { get; set; }
    }
}
