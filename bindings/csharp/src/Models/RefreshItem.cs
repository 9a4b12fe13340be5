using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>The outcome of one pull operation or type of data.</summary>
    public sealed class RefreshItem : CodatModel
    {
        /// <summary>The type of data.</summary>
        [JsonPropertyName("dataType")]
        public string DataType { get; set; } = "";

        /// <summary>
        /// Whether it failed; also true if nothing was ever pulled for a data type that was named.
        /// </summary>
        [JsonPropertyName("failed")]
        public bool Failed { get; set; }

        /// <summary>The pull operation, if pull operations were named.</summary>
        [JsonPropertyName("pullOperation")]
        public PullOperation? PullOperation { get; set; }

        /// <summary>The status of the data type, if no pull operations were named.</summary>
        [JsonPropertyName("dataStatus")]
        public DataStatus? DataStatus { get; set; }
    }
}
