using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>How a data type is pulled.</summary>
    public sealed class SyncSetting : CodatModel
    {
        /// <summary>The data type, such as <c>invoices</c>: required.</summary>
        [JsonPropertyName("dataType")]
        public string DataType { get; set; } = "";

        /// <summary>
        /// Whether the data type is pulled when the customer has authorized a connection. Default: false.
        /// </summary>
        [JsonPropertyName("fetchOnFirstLink")]
        public bool FetchOnFirstLink { get; set; }

        /// <summary>The hours between pulls; 0 for no schedule. Default: 0.</summary>
        [JsonPropertyName("syncSchedule")]
        public long SyncSchedule { get; set; }

        /// <summary>The data types with the lowest number are pulled first. Default: 0.</summary>
        [JsonPropertyName("syncOrder")]
        public long SyncOrder { get; set; }

        /// <summary>The date and time from which data is pulled, if <see cref="SyncFromWindow"/> is not set.</summary>
        [JsonPropertyName("syncFromUtc")]
        public string? SyncFromUtc { get; set; }

        /// <summary>The months of data that are pulled, if <see cref="SyncFromUtc"/> is not set.</summary>
        [JsonPropertyName("syncFromWindow")]
        public long? SyncFromWindow { get; set; }

        /// <summary>The months of data of a balance sheet, or of a profit and loss statement.</summary>
        [JsonPropertyName("monthsToSync")]
        public long? MonthsToSync { get; set; }

        /// <summary>Whether the setting is locked.</summary>
        [JsonPropertyName("isLocked")]
        public bool? IsLocked { get; set; }
    }
}
