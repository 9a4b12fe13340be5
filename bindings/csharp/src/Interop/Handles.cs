using System;
using System.Runtime.InteropServices;

namespace Codat.Interop
{
    /// <summary>A handle that NULL means nothing to.</summary>
    internal abstract class NativeHandle : SafeHandle
    {
        protected NativeHandle() : base(IntPtr.Zero, ownsHandle: true)
        {
        }

        public override bool IsInvalid => handle == IntPtr.Zero;
    }

    /// <summary>A <c>CodatClient</c>.</summary>
    internal sealed class ClientHandle : NativeHandle
    {
        /// <summary>How many of its calls continue on threads of the library; see <see cref="BegunCall"/>.</summary>
        internal int Inline;

        /// <summary>Receives the log lines of its calls.</summary>
        internal Action<CodatLogEvent>? Log { get; set; }

        /// <summary>The number of its listener; 0 for none.</summary>
        internal long Listener { get; set; }

        protected override bool ReleaseHandle()
        {
            // Calls hold the handle: none of them is left to report.
            Interop.Listener.Remove(Listener);
            return NativeMethods.codat_client_free(handle) == NativeMethods.Ok;
        }
    }

    /// <summary>A <c>CodatContext</c>; an invalid one passes NULL: the client's defaults.</summary>
    internal sealed class ContextHandle : NativeHandle
    {
        protected override bool ReleaseHandle() => NativeMethods.codat_context_free(handle) == NativeMethods.Ok;
    }

    /// <summary>A <c>CodatPager</c>.</summary>
    internal sealed class PagerHandle : NativeHandle
    {
        private ClientHandle? _client;

        /// <summary>Keeps the client's handle, and with it its listener, for as long as this one is there.</summary>
        internal void Keep(ClientHandle client)
        {
            var added = false;
            client.DangerousAddRef(ref added);
            _client = client;
        }

        protected override bool ReleaseHandle()
        {
            var status = NativeMethods.codat_pager_free(handle);
            _client?.DangerousRelease();
            return status == NativeMethods.Ok;
        }
    }

    /// <summary>A <c>CodatQueue</c>.</summary>
    internal sealed class QueueHandle : NativeHandle
    {
        protected override bool ReleaseHandle() => NativeMethods.codat_queue_free(handle) == NativeMethods.Ok;
    }

    /// <summary>A <c>CodatSandbox</c>.</summary>
    internal sealed class SandboxHandle : NativeHandle
    {
        protected override bool ReleaseHandle() => NativeMethods.codat_sandbox_stop(handle) == NativeMethods.Ok;
    }
}
