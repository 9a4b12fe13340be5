using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>A process ends while calls run, and those that hear of them.</summary>
    internal static class ExitTests
    {
        internal const string ChildArgument = "--exit";

        internal static async Task Run(Runner runner)
        {
            foreach (var kind in new[] { "told", "waiting", "blocked", "exit" })
            {
                await runner.Test($"exit: a process that ends while calls go on ends well: {kind}", () =>
                {
                    for (var i = 0; i < 5; i++)
                    {
                        using var child = Process.Start(Repository.Self(ChildArgument, kind))!;
                        Check.Equal("going", child.StandardOutput.ReadToEnd().Trim());
                        child.WaitForExit();
                        Check.Equal(0, child.ExitCode);
                    }
                });
            }
        }

        /// <summary>What the child process does.</summary>
        internal static int Child(string kind)
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
            if (kind == "exit")
            {
                Environment.Exit(0);
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
