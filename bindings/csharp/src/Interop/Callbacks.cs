using System;
using System.Threading;

namespace Codat.Interop
{
    /// <summary>Marks what a caller's own code does when it is called back, on whatever thread that goes on.</summary>
    internal static class Callbacks
    {
        private static readonly AsyncLocal<Callback> Present = new AsyncLocal<Callback>();

        private enum Callback
        {
            None,
            Progress,
            Log,
        }

        /// <summary>Whether this is done in <c>Log</c>: it is not told to <c>Log</c>, which would go on without end.</summary>
        internal static bool InLog => Present.Value == Callback.Log;

        /// <summary>
        /// Whether this is done in a callback: the call around it may wait for it, so it does not wait for that call's turn.
        /// </summary>
        internal static bool InAny => Present.Value != Callback.None;

        /// <summary>Runs a listener of <c>Log</c>.</summary>
        internal static void Log(Action listener) => Run(Callback.Log, listener);

        /// <summary>Runs a listener of progress; one that <c>Log</c> started remains part of that.</summary>
        internal static void Progress(Action listener) => Run(InLog ? Callback.Log : Callback.Progress, listener);

        // The thread goes on with other work, whose mark is its own.
        private static void Run(Callback callback, Action listener)
        {
            var before = Present.Value;
            Present.Value = callback;
            try
            {
                listener();
            }
            finally
            {
                Present.Value = before;
            }
        }
    }
}
