using System;
using System.Threading;

namespace Codat.Interop
{
    /// <summary>The context of one call: its options, the token that cancels it, and who hears how far it is.</summary>
    internal sealed class CallContext : IDisposable
    {
        private static readonly ContextHandle Default = new ContextHandle();

        private readonly CancellationToken _cancellation;
        private readonly Progress? _progress;
        private readonly CancellationTokenRegistration _registration;

        /// <summary>Where nothing is asked for, none is made.</summary>
        internal CallContext(
            string operation, CallOptions? options, CancellationToken cancellation, EventReader? listener = null)
        {
            Handle = Default;
            _cancellation = cancellation;
            if (options is null && !cancellation.CanBeCanceled && listener is null && CallOptions.CurrentTrace is null)
            {
                return;
            }
            _progress = listener is null ? null : new Progress(listener);
            try
            {
                var status = NativeMethods.codat_context_new_with_progress(
                    NativeText.Json((options ?? new CallOptions()).Write),
                    _progress is null ? null : Progress.Callback,
                    new IntPtr(_progress?.Number ?? 0),
                    out var handle,
                    out var error);
                Document.Take<object?>(status, error, _ => null);
                Handle = handle;
            }
            catch (CodatException e)
            {
                _progress?.Dispose();
                throw Refused(e, operation, options);
            }
            catch
            {
                _progress?.Dispose();
                throw;
            }
            _registration = cancellation.UnsafeRegister(
                state => NativeMethods.codat_context_cancel((ContextHandle)state!), Handle);
        }

        internal ContextHandle Handle { get; }

        /// <summary>Reads what a function of this context put out, as <see cref="Document.Take"/> does.</summary>
        /// <exception cref="CodatOperationCanceledException">The token cancelled the call.</exception>
        internal T Take<T>(int status, IntPtr output, DocumentReader<T> read, string operation)
        {
            try
            {
                return Document.Take(status, output, read, operation);
            }
            catch (CodatCancelledException e) when (_cancellation.IsCancellationRequested)
            {
                throw new CodatOperationCanceledException(e, _cancellation);
            }
        }

        /// <summary>What the listener threw.</summary>
        internal Exception? Thrown => _progress?.Thrown;

        /// <summary>A repeat that is refused here leaves unknown what became of the call that it repeats.</summary>
        private static CodatException Refused(CodatException refusal, string operation, CallOptions? options)
        {
            var details = ErrorConverter.Details(refusal);
            details.Operation = operation;
            if (options is { IdempotencyKey: string key, FirstUse: false } && Misfit.SendsKey(operation))
            {
                (details.OutcomeUnknown, details.IdempotencyKey) = (true, key);
            }
            return CodatException.Of((int)refusal.Kind, details, refusal.Meta);
        }

        public void Dispose()
        {
            // Waits for a cancellation that is just under way, so the handle outlives it.
            _registration.Dispose();
            if (Handle != Default)
            {
                Handle.Dispose();
            }
            _progress?.Dispose();
        }
    }
}
