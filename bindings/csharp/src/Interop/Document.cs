using System;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;

namespace Codat.Interop
{
    /// <summary>Reads response JSON without making a string of it first.</summary>
    internal delegate T DocumentReader<out T>(ReadOnlySpan<byte> document);

    /// <summary>The response JSON of the library.</summary>
    internal static class Document
    {
        private sealed class Success<T>
        {
            [JsonPropertyName("result")]
            public T Result { get; set; } = default!;

            [JsonPropertyName("meta")]
            public CallMeta Meta { get; set; } = new CallMeta();
        }

        private sealed class Failed
        {
            [JsonPropertyName("error")]
            public ErrorDetails Error { get; set; } = new ErrorDetails();

            [JsonPropertyName("meta")]
            public CallMeta Meta { get; set; } = new CallMeta();
        }

        /// <summary>A result of the service's, with what is known about the call.</summary>
        /// <exception cref="JsonException">It does not fit the model.</exception>
        internal static T Answer<T>(ReadOnlySpan<byte> document) where T : CodatAnswer =>
            AnswerIfAny<T>(document) ?? throw new JsonException("missing result");

        /// <summary>The same, if there may be none: after the last page.</summary>
        internal static T? AnswerIfAny<T>(ReadOnlySpan<byte> document) where T : CodatAnswer
        {
            var success = Json<Success<T>>(document);
            if (!(success.Result is T answer))
            {
                return null;
            }
            answer.Complete(Lenient.Options);
            answer.Meta = success.Meta;
            return answer;
        }

        /// <summary>Any result, with what is known about the call.</summary>
        internal static AnyReply<T> Any<T>(ReadOnlySpan<byte> document)
        {
            var success = Json<Success<T>>(document);
            return new AnyReply<T>(success.Result, success.Meta);
        }

        /// <summary>What is known about a call that has nothing else to say.</summary>
        internal static CallMeta Meta(ReadOnlySpan<byte> document) => Json<Failed>(document).Meta;

        /// <summary>JSON of an event.</summary>
        internal static T Event<T>(ReadOnlySpan<byte> json) => Json<T>(json);

        /// <summary>A result of the library's own.</summary>
        internal static T Result<T>(ReadOnlySpan<byte> document) => Json<Success<T>>(document).Result;

        /// <summary>Reads one field of a result of the library's own.</summary>
        internal static DocumentReader<T> Field<T>(string name) => document =>
            JsonSerializer.Deserialize<T>(Result<JsonElement>(document).GetProperty(name).GetRawText(), Lenient.Options)!;

        /// <summary>Reads what a function returned, frees it, and throws if the function failed.</summary>
        /// <param name="status">What the function returned.</param>
        /// <param name="output">The response JSON.</param>
        /// <param name="read">Reads the response JSON of a success.</param>
        /// <param name="operation">The operation that was called, if one was.</param>
        /// <param name="misfit">The kind of failure that it is if the response JSON cannot be read.</param>
        internal static T Take<T>(
            int status,
            IntPtr output,
            DocumentReader<T> read,
            string? operation = null,
            CodatErrorKind misfit = CodatErrorKind.UnexpectedResponse)
        {
            try
            {
                if (status != NativeMethods.Ok)
                {
                    throw Error(status, NativeText.Span(output), operation);
                }
                return Read(NativeText.Span(output), read, operation, misfit);
            }
            catch (OverflowException e)
            {
                // More than an array can hold.
                throw Misfit.Of(default, operation, misfit, e);
            }
            finally
            {
                NativeMethods.codat_string_free(output);
            }
        }

        /// <summary>The same of a call that tokens may cancel.</summary>
        /// <exception cref="CodatOperationCanceledException">One of the tokens cancelled the call.</exception>
        internal static T Take<T>(
            int status, IntPtr output, DocumentReader<T> read, string operation, params CancellationToken[] cancellations)
        {
            try
            {
                return Take(status, output, read, operation);
            }
            catch (CodatCancelledException e)
            {
                var token = Array.Find(cancellations, each => each.IsCancellationRequested);
                throw token.IsCancellationRequested ? new CodatOperationCanceledException(e, token) : (Exception)e;
            }
        }

        /// <summary>Reads what the library returned. Whatever the reader throws, the call has happened.</summary>
        internal static T Read<T>(
            ReadOnlySpan<byte> document,
            DocumentReader<T> read,
            string? operation,
            CodatErrorKind misfit = CodatErrorKind.UnexpectedResponse)
        {
            try
            {
                return read(document);
            }
            catch (Exception e)
            {
                throw Misfit.Of(document, operation, misfit, e);
            }
        }

        private static T Json<T>(ReadOnlySpan<byte> json) =>
            JsonSerializer.Deserialize<T>(json, Lenient.Options) ?? throw new JsonException("null");

        private static CodatException Error(int status, ReadOnlySpan<byte> document, string? operation)
        {
            try
            {
                var failure = Json<Failed>(document);
                return ExceptionFactory.Of(status, failure.Error, failure.Meta);
            }
            catch (Exception)
            {
                // Without response JSON only the status is known.
                return Misfit.Unread(document, operation, status, Misfit.Name(status));
            }
        }
    }
}
