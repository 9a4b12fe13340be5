using System;
using System.Runtime.InteropServices;

namespace Codat.Interop
{
    /// <summary>
    /// The functions of <c>include/codat.h</c> that this package uses. Operations go through
    /// <see cref="codat_call"/>, so the functions that each has in C are not repeated here.
    /// </summary>
    /// <remarks>
    /// Text goes in as UTF-8 with a NUL at its end (<see cref="NativeText"/>), and comes out as a pointer. The
    /// marshaller keeps each <see cref="SafeHandle"/> alive during the call, so it is never freed under it.
    /// </remarks>
    internal static class NativeMethods
    {
        private const string Library = LibraryLoader.Library;

        /// <summary>The status of success; every other one is a <see cref="CodatErrorKind"/>.</summary>
        internal const int Ok = 0;

        static NativeMethods()
        {
            NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, LibraryLoader.Resolve);
        }

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_client_new_with_log(
            byte[] config, int level, LogCallback? callback, IntPtr userData, out ClientHandle client, out IntPtr error);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_client_free(IntPtr client);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_context_new_with_progress(
            byte[]? options, ProgressCallback? callback, IntPtr userData, out ContextHandle context, out IntPtr error);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_context_cancel(ContextHandle context);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_context_free(IntPtr context);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_call(
            ClientHandle client, ContextHandle context, byte[] operation, byte[] input, out IntPtr output);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_pager_new(
            ClientHandle client,
            ContextHandle context,
            byte[] operation,
            byte[] input,
            out PagerHandle pager,
            out IntPtr error);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_pager_next(PagerHandle pager, out IntPtr output);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_pager_free(IntPtr pager);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_queue_new(
            IntPtr wake, EventCallback? deliver, IntPtr userData, out QueueHandle queue, out IntPtr error);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_queue_free(IntPtr queue);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_begin(
            ClientHandle client,
            ContextHandle context,
            byte[] operation,
            byte[] input,
            byte[]? options,
            QueueHandle queue,
            IntPtr userData,
            out ulong number,
            out IntPtr error);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_pager_begin_next(
            PagerHandle pager, QueueHandle queue, IntPtr userData, out ulong number, out IntPtr error);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_call_cancel(QueueHandle queue, ulong number);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_call_stop(QueueHandle queue, ulong number);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern unsafe int codat_webhook_verify(
            byte[] secret, byte[] headers, byte* body, UIntPtr bodyLength, byte[] options, out IntPtr output);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_sandbox_start(byte[] config, out SandboxHandle sandbox, out IntPtr output);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_sandbox_control(
            SandboxHandle sandbox, byte[] action, byte[] input, out IntPtr output);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_sandbox_stop(IntPtr sandbox);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern uint codat_abi_version();

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr codat_version();

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr codat_status_name(int status);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void codat_string_free(IntPtr text);

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern long codat_live_objects();

        [DllImport(Library, ExactSpelling = true, CallingConvention = CallingConvention.Cdecl)]
        internal static extern int codat_operations(out IntPtr output);
    }

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
