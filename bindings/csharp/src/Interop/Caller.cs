using System;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Interop
{
    /// <summary>Calls operations with a client's handle, on the caller's thread or as begun calls.</summary>
    internal sealed class Caller : IDisposable
    {
        private const string CreateMany = "companies.create_many";

        private static readonly ContextHandle NoContext = new ContextHandle();

        private readonly ClientHandle _client;
        private volatile bool _isDisposed;

        /// <summary>How many of its calls go on on threads of the library; see <see cref="BegunCall"/>.</summary>
        internal int Inline;

        internal Caller(CodatClientOptions options)
        {
            Log = options.Log;
            var json = NativeText.Json(options.Write);
            var (level, callback, number) = Log is null
                ? (0, (LogCallback?)null, 0L)
                : ((int)options.LogLevel, Listener.Callback, Listener.Add(Log));
            try
            {
                var status = NativeMethods.codat_client_new_with_log(
                    json, level, callback, new IntPtr(number), out _client, out var error);
                Document.Take<object?>(status, error, _ => null);
                _client.Listener = number;
            }
            catch
            {
                Listener.Remove(number);
                throw;
            }
        }

        /// <summary>Receives the log lines of calls.</summary>
        internal Action<CodatLogEvent>? Log { get; }

        /// <summary>Makes a call on this thread, which is the listener's too.</summary>
        internal T Call<T>(
            string operation,
            byte[] input,
            CallOptions? options,
            DocumentReader<T> read,
            CancellationToken cancellation,
            Progress? progress = null)
        {
            ThrowIfDisposed();
            ThrowIfNotToBegin(operation, cancellation);
            using var context = new CallContext(operation, options, progress, cancellation);
            var status = NativeMethods.codat_call(
                _client, context.Handle, NativeText.Of(operation, nameof(operation)), input, out var output);
            return Answer(operation, status, output, read, progress, cancellation);
        }

        /// <summary>Makes a call that holds none of the program's threads.</summary>
        internal async Task<T> CallAsync<T>(
            string operation,
            byte[] input,
            CallOptions? options,
            DocumentReader<T> read,
            CancellationToken cancellation,
            Progress? progress = null)
        {
            if (cancellation.IsCancellationRequested)
            {
                // Nothing is sent. The library says at once what is known about the work.
                return Call(operation, input, options, read, cancellation, progress);
            }
            ThrowIfDisposed();
            var call = Begin(operation, input, options, progress);
            using var registration = cancellation.UnsafeRegister(begun => ((BegunCall)begun!).Cancel(), call);
            var (status, output) = await call.End.ConfigureAwait(false);
            return Answer(operation, status, output, read, progress, cancellation);
        }

        private BegunCall Begin(string operation, byte[] input, CallOptions? options, Progress? progress)
        {
            var name = NativeText.Of(operation, nameof(operation));
            var json = CallOptions.Json(options);
            try
            {
                return new BegunCall(
                    this,
                    (QueueHandle queue, IntPtr userData, out ulong number, out IntPtr error) => NativeMethods.codat_begin(
                        _client, NoContext, name, input, json, queue, userData, out number, out error),
                    progress);
            }
            catch (CodatException e)
            {
                throw CallContext.Refused(e, operation, options);
            }
        }

        /// <summary>Goes through the pages of a list; the pager goes on where the client is disposed.</summary>
        internal Pager<T> Pages<T>(
            string operation, byte[] input, CallOptions? options, params CancellationToken[] cancellations) where T : CodatModel
        {
            ThrowIfDisposed();
            return new Pager<T>(this, _client, operation, input, options, cancellations);
        }

        private static T Answer<T>(
            string operation,
            int status,
            IntPtr output,
            DocumentReader<T> read,
            Progress? progress,
            CancellationToken cancellation)
        {
            var answer = Document.Take(status, output, read, operation, cancellation);
            // Only a run tells how far it is; whatever ended it, what became of its companies stays within reach.
            return progress?.Thrown is Exception thrown && answer is CreateManyOutcome outcome
                ? throw new CodatCreateManyException(outcome, thrown)
                : answer;
        }

        /// <summary>
        /// A run through a list that was cancelled before does not begin. For other calls the library tells of that, since
        /// a repeat may be of unknown outcome.
        /// </summary>
        private static void ThrowIfNotToBegin(string operation, CancellationToken cancellation)
        {
            if (operation == CreateMany)
            {
                CodatOperationCanceledException.ThrowIfRequested(operation, cancellation);
            }
        }

        private void ThrowIfDisposed()
        {
            if (_isDisposed)
            {
                throw new ObjectDisposedException(nameof(CodatClient));
            }
        }

        public void Dispose()
        {
            _isDisposed = true;
            _client.Dispose();
        }
    }
}
