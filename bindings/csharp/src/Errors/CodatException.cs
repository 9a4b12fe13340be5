using System;
using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>
    /// A call failed. There is a subclass for each <see cref="CodatErrorKind"/>; catch this one for all of them.
    /// </summary>
    public class CodatException : Exception
    {
        internal CodatException(CodatErrorKind kind, ErrorDetails details, CallMeta meta) : base(details.Message)
        {
            Kind = kind;
            Operation = details.Operation;
            Member = details.Member;
            HttpStatus = details.HttpStatus;
            CorrelationId = details.CorrelationId;
            DetailedErrorCode = details.DetailedErrorCode;
            Validation = details.Validation;
            Retryable = details.Retryable;
            OutcomeUnknown = details.OutcomeUnknown;
            RetryAfter = details.RetryAfterMs is long ms ? TimeSpan.FromMilliseconds(ms) : (TimeSpan?)null;
            IdempotencyKey = details.IdempotencyKey;
            ResponseBody = details.ResponseBody;
            Meta = meta;
        }

        /// <summary>What kind of failure this is.</summary>
        public CodatErrorKind Kind { get; }

        /// <summary>The operation that was called, such as <c>companies.create</c>; null outside of calls.</summary>
        public string? Operation { get; }

        /// <summary>
        /// The member of the input or the configuration that was refused, as JSON has it: <c>name</c>,
        /// <c>tags.region</c>.
        /// </summary>
        public string? Member { get; }

        /// <summary>The HTTP status of the answer, where there was one.</summary>
        public int? HttpStatus { get; }

        /// <summary>The service's identifier of this failure: quote it to support.</summary>
        public string? CorrelationId { get; }

        /// <summary>The service's machine-readable code of the failure.</summary>
        public long? DetailedErrorCode { get; }

        /// <summary>The service's validation errors and warnings, as it sent them.</summary>
        public JsonElement? Validation { get; }

        /// <summary>Whether the same call may succeed later.</summary>
        public bool Retryable { get; }

        /// <summary>
        /// Whether the service may have done the work although the call failed. If there is an
        /// <see cref="IdempotencyKey"/>, repeat the call with it: give it in <see cref="CallOptions.IdempotencyKey"/>.
        /// Calls that send DELETE or PUT have no key: repeat them as they are. PUT sets the same state again, and after
        /// DELETE a <see cref="CodatNotFoundException"/> means that the work is done.
        /// </summary>
        public bool OutcomeUnknown { get; }

        /// <summary>
        /// The key to repeat the call with. It is there exactly if <see cref="OutcomeUnknown"/> is true and the call
        /// sends POST or PATCH. The service remembers a key for 90 minutes.
        /// </summary>
        public string? IdempotencyKey { get; }

        /// <summary>How long the service asked to wait before the next request.</summary>
        public TimeSpan? RetryAfter { get; }

        /// <summary>
        /// The first 2 KiB of the response's body, without the client's secret. Null if no response with a body was received,
        /// and for a success of which a field does not fit its model. It may hold your customers' data: it is in no message,
        /// no log event and not in <see cref="ToString"/>.
        /// </summary>
        public string? ResponseBody { get; }

        /// <summary>What is known about the call itself.</summary>
        public CallMeta Meta { get; }

        /// <summary>The message and the stack, and at the end what support asks for.</summary>
        public override string ToString()
        {
            var text = $"{base.ToString()}{Environment.NewLine}   kind {Kind}, operation {Operation ?? "none"}";
            text += HttpStatus is int status ? $", HTTP {status}" : "";
            text += CorrelationId is string id ? $", correlation id {id}" : "";
            return text + (OutcomeUnknown ? $"{Environment.NewLine}   outcome unknown: {WhatToDo}" : "");
        }

        private string WhatToDo => IdempotencyKey is string key
            ? $"repeat the call with the idempotency key {key}"
            : Operation == "companies.create_many" ? "start the run again with the same journal"
            : "repeat the call; PUT sets the same state again, and after DELETE not found means done";

        /// <summary>The exception of a status's own class, or of this one where the status is new.</summary>
        internal static CodatException Of(int status, ErrorDetails details, CallMeta meta)
        {
            var kind = (CodatErrorKind)status;
            return kind switch
            {
                CodatErrorKind.InvalidArgument => new CodatInvalidArgumentException(details, meta),
                CodatErrorKind.BadRequest => new CodatBadRequestException(details, meta),
                CodatErrorKind.Unauthorized => new CodatUnauthorizedException(details, meta),
                CodatErrorKind.PaymentRequired => new CodatPaymentRequiredException(details, meta),
                CodatErrorKind.Forbidden => new CodatForbiddenException(details, meta),
                CodatErrorKind.NotFound => new CodatNotFoundException(details, meta),
                CodatErrorKind.Conflict => new CodatConflictException(details, meta),
                CodatErrorKind.Unprocessable => new CodatUnprocessableException(details, meta),
                CodatErrorKind.RateLimited => new CodatRateLimitedException(details, meta),
                CodatErrorKind.Server => new CodatServerException(details, meta),
                CodatErrorKind.UnexpectedResponse => new CodatUnexpectedResponseException(details, meta),
                CodatErrorKind.Connection => new CodatConnectionException(details, meta),
                CodatErrorKind.Timeout => new CodatTimeoutException(details, meta),
                CodatErrorKind.Cancelled => new CodatCancelledException(details, meta),
                CodatErrorKind.Panic => new CodatPanicException(details, meta),
                CodatErrorKind.OutOfMemory => new CodatOutOfMemoryException(details, meta),
                CodatErrorKind.InvalidHandle => new CodatInvalidHandleException(details, meta),
                CodatErrorKind.Unsupported => new CodatUnsupportedException(details, meta),
                CodatErrorKind.Sandbox => new CodatSandboxException(details, meta),
                CodatErrorKind.WebhookMissingHeader => new CodatWebhookMissingHeaderException(details, meta),
                CodatErrorKind.WebhookStale => new CodatWebhookStaleException(details, meta),
                CodatErrorKind.WebhookFuture => new CodatWebhookFutureException(details, meta),
                CodatErrorKind.WebhookBadSignature => new CodatWebhookBadSignatureException(details, meta),
                CodatErrorKind.WebhookMalformed => new CodatWebhookMalformedException(details, meta),
                _ => new CodatException(kind, details, meta),
            };
        }
    }
}
