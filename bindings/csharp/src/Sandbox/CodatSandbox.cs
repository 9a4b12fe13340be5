using System;
using System.Collections.Generic;
using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>
    /// The service in miniature, on this machine alone: for tests, and for trying things out. It behaves as the
    /// service does, on a real database, and fails on request.
    /// </summary>
    /// <remarks>May be used from several threads at once. Several can run in one process.</remarks>
    public sealed partial class CodatSandbox : IDisposable
    {
        private readonly SandboxHandle _handle;

        private CodatSandbox(SandboxHandle handle, string baseUrl, string apiKey)
        {
            _handle = handle;
            BaseUrl = baseUrl;
            ApiKey = apiKey;
        }

        /// <summary>Starts a sandbox.</summary>
        /// <param name="options">Its configuration; by default a free port, and state in memory.</param>
        /// <exception cref="CodatInvalidArgumentException">An option is refused.</exception>
        /// <exception cref="CodatSandboxException">The port or the file is not available.</exception>
        /// <exception cref="CodatUnsupportedException">The library was built without the sandbox.</exception>
        /// <exception cref="DllNotFoundException">The native library is missing.</exception>
        public static CodatSandbox Start(CodatSandboxOptions? options = null)
        {
            var config = NativeText.Json(writer => options?.Write(writer));
            var status = NativeMethods.codat_sandbox_start(config, out var handle, out var output);
            var started = Document.Take(status, output, Document.Result<JsonElement>);
            return new CodatSandbox(
                handle, started.GetProperty("baseUrl").GetString()!, started.GetProperty("apiKey").GetString()!);
        }

        /// <summary>Its address: a base URL for clients.</summary>
        public string BaseUrl { get; }

        /// <summary>The key that it accepts.</summary>
        public string ApiKey { get; }

        /// <summary>Makes a client of this sandbox.</summary>
        /// <param name="configure">Changes its options, in which the base URL and the key are set.</param>
        /// <exception cref="CodatInvalidArgumentException">An option is refused.</exception>
        public CodatClient CreateClient(Action<CodatClientOptions>? configure = null)
        {
            var options = new CodatClientOptions { BaseUrl = BaseUrl, ApiKey = ApiKey };
            configure?.Invoke(options);
            return new CodatClient(options);
        }

        /// <summary>Makes the next requests that fit go wrong, in this order.</summary>
        /// <param name="faults">What is to go wrong.</param>
        /// <exception cref="CodatInvalidArgumentException">A fault is refused; the message names it.</exception>
        public void QueueFaults(params SandboxFault[] faults) => Act("queue-faults", writer =>
        {
            writer.WriteStartArray("faults");
            foreach (var fault in faults ?? throw new ArgumentNullException(nameof(faults)))
            {
                (fault ?? throw new ArgumentNullException(nameof(faults))).Write(writer);
            }
            writer.WriteEndArray();
        });

        /// <summary>Takes back the faults that have not struck yet.</summary>
        public void ClearFaults() => Act("clear-faults", _ => { });

        /// <summary>Changes the limits.</summary>
        /// <param name="limits">The new limits; what is null is kept as it is.</param>
        public void SetLimits(SandboxLimits limits) =>
            Act("set-limits", (limits ?? throw new ArgumentNullException(nameof(limits))).Write);

        /// <summary>Moves the sandbox's clock ahead, for example to a new day's quota.</summary>
        /// <param name="time">How far; whole seconds.</param>
        public void AdvanceClock(TimeSpan time) =>
            Act("advance-clock", writer => writer.WriteNumber("seconds", (long)time.TotalSeconds));

        /// <summary>Makes companies named by a prefix and a number, faster than requests would.</summary>
        /// <param name="count">How many.</param>
        /// <param name="namePrefix">How the names begin.</param>
        public void SeedCompanies(int count, string namePrefix = "Company") => Act("seed-companies", writer =>
        {
            writer.WriteNumber("count", count);
            writer.WriteString("namePrefix", namePrefix);
        });

        /// <summary>The requests that it saw, the oldest first.</summary>
        /// <param name="since">Only those after the one with this <see cref="SandboxRequest.Id"/>.</param>
        public IReadOnlyList<SandboxRequest> Requests(long since = 0) =>
            Control(
                "list-requests", writer => writer.Write("since", since), Document.Field<List<SandboxRequest>>("requests"));

        /// <summary>How many companies, groups, requests and connections there are.</summary>
        public SandboxStats Stats() => Control("stats", _ => { }, Document.Result<SandboxStats>);

        /// <summary>Back to the start: no companies, groups, faults or requests.</summary>
        public void Reset() => Act("reset", _ => { });

        /// <summary>Tells the sandbox to do something, as JSON: for what the other methods do not cover.</summary>
        /// <param name="action">The action, such as <c>queue-faults</c>.</param>
        /// <param name="inputJson">A JSON object with what the action takes.</param>
        /// <returns>The response JSON <c>{"result":…,"meta":{…}}</c>.</returns>
        /// <exception cref="CodatInvalidArgumentException">The action or its input is refused.</exception>
        /// <exception cref="ObjectDisposedException">The sandbox was disposed.</exception>
        public string Control(string action, string inputJson = "{}") =>
            Control(action, NativeText.Of(inputJson, nameof(inputJson)), NativeText.Read);

        /// <summary>
        /// Stops the sandbox: its port and its connections close, and what was only in memory is gone. Disposing
        /// twice does nothing.
        /// </summary>
        public void Dispose() => _handle.Dispose();

        private void Act(string action, Action<Utf8JsonWriter> input) =>
            Control(action, input, Document.Meta);

        private T Control<T>(string action, Action<Utf8JsonWriter> input, DocumentReader<T> read) =>
            Control(action, NativeText.Json(input), read);

        private T Control<T>(string action, byte[] input, DocumentReader<T> read)
        {
            if (_handle.IsClosed)
            {
                throw new ObjectDisposedException(nameof(CodatSandbox));
            }
            var name = NativeText.Of(action, nameof(action));
            return Document.Take(
                NativeMethods.codat_sandbox_control(_handle, name, input, out var output), output, read);
        }
    }
}
