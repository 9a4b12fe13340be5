using System;
using Codat.Interop;

namespace Codat
{
    /// <summary>The native library behind this package.</summary>
    public static class CodatLibrary
    {
        /// <summary>The library's version, such as <c>0.1.0</c>.</summary>
        /// <exception cref="DllNotFoundException">It is missing.</exception>
        public static string Version => NativeText.Constant(NativeMethods.codat_version());

        /// <summary>
        /// How many of the library's objects are alive in the process: clients, contexts of running calls,
        /// sandboxes, and texts not yet freed; without what serves the whole process. Zero when everything was disposed: a
        /// test can check this at its end.
        /// </summary>
        /// <exception cref="DllNotFoundException">The library is missing.</exception>
        public static long LiveObjects => NativeMethods.codat_live_objects() - BegunCall.Queues;

        /// <summary>
        /// Describes every operation that <see cref="CodatClient.Call"/> knows.
        /// </summary>
        /// <returns>Response JSON; its <c>result</c> is an array of <c>{"name", "method", "path", "fixedBody",
        /// "operationId", "members", "answer"}</c>, without those that do not apply.</returns>
        /// <exception cref="DllNotFoundException">The library is missing.</exception>
        public static string DescribeOperations() =>
            Document.Take(NativeMethods.codat_operations(out var output), output, NativeText.Read);
    }
}
