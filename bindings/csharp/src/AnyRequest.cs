using System.Collections.Generic;
using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>The query and the body of any request; see
    /// <see cref="CodatClient.Request{T}(System.Net.Http.HttpMethod, string, AnyRequest, CallOptions, System.Threading.CancellationToken)"/>.</summary>
    public sealed class AnyRequest : IInput
    {
        /// <summary>
        /// The parameters: strings, numbers, booleans, or lists of these, which become one parameter for each item.
        /// Default: none.
        /// </summary>
        public IReadOnlyDictionary<string, object?>? Query { get; set; }

        /// <summary>
        /// Anything that <c>System.Text.Json</c> serializes; only for POST, PUT and PATCH. Default: none.
        /// </summary>
        public object? Body { get; set; }

        void IInput.Write(Utf8JsonWriter writer)
        {
            writer.Write("query", Query);
            writer.Write("body", Body);
        }
    }

    /// <summary>The response to any request.</summary>
    /// <typeparam name="T">What the response is read into.</typeparam>
    public sealed class AnyReply<T>
    {
        internal AnyReply(T result, CallMeta meta) => (Result, Meta) = (result, meta);

        /// <summary>The service's response; the default of its type if it is empty or <c>null</c>.</summary>
        public T Result { get; }

        /// <summary>What is known about the call.</summary>
        public CallMeta Meta { get; }
    }
}
