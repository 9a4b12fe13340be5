using System;
using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>The configuration of a <see cref="CodatSandbox"/>.</summary>
    public sealed class CodatSandboxOptions
    {
        /// <summary>The port on 127.0.0.1. Default: 0, any that is free.</summary>
        public int Port { get; set; }

        /// <summary>A file that keeps its state. Default: none, as <c>:memory:</c>; the state is in memory.</summary>
        public string? Db { get; set; }

        /// <summary>The key that it accepts. Default: <c>sandbox-api-key</c>.</summary>
        public string? ApiKey { get; set; }

        /// <summary>The secret that signs its webhooks, <c>whsec_…</c>. Default: a fixed one.</summary>
        public string? WebhookSecret { get; set; }

        /// <summary>When its clock begins; it runs on from there. Default: now.</summary>
        public DateTimeOffset? StartTime { get; set; }

        internal void Write(Utf8JsonWriter writer)
        {
            writer.WriteNumber("port", Port);
            writer.Write("db", Db);
            writer.Write("apiKey", ApiKey);
            writer.Write("webhookSecret", WebhookSecret);
            writer.Write("startTime", StartTime);
        }
    }
}
