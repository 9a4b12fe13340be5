using System;
using System.Threading;

namespace Codat.Interop
{
    /// <summary>The context of one call: its options, and the token that cancels it.</summary>
    internal sealed class CallContext : IDisposable
    {
        private static readonly ContextHandle Default = new ContextHandle();

        private readonly CancellationTokenRegistration _registration;

        /// <summary>Where nothing is asked for, none is made.</summary>
        internal CallContext(CallOptions? options, CancellationToken cancellation, Progress? progress = null)
        {
            Handle = Default;
            if (options is null && !cancellation.CanBeCanceled && CallOptions.CurrentTrace is null && progress is null)
            {
                return;
            }
            var json = NativeText.Json((options ?? new CallOptions()).Write);
            var status = NativeMethods.codat_context_new_with_progress(
                json,
                progress is null ? null : Progress.Callback,
                new IntPtr(progress?.Number ?? 0),
                out var handle,
                out var error);
            Document.Take<object?>(status, error, _ => null);
            Handle = handle;
            _registration = cancellation.Register(
                state => NativeMethods.codat_context_cancel((ContextHandle)state!), handle);
        }

        internal ContextHandle Handle { get; }

        public void Dispose()
        {
            // Waits for a cancellation that is just under way, so the handle outlives it.
            _registration.Dispose();
            if (Handle != Default)
            {
                Handle.Dispose();
            }
        }
    }
}
