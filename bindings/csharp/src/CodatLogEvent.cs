using System;
using System.Text.Json;

namespace Codat
{
    /// <summary>
    /// How a call went, or an attempt of it, for <see cref="CodatClientOptions.Log"/>. It holds no body, no message and
    /// no secret.
    /// </summary>
    public sealed class CodatLogEvent
    {
        internal CodatLogEvent(CodatLogLevel level, JsonElement line)
        {
            Level = level;
            Event = line.GetProperty("event").GetString()!;
            Operation = line.GetProperty("operation").GetString()!;
            Attempt = line.GetProperty("attempt").GetInt32();
            Elapsed = TimeSpan.FromMilliseconds(line.GetProperty("elapsedMs").GetInt64());
            Status = line.TryGetProperty("status", out var status) ? status.GetInt32() : (int?)null;
            Kind = line.TryGetProperty("kind", out var kind) ? kind.GetString() : null;
            OutcomeUnknown = line.TryGetProperty("outcomeUnknown", out var unknown) ? unknown.GetBoolean() : (bool?)null;
            Pause = line.TryGetProperty("pauseMs", out var ms) ? TimeSpan.FromMilliseconds(ms.GetInt64()) : (TimeSpan?)null;
            CorrelationId = line.TryGetProperty("correlationId", out var id) ? id.GetString() : null;
            IdempotencyKey = line.TryGetProperty("idempotencyKey", out var key) ? key.GetString() : null;
        }

        /// <summary>How much it matters.</summary>
        public CodatLogLevel Level { get; }

        /// <summary>
        /// <c>failed</c>, <c>retry</c>, <c>refused</c> or <c>succeeded</c>, one for each level.
        /// </summary>
        public string Event { get; }

        /// <summary>The operation, such as <c>companies.create</c>.</summary>
        public string Operation { get; }

        /// <summary>Which attempt this was, from 1; 0 if there was no attempt.</summary>
        public int Attempt { get; }

        /// <summary>How long the call has taken until now.</summary>
        public TimeSpan Elapsed { get; }

        /// <summary>The HTTP status of the service's response, if there was one.</summary>
        public int? Status { get; }

        /// <summary>The kind of the failure, such as <c>not_found</c>; null for a success.</summary>
        public string? Kind { get; }

        /// <summary>Of a failed call, whether its work may be done anyway; null for a success or a retry.</summary>
        public bool? OutcomeUnknown { get; }

        /// <summary>Of a retry, how long it is until the next attempt.</summary>
        public TimeSpan? Pause { get; }

        /// <summary>The service's identifier of the failure, if it sent one.</summary>
        public string? CorrelationId { get; }

        /// <summary>What POST and PATCH carry as <c>Idempotency-Key</c>; null for others.</summary>
        public string? IdempotencyKey { get; }

        /// <summary>The event in words.</summary>
        public override string ToString() =>
            $"{Operation} {Event}: attempt {Attempt}, {(long)Elapsed.TotalMilliseconds} ms"
            + (Status is int status ? $", HTTP {status}" : "")
            + (Kind is null ? "" : $", {Kind}")
            + (Pause is TimeSpan pause ? $", again in {(long)pause.TotalMilliseconds} ms" : "")
            + (OutcomeUnknown == true ? ", may have been done" : "")
            + (CorrelationId is null ? "" : $", correlation id {CorrelationId}");
    }
}
