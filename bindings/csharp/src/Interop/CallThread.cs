using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Codat.Interop
{
    /// <summary>One of <see cref="CallThreads"/>.</summary>
    internal sealed class CallThread
    {
        private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(10);

        /// <summary>How many threads go on with what awaits at once; the pool does so with what comes on top.</summary>
        internal const int MostLent = 16;

        [ThreadStatic]
        private static CallThread? _current;

        private static int _lent;

        private readonly AutoResetEvent _woken = new AutoResetEvent(false);
        private bool _isStarted;
        private Job? _next;
        private volatile bool _isLent;

        /// <summary>Gives something to do to a thread that is new or rests.</summary>
        internal void Do(Job job)
        {
            Volatile.Write(ref _next, job);
            if (_isStarted)
            {
                _woken.Set();
                return;
            }
            _isStarted = true;
            CallThreads.Start("Codat call", Work);
        }

        /// <summary>
        /// Keeps the job for the present thread, for when it is done with what awaited its last one; false where it is
        /// none of these threads, or has kept a job already.
        /// </summary>
        internal static bool Keep(Job job)
        {
            if (_current is CallThread { _isLent: true } thread &&
                Interlocked.CompareExchange(ref thread._next, job, null) is null)
            {
                // Without a lookout another thread has to do it, unless this one has begun meanwhile.
                return Lookout.Watch() || !thread.Take(job);
            }
            return false;
        }

        /// <summary>What it keeps while it goes on with what awaited.</summary>
        internal Job? Kept => _isLent ? Volatile.Read(ref _next) : null;

        /// <summary>Takes from it what it keeps; false where it has begun with it itself.</summary>
        internal bool Take(Job job) => Interlocked.CompareExchange(ref _next, null, job) == job;

        private void Work()
        {
            _current = this;
            do
            {
                while (DoNext())
                {
                }
            }
            while (Rest());
            _woken.Dispose();
        }

        // A method of its own: a thread that rests holds nothing of the work it did, so that can be collected.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private bool DoNext()
        {
            var job = Interlocked.Exchange(ref _next, null);
            if (job is null)
            {
                return false;
            }
            job.Do();
            if (Interlocked.Increment(ref _lent) <= MostLent)
            {
                _isLent = true;
                job.Execute();
                _isLent = false;
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(job, preferLocal: false);
            }
            Interlocked.Decrement(ref _lent);
            return true;
        }

        /// <summary>Waits for something to do; false when nothing came for a while.</summary>
        private bool Rest()
        {
            CallThreads.Rests(this);
            return _woken.WaitOne(LongestRest) || !CallThreads.MayEnd(this) && _woken.WaitOne();
        }
    }
}
