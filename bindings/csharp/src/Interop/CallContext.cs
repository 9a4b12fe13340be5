using System;
using System.Threading;

namespace Codat.Interop
{
    /// <summary>The context of one call: its options, the token that cancels it, and who hears how far it is.</summary>
    internal sealed class CallContext : IDisposable
    {
        private static readonly ContextHandle Default = new ContextHandle();

        private readonly Progress? _progress;
        private readonly CancellationTokenRegistration _registration;

        /// <summary>Where nothing is asked for, none is made.</summary>
        internal CallContext(CallOptions? options, CancellationToken cancellation, EventReader? listener = null)
        {
            Handle = Default;
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
            catch
            {
                _progress?.Dispose();
                throw;
            }
            _registration = cancellation.UnsafeRegister(
                state => NativeMethods.codat_context_cancel((ContextHandle)state!), Handle);
        }

        internal ContextHandle Handle { get; }

        /// <summary>Throws what the listener threw.</summary>
        internal void Rethrow() => _progress?.Rethrow();

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
