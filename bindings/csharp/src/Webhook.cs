using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>Checks the webhooks that the service sends.</summary>
    /// <remarks>Nothing is sent, and no client is needed. May be used from several threads at once.</remarks>
    /// <example>In ASP.NET Core:
    /// <code>
    /// using var body = new MemoryStream();
    /// await request.Body.CopyToAsync(body);
    /// var sent = Webhook.Verify(secret, request.Headers, body.ToArray());
    /// Console.WriteLine($"{sent.EventType} of {sent.Body.Payload?.ReferenceCompany?.Id}");
    /// </code>
    /// </example>
    public static class Webhook
    {
        /// <summary>
        /// Checks that a webhook comes from the service, and is recent. Respond to its request with 2xx only then.
        /// </summary>
        /// <param name="secret">The consumer's secret, <c>whsec_…</c>; while it is being changed the old and the new
        /// one, with a space between.</param>
        /// <param name="headers">The request's headers, their names in any case.</param>
        /// <param name="body">The request's body as it arrived, byte for byte: before any decoding.</param>
        /// <param name="options">How strictly its age is judged; within 5 minutes by default.</param>
        /// <returns>The event. Its <see cref="WebhookEvent.Id"/> is the same when it is delivered again. A field of its body
        /// that is not of the expected type is null, and its value in <see cref="CodatModel.Extra"/> beside
        /// it.</returns>
        /// <exception cref="CodatWebhookException">It is not to be trusted, or its body is not a JSON object; the subclasses say
        /// which.</exception>
        /// <exception cref="CodatInvalidArgumentException">The secret or an option is refused.</exception>
        /// <exception cref="ArgumentException">The secret holds the character U+0000.</exception>
        public static WebhookEvent Verify(
            string secret,
            IEnumerable<KeyValuePair<string, string>> headers,
            ReadOnlySpan<byte> body,
            WebhookOptions? options = null) =>
            Verify(
                secret,
                (headers ?? throw new ArgumentNullException(nameof(headers)))
                    .Select(header => KeyValuePair.Create(header.Key, new[] { header.Value })),
                body,
                options);

        /// <summary>
        /// Checks that a webhook comes from the service, and is recent, with headers that may have several values: as
        /// they are in ASP.NET Core (<c>HttpRequest.Headers</c>), <c>HttpRequestMessage.Headers</c>, and any dictionary
        /// of arrays or lists. Respond to its request with 2xx only then.
        /// </summary>
        /// <typeparam name="TValues">The values of a header; those that are null are left out.</typeparam>
        /// <inheritdoc
        ///     cref="Verify(string, IEnumerable{KeyValuePair{string, string}}, ReadOnlySpan{byte}, WebhookOptions)"/>
        public static WebhookEvent Verify<TValues>(
            string secret,
            IEnumerable<KeyValuePair<string, TValues>> headers,
            ReadOnlySpan<byte> body,
            WebhookOptions? options = null)
            where TValues : IEnumerable<string?>
        {
            var secrets = NativeText.Of(secret, nameof(secret));
            var byName = NativeText.Json(Write(headers ?? throw new ArgumentNullException(nameof(headers))));
            var judging = NativeText.Json((options ?? new WebhookOptions()).Write);
            unsafe
            {
                fixed (byte* start = body)
                {
                    var status = NativeMethods.codat_webhook_verify(
                        secrets, byName, start, (UIntPtr)body.Length, judging, out var output);
                    return Document.Take(
                        status, output, Read, misfit: CodatErrorKind.WebhookMalformed);
                }
            }
        }

        // It is genuine: nothing in it that this version does not expect is a reason to refuse it.
        private static WebhookEvent Read(ReadOnlySpan<byte> document) =>
            Fitting.Of<WebhookEvent>(Document.Result<JsonElement>(document));

        private static Action<Utf8JsonWriter> Write<TValues>(IEnumerable<KeyValuePair<string, TValues>> headers)
            where TValues : IEnumerable<string?> => writer =>
        {
            foreach (var header in headers.Where(header => header.Key != null).GroupBy(header => header.Key, header => header.Value))
            {
                writer.Write(Whole(header.Key), header.SelectMany(Given).Select(Whole));
            }
        };

        /// <summary>Half a character, which a stranger may send, is no fault of the caller's: it only fits no signature.</summary>
        private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

        /// <summary>An empty header has no values, a null among them, or is null itself.</summary>
        private static IEnumerable<string> Given<TValues>(TValues values) where TValues : IEnumerable<string?> =>
            values?.OfType<string>() ?? Enumerable.Empty<string>();
    }
}
