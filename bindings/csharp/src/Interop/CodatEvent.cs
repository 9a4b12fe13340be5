using System;
using System.Runtime.InteropServices;

namespace Codat.Interop
{
    /// <summary>What the library calls for each event of a begun call.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal unsafe delegate void EventCallback(IntPtr userData, CodatEvent* told);

    /// <summary>An event of a begun call, as the header has it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct CodatEvent
    {
        internal const int Done = 1;
        internal const int Log = 2;
        internal const int Progress = 3;

        internal readonly IntPtr UserData;
        internal readonly int Kind;
        internal readonly int Number;
        internal readonly IntPtr Json;
        internal readonly UIntPtr Length;

        /// <summary>The bytes of the event's JSON, valid until it is freed.</summary>
        internal unsafe ReadOnlySpan<byte> Text => new ReadOnlySpan<byte>((void*)Json, checked((int)Length));
    }
}
