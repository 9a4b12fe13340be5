using System;
using System.Collections.Generic;
using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>Something that goes wrong in a <see cref="CodatSandbox"/>, and which requests it strikes.</summary>
    public sealed class SandboxFault
    {
        /// <summary>What the client gets to see: required.</summary>
        public FaultEffect Effect { get; set; }

        /// <summary>The HTTP method that it strikes. Default: any.</summary>
        public string? Method { get; set; }

        /// <summary>
        /// The path that it strikes; a segment in braces is any, <c>/companies/{companyId}</c>. Default: any.
        /// </summary>
        public string? Path { get; set; }

        /// <summary>How many requests it strikes. Default: 1.</summary>
        public int Times { get; set; } = 1;

        /// <summary>Whether it strikes before the service does the work, or after. Default: before.</summary>
        public FaultMoment When { get; set; }

        /// <summary>How long it waits before it strikes. Default: no time.</summary>
        public TimeSpan Delay { get; set; }

        /// <summary>
        /// Whether the service stores the response under the request's idempotency key, as if it were its own. Default: false.
        /// </summary>
        public bool Cached { get; set; }

        /// <summary>With <see cref="FaultEffect.Status"/>: the HTTP status, 200 to 599.</summary>
        public int? Status { get; set; }

        /// <summary>With <see cref="FaultEffect.Status"/>: headers, such as <c>Retry-After</c>.</summary>
        public IDictionary<string, string>? Headers { get; set; }

        /// <summary>
        /// With <see cref="FaultEffect.Status"/>: the body. Default: for an error the service's own, else none.
        /// </summary>
        public string? Body { get; set; }

        /// <summary>
        /// With <see cref="FaultEffect.Status"/>: the body's type. Default: <c>application/json</c>.
        /// </summary>
        public string? ContentType { get; set; }

        /// <summary>
        /// With <see cref="FaultEffect.Split"/>: after how many bytes of the response, its head included. Default: half of them.
        /// </summary>
        public long? At { get; set; }

        /// <summary>
        /// With <see cref="FaultEffect.Duplicate"/> (default 0) and <see cref="FaultEffect.Split"/> (default 50 ms): how
        /// much later the second part comes.
        /// </summary>
        public TimeSpan? Pause { get; set; }

        /// <summary>With <see cref="FaultEffect.Flood"/>: how long the response is.</summary>
        public long? Bytes { get; set; }

        /// <summary>
        /// With <see cref="FaultEffect.Flood"/>: whether the response says at its start how long it is.
        /// </summary>
        public bool Announce { get; set; }

        internal void Write(Utf8JsonWriter writer)
        {
            // The sandbox refuses fields that do not belong to the effect, so only those that are set are sent.
            writer.WriteStartObject();
            writer.Write("effect", Effect.ToString().ToLowerInvariant());
            writer.Write("method", Method);
            writer.Write("path", Path);
            writer.Write("times", Times);
            writer.Write("when", When.ToString().ToLowerInvariant());
            writer.Write("delayMs", Delay == TimeSpan.Zero ? (long?)null : NativeText.Milliseconds(Delay));
            writer.Write("cached", Cached ? true : (bool?)null);
            writer.Write("status", Status);
            writer.Write("headers", Headers);
            writer.Write("body", Body);
            writer.Write("contentType", ContentType);
            writer.Write("at", At);
            writer.Write("pauseMs", Pause is TimeSpan pause ? NativeText.Milliseconds(pause) : (long?)null);
            writer.Write("bytes", Bytes);
            writer.Write("announce", Announce ? true : (bool?)null);
            writer.WriteEndObject();
        }
    }

    /// <summary>What a client gets to see of a <see cref="SandboxFault"/>.</summary>
    public enum FaultEffect
    {
        /// <summary>The true response, late by <see cref="SandboxFault.Delay"/>.</summary>
        Delay,

        /// <summary>A response of your choice, with <see cref="SandboxFault.Status"/>.</summary>
        Status,

        /// <summary>No response: the connection is closed.</summary>
        Cut,

        /// <summary>200 with something that is said to be JSON, and is not.</summary>
        Garbage,

        /// <summary>502 with a proxy's error page.</summary>
        Html,

        /// <summary>200 without a body.</summary>
        Empty,

        /// <summary>Half of the true response, then the connection is closed.</summary>
        Truncate,

        /// <summary>The true response twice, as if the second were the next request's.</summary>
        Duplicate,

        /// <summary>The true response in two pieces, with a pause between them.</summary>
        Split,

        /// <summary>A very long response, of <see cref="SandboxFault.Bytes"/>.</summary>
        Flood,
    }

    /// <summary>When a <see cref="SandboxFault"/> strikes.</summary>
    public enum FaultMoment
    {
        /// <summary>Before the service does the work, which is then not done.</summary>
        Before,

        /// <summary>After the work is done, so that only the response is lost.</summary>
        After,
    }
}
