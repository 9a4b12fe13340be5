using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat.Tests
{
    /// <summary>What clients tell of their calls, and the traces that they pass on.</summary>
    internal static class LogTests
    {
        internal static async Task Run(Runner runner)
        {
            await runner.Test("log: a callback receives events of its level and above", Levels);
            await runner.Test("log: a listener may throw and call", Reckless);
            await runner.Test("log: calls of a callback are not logged, on any thread", NotTold);
            await runner.Test("log: a listener may wait for asynchronous calls", Waits);
            await runner.Test("log: a client disposed while it logs", Disposed);
            await runner.Test("log: no secret is logged", Secrets);
            await runner.Test("log: the present activity's trace is passed on", Traces);
        }

        private static async Task Levels()
        {
            using var sandbox = CodatSandbox.Start();
            var heard = new ConcurrentQueue<CodatLogEvent>();
            using var client = sandbox.CreateClient(options =>
            {
                options.Log = heard.Enqueue;
                options.RetryDelay = TimeSpan.FromMilliseconds(1);
            });
            sandbox.QueueFaults(new SandboxFault { Effect = FaultEffect.Status, Status = 503 });
            await client.Groups.ListAsync();
            var retry = heard.Single();
            Check.Equal(CodatLogLevel.Warn, retry.Level);
            Check.That(retry.Pause >= TimeSpan.Zero, "a retry tells its pause");
            Check.Contains("groups.list retry: attempt 1, ", retry.ToString());
            Check.Contains("HTTP 503, server, again in ", retry.ToString());
            Check.Throws<CodatInvalidArgumentException>(() =>
                sandbox.CreateClient(options => { options.Log = heard.Enqueue; options.LogLevel = (CodatLogLevel)9; }));
            Check.Equal(1, Listener.Count);
        }

        private static Task Reckless()
        {
            using var sandbox = CodatSandbox.Start();
            var heard = 0;
            CodatClient? client = null;
            using var made = client = sandbox.CreateClient(options =>
            {
                options.LogLevel = CodatLogLevel.Debug;
                options.Log = _ =>
                {
                    heard++;
                    client!.Groups.List();
                    throw new InvalidOperationException("on purpose");
                };
            });
            client.Groups.List();
            client.Groups.List();
            Check.Equal(2, heard);
            return Task.CompletedTask;
        }

        private static async Task NotTold()
        {
            using var sandbox = CodatSandbox.Start();
            var heard = 0;
            var begun = new ConcurrentQueue<Task>();
            CodatClient? client = null;
            using var made = client = sandbox.CreateClient(options =>
            {
                options.LogLevel = CodatLogLevel.Debug;
                options.Log = _ =>
                {
                    if (Interlocked.Increment(ref heard) < 100)
                    {
                        begun.Enqueue(client!.Groups.ListAsync());
                        begun.Enqueue(Task.Run(() => client!.Groups.List()));
                        begun.Enqueue(client!.Companies.CreateManyAsync(
                            new CreateMany { Companies = { new CompanyRequest { Name = "Toft" } } }));
                    }
                };
            });
            for (var call = 0; call < 3; call++)
            {
                await client.Groups.ListAsync();
                client.Groups.List();
            }
            await Task.WhenAll(begun);
            Check.Equal(6, heard);
            Check.Equal(18, begun.Count);
            // The thread of a call is not marked by what it was called back for.
            await client.Groups.ListAsync().ConfigureAwait(false);
            await client.Groups.ListAsync().ConfigureAwait(false);
            Check.Equal(8, heard);
            await Task.WhenAll(begun);
        }

        private static async Task Waits()
        {
            using var sandbox = CodatSandbox.Start();
            var (done, told) = (0, 0);
            CodatClient? client = null;
            using var made = client = sandbox.CreateClient(options =>
            {
                options.MaxConnections = 1;
                options.LogLevel = CodatLogLevel.Debug;
                options.Log = _ =>
                {
                    // Kept short: as long as that the calls would wait in vain.
                    client!.Groups.ListAsync(new CallOptions { Timeout = TimeSpan.FromSeconds(10) }).GetAwaiter().GetResult();
                    Interlocked.Increment(ref done);
                };
            });
            await client.Groups.ListAsync();
            client.Groups.List();
            Check.Equal(2, done);
            var request = new CreateMany { Companies = { new CompanyRequest { Name = "Toft" }, new CompanyRequest { Name = "Hale" } } };
            var outcome = await client.Companies.CreateManyAsync(request, heard =>
            {
                told += client.Companies.GetAsync(heard.CompanyId!).GetAwaiter().GetResult().Id == heard.CompanyId ? 1 : 0;
            });
            Check.Equal(2, outcome.Created);
            Check.Equal(2, told);
        }

        private static async Task Disposed()
        {
            using (var sandbox = CodatSandbox.Start())
            {
                // All at once, and none of them is asked to come again.
                sandbox.SetLimits(new SandboxLimits { ConcurrentRequests = 100 });
                sandbox.QueueFaults(new SandboxFault { Effect = FaultEffect.Delay, Delay = TimeSpan.FromMilliseconds(50), Times = 16 });
                var heard = new ConcurrentQueue<CodatLogEvent>();
                var calls = Enumerable.Range(0, 16).Select(_ =>
                {
                    var client = sandbox.CreateClient(options =>
                    {
                        options.Log = heard.Enqueue;
                        options.LogLevel = CodatLogLevel.Debug;
                    });
                    var call = client.Groups.ListAsync();
                    client.Dispose();
                    return call;
                }).ToArray();
                await Task.WhenAll(calls);
                Check.Equal(16, heard.Count);
            }
            LifetimeTests.Collect();
            Check.Equal(0, Listener.Count);
        }

        private static async Task Secrets()
        {
            const string Key = "a-key-that-nobody-may-see";
            using var sandbox = CodatSandbox.Start(new CodatSandboxOptions { ApiKey = Key });
            var said = new ConcurrentQueue<string>();
            var options = new CodatClientOptions();
            using var client = sandbox.CreateClient(made =>
            {
                made.Log = heard => said.Enqueue(heard.ToString());
                made.LogLevel = CodatLogLevel.Debug;
                made.MaxRetries = 0;
                options = made;
            });
            said.Enqueue(options.ToString()!);
            said.Enqueue(client.ToString()!);
            foreach (var effect in new[] { FaultEffect.Cut, FaultEffect.Garbage, FaultEffect.Html, FaultEffect.Truncate })
            {
                sandbox.QueueFaults(new SandboxFault { Effect = effect });
                try
                {
                    await client.Groups.ListAsync();
                }
                catch (CodatException e)
                {
                    said.Enqueue(e.ToString());
                }
            }
            await client.Groups.ListAsync();
            Check.Equal(2 + 4 + 5, said.Count);
            var encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes(Key)).TrimEnd('=');
            foreach (var text in said)
            {
                Check.That(!text.Contains(Key) && !text.Contains(encoded), text);
            }
        }

        private static async Task Traces()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            string Sent() => sandbox.Requests().Last().Headers.TryGetValue("traceparent", out var trace) ? trace : "";
            var ours = new Activity("ours").SetIdFormat(ActivityIdFormat.W3C).Start();
            await client.Groups.ListAsync();
            Check.Equal(ours.Id, Sent());
            client.Groups.List();
            Check.Equal(ours.Id, Sent());
            var own = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
            client.Groups.List(new CallOptions { Traceparent = own });
            Check.Equal(own, Sent());
            ours.Stop();
            var old = new Activity("old").SetIdFormat(ActivityIdFormat.Hierarchical).Start();
            client.Groups.List();
            Check.Equal("", Sent());
            old.Stop();
            client.Groups.List();
            Check.Equal("", Sent());
            // A trace that is void is nobody's; the caller's own is judged.
            var half = ActivityTraceId.CreateRandom();
            foreach (var trace in new[] { default, half })
            {
                var empty = new Activity("void").SetParentId(trace, default).Start();
                Check.Equal(empty, Activity.Current);
                client.Groups.List();
                await client.Groups.ListAsync();
                Check.Equal(1, client.Companies.ListAll().Count() + 1);
                Check.Equal(trace == half ? empty.Id : "", Sent());
                Check.Equal("traceparent", Check.Throws<CodatInvalidArgumentException>(
                    () => client.Groups.List(new CallOptions { Traceparent = $"00-{new string('0', 32)}-{empty.SpanId}-01" })).Member);
                empty.Stop();
            }
        }
    }
}
