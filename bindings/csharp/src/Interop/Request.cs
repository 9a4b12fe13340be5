using System;
using System.Linq;

namespace Codat.Interop
{
    /// <summary>An operation with its input, and how its response is read.</summary>
    internal sealed class Request<T>
    {
        internal Request(string operation, byte[] input, DocumentReader<T> read, Progress? progress = null) =>
            (Operation, Input, Read, Progress) = (operation, input, read, progress);

        internal string Operation { get; }

        internal byte[] Input { get; }

        /// <summary>The input with the extra fields of the call's options.</summary>
        internal byte[] InputWith(CallOptions? options)
        {
            if (options?.Extra is null)
            {
                return Input;
            }
            // Both are objects that end in a NUL: {"a":1} and {"extra":{}}.
            var extra = NativeText.Json(writer => writer.Write("extra", options.Extra));
            var open = Input.Take(Input.Length - "}\0".Length);
            var comma = Input.Length > "{}\0".Length ? new[] { (byte)',' } : Array.Empty<byte>();
            return open.Concat(comma).Concat(extra.Skip("{".Length)).ToArray();
        }

        internal DocumentReader<T> Read { get; }

        /// <summary>Receives the events of the operation, if it has any.</summary>
        internal Progress? Progress { get; }

        /// <summary>The operation's name for the library.</summary>
        internal byte[] Name => NativeText.Of(Operation, "operation");
    }

    /// <summary>Makes requests, one for both the synchronous and the asynchronous method of an operation.</summary>
    internal static class Request
    {
        /// <summary>A request with these fields.</summary>
        internal static Request<T> For<T>(string operation, params (string Name, object? Value)[] fields)
            where T : CodatAnswer => For<T>(operation, null, fields);

        /// <summary>A request with the fields of the caller's request object and these.</summary>
        internal static Request<T> For<T>(
            string operation, IInput? request, params (string Name, object? Value)[] fields) where T : CodatAnswer =>
            new Request<T>(operation, Input.Of(request, fields), Document.Answer<T>);

        /// <summary>A request whose response holds nothing but what is known about the call.</summary>
        internal static Request<CallMeta> ForMeta(string operation, params (string Name, object? Value)[] fields) =>
            ForMeta(operation, null, fields);

        /// <summary>The same, with the fields of the caller's request object and these.</summary>
        internal static Request<CallMeta> ForMeta(
            string operation, IInput? request, params (string Name, object? Value)[] fields) =>
            new Request<CallMeta>(operation, Input.Of(request, fields), Document.Meta);
    }
}
