using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat.Interop
{
    /// <summary>Reads a document without making a string of it first.</summary>
    internal delegate T DocumentReader<out T>(ReadOnlySpan<byte> document);

    /// <summary>The documents that the library answers with.</summary>
    internal static class Document
    {
        private static readonly JsonSerializerOptions Options = new JsonSerializerOptions { MaxDepth = 128 };

        private sealed class Success<T>
        {
            [JsonPropertyName("result")]
            public T Result { get; set; } = default!;

            [JsonPropertyName("meta")]
            public CallMeta Meta { get; set; } = CallMeta.None;
        }

        private sealed class Failure
        {
            [JsonPropertyName("error")]
            public ErrorDetails Error { get; set; } = new ErrorDetails();

            [JsonPropertyName("meta")]
            public CallMeta Meta { get; set; } = CallMeta.None;
        }

        /// <summary>A result of the service's, with what is known about the call.</summary>
        /// <exception cref="JsonException">It does not fit the model.</exception>
        internal static T Answer<T>(ReadOnlySpan<byte> document) where T : CodatAnswer =>
            AnswerIfAny<T>(document) ?? throw new JsonException("missing result");

        /// <summary>The same, where there may be none: after the last page.</summary>
        internal static T? AnswerIfAny<T>(ReadOnlySpan<byte> document) where T : CodatAnswer
        {
            var success = JsonSerializer.Deserialize<Success<T>>(document, Options)!;
            if (!(success.Result is T answer))
            {
                return null;
            }
            if (answer.FirstMissing is string member)
            {
                throw new JsonException($"missing {member}");
            }
            answer.Meta = success.Meta;
            return answer;
        }

        /// <summary>What is known about a call that has nothing else to say.</summary>
        internal static CallMeta Meta(ReadOnlySpan<byte> document) =>
            JsonSerializer.Deserialize<Failure>(document, Options)!.Meta;

        /// <summary>JSON that is no document: an event.</summary>
        internal static T Event<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, Options)!;

        /// <summary>A result of the library's own.</summary>
        internal static T Result<T>(ReadOnlySpan<byte> document) =>
            JsonSerializer.Deserialize<Success<T>>(document, Options)!.Result;

        /// <summary>Reads what a function put out, frees it, and throws where the function failed.</summary>
        internal static T Take<T>(int status, IntPtr output, DocumentReader<T> read, string? operation = null)
        {
            try
            {
                var document = NativeText.Span(output);
                return status == NativeMethods.Ok ? Read(document, read, operation) : throw Error(status, document);
            }
            finally
            {
                NativeMethods.codat_string_free(output);
            }
        }

        internal static T Read<T>(ReadOnlySpan<byte> document, DocumentReader<T> read, string? operation)
        {
            try
            {
                return read(document);
            }
            catch (JsonException e)
            {
                var details = new ErrorDetails
                {
                    Operation = operation,
                    Message = $"the answer does not fit its model: {e.Message}",
                };
                throw new CodatUnexpectedResponseException(details, Meta(document));
            }
        }

        private static CodatException Error(int status, ReadOnlySpan<byte> document)
        {
            if (document.IsEmpty)
            {
                var name = NativeText.Constant(NativeMethods.codat_status_name(status));
                return CodatException.Of(status, new ErrorDetails { Message = name }, CallMeta.None);
            }
            var failure = JsonSerializer.Deserialize<Failure>(document, Options)!;
            return CodatException.Of(status, failure.Error, failure.Meta);
        }
    }
}
