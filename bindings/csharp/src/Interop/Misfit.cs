using System;
using System.Text.Json;

namespace Codat.Interop
{
    /// <summary>
    /// What the library returned, and cannot be read here. The call itself has happened: if it writes, its work may be
    /// done, so the fields that say so and help to repeat it are found without reading the rest. The response's body is
    /// left out: only the library can take the client's secret out of it.
    /// </summary>
    internal static class Misfit
    {
        /// <summary>The beginnings of the names of operations that change nothing.</summary>
        private static readonly string[] Reads = { "get", "list", "link_url", "needs", "wait" };

        /// <summary>Whether an operation may have changed something once it was called.</summary>
        internal static bool Writes(string operation)
        {
            var name = operation.Substring(operation.IndexOf('.') + 1);
            return !Array.Exists(Reads, reads => name.StartsWith(reads, StringComparison.Ordinal));
        }

        /// <summary>The exception for response JSON, or an event, that does not fit.</summary>
        internal static CodatException Of(
            ReadOnlySpan<byte> document, string? operation, CodatErrorKind kind, Exception reason) =>
            reason is OutOfMemoryException
                ? Unread(document, operation, (int)CodatErrorKind.OutOfMemory, "not enough memory for the response")
                : Unread(document, operation, (int)kind, $"the response does not fit its model: {reason.Message}");

        /// <summary>The exception of a status, with what is known of the call anyway.</summary>
        internal static CodatException Unread(
            ReadOnlySpan<byte> document, string? operation, int status, string message)
        {
            var meta = Meta(document);
            var isUnknown = operation != null && Writes(operation);
            var details = new ErrorDetails
            {
                Message = message,
                Operation = operation,
                HttpStatus = meta.Status,
                OutcomeUnknown = isUnknown,
                IdempotencyKey = isUnknown ? meta.IdempotencyKey : null,
            };
            return ExceptionFactory.Of(status, details, meta);
        }

        /// <summary>The name of a status.</summary>
        internal static string Name(int status) => NativeText.Constant(NativeMethods.codat_status_name(status));

        /// <summary>What is known about the call.</summary>
        private static CallMeta Meta(ReadOnlySpan<byte> document)
        {
            try
            {
                var reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = int.MaxValue });
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var isMeta = reader.ValueTextEquals("meta");
                    reader.Read();
                    if (isMeta)
                    {
                        return JsonSerializer.Deserialize<CallMeta>(ref reader, Lenient.Options) ?? new CallMeta();
                    }
                    reader.Skip();
                }
            }
            catch (Exception)
            {
                // Then nothing more is known.
            }
            return new CallMeta();
        }
    }
}
