using System;
using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>
    /// The configuration of a <see cref="CodatClient"/>. It is read when the client is created; changing it
    /// afterwards changes nothing.
    /// </summary>
    public sealed class CodatClientOptions
    {
        /// <summary>
        /// The API key as the portal shows it. Default: the environment variable <c>CODAT_API_KEY</c>.
        /// </summary>
        public string? ApiKey { get; set; }

        /// <summary>
        /// Instead of <see cref="ApiKey"/>: the ready-made <c>Authorization</c> header, <c>Basic …</c>.
        /// </summary>
        public string? AuthHeader { get; set; }

        /// <summary>
        /// The address of the service. Default: the environment variable <c>CODAT_BASE_URL</c>, else
        /// <c>https://api.codat.io</c>.
        /// </summary>
        public string? BaseUrl { get; set; }

        /// <summary>
        /// Accept an <c>http://</c> base URL on another machine; the key then travels unencrypted. Default: false.
        /// </summary>
        public bool AllowHttp { get; set; }

        /// <summary>How long a whole call may take, retries and waiting included. Default: 60 seconds.</summary>
        public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

        /// <summary>How long one attempt may take before it counts as lost. Default: 20 seconds.</summary>
        public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(20);

        /// <summary>How long looking up the host and connecting may take. Default: 10 seconds.</summary>
        public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

        /// <summary>How often a failed attempt is repeated if that is safe. Default: 3.</summary>
        public int MaxRetries { get; set; } = 3;

        /// <summary>
        /// The first pause between attempts is random up to this; it doubles, to at most 8 seconds. Default: 500
        /// milliseconds.
        /// </summary>
        public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

        /// <summary>How many requests may be in flight at once; others wait their turn. Default: 10.</summary>
        public int MaxConnections { get; set; } = 10;

        /// <summary>
        /// How many requests are sent at most in any 60 seconds; others wait their turn. The service blocks an IP
        /// address without warning that sends more than 1,000. Only this client's requests count. Default: null, no
        /// limit.
        /// </summary>
        public int? RequestsPerMinute { get; set; }

        /// <summary>The largest response accepted, in bytes. Default: 67,108,864 (64 MiB).</summary>
        public long MaxResponseBytes { get; set; } = 67_108_864;

        /// <summary>
        /// An HTTP proxy, <c>http://[user:password@]host:port</c>. Default: none; the environment is not consulted.
        /// </summary>
        public string? Proxy { get; set; }

        /// <summary>Sent as <c>User-Agent</c>. Default: <c>libcodat/</c> and the version.</summary>
        public string? UserAgent { get; set; }

        /// <summary>
        /// Certificates (PEM) of authorities to trust instead of the system's. Default: the system's.
        /// </summary>
        public string? RootCertificates { get; set; }

        /// <summary>
        /// Is called for events up to <see cref="LogLevel"/>, from several threads at once: before the call returns or its
        /// task completes, in the context of the caller. An exception that it throws is dropped and does not affect the
        /// call. It may call the client, and block until that is done. Its calls are not logged, whatever thread they run
        /// on, except loops through lists and the synchronous <see cref="CompaniesClient.CreateMany"/>: a listener must not
        /// start these each time. Default: none.
        /// </summary>
        public Action<CodatLogEvent>? Log { get; set; }

        /// <summary>
        /// The events that <see cref="Log"/> receives: those of this level and of all before it. Default:
        /// <see cref="CodatLogLevel.Warn"/>.
        /// </summary>
        public CodatLogLevel LogLevel { get; set; } = CodatLogLevel.Warn;

        internal void Write(Utf8JsonWriter writer)
        {
            // null counts as not given.
            writer.WriteString("apiKey", ApiKey);
            writer.WriteString("authHeader", AuthHeader);
            writer.WriteString("baseUrl", BaseUrl);
            writer.WriteBoolean("allowHttp", AllowHttp);
            writer.WriteNumber("timeoutMs", NativeText.Milliseconds(Timeout));
            writer.WriteNumber("attemptTimeoutMs", NativeText.Milliseconds(AttemptTimeout));
            writer.WriteNumber("connectTimeoutMs", NativeText.Milliseconds(ConnectTimeout));
            writer.WriteNumber("maxRetries", MaxRetries);
            writer.WriteNumber("retryDelayMs", NativeText.Milliseconds(RetryDelay));
            writer.WriteNumber("maxConnections", MaxConnections);
            writer.Write("requestsPerMinute", RequestsPerMinute);
            writer.WriteNumber("maxResponseBytes", MaxResponseBytes);
            writer.WriteString("proxy", Proxy);
            writer.WriteString("userAgent", UserAgent);
            writer.WriteString("rootCertificates", RootCertificates);
        }
    }
}
