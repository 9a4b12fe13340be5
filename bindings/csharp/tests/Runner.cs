using System;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>Runs tests one after the other, and counts.</summary>
    internal sealed class Runner
    {
        private readonly string _filter;
        private int _passed;
        private int _failed;

        internal Runner(string filter) => _filter = filter;

        internal Task Test(string name, Action test) => Test(name, () =>
        {
            test();
            return Task.CompletedTask;
        });

        internal async Task Test(string name, Func<Task> test, int limit = 60)
        {
            if (!name.Contains(_filter))
            {
                return;
            }
            try
            {
                // A test that hangs is a failure, not a hang of the run.
                var running = Task.Run(test);
                if (await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(limit))) != running)
                {
                    throw new TimeoutException($"not done after {limit} seconds");
                }
                await running;
                _passed++;
                Console.WriteLine($"ok {name}");
            }
            catch (Exception e)
            {
                _failed++;
                Console.WriteLine($"not ok {name}: {(e is CheckException ? e.Message : e.ToString())}");
            }
        }

        internal int Finish()
        {
            Console.WriteLine($"{_passed} passed, {_failed} failed");
            return _failed == 0 && _passed > 0 ? 0 : 1;
        }
    }
}
