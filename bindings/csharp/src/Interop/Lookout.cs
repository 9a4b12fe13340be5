using System;
using System.Linq;
using System.Threading;

namespace Codat.Interop
{
    /// <summary>
    /// Sees to it that no job which a thread of <see cref="CallThreads"/> kept for itself waits for long: code that
    /// began a call may compute, or block until that call is done.
    /// </summary>
    internal static class Lookout
    {
        /// <summary>A job waits for two of these at most.</summary>
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

        /// <summary>After so many pauses in which no thread kept anything, it ends.</summary>
        private const int LongestQuiet = 500;

        private static int _isThere;
        private static volatile bool _hasKept;

        /// <summary>A thread kept a job; false if nobody can be had to look after it.</summary>
        internal static bool Watch()
        {
            _hasKept = true;
            if (Volatile.Read(ref _isThere) != 0 || Interlocked.Exchange(ref _isThere, 1) != 0)
            {
                return true;
            }
            try
            {
                CallThreads.Start("Codat lookout", Look);
                return true;
            }
            catch (OutOfMemoryException)
            {
                // No further thread may be started.
                Interlocked.Exchange(ref _isThere, 0);
                return false;
            }
        }

        private static void Look()
        {
            for (var quiet = 0; quiet < LongestQuiet; quiet++)
            {
                Thread.Sleep(Pause);
                quiet = _hasKept ? 0 : quiet;
                _hasKept = false;
                GiveAway();
            }
            Interlocked.Exchange(ref _isThere, 0);
            // Whoever kept something before that saw that somebody was there.
            if (CallThreads.Present().Any(thread => thread.Kept != null))
            {
                Watch();
            }
        }

        private static void Give(Job job)
        {
            try
            {
                CallThreads.Give(job);
            }
            catch (OutOfMemoryException e)
            {
                // No further thread may be started: it fails as a call does that finds none.
                job.Fail(e);
                ThreadPool.UnsafeQueueUserWorkItem(job, preferLocal: false);
            }
        }

        private static void GiveAway()
        {
            foreach (var thread in CallThreads.Present())
            {
                if (thread.Kept is Job job && job.TimesSeen++ > 0 && thread.Take(job))
                {
                    Give(job);
                }
            }
        }
    }
}
