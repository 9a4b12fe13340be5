using System;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Interop
{
    /// <summary>Goes through the pages of a list: the library fetches the next while the present one is worked on.</summary>
    internal sealed class Pager<T> : IDisposable
    {
        private readonly ClientHandle _client;
        private readonly CallContext _context;
        private readonly PagerHandle _handle;
        private readonly string _operation;
        private readonly CancellationToken[] _cancellations;

        internal Pager(
            ClientHandle client, Request<Page<T>> request, CallOptions? options, CancellationToken[] cancellations)
        {
            (_client, _operation, _cancellations) = (client, request.Operation, cancellations);
            var input = request.InputWith(options);
            _context = new CallContext(_operation, options, null, cancellations);
            try
            {
                var status = NativeMethods.codat_pager_new(
                    client, _context.Handle, request.Name, input, out _handle, out var error);
                Document.Take<object?>(status, error, _ => null, _operation);
                _handle.Keep(client);
            }
            catch
            {
                _context.Dispose();
                throw;
            }
        }

        /// <summary>The next page; null after the last.</summary>
        internal Page<T>? Next() => Read(NativeMethods.codat_pager_next(_handle, out var output), output);

        /// <summary>The same, while no thread waits.</summary>
        internal async Task<Page<T>?> NextAsync()
        {
            var call = new BegunCall(
                _client,
                (QueueHandle queue, IntPtr userData, out ulong number, out IntPtr error) =>
                    NativeMethods.codat_pager_begin_next(_handle, queue, userData, out number, out error));
            var (status, output) = await call.End.ConfigureAwait(false);
            return Read(status, output);
        }

        private Page<T>? Read(int status, IntPtr output) =>
            Document.Take(status, output, Document.AnswerIfAny<Page<T>>, _operation, _cancellations);

        /// <summary>A token cancels also while a page is gone through.</summary>
        internal void ThrowIfCancelled()
        {
            foreach (var cancellation in _cancellations)
            {
                CodatOperationCanceledException.ThrowIfRequested(_operation, cancellation);
            }
        }

        /// <summary>Ends what is being fetched, at once.</summary>
        public void Dispose()
        {
            _handle.Dispose();
            _context.Dispose();
        }
    }
}
