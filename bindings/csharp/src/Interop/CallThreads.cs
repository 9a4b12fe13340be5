using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Interop
{
    /// <summary>
    /// Threads for work that blocks, apart from the thread pool's. A thread is started when none is free, and ends
    /// when it had nothing to do for a while; starting one for each call would cost more than many a call does.
    /// </summary>
    /// <remarks>
    /// A thread that did its work goes on with what awaits it, and then does what that began. So calls that follow each
    /// other stay on one thread: to wake another for each, and one more to go on, costs more than a call does. What
    /// was begun waits until its thread is done with what awaited, and where that takes long or blocks, for as long as
    /// <see cref="Lookout"/> allows.
    /// </remarks>
    internal static class CallThreads
    {
        private static readonly List<CallThread> All = new List<CallThread>();
        private static readonly List<CallThread> Resting = new List<CallThread>();

        /// <summary>Does the work on one of the threads.</summary>
        internal static Task<T> Run<T>(Func<T> work)
        {
            var job = new Job<T>(work);
            if (!CallThread.Keep(job))
            {
                Give(job);
            }
            return job.Task;
        }

        /// <summary>Has another thread do the job.</summary>
        /// <exception cref="OutOfMemoryException">No further thread may be started.</exception>
        internal static void Give(Job job)
        {
            CallThread thread;
            lock (All)
            {
                if (Resting.Count > 0)
                {
                    // The one that came last: those that are not needed come to the end of their rest.
                    thread = Resting[^1];
                    Resting.RemoveAt(Resting.Count - 1);
                }
                else
                {
                    thread = new CallThread();
                    All.Add(thread);
                }
            }
            try
            {
                thread.Do(job);
            }
            catch
            {
                lock (All)
                {
                    All.Remove(thread);
                }
                throw;
            }
        }

        /// <summary>A thread has nothing to do.</summary>
        internal static void Rests(CallThread thread)
        {
            lock (All)
            {
                Resting.Add(thread);
            }
        }

        /// <summary>Whether a thread that rested for long may end: not where it was just given something.</summary>
        internal static bool MayEnd(CallThread thread)
        {
            lock (All)
            {
                return Resting.Remove(thread) && All.Remove(thread);
            }
        }

        /// <summary>Starts a thread, without the context of the one who happens to start it.</summary>
        internal static void Start(string name, ThreadStart work)
        {
            var thread = new Thread(work) { IsBackground = true, Name = name };
            if (ExecutionContext.IsFlowSuppressed())
            {
                thread.Start();
                return;
            }
            using (ExecutionContext.SuppressFlow())
            {
                thread.Start();
            }
        }

        /// <summary>The threads that there are now.</summary>
        internal static CallThread[] Present()
        {
            lock (All)
            {
                return All.ToArray();
            }
        }
    }
}
