using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>One pull of one type of data from one connection.</summary>
    public sealed class PullOperation : CodatAnswer
    {
        /// <summary>Its identifier, which operations call <c>datasetId</c>.</summary>
        [JsonPropertyName("id")]
        public string Id { get; set; } = "";

        /// <summary>The company.</summary>
        [JsonPropertyName("companyId")]
        public string? CompanyId { get; set; }

        /// <summary>The connection that data is pulled from.</summary>
        [JsonPropertyName("connectionId")]
        public string? ConnectionId { get; set; }

        /// <summary>What is pulled, such as <c>invoices</c> or <c>banking-accounts</c>.</summary>
        [JsonPropertyName("dataType")]
        public string DataType { get; set; } = "";

        /// <summary>How far it is.</summary>
        [JsonPropertyName("status")]
        public PullStatus Status { get; set; }

        /// <summary>Words about the status.</summary>
        [JsonPropertyName("statusDescription")]
        public string? StatusDescription { get; set; }

        /// <summary>What went wrong.</summary>
        [JsonPropertyName("errorMessage")]
        public string? ErrorMessage { get; set; }

        /// <summary>When it was requested: ISO 8601, UTC, sometimes without the trailing <c>Z</c>.</summary>
        [JsonPropertyName("requested")]
        public string? Requested { get; set; }

        /// <summary>When it ended, written as <see cref="Requested"/> is.</summary>
        [JsonPropertyName("completed")]
        public string? Completed { get; set; }

        /// <summary>How far it is, in percent.</summary>
        [JsonPropertyName("progress")]
        public long Progress { get; set; }

        /// <summary>Whether it ended well.</summary>
        [JsonPropertyName("isCompleted")]
        public bool IsCompleted { get; set; }

        /// <summary>Whether it ended badly.</summary>
        [JsonPropertyName("isErrored")]
        public bool IsErrored { get; set; }
    }
}
