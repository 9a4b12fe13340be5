using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>An attempt to create, change or delete a record in the customer's software.</summary>
    public sealed class PushOperation : CodatAnswer
    {
        /// <summary>Its identifier.</summary>
        [JsonPropertyName("pushOperationKey")]
        public string PushOperationKey { get; set; } = "";

        /// <summary>The company.</summary>
        [JsonPropertyName("companyId")]
        public string? CompanyId { get; set; }

        /// <summary>The connection that was written to.</summary>
        [JsonPropertyName("dataConnectionKey")]
        public string? DataConnectionKey { get; set; }

        /// <summary>The data type of the record.</summary>
        [JsonPropertyName("dataType")]
        public string? DataType { get; set; }

        /// <summary>How far it is.</summary>
        [JsonPropertyName("status")]
        public PushStatus? Status { get; set; }

        /// <summary>The status code of the customer's software.</summary>
        [JsonPropertyName("statusCode")]
        public long? StatusCode { get; set; }

        /// <summary>What went wrong.</summary>
        [JsonPropertyName("errorMessage")]
        public string? ErrorMessage { get; set; }

        /// <summary>When it was requested: ISO 8601, UTC.</summary>
        [JsonPropertyName("requestedOnUtc")]
        public string? RequestedOnUtc { get; set; }

        /// <summary>When it ended, written as <see cref="RequestedOnUtc"/> is.</summary>
        [JsonPropertyName("completedOnUtc")]
        public string? CompletedOnUtc { get; set; }

        /// <summary>After how many minutes it is given up.</summary>
        [JsonPropertyName("timeoutInMinutes")]
        public long? TimeoutInMinutes { get; set; }

        /// <summary>After how many seconds it is given up.</summary>
        [JsonPropertyName("timeoutInSeconds")]
        public long? TimeoutInSeconds { get; set; }

        /// <summary>What it changed.</summary>
        [JsonPropertyName("changes")]
        public IReadOnlyList<PushChange>? Changes { get; set; }

        /// <summary>What the service found in the record.</summary>
        [JsonPropertyName("validation")]
        public ValidationResults? Validation { get; set; }
    }
}
