using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>What threads asynchronous calls need, and what of the program runs on them.</summary>
    internal static class ThreadTests
    {
        internal static async Task Run(Runner runner)
        {
            await runner.Test("threads: sequential calls block no thread of the pool", FollowEachOther);
            await runner.Test("threads: code that blocks after a call does not delay the calls that it began", Blocking);
            await runner.Test("threads: callbacks that block do not delay the calls that they began", BlockingListeners);
            await runner.Test("threads: code that never ends delays no other call", Endless);
            await runner.Test("threads: exceptions of callbacks and continuations end no thread", Throwing);
            await runner.Test("threads: callbacks run in the execution context of the caller", Context);
        }

        /// <summary>How many threads the library has for calls, those of all clients together.</summary>
        internal static int OfLibrary() => Directory.GetDirectories("/proc/self/task").Select(Name)
            .Count(name => name.StartsWith("codat-worker") || name.StartsWith("codat-resolve"));

        /// <summary>How many threads the process has.</summary>
        internal static int All() => Directory.GetDirectories("/proc/self/task").Length;

        private static string Name(string task)
        {
            try
            {
                return File.ReadAllText($"{task}/comm");
            }
            catch (IOException)
            {
                return "";
            }
        }

        private static async Task FollowEachOther()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var onPool = 0;
            for (var i = 0; i < 20; i++)
            {
                await client.Groups.ListAsync().ConfigureAwait(false);
                onPool += Thread.CurrentThread.IsThreadPoolThread ? 1 : 0;
            }
            // The machine may be so busy that a call ends before the code that began it has left its thread.
            Check.That(onPool < 10, $"{onPool} continued on the pool");
        }

        private static async Task Blocking()
        {
            foreach (var connections in new[] { 1, 10 })
            {
                using var sandbox = CodatSandbox.Start();
                using var client = sandbox.CreateClient(options => options.MaxConnections = connections);
                sandbox.SetLimits(new SandboxLimits { ConcurrentRequests = 100 });
                await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
                {
                    await client.Groups.ListAsync().ConfigureAwait(false);
                    client.Groups.ListAsync().GetAwaiter().GetResult();
                }));
            }
        }

        private static async Task BlockingListeners()
        {
            const int Calls = 20;
            const int Together = 3;
            using var sandbox = CodatSandbox.Start();
            sandbox.SetLimits(new SandboxLimits { ConcurrentRequests = 100 });
            var (all, begun, heard) = (new CountdownEvent(Together), 0, 0);
            CodatClient? client = null;
            using var made = client = sandbox.CreateClient(options =>
            {
                options.MaxConnections = 1;
                options.LogLevel = CodatLogLevel.Debug;
                options.Log = _ =>
                {
                    // As many block as the client has threads, and all before one of them continues.
                    if (Interlocked.Increment(ref begun) <= Together)
                    {
                        all.Signal();
                    }
                    all.Wait();
                    client!.Groups.ListAsync().GetAwaiter().GetResult();
                    Interlocked.Increment(ref heard);
                };
            });
            await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => client.Groups.ListAsync()));
            Check.Equal(Calls, heard);
        }

        private static async Task Endless()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxConnections = 1);
            using var release = new ManualResetEventSlim();
            using var isThere = new SemaphoreSlim(0);
            // A call may be over when it is awaited: then what follows blocks right there.
            var endless = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                await client.Groups.ListAsync().ConfigureAwait(false);
                isThere.Release();
                release.Wait();
            })).ToList();
            await isThere.WaitAsync();
            await isThere.WaitAsync();
            for (var i = 0; i < 5; i++)
            {
                await client.Groups.ListAsync();
            }
            release.Set();
            await Task.WhenAll(endless);
        }

        private static async Task Throwing()
        {
            using var sandbox = CodatSandbox.Start();
            var (heard, went) = (0, 0);
            using var client = sandbox.CreateClient(options =>
            {
                options.MaxConnections = 1;
                options.LogLevel = CodatLogLevel.Debug;
                options.Log = _ => throw Heard();
            });
            Exception Heard() => Interlocked.Increment(ref heard) % 2 == 0 ? new OutOfMemoryException() : new Exception("on purpose");
            async Task Throws()
            {
                await client.Groups.ListAsync().ConfigureAwait(false);
                Interlocked.Increment(ref went);
                throw Heard();
            }
            for (var turn = 0; turn < 20; turn++)
            {
                await Check.ThrowsAsync<Exception>(Throws);
                // What continues synchronously, does so on the thread that reports the end.
                await Check.ThrowsAsync<Exception>(() => client.Groups.ListAsync().ContinueWith(
                    _ => { Interlocked.Increment(ref went); throw Heard(); }, TaskContinuationOptions.ExecuteSynchronously));
                var stopped = await Check.ThrowsAsync<CodatCreateManyException>(() => client.Companies.CreateManyAsync(
                    new CreateMany { Companies = { new CompanyRequest { Name = "Toft" } } }, _ => throw new OutOfMemoryException()));
                Check.That(stopped.InnerException is OutOfMemoryException, $"{stopped}");
            }
            Check.Equal(40, went);
            // Each of the calls, the company and its run told of themselves; 40 continuations threw.
            Check.Equal(20 * 4 + 40, heard);
            Check.Equal(0, (await client.Groups.ListAsync()).Results.Count);
        }

        private static async Task Context()
        {
            using var sandbox = CodatSandbox.Start();
            var mine = new AsyncLocal<string>();
            var heard = new ConcurrentQueue<string?>();
            using var client = sandbox.CreateClient(options =>
            {
                options.LogLevel = CodatLogLevel.Debug;
                options.Log = told => heard.Enqueue($"{told.Operation} {mine.Value}");
            });
            foreach (var name in new[] { "one", "two" })
            {
                mine.Value = name;
                await client.Groups.ListAsync();
                await client.Companies.CreateManyAsync(
                    new CreateMany { Companies = { new CompanyRequest { Name = name } } }, _ => heard.Enqueue($"progress {mine.Value}"));
                await foreach (var _ in client.Companies.ListAllAsync())
                {
                    break;
                }
            }
            Check.Same(
                new[] { "one", "two" }.SelectMany(name => new[]
                {
                    $"groups.list {name}", $"companies.create {name}", $"progress {name}",
                    $"companies.create_many {name}", $"companies.list {name}",
                }),
                heard!);
            mine.Value = "three";
            using (ExecutionContext.SuppressFlow())
            {
                var call = client.Groups.ListAsync();
                Check.That(call.Wait(TimeSpan.FromSeconds(20)), "it never ends");
            }
            Check.Equal("groups.list ", heard.Last());
        }
    }
}
