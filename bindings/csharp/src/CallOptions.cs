using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Codat.Interop;

namespace Codat
{
    /// <summary>Options of a single call; what is not set is as the client has it.</summary>
    public sealed class CallOptions
    {
        private static readonly Regex Trace =
            new Regex(@"\A(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}\z");

        /// <summary>
        /// How long the call may take, retries and waiting included, at most a day. What is left of a deadline of your own
        /// can be given as it is: with zero or less the call times out at once and nothing is sent. Default: the client's
        /// <see cref="CodatClientOptions.Timeout"/>; for a method that waits, the time that it names.
        /// </summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>
        /// A UUID, sent as <c>Idempotency-Key</c> with POST and PATCH instead of a fresh one. To repeat a call without
        /// doing its work twice, give the <see cref="CodatException.IdempotencyKey"/> of the call that failed. A call
        /// with a key counts as a repeat: if it fails, <see cref="CodatException.OutcomeUnknown"/> remains true until the
        /// service proves the opposite, even if the repeat is refused before it is sent. Default: a fresh key for each call.
        /// </summary>
        public string? IdempotencyKey { get; set; }

        /// <summary>
        /// Whether <see cref="IdempotencyKey"/> was never sent before, so that the call is not a repeat. Set it if you
        /// choose the key yourself: call <see cref="Guid.NewGuid"/>, store the key, then call. Only with
        /// <see cref="IdempotencyKey"/>. Default: false.
        /// </summary>
        public bool FirstUse { get; set; }

        /// <summary>
        /// How often a failed attempt is repeated. Default: the client's
        /// <see cref="CodatClientOptions.MaxRetries"/>.
        /// </summary>
        public int? MaxRetries { get; set; }

        /// <summary>
        /// The trace that the call belongs to, as W3C Trace Context has it; sent in the header <c>traceparent</c>.
        /// Default: that of <see cref="System.Diagnostics.Activity.Current"/>, if there is one in W3C's format
        /// whose identifiers are not all zeros.
        /// </summary>
        public string? Traceparent { get; set; }

        /// <summary>
        /// Fields of the request that the method has no parameter for, under their names in JSON. They are added to the body
        /// of a POST, PUT or PATCH, and to the query of a GET or DELETE, as they are. Not for <c>Call</c>, <c>Request</c> and
        /// <c>ListAll</c> of <see cref="CodatClient"/>. Default: none.
        /// </summary>
        public IReadOnlyDictionary<string, object?>? Extra { get; set; }

        /// <summary>As JSON; null if no option is set.</summary>
        internal static byte[]? Json(CallOptions? options) =>
            options is null && CurrentTrace is null ? null : NativeText.Json((options ?? new CallOptions()).Write);

        /// <summary>
        /// What belongs to the trace of the calling thread, as <c>HttpClient</c> sends it; none if that is invalid,
        /// since it is not the caller's doing.
        /// </summary>
        private static string? CurrentTrace =>
            Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: string id } && Trace.IsMatch(id) ? id : null;

        private void Write(Utf8JsonWriter writer)
        {
            writer.WriteString("traceparent", Traceparent ?? CurrentTrace);
            if (Timeout is TimeSpan timeout)
            {
                // Time that has run out is 0.
                writer.WriteNumber("timeoutMs", Math.Max(0, NativeText.Milliseconds(timeout)));
            }
            writer.WriteString("idempotencyKey", IdempotencyKey);
            if (FirstUse)
            {
                writer.WriteBoolean("firstUse", true);
            }
            writer.Write("maxRetries", MaxRetries);
        }
    }
}
