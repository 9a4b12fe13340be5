using System;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading;

namespace Codat.Interop
{
    /// <summary>What the library calls for each event of an operation; the user data is the number of a listener.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate int ProgressCallback(IntPtr number, IntPtr progress);

    /// <summary>Reads an event.</summary>
    internal delegate void EventReader(ReadOnlySpan<byte> progress);

    /// <summary>One who hears how far a call is, until it is disposed.</summary>
    internal sealed class Progress : IDisposable
    {
        /// <summary>One for all calls, and kept for good.</summary>
        internal static readonly ProgressCallback Callback = Hear;

        private static readonly ConcurrentDictionary<long, Progress> Listening =
            new ConcurrentDictionary<long, Progress>();

        private static long _latest;

        private readonly EventReader _read;

        internal Progress(EventReader read)
        {
            _read = read;
            Number = Interlocked.Increment(ref _latest);
            Listening[Number] = this;
        }

        /// <summary>What the library hands on.</summary>
        internal long Number { get; }

        /// <summary>What the listener threw first.</summary>
        internal Exception? Thrown { get; private set; }

        public void Dispose() => Listening.TryRemove(Number, out _);

        /// <summary>0 to go on. Nothing that a listener throws may pass through the library.</summary>
        private static int Hear(IntPtr number, IntPtr progress)
        {
            if (!Listening.TryGetValue(number.ToInt64(), out var listener))
            {
                return 1;
            }
            try
            {
                listener._read(NativeText.Span(progress));
                return 0;
            }
            catch (Exception e)
            {
                listener.Thrown ??= e;
                return 1;
            }
        }
    }
}
