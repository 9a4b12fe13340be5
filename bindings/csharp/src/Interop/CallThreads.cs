using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Interop
{
    /// <summary>
    /// Threads for work that blocks, apart from the thread pool's. A thread is started when none is free, and ends
    /// when it had nothing to do for a while; starting one for each call would cost more than many a call does.
    /// </summary>
    internal static class CallThreads
    {
        private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(10);
        private static readonly Queue<Action> Waiting = new Queue<Action>();
        private static int _resting;

        /// <summary>Does the work on one of the threads; what awaits it goes on elsewhere.</summary>
        internal static Task<T> Run<T>(Func<T> work)
        {
            var outcome = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            Give(() =>
            {
                try
                {
                    outcome.SetResult(work());
                }
                catch (Exception e)
                {
                    outcome.SetException(e);
                }
            });
            return outcome.Task;
        }

        private static void Give(Action work)
        {
            lock (Waiting)
            {
                Waiting.Enqueue(work);
                if (_resting >= Waiting.Count)
                {
                    Monitor.Pulse(Waiting);
                    return;
                }
            }
            new Thread(Work) { IsBackground = true, Name = "Codat call" }.Start();
        }

        private static void Work()
        {
            while (DoNext())
            {
            }
        }

        // A method of its own: a thread that rests holds nothing of the work it did, so that can be collected.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static bool DoNext()
        {
            var work = Next();
            work?.Invoke();
            return work != null;
        }

        /// <summary>The next piece of work; null when none came for a while.</summary>
        private static Action? Next()
        {
            lock (Waiting)
            {
                while (Waiting.Count == 0)
                {
                    _resting++;
                    var woken = Monitor.Wait(Waiting, LongestRest);
                    _resting--;
                    if (!woken && Waiting.Count == 0)
                    {
                        return null;
                    }
                }
                return Waiting.Dequeue();
            }
        }
    }
}
