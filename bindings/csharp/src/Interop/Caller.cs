using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Interop
{
    /// <summary>Calls operations with a client's handle, on the caller's thread or as begun calls.</summary>
    internal sealed class Caller : IDisposable
    {
        internal const string CreateMany = "companies.create_many";

        private static readonly ContextHandle NoContext = new ContextHandle();

        private readonly ClientHandle _client;
        private volatile bool _isDisposed;

        internal Caller(CodatClientOptions options)
        {
            var json = NativeText.Json(options.Write);
            var log = options.Log;
            var (level, callback, number) = log is null
                ? (0, (LogCallback?)null, 0L)
                : ((int)options.LogLevel, Listener.Callback, Listener.Add(log));
            try
            {
                var status = NativeMethods.codat_client_new_with_log(
                    json, level, callback, new IntPtr(number), out _client, out var error);
                Document.Take<object?>(status, error, _ => null);
                (_client.Log, _client.Listener) = (log, number);
            }
            catch
            {
                Listener.Remove(number);
                throw;
            }
        }

        /// <summary>Makes a call on this thread, which is the listener's too.</summary>
        internal T Call<T>(Request<T> request, CallOptions? options, CancellationToken cancellation)
        {
            ThrowIfDisposed();
            ThrowIfNotToBegin(request.Operation, cancellation);
            using var context = new CallContext(request.Operation, options, request.Progress, cancellation);
            var status = NativeMethods.codat_call(_client, context.Handle, request.Name, request.InputWith(options), out var output);
            return Answer(request, status, output, cancellation);
        }

        /// <summary>Makes a call that holds none of the program's threads.</summary>
        internal async Task<T> CallAsync<T>(Request<T> request, CallOptions? options, CancellationToken cancellation)
        {
            if (cancellation.IsCancellationRequested)
            {
                // Nothing is sent. The library says at once what is known about the work.
                return Call(request, options, cancellation);
            }
            ThrowIfDisposed();
            var call = Begin(request, options);
            using var registration = cancellation.UnsafeRegister(begun => ((BegunCall)begun!).Cancel(), call);
            var (status, output) = await call.End.ConfigureAwait(false);
            return Answer(request, status, output, cancellation);
        }

        /// <summary>Goes through all rows of a list. Leaving the loop ends what is being fetched.</summary>
        internal IEnumerable<T> All<T>(
            Request<Page<T>> request, CallOptions? options, CancellationToken cancellation)
        {
            using var pager = Pages(request, options, cancellation);
            while (pager.Next() is Page<T> page)
            {
                foreach (var item in page.Results)
                {
                    pager.ThrowIfCancelled();
                    yield return item;
                }
            }
        }

        /// <summary>The same, while no thread waits.</summary>
        internal async IAsyncEnumerable<T> AllAsync<T>(
            Request<Page<T>> request,
            CallOptions? options,
            CancellationToken cancellation,
            [EnumeratorCancellation] CancellationToken ofLoop = default)
        {
            using var pager = Pages(request, options, cancellation, ofLoop);
            while (await pager.NextAsync().ConfigureAwait(false) is Page<T> page)
            {
                foreach (var item in page.Results)
                {
                    pager.ThrowIfCancelled();
                    yield return item;
                }
            }
        }

        private BegunCall Begin<T>(Request<T> request, CallOptions? options)
        {
            var name = request.Name;
            var (input, json) = (request.InputWith(options), CallOptions.Json(options));
            try
            {
                return new BegunCall(
                    _client,
                    (QueueHandle queue, IntPtr userData, out ulong number, out IntPtr error) => NativeMethods.codat_begin(
                        _client, NoContext, name, input, json, queue, userData, out number, out error),
                    request.Progress);
            }
            catch (CodatException e)
            {
                throw CallContext.Refused(e, request.Operation, options);
            }
        }

        /// <summary>The pages of a list; the pager continues after the client is disposed.</summary>
        private Pager<T> Pages<T>(
            Request<Page<T>> request, CallOptions? options, params CancellationToken[] cancellations)
        {
            ThrowIfDisposed();
            return new Pager<T>(_client, request, options, cancellations);
        }

        private static T Answer<T>(Request<T> request, int status, IntPtr output, CancellationToken cancellation)
        {
            var answer = Document.Take(status, output, request.Read, request.Operation, cancellation);
            // Only a run reports its progress; whatever ended it, the outcome of its companies is returned.
            return request.Progress?.Thrown is Exception thrown && answer is CreateManyOutcome outcome
                ? throw new CodatCreateManyException(outcome, thrown)
                : answer;
        }

        /// <summary>
        /// A run through a list that was cancelled before does not begin. For other calls the library returns the error,
        /// since a repeat may be of unknown outcome.
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
                throw new ObjectDisposedException("CodatClient");
            }
        }

        public void Dispose()
        {
            _isDisposed = true;
            _client.Dispose();
        }
    }
}
