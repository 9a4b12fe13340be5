using System;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading;

namespace Codat.Interop
{
    /// <summary>What the library calls for each event; the user data is the number of a listener here.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void LogCallback(IntPtr number, int level, IntPtr line);

    /// <summary>The log callbacks of the clients that are open.</summary>
    internal static class Listener
    {
        /// <summary>One for all clients, and kept for good: no call can come too late for it.</summary>
        internal static readonly LogCallback Callback = Hear;

        private static readonly ConcurrentDictionary<long, Action<CodatLogEvent>> Listeners =
            new ConcurrentDictionary<long, Action<CodatLogEvent>>();

        private static readonly AsyncLocal<bool> Hearing = new AsyncLocal<bool>();

        private static long _latest;

        /// <summary>
        /// Whether a listener makes this call, on whatever thread that continues: its calls are not logged, which would
        /// never end.
        /// </summary>
        internal static bool IsHearing => Hearing.Value;

        /// <summary>How many there are.</summary>
        internal static int Count => Listeners.Count;

        /// <summary>The number under which a listener is called.</summary>
        internal static long Add(Action<CodatLogEvent> listener)
        {
            var number = Interlocked.Increment(ref _latest);
            Listeners[number] = listener;
            return number;
        }

        internal static void Remove(long number) => Listeners.TryRemove(number, out _);

        private static void Hear(IntPtr number, int level, IntPtr line)
        {
            if (Listeners.TryGetValue(number.ToInt64(), out var listener))
            {
                Hear(listener, level, NativeText.Span(line));
            }
        }

        /// <summary>Tells a listener, unless of what it does itself.</summary>
        internal static void Hear(Action<CodatLogEvent> listener, int level, ReadOnlySpan<byte> line)
        {
            if (IsHearing)
            {
                return;
            }
            Hearing.Value = true;
            // Nothing that a listener throws may pass through the library.
            try
            {
                var reader = new Utf8JsonReader(line);
                using var document = JsonDocument.ParseValue(ref reader);
                listener(new CodatLogEvent((CodatLogLevel)level, document.RootElement));
            }
            catch (Exception)
            {
            }
            finally
            {
                Hearing.Value = false;
            }
        }
    }
}
