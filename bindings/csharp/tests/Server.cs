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
        private readonly HttpListener _listener;

        /// <summary>Responds to each request with JSON, or with 204 if there is none.</summary>
        internal Server(Func<Received, string?> answer)
        {
            for (var port = 20_000 + new Random().Next(20_000); ; port++)
            {
                Url = $"http://127.0.0.1:{port}/";
                // One that could not start is of no use any more.
                _listener = new HttpListener();
                _listener.Prefixes.Add(Url);
                try
                {
                    _listener.Start();
                    break;
                }
                catch (HttpListenerException)
                {
                    // Another program has it.
                }
            }
            _ = Serve(answer);
        }

        internal string Url { get; }

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
