using System;
using System.Threading;

namespace Codat.Interop
{
    /// <summary>Goes through the pages of a list: the library fetches the next while the present one is worked on.</summary>
    internal sealed class Pager<T> : IDisposable where T : CodatModel
    {
        private readonly CallContext _context;
        private readonly PagerHandle _handle;
        private readonly string _operation;
        private readonly CancellationToken _cancellation;

        internal Pager(
            ClientHandle client,
            string operation,
            byte[] input,
            CallOptions? options,
            CancellationToken cancellation)
        {
            (_operation, _cancellation) = (operation, cancellation);
            _context = new CallContext(operation, options, cancellation);
            try
            {
                var status = NativeMethods.codat_pager_new(
                    client, _context.Handle, NativeText.Of(operation, nameof(operation)), input, out _handle, out var error);
                _context.Take<object?>(status, error, _ => null, operation);
                _handle.Keep(client);
            }
            catch
            {
                _context.Dispose();
                throw;
            }
        }

        /// <summary>The next page; null after the last.</summary>
        internal Page<T>? Next()
        {
            var status = NativeMethods.codat_pager_next(_handle, out var output);
            return _context.Take(status, output, Document.AnswerIfAny<Page<T>>, _operation);
        }

        /// <summary>A token cancels also while a page is gone through.</summary>
        internal void ThrowIfCancelled() => CodatOperationCanceledException.ThrowIfRequested(_operation, _cancellation);

        /// <summary>Ends what is being fetched, at once.</summary>
        public void Dispose()
        {
            _handle.Dispose();
            _context.Dispose();
        }
    }
}
