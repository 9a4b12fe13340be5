using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Interop
{
    /// <summary>Begins a call that reports to the queue, under the number that its events have.</summary>
    internal delegate int Beginning(QueueHandle queue, IntPtr userData, out ulong number, out IntPtr error);

    /// <summary>A call that runs while the program does something else.</summary>
    /// <remarks>
    /// Its events come on threads of the library, and continuations and callbacks are the program's code, which may block.
    /// The library replaces one blocked thread of each client, so one call of each continues right there, since waking
    /// another thread costs as much as a call. The others continue on the thread pool.
    /// </remarks>
    internal sealed class BegunCall : IThreadPoolWorkItem
    {
        /// <summary>How many calls of a client continue on threads of the library at once.</summary>
        internal const int MostInline = 1;

        /// <summary>Kept for good, as its queue is.</summary>
        private static readonly unsafe EventCallback Callback = Deliver;

        private static readonly ContextCallback TellOfFirst = call => ((BegunCall)call!).Tell();

        private static readonly Lazy<QueueHandle> Queue = new Lazy<QueueHandle>(() =>
        {
            var status = NativeMethods.codat_queue_new(IntPtr.Zero, Callback, IntPtr.Zero, out var queue, out var error);
            Document.Take<object?>(status, error, _ => null);
            return queue;
        });

        private readonly TaskCompletionSource<(int Status, IntPtr Output)> _end =
            new TaskCompletionSource<(int Status, IntPtr Output)>();

        /// <summary>Events that came; the first is being worked on.</summary>
        private readonly Queue<CodatEvent> _events = new Queue<CodatEvent>();

        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private readonly ClientHandle _client;
        private readonly Progress? _progress;
        private readonly bool _isLogged;
        private ulong _number;
        private int _isWaiting;

        /// <exception cref="CodatException">It could not begin.</exception>
        internal BegunCall(ClientHandle client, Beginning begin, Progress? progress = null)
        {
            (_client, _progress, _isLogged) = (client, progress, client.Log != null && !Listener.IsHearing);
            var self = GCHandle.Alloc(this);
            try
            {
                var status = begin(Queue.Value, GCHandle.ToIntPtr(self), out var number, out var error);
                Document.Take<object?>(status, error, _ => null);
                _number = number;
            }
            catch
            {
                self.Free();
                throw;
            }
            Interlocked.MemoryBarrier();
            StopIfThrown();
        }

        /// <summary>How many queues there are.</summary>
        internal static int Queues => Queue.IsValueCreated ? 1 : 0;

        /// <summary>What a function that blocks would have returned and put out.</summary>
        internal Task<(int Status, IntPtr Output)> End => _end.Task;

        internal void Cancel() => NativeMethods.codat_call_cancel(Queue.Value, _number);

        /// <summary>Works on the events that came, until there are no more.</summary>
        public void Execute()
        {
            if (Interlocked.Exchange(ref _isWaiting, 0) == 0)
            {
                return;
            }
            for (var hasMore = true; hasMore;)
            {
                WorkOnFirst();
                lock (_events)
                {
                    _events.Dequeue();
                    hasMore = _events.Count > 0;
                }
            }
        }

        private static unsafe void Deliver(IntPtr userData, CodatEvent* told)
        {
            var self = GCHandle.FromIntPtr(told->UserData);
            var call = (BegunCall)self.Target!;
            if (told->Kind == CodatEvent.Done)
            {
                self.Free();
            }
            // Nothing may be thrown through the library, and no call may be lost.
            try
            {
                call.Add(*told);
            }
            catch (Exception e)
            {
                call._end.TrySetException(e);
            }
        }

        private void Add(CodatEvent told)
        {
            lock (_events)
            {
                _events.Enqueue(told);
                if (_events.Count > 1)
                {
                    return;
                }
            }
            Volatile.Write(ref _isWaiting, 1);
            try
            {
                if (Interlocked.Increment(ref _client.Inline) <= MostInline || !IsLeftToPool())
                {
                    Execute();
                }
            }
            finally
            {
                Interlocked.Decrement(ref _client.Inline);
            }
        }

        /// <summary>False if the pool could start no thread; it may still run the call later.</summary>
        private bool IsLeftToPool()
        {
            try
            {
                return ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
            catch (OutOfMemoryException)
            {
                return false;
            }
        }

        private CodatEvent First()
        {
            lock (_events)
            {
                return _events.Peek();
            }
        }

        private void WorkOnFirst()
        {
            var first = First();
            if (first.Kind == CodatEvent.Done)
            {
                _end.TrySetResult((first.Number, first.Json));
                return;
            }
            // Too little memory is no reason to end a thread; the call continues in silence.
            try
            {
                // Listeners find there what the caller's code does.
                if (_context is null)
                {
                    Tell();
                }
                else
                {
                    ExecutionContext.Run(_context, TellOfFirst, this);
                }
            }
            catch (OutOfMemoryException)
            {
            }
            finally
            {
                NativeMethods.codat_string_free(first.Json);
            }
        }

        private void Tell()
        {
            var first = First();
            if (first.Kind == CodatEvent.Log && _isLogged)
            {
                Listener.Hear(_client.Log!, first.Number, first.Text);
            }
            else if (first.Kind == CodatEvent.Progress && _progress != null)
            {
                _progress.Hear(first.Text);
                Interlocked.MemoryBarrier();
                StopIfThrown();
            }
        }

        /// <summary>The first event may come before the number is known: whoever is last sees both.</summary>
        private void StopIfThrown()
        {
            if (_progress?.Thrown != null)
            {
                NativeMethods.codat_call_stop(Queue.Value, _number);
            }
        }
    }
}
