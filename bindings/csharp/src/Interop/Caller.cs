using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Interop
{
    /// <summary>Calls operations with a client's handle, on the caller's thread or on one for that purpose.</summary>
    /// <remarks>
    /// The library blocks its thread for as long as a call takes. An asynchronous call therefore gets one of
    /// <see cref="CallThreads"/> and leaves the thread pool's to others; at most <c>MaxConnections</c> run at once,
    /// which is as many as the library would send, and those that wait for their turn hold no thread.
    /// </remarks>
    internal sealed class Caller : IDisposable
    {
        private const string CreateMany = "companies.create_many";

        /// <summary>
        /// What takes no turn: it waits for people or for data and sends little, or shares its work out itself. Nor does what
        /// a callback does.
        /// </summary>
        private static readonly string[] TakeLong =
        {
            CreateMany, "connections.wait_until_linked", "refresh.wait_until_complete",
        };

        private readonly ClientHandle _client;
        private readonly TimeSpan _timeout;
        private readonly SemaphoreSlim _turns;
        private volatile bool _disposed;

        internal Caller(CodatClientOptions options)
        {
            var json = NativeText.Json(options.Write);
            var (callback, number) = options.Log is null
                ? ((LogCallback?)null, 0L)
                : (Listener.Callback, Listener.Add(options.Log));
            try
            {
                var status = NativeMethods.codat_client_new_with_log(
                    json, (int)options.LogLevel, callback, new IntPtr(number), out _client, out var error);
                Document.Take<object?>(status, error, _ => null);
                _client.Listener = number;
            }
            catch
            {
                Listener.Remove(number);
                throw;
            }
            _timeout = options.Timeout;
            _turns = new SemaphoreSlim(options.MaxConnections);
        }

        /// <summary>Makes a call on this thread, which is the listener's too.</summary>
        internal T Call<T>(
            string operation,
            byte[] input,
            CallOptions? options,
            DocumentReader<T> read,
            CancellationToken cancellation,
            EventReader? listener = null)
        {
            using var hold = Hold();
            Begin(operation, cancellation);
            using var context = new CallContext(operation, options, cancellation, listener);
            return Run(operation, input, context, read);
        }

        /// <summary>Makes a call on a thread that is not the thread pool's, nor this one.</summary>
        internal async Task<T> CallAsync<T>(
            string operation,
            byte[] input,
            CallOptions? options,
            DocumentReader<T> read,
            CancellationToken cancellation,
            EventReader? listener = null)
        {
            using var hold = Hold();
            Begin(operation, cancellation);
            if (Callbacks.InAny || TakeLong.Contains(operation))
            {
                using var itsOwn = new CallContext(operation, options, cancellation, listener);
                return await CallThreads.Run(() => Run(operation, input, itsOwn, read))
                    .ConfigureAwait(false);
            }
            var hasTurn = !cancellation.IsCancellationRequested && _turns.Wait(0);
            try
            {
                // The time of a call that has to wait counts from now, not from its turn.
                var timeout = CallOptions.Left(options?.Timeout ?? _timeout);
                var within = hasTurn ? options : CallOptions.Within(timeout, options);
                using var context = new CallContext(operation, within, cancellation);
                hasTurn = hasTurn || await HasTurn(timeout, cancellation).ConfigureAwait(false);
                // Cancelled or out of time, the library says so at once, and what became of the work: no thread is needed.
                return hasTurn
                    ? await CallThreads.Run(() => Run(operation, input, context, read)).ConfigureAwait(false)
                    : Run(operation, input, context, read);
            }
            finally
            {
                if (hasTurn)
                {
                    _turns.Release();
                }
            }
        }

        /// <summary>Goes through the pages of a list; the pager goes on where the client is disposed.</summary>
        internal Pager<T> Pages<T>(
            string operation, byte[] input, CallOptions? options, CancellationToken cancellation) where T : CodatModel
        {
            using var hold = Hold();
            return new Pager<T>(_client, operation, input, options, cancellation);
        }

        private T Run<T>(
            string operation,
            byte[] input,
            CallContext context,
            DocumentReader<T> read)
        {
            var name = NativeText.Of(operation, nameof(operation));
            var status = NativeMethods.codat_call(_client, context.Handle, name, input, out var output);
            var answer = context.Take(status, output, read, operation);
            // Only a run tells how far it is; whatever ended it, what became of its companies stays within reach.
            return context.Thrown is Exception thrown && answer is CreateManyOutcome outcome
                ? throw new CodatCreateManyException(outcome, thrown)
                : answer;
        }

        /// <summary>Waits for a turn; false when the time is over or the token cancelled.</summary>
        private async Task<bool> HasTurn(TimeSpan timeout, CancellationToken cancellation)
        {
            try
            {
                return await _turns.WaitAsync(timeout, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        /// <summary>
        /// A run through a list that was cancelled before does not begin. For other calls the library tells of that, since
        /// a repeat may be of unknown outcome.
        /// </summary>
        private static void Begin(string operation, CancellationToken cancellation)
        {
            if (operation == CreateMany)
            {
                CodatOperationCanceledException.ThrowIfRequested(operation, cancellation);
            }
        }

        /// <summary>Calls that began before <see cref="Dispose"/> keep the handle until they end.</summary>
        private Held Hold() =>
            _disposed ? throw new ObjectDisposedException(nameof(CodatClient)) : new Held(_client);

        public void Dispose()
        {
            _disposed = true;
            _client.Dispose();
        }

        private sealed class Held : IDisposable
        {
            private readonly ClientHandle _client;

            internal Held(ClientHandle client)
            {
                var added = false;
                client.DangerousAddRef(ref added);
                _client = client;
            }

            public void Dispose() => _client.DangerousRelease();
        }
    }
}
