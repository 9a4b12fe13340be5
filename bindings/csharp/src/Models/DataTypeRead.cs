using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>How the pulling of a type of data ended.</summary>
    public sealed class DataTypeRead : CodatModel
    {
        /// <summary>The type of data, such as <c>invoices</c>.</summary>
        [JsonPropertyName("dataType")]
        public string DataType { get; set; } = "";

        /// <summary>The connection that it was pulled from.</summary>
        [JsonPropertyName("connectionId")]
        public string? ConnectionId { get; set; }

        /// <summary>How the pull ended.</summary>
        [JsonPropertyName("status")]
        public PullStatus? Status { get; set; }

        /// <summary>Whether anything is new or changed.</summary>
        [JsonPropertyName("recordsModified")]
        public bool? RecordsModified { get; set; }
    }
}
