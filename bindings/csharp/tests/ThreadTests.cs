using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat.Tests
{
    /// <summary>Where asynchronous calls run, and what awaits them.</summary>
    internal static class ThreadTests
    {
        internal static async Task Run(Runner runner)
        {
            await runner.Test("threads: calls that follow each other stay on one thread", OneThread);
            await runner.Test("threads: code that blocks after a call does not hold up the calls that it began", Blocking);
            await runner.Test("threads: the same when nobody looked out for a while", BlockingLater);
            await runner.Test("threads: code that blocks takes few of them, and the pool goes on with the rest", ManyBlock);
            await runner.Test("threads: listeners hear within the caller's context", Context);
        }

        private static bool IsOurs => Thread.CurrentThread.Name == "Codat call";

        /// <summary>Goes on where a call was made, as code does after it awaited one.</summary>
        private static async Task Move(CodatClient client)
        {
            for (var i = 0; !IsOurs; i++)
            {
                Check.That(i < 100, "what awaits goes on elsewhere");
                await client.Groups.ListAsync().ConfigureAwait(false);
            }
        }

        private static async Task OneThread()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            await Move(client);
            var (calls, moves) = (0, 0);
            for (; calls < 50; calls++)
            {
                var before = Thread.CurrentThread.ManagedThreadId;
                await client.Groups.ListAsync();
                moves += Thread.CurrentThread.ManagedThreadId == before ? 0 : 1;
            }
            // The machine may be so busy that a call is given away now and then.
            Check.That(moves < calls / 2, $"{moves} moves in {calls} calls");
        }

        private static async Task Blocking()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            for (var i = 0; i < 5; i++)
            {
                await Move(client);
                // One is kept for this thread, one given to another at once.
                var calls = new Task[] { client.Groups.ListAsync(), client.Groups.ListAsync() };
                Check.That(Task.WaitAll(calls, TimeSpan.FromSeconds(20)), "a call waits for the thread that waits for it");
            }
        }

        private static async Task BlockingLater()
        {
            await Blocking();
            await Check.Until(() => !Directory.GetDirectories("/proc/self/task").Any(IsLookout));
            await Blocking();
        }

        private static bool IsLookout(string task)
        {
            try
            {
                return File.ReadAllText($"{task}/comm").StartsWith("Codat lookout");
            }
            catch (IOException)
            {
                return false;
            }
        }

        private static async Task ManyBlock()
        {
            const int Calls = CallThread.MostLent + 4;
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxConnections = Calls);
            sandbox.SetLimits(new SandboxLimits { ConcurrentRequests = 100 });
            using var release = new ManualResetEventSlim();
            var (ours, others) = (0, 0);
            var calls = Enumerable.Range(0, Calls).Select(async _ =>
            {
                await client.Groups.ListAsync().ConfigureAwait(false);
                if (!IsOurs)
                {
                    Interlocked.Increment(ref others);
                    return;
                }
                Interlocked.Increment(ref ours);
                release.Wait();
            }).ToList();
            await Check.Until(() => Volatile.Read(ref ours) + Volatile.Read(ref others) == Calls);
            Check.That(ours <= CallThread.MostLent, $"{ours} threads go on with what awaits");
            release.Set();
            await Task.WhenAll(calls);
        }

        private static async Task Context()
        {
            using var sandbox = CodatSandbox.Start();
            var mine = new AsyncLocal<string>();
            var heard = new List<string?>();
            using var client = sandbox.CreateClient(options =>
            {
                options.LogLevel = CodatLogLevel.Debug;
                options.Log = _ => heard.Add(mine.Value);
            });
            foreach (var name in new[] { "one", "two" })
            {
                mine.Value = name;
                await client.Groups.ListAsync();
                await client.Companies.CreateManyAsync(
                    new CreateMany { Companies = { new CompanyRequest { Name = name } } }, _ => heard.Add(mine.Value));
            }
            Check.Same(new[] { "one", "two" }, heard.Where(value => value != null)!);
            Check.Equal(2, heard.Count(value => value is null));
            mine.Value = "three";
            using (ExecutionContext.SuppressFlow())
            {
                var call = client.Groups.ListAsync();
                Check.That(call.Wait(TimeSpan.FromSeconds(20)), "it never ends");
            }
            Check.That(heard.Last() is null, $"it flowed: {heard.Last()}");
        }
    }
}
