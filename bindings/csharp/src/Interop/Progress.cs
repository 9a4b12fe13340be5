using System;
using System.Runtime.InteropServices;

namespace Codat.Interop
{
    /// <summary>What the library calls for each event of an operation that blocks.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int ProgressCallback(IntPtr progress, IntPtr json);

    /// <summary>Reads an event.</summary>
    internal delegate void EventReader(ReadOnlySpan<byte> json);

    /// <summary>Receives the progress events of a call.</summary>
    internal sealed class Progress
    {
        /// <summary>One for all calls, and kept for good; the user data is a <see cref="GCHandle"/>.</summary>
        internal static readonly ProgressCallback Callback = (progress, json) =>
            ((Progress)GCHandle.FromIntPtr(progress).Target!).Hear(NativeText.Span(json)) ? 0 : 1;

        private readonly EventReader _read;

        internal Progress(EventReader read) => _read = read;

        /// <summary>What the listener threw.</summary>
        internal Exception? Thrown { get; private set; }

        /// <summary>False if the listener threw, now or before: it is no longer called.</summary>
        internal bool Hear(ReadOnlySpan<byte> json)
        {
            if (Thrown is null)
            {
                // Nothing that a listener throws may pass through the library.
                try
                {
                    _read(json);
                }
                catch (Exception e)
                {
                    Thrown = e;
                }
            }
            return Thrown is null;
        }
    }
}
