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
        internal CodatException(Failure failure) : base(failure.Details.Message)
        {
            (Kind, Details, Meta) = (failure.Kind, failure.Details, failure.Meta);
            RetryAfter = Details.RetryAfterMs is long ms ? TimeSpan.FromMilliseconds(ms) : (TimeSpan?)null;
        }

        /// <summary>What kind of failure this is.</summary>
        public CodatErrorKind Kind { get; }

        /// <summary>The operation that was called, such as <c>companies.create</c>; null outside of calls.</summary>
        public string? Operation => Details.Operation;

        /// <summary>
        /// The field of the input or the configuration that was refused, as JSON has it: <c>name</c>,
        /// <c>tags.region</c>.
        /// </summary>
        public string? Member => Details.Member;

        /// <summary>The HTTP status of the response, if there was one.</summary>
        public int? HttpStatus => Details.HttpStatus;

        /// <summary>The service's identifier of this failure: quote it to support.</summary>
        public string? CorrelationId => Details.CorrelationId;

        /// <summary>The service's machine-readable code of the failure.</summary>
        public long? DetailedErrorCode => Details.DetailedErrorCode;

        /// <summary>The service's validation errors and warnings, as it sent them.</summary>
        public JsonElement? Validation => Details.Validation;

        /// <summary>Whether the same call may succeed later.</summary>
        public bool Retryable => Details.Retryable;

        /// <summary>
        /// Whether the service may have done the work although the call failed. If there is an
        /// <see cref="IdempotencyKey"/>, repeat the call with it: give it in <see cref="CallOptions.IdempotencyKey"/>.
        /// Calls that send DELETE or PUT have no key: repeat them as they are. PUT sets the same state again, and after
        /// DELETE a <see cref="CodatNotFoundException"/> means that the work is done.
        /// </summary>
        public bool OutcomeUnknown => Details.OutcomeUnknown;

        /// <summary>
        /// The key to repeat the call with. It is there exactly if <see cref="OutcomeUnknown"/> is true and the call
        /// sends POST or PATCH. The service remembers a key for 90 minutes.
        /// </summary>
        public string? IdempotencyKey => Details.IdempotencyKey;

        /// <summary>How long to wait before the next request, as the service demands.</summary>
        public TimeSpan? RetryAfter { get; }

        /// <summary>
        /// The first 2 KiB of the response's body, without the client's secret. Null if no response with a body was received,
        /// and for a success of which a field does not fit its model. It may hold your customers' data: it is in no message,
        /// no log event and not in <see cref="ToString"/>.
        /// </summary>
        public string? ResponseBody => Details.ResponseBody;

        /// <summary>What is known about the call itself.</summary>
        public CallMeta Meta { get; }

        /// <summary>What the library says about the failure.</summary>
        internal ErrorDetails Details { get; }

        /// <summary>The message and the stack, and at the end what support needs.</summary>
        public override string ToString()
        {
            var text = $"{base.ToString()}{Environment.NewLine}   kind {Kind}, operation {Operation ?? "none"}";
            text += HttpStatus is int status ? $", HTTP {status}" : "";
            text += CorrelationId is string id ? $", correlation id {id}" : "";
            return text + (OutcomeUnknown ? $"{Environment.NewLine}   outcome unknown: {WhatToDo}" : "");
        }

        private string WhatToDo => IdempotencyKey is string key
            ? Kind == CodatErrorKind.Unprocessable
                ? "another request had the key: look whether the work was done, and only if it was not, call again without the key"
                : HttpStatus == 500 && Operation != "companies.create_many"
                ? "the service repeats a 500 for the same key: look whether the work was done, and only if it was not, call again without the key"
                : $"within 80 minutes, repeat the call with the idempotency key {key}"
            : Operation == "companies.create_many" ? "start the run again with the same journal"
            : Operation == "refresh.queue_or_join" ? "repeat the call, which finds the pull if it was queued"
            : "repeat the call; PUT sets the same state again, and after DELETE not found means done";
    }
}
