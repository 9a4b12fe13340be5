using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>A process ends while calls run and wait, and while listeners and continuations run.</summary>
    internal static class ExitTests
    {
        internal const string ChildArgument = "--exit";

        private const int Times = 5;

        /// <summary>How the runtime ends a process for an exception that nobody catches: by SIGABRT.</summary>
        private const int Aborted = 128 + 6;

        internal static async Task Run(Runner runner)
        {
            foreach (var kind in new[] { "told", "waiting", "blocked" })
            {
                foreach (var (end, code) in new[] { ("return", 0), ("exit", 0), ("throw", Aborted) })
                {
                    await runner.Test($"exit: a process ends well while calls run: {kind}, {end}", () => Ends(kind, end, code));
                }
            }
        }

        private static void Ends(string kind, string end, int code)
        {
            for (var i = 0; i < Times; i++)
            {
                var start = Repository.Self(ChildArgument, kind, end);
                start.RedirectStandardError = true;
                using var child = Process.Start(start)!;
                Check.Equal("going", child.StandardOutput.ReadToEnd().Trim());
                var said = child.StandardError.ReadToEnd();
                child.WaitForExit();
                Check.That(child.ExitCode == code, $"it ended with {child.ExitCode}: {said}");
                Check.Equal(end == "throw", said.Contains("on purpose"));
            }
        }

        /// <summary>What the child process does.</summary>
        internal static int Child(string kind, string end)
        {
            var sandbox = CodatSandbox.Start();
            sandbox.SetLimits(new SandboxLimits { RequestsPerDay = 1_000_000, ConcurrentRequests = 100 });
            var (heard, wanted) = (0, 100);
            var client = sandbox.CreateClient(options =>
            {
                options.LogLevel = CodatLogLevel.Debug;
                options.Log = _ => Interlocked.Increment(ref heard);
            });
            switch (kind)
            {
                case "told":
                    KeepCalling(client, () => Interlocked.Increment(ref heard));
                    break;
                case "waiting":
                    var busy = CancelTests.Busy(sandbox, client);
                    heard = 0;
                    for (var i = 0; i < 200; i++)
                    {
                        _ = CancelTests.UntilLinkedAsync(client, busy, default);
                    }
                    break;
                default:
                    // What awaits never ends: one of them on a thread of the library, the others on the pool.
                    sandbox.QueueFaults(new SandboxFault { Effect = FaultEffect.Delay, Delay = TimeSpan.FromMilliseconds(300), Times = 20 });
                    (heard, wanted) = (0, 3);
                    for (var i = 0; i < 20; i++)
                    {
                        _ = NeverEnds(client);
                    }
                    break;
            }
            SpinWait.SpinUntil(() => Volatile.Read(ref heard) >= wanted, TimeSpan.FromSeconds(30));
            Console.WriteLine("going");
            switch (end)
            {
                case "exit":
                    Environment.Exit(0);
                    break;
                case "throw":
                    throw new InvalidOperationException("on purpose");
            }
            return 0;
        }

        private static async Task NeverEnds(CodatClient client)
        {
            await client.Groups.ListAsync().ConfigureAwait(false);
            Thread.Sleep(Timeout.Infinite);
        }

        /// <summary>Threads, and a run that tells of itself.</summary>
        private static void KeepCalling(CodatClient client, Action heard)
        {
            foreach (var number in Enumerable.Range(0, 8))
            {
                new Thread(() =>
                {
                    while (true)
                    {
                        client.Companies.ListAll(new ListCompanies { PageSize = 5 }).Count();
                    }
                }) { IsBackground = true }.Start();
            }
            var many = new CreateMany { Companies = Enumerable.Range(0, 5000).Select(_ => new CompanyRequest { Name = "Toft" }).ToList() };
            _ = client.Companies.CreateManyAsync(many, _ => heard());
        }
    }
}
