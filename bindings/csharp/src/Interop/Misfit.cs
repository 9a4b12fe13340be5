using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Codat.Interop
{
    /// <summary>
    /// What the library handed over, and cannot be read here. A call that ended so was made: if it writes, its work may be
    /// done, so what tells that and helps to repeat it is found without reading the rest.
    /// </summary>
    internal static class Misfit
    {
        private const int LongestBody = 2048;

        /// <summary>The beginnings of the names of operations that change nothing.</summary>
        private static readonly string[] Reads = { "get", "list", "link_url", "needs", "wait" };

        /// <summary>The names of operations that send an idempotency key.</summary>
        private static readonly Lazy<HashSet<string>> Keyed = new Lazy<HashSet<string>>(() =>
        {
            using var described = JsonDocument.Parse(CodatLibrary.DescribeOperations());
            return described.RootElement.GetProperty("result").EnumerateArray()
                .Where(operation => operation.TryGetProperty("method", out var method) &&
                    (method.ValueEquals("POST") || method.ValueEquals("PATCH")))
                .Select(operation => operation.GetProperty("name").GetString()!)
                .ToHashSet();
        });

        /// <summary>Whether an operation sends an idempotency key.</summary>
        internal static bool SendsKey(string operation) => Keyed.Value.Contains(operation);

        /// <summary>Whether an operation may have changed something once it was called.</summary>
        internal static bool Writes(string operation)
        {
            var name = operation.Substring(operation.IndexOf('.') + 1);
            return !Array.Exists(Reads, reads => name.StartsWith(reads, StringComparison.Ordinal));
        }

        /// <summary>The exception for a document, or an event, that does not fit.</summary>
        internal static CodatException Of(
            ReadOnlySpan<byte> document, string? operation, CodatErrorKind kind, Exception reason) =>
            reason is OutOfMemoryException
                ? Unread(document, operation, (int)CodatErrorKind.OutOfMemory, "not enough memory for the response")
                : Unread(document, operation, (int)kind, $"the response does not fit its model: {reason.Message}");

        /// <summary>The exception of a status, with what can be told of the call all the same.</summary>
        internal static CodatException Unread(
            ReadOnlySpan<byte> document, string? operation, int status, string message)
        {
            var (body, meta) = Parts(document);
            var isUnknown = operation != null && Writes(operation);
            var details = new ErrorDetails
            {
                Message = message,
                Operation = operation,
                HttpStatus = meta.Status,
                OutcomeUnknown = isUnknown,
                IdempotencyKey = isUnknown ? meta.IdempotencyKey : null,
                ResponseBody = body,
            };
            return CodatException.Of(status, details, meta);
        }

        /// <summary>The name of a status.</summary>
        internal static string Name(int status) => NativeText.Constant(NativeMethods.codat_status_name(status));

        /// <summary>The beginning of the service's response, and what is known about the call.</summary>
        private static (string? Body, CallMeta Meta) Parts(ReadOnlySpan<byte> document)
        {
            string? body = null;
            try
            {
                var reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = int.MaxValue });
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var (isResult, isMeta) = (reader.ValueTextEquals("result"), reader.ValueTextEquals("meta"));
                    reader.Read();
                    if (isMeta)
                    {
                        return (body, JsonSerializer.Deserialize<CallMeta>(ref reader, Lenient.Options) ?? new CallMeta());
                    }
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    if (isResult)
                    {
                        var length = Math.Min((int)reader.BytesConsumed - start, LongestBody);
                        body = Encoding.UTF8.GetString(document.Slice(start, length));
                    }
                }
            }
            catch (Exception)
            {
                // Then there is no more to tell.
            }
            return (body, new CallMeta());
        }
    }
}
