using System;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Interop
{
    /// <summary>Work for <see cref="CallThreads"/>: first it is done, then what awaits it goes on.</summary>
    internal abstract class Job : IThreadPoolWorkItem
    {
        /// <summary>How often <see cref="Lookout"/> saw it wait.</summary>
        internal int TimesSeen { get; set; }

        /// <summary>Does the work; blocks.</summary>
        internal abstract void Do();

        /// <summary>Has it fail instead of being done.</summary>
        internal abstract void Fail(Exception reason);

        /// <summary>Goes on with what awaits it, here.</summary>
        public abstract void Execute();
    }

    /// <summary>Work with a result.</summary>
    internal sealed class Job<T> : Job
    {
        private static readonly ContextCallback DoWork = job => ((Job<T>)job!).DoHere();

        private readonly TaskCompletionSource<T> _outcome = new TaskCompletionSource<T>();
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private readonly Func<T> _work;
        private T _result = default!;
        private Exception? _failure;

        internal Job(Func<T> work) => _work = work;

        internal Task<T> Task => _outcome.Task;

        internal override void Do()
        {
            // Listeners find there what the caller's code does.
            if (_context is null)
            {
                DoHere();
            }
            else
            {
                ExecutionContext.Run(_context, DoWork, this);
            }
        }

        internal override void Fail(Exception reason) => _failure = reason;

        public override void Execute()
        {
            if (_failure is null)
            {
                _outcome.SetResult(_result);
            }
            else
            {
                _outcome.SetException(_failure);
            }
        }

        private void DoHere()
        {
            try
            {
                _result = _work();
            }
            catch (Exception e)
            {
                _failure = e;
            }
        }
    }
}
