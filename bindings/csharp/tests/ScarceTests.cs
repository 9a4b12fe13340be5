using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>Calls in a process that may have no more threads.</summary>
    internal static class ScarceTests
    {
        internal const string ChildArgument = "--scarce";

        private const int Calls = 20;

        /// <summary>A user that has no other processes, since the limit counts them all.</summary>
        private const string User = "54321";

        [DllImport("libc")]
        private static extern uint geteuid();

        internal static async Task Run(Runner runner)
        {
            if (geteuid() != 0)
            {
                Console.WriteLine("skipped threads: only root can become a user whose threads are limited");
                return;
            }
            await runner.Test("threads: without threads calls fail, and later ones succeed", () =>
            {
                var self = Repository.Self(ChildArgument);
                var start = new ProcessStartInfo("setpriv") { RedirectStandardOutput = true };
                var limited = new[]
                {
                    $"--reuid={User}", $"--regid={User}", "--clear-groups", "prlimit", "--core=0", "--nproc=60", self.FileName,
                };
                foreach (var argument in limited.Concat(self.ArgumentList))
                {
                    start.ArgumentList.Add(argument);
                }
                using var child = Process.Start(start)!;
                var output = child.StandardOutput.ReadToEnd();
                child.WaitForExit();
                Check.That(child.ExitCode == 0, $"it ended with {child.ExitCode}: {output}");
                Check.Contains($"later {Calls}", output);
            });
        }

        /// <summary>What the child process does.</summary>
        internal static async Task<int> Child()
        {
            // The console starts a separate thread.
            Console.WriteLine("begins");
            // The runtime's pool does not survive it if it cannot start its first thread.
            await Task.Run(() => { });
            using var sandbox = CodatSandbox.Start();
            sandbox.SetLimits(new SandboxLimits { ConcurrentRequests = 100 });
            using var client = sandbox.CreateClient();
            using var other = sandbox.CreateClient();
            await client.Groups.ListAsync();
            using var release = new ManualResetEventSlim();
            var threads = Exhaust(release);
            // The second client has no thread yet.
            var scarce = await All(client) + await All(other);
            release.Set();
            threads.ForEach(thread => thread.Join());
            Console.WriteLine($"{threads.Count} threads, {scarce} of {2 * Calls} calls succeeded");
            Console.WriteLine($"later {Math.Min(await All(client), await All(other))}");
            return 0;
        }

        private static List<Thread> Exhaust(ManualResetEventSlim release)
        {
            var threads = new List<Thread>();
            try
            {
                while (true)
                {
                    var thread = new Thread(() => release.Wait());
                    thread.Start();
                    threads.Add(thread);
                }
            }
            catch (OutOfMemoryException)
            {
                return threads;
            }
        }

        /// <summary>Begins calls, each followed by another; how many succeeded.</summary>
        private static async Task<int> All(CodatClient client)
        {
            var succeeded = await Task.WhenAll(Enumerable.Range(0, Calls).Select(async _ =>
            {
                try
                {
                    await client.Groups.ListAsync().ConfigureAwait(false);
                    await client.Groups.ListAsync().ConfigureAwait(false);
                    return true;
                }
                catch (CodatConnectionException)
                {
                    return false;
                }
            }));
            return succeeded.Count(each => each);
        }
    }
}
