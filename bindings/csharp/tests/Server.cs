using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>A request as it arrived.</summary>
    internal sealed class Received
    {
        internal Received(HttpListenerRequest request)
        {
            using var body = new MemoryStream();
            request.InputStream.CopyTo(body);
            Body = body.ToArray();
            Line = $"{request.HttpMethod} {request.RawUrl}";
            Headers = request.Headers.AllKeys.ToDictionary(name => name!, name => request.Headers.GetValues(name!)!);
        }

        /// <summary>Method and path with query.</summary>
        internal string Line { get; }

        internal IReadOnlyDictionary<string, string[]> Headers { get; }

        internal byte[] Body { get; }

        public override string ToString() => $"{Line} {Encoding.UTF8.GetString(Body)}";
    }

    /// <summary>An HTTP server on this machine.</summary>
    internal sealed class Server : IDisposable
    {
        private readonly HttpListener _listener = new HttpListener();

        /// <summary>Answers each request with JSON, or with 204 where there is none.</summary>
        internal Server(Func<Received, string?> answer)
        {
            for (var port = 20_000 + new Random().Next(20_000); !_listener.IsListening; port++)
            {
                try
                {
                    Url = $"http://127.0.0.1:{port}/";
                    _listener.Prefixes.Clear();
                    _listener.Prefixes.Add(Url);
                    _listener.Start();
                }
                catch (HttpListenerException)
                {
                    // Another program has it.
                }
            }
            _ = Serve(answer);
        }

        internal string Url { get; private set; } = "";

        internal ConcurrentQueue<Received> Requests { get; } = new ConcurrentQueue<Received>();

        public void Dispose() => _listener.Close();

        private async Task Serve(Func<Received, string?> answer)
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    var request = new Received(context.Request);
                    Requests.Enqueue(request);
                    var json = answer(request);
                    context.Response.StatusCode = json is null ? 204 : 200;
                    context.Response.ContentType = "application/json";
                    context.Response.Close(Encoding.UTF8.GetBytes(json ?? ""), willBlock: true);
                }
            }
            catch (Exception e) when (e is HttpListenerException || e is ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
