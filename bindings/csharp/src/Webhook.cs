using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>Checks what the service sends of its own accord.</summary>
    /// <remarks>Nothing is sent, and no client is needed. May be used from several threads at once.</remarks>
    public static class Webhook
    {
        /// <summary>
        /// Checks that a webhook comes from the service, and is of now. Answer its request with 2xx only where it
        /// does.
        /// </summary>
        /// <param name="secret">The consumer's secret, <c>whsec_…</c>; while it is being changed the old and the new
        /// one, with a space between.</param>
        /// <param name="headers">The request's headers, their names in any case.</param>
        /// <param name="body">The request's body as it arrived, byte for byte.</param>
        /// <param name="options">How strictly its age is judged.</param>
        /// <returns>The event.</returns>
        /// <exception cref="CodatWebhookException">It is not to be trusted; the subclasses tell why.</exception>
        /// <exception cref="CodatInvalidArgumentException">The secret is none.</exception>
        public static WebhookEvent Verify(
            string secret,
            IEnumerable<KeyValuePair<string, string>> headers,
            ReadOnlySpan<byte> body,
            WebhookOptions? options = null) =>
            Verify(
                secret,
                (headers ?? throw new ArgumentNullException(nameof(headers))).Select(header =>
                    new KeyValuePair<string, IEnumerable<string>>(header.Key, new[] { header.Value })),
                body,
                options);

        /// <inheritdoc cref="Verify(string, IEnumerable{KeyValuePair{string, string}}, ReadOnlySpan{byte}, WebhookOptions)"/>
        /// <remarks>Headers with several values, as <c>HttpRequestHeaders</c> has them. From ASP.NET Core:
        /// <c>request.Headers.Select(h => KeyValuePair.Create(h.Key, (IEnumerable&lt;string&gt;)h.Value))</c>.</remarks>
        public static WebhookEvent Verify(
            string secret,
            IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers,
            ReadOnlySpan<byte> body,
            WebhookOptions? options = null)
        {
            var named = (headers ?? throw new ArgumentNullException(nameof(headers)))
                .GroupBy(header => header.Key, header => header.Value)
                .ToDictionary(header => header.Key, header => header.SelectMany(values => values).ToList());
            var text = NativeText.Json(writer =>
            {
                foreach (var header in named)
                {
                    writer.Write(header.Key, header.Value);
                }
            });
            var judged = options ?? new WebhookOptions();
            var settings = NativeText.Json(writer =>
            {
                writer.WriteNumber("toleranceSeconds", (long)judged.Tolerance.TotalSeconds);
                if (judged.Now is DateTimeOffset now)
                {
                    writer.WriteNumber("now", now.ToUnixTimeSeconds());
                }
            });
            var bytes = body.ToArray();
            var status = NativeMethods.codat_webhook_verify(
                NativeText.Of(secret, nameof(secret)), text, bytes, (UIntPtr)bytes.Length, settings, out var output);
            return Document.Take(status, output, Document.Answer<WebhookEvent>);
        }
    }
}
