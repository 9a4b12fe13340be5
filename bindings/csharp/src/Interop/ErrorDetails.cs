using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat.Interop
{
    /// <summary>The field <c>error</c> of the response JSON.</summary>
    internal sealed class ErrorDetails
    {
        /// <summary>The name of the status, if the status is not known otherwise.</summary>
        [JsonPropertyName("kind")]
        public string? Kind { get; set; }

        [JsonPropertyName("message")]
        public string Message { get; set; } = "";

        [JsonPropertyName("operation")]
        public string? Operation { get; set; }

        [JsonPropertyName("member")]
        public string? Member { get; set; }

        [JsonPropertyName("httpStatus")]
        public int? HttpStatus { get; set; }

        [JsonPropertyName("correlationId")]
        public string? CorrelationId { get; set; }

        [JsonPropertyName("detailedErrorCode")]
        public long? DetailedErrorCode { get; set; }

        [JsonPropertyName("validation")]
        public JsonElement? Validation { get; set; }

        [JsonPropertyName("retryable")]
        public bool Retryable { get; set; }

        [JsonPropertyName("outcomeUnknown")]
        public bool OutcomeUnknown { get; set; }

        [JsonPropertyName("retryAfterMs")]
        public long? RetryAfterMs { get; set; }

        [JsonPropertyName("idempotencyKey")]
        public string? IdempotencyKey { get; set; }

        [JsonPropertyName("responseBody")]
        public string? ResponseBody { get; set; }

        internal ErrorDetails Copy() => (ErrorDetails)MemberwiseClone();
    }

    /// <summary>What an exception is created from.</summary>
    internal sealed class Failure
    {
        internal Failure(CodatErrorKind kind, ErrorDetails details, CallMeta meta) =>
            (Kind, Details, Meta) = (kind, details, meta);

        internal CodatErrorKind Kind { get; }

        internal ErrorDetails Details { get; }

        internal CallMeta Meta { get; }
    }
}
