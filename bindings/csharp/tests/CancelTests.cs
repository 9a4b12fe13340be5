using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>A token cancels a call at once, at any point, and the client still works.</summary>
    internal static class CancelTests
    {
        internal static async Task Run(Runner runner)
        {
            await runner.Test("cancel: a call ends at once while the service is slow", () => Cancelled(Slow, CreateAsync));
            await runner.Test("cancel: a call ends at once while it waits for the next attempt", () => Cancelled(
                new SandboxFault
                {
                    Effect = FaultEffect.Status,
                    Status = 503,
                    Headers = new Dictionary<string, string> { ["Retry-After"] = "30" },
                },
                CreateAsync));
            await runner.Test("cancel: a synchronous call ends at once from another thread", () => Cancelled(
                Slow, async (client, token) => await Task.Run(() => client.Companies.List(null, null, token))));
            await runner.Test("cancel: an iteration ends at once between pages", () => Cancelled(
                Slow,
                async (client, token) =>
                {
                    await foreach (var _ in client.Companies.ListAllAsync().WithCancellation(token))
                    {
                    }
                }));
            await runner.Test("cancel: a call ends at once while it connects", WhileConnecting);
            await runner.Test("cancel: a wait for a customer ends at once", () => CancelledInPause(UntilLinkedAsync));
            await runner.Test("cancel: a synchronous wait for a customer ends at once", () => CancelledInPause(
                async (client, busy, token) => await Task.Run(
                    () => client.Connections.WaitUntilLinked(busy.Company, Rarely(busy.Pending), null, token))));
            await runner.Test("cancel: a wait for data ends at once", () => CancelledInPause((client, busy, token) =>
                client.Refresh.WaitUntilCompleteAsync(
                    busy.Company, new WaitUntilComplete { PollInterval = TimeSpan.FromMinutes(1) }, null, token)));
            await runner.Test("cancel: a create that the service received has an unknown outcome and its key", Received);
            await runner.Test("cancel: between two attempts the status of the last is known", BetweenAttempts);
            await runner.Test("cancel: a repeat leaves the outcome unknown wherever it is cancelled", Repeats);
            await runner.Test("cancel: an iteration ends at once within a page", WithinPage);
            await runner.Test("cancel: either of its two tokens ends a loop", TwoTokens);
            await runner.Test("cancel: a cancelled token sends nothing", BeforeItBegins);
            await runner.Test("cancel: a call ends at once in the request queue", WaitingForATurn);
            await runner.Test("cancel: a token that is not cancelled changes nothing", QuietToken);
            await runner.Test("cancel: cancelling at every moment of a call leaves nothing", EveryMoment);
        }

        private const int Rounds = 6;

        private static SandboxFault Slow =>
            new SandboxFault { Effect = FaultEffect.Delay, Delay = TimeSpan.FromSeconds(30) };

        private static Task CreateAsync(CodatClient client, CancellationToken token) =>
            client.Companies.CreateAsync(new CompanyRequest { Name = "Late" }, null, token);

        private static async Task Cancelled(SandboxFault fault, Func<CodatClient, CancellationToken, Task> call)
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            await CancelledAtOnce(
                token =>
                {
                    sandbox.QueueFaults(fault);
                    return call(client, token);
                },
                async seen =>
                {
                    await Check.Until(() => sandbox.Stats().Requests > seen);
                    return sandbox.Stats().Requests;
                });
            await client.Companies.CreateAsync(new CompanyRequest { Name = "Afterwards" });
        }

        internal static WaitUntilLinked Rarely(string connectionId) =>
            new WaitUntilLinked { ConnectionId = connectionId, PollInterval = TimeSpan.FromMinutes(1) };

        internal static Task UntilLinkedAsync(CodatClient client, (string Company, string Pending) busy, CancellationToken token) =>
            client.Connections.WaitUntilLinkedAsync(busy.Company, Rarely(busy.Pending), null, token);

        /// <summary>A company whose data is being pulled all day, and a connection that nobody authorizes.</summary>
        internal static (string Company, string Pending) Busy(CodatSandbox sandbox, CodatClient client)
        {
            var company = client.Companies.Create(new CompanyRequest { Name = "Patience" }).Id;
            sandbox.LinkPlatform(company);
            sandbox.SetPullTime(TimeSpan.FromDays(1));
            client.Refresh.All(company);
            return (company, client.Connections.Create(company, "hcws").Id);
        }

        /// <summary>The service has responded: a wait that polled is in its pause, or about to be.</summary>
        private static async Task<long> Looked(CodatSandbox sandbox, long seen)
        {
            await Check.Until(() => sandbox.Requests(seen).Any(request => request.Status != null));
            return sandbox.Requests(seen).Last().Id;
        }

        private static async Task CancelledInPause(Func<CodatClient, (string Company, string Pending), CancellationToken, Task> wait)
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var busy = Busy(sandbox, client);
            var before = sandbox.Requests().Last().Id;
            await CancelledAtOnce(
                token => wait(client, busy, token),
                seen => Looked(sandbox, Math.Max(seen, before)));
        }

        /// <summary>An address that does not respond: the queue of its listener is full.</summary>
        private static async Task WhileConnecting()
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(0);
            var waiting = Enumerable.Range(0, 8).Select(_ =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                Check.Throws<SocketException>(() => socket.Connect(listener.LocalEndPoint!));
                return socket;
            }).ToList();
            using var client = new CodatClient(new CodatClientOptions { ApiKey = "none", BaseUrl = $"http://{listener.LocalEndPoint}" });
            var before = OpenFiles();
            await CancelledAtOnce(
                token => client.Groups.ListAsync(null, token),
                async _ =>
                {
                    await Check.Until(() => OpenFiles() > before);
                    return 0;
                });
            waiting.ForEach(socket => socket.Dispose());
        }

        /// <summary>
        /// Cancels a call several times, each time when <paramref name="reached"/> says that it is where the test
        /// wants it. The quickest end counts, for the machine may be busy. A thread or socket left behind each time
        /// would show: the runtime opens a file of its own now and then, but not so many.
        /// </summary>
        private static async Task CancelledAtOnce(Func<CancellationToken, Task> call, Func<long, Task<long>> reached)
        {
            var quickest = TimeSpan.MaxValue;
            var seen = 0L;
            (int Threads, int Files) before = default;
            for (var i = 0; i < Rounds; i++)
            {
                using var source = new CancellationTokenSource();
                var running = call(source.Token);
                seen = await reached(seen);
                Check.That(!running.IsCompleted, "the call should still run");
                var watch = Stopwatch.StartNew();
                source.Cancel();
                var e = await Check.ThrowsAsync<CodatOperationCanceledException>(() => running);
                quickest = watch.Elapsed < quickest ? watch.Elapsed : quickest;
                Check.Equal(source.Token, e.CancellationToken);
                Check.That(running.IsCanceled, $"the task is {running.Status}");
                Check.Equal(CodatErrorKind.Cancelled, ((CodatCancelledException)e.InnerException!).Kind);
                // The first round opens what is kept for later calls.
                before = i == 0 ? (ThreadTests.OfLibrary(), OpenFiles()) : before;
            }
            Check.That(quickest < TimeSpan.FromMilliseconds(50), $"took {quickest}");
            await Check.Until(() => ThreadTests.OfLibrary() < before.Threads + Rounds - 1 && OpenFiles() < before.Files + Rounds - 1);
        }

        private static int OpenFiles() => Directory.GetFiles("/proc/self/fd").Length;

        private static async Task Through(IAsyncEnumerable<Company> companies, Action<Company> seen)
        {
            await foreach (var company in companies)
            {
                seen(company);
            }
        }

        private static readonly Func<CodatClient, CallOptions?, CancellationToken, Task<Company>>[] Creates =
        {
            (client, options, token) => client.Companies.CreateAsync(new CompanyRequest { Name = "Late" }, options, token),
            (client, options, token) => Task.Run(
                () => client.Companies.Create(new CompanyRequest { Name = "Late" }, options, token)),
        };

        private static async Task Received()
        {
            foreach (var create in Creates)
            {
                using var sandbox = CodatSandbox.Start();
                using var client = sandbox.CreateClient();
                using var source = new CancellationTokenSource();
                var fault = Slow;
                fault.When = FaultMoment.After;
                sandbox.QueueFaults(fault);
                var running = create(client, null, source.Token);
                await Check.Until(() => sandbox.Stats().Companies == 1);
                source.Cancel();
                var e = await Check.ThrowsAsync<CodatOperationCanceledException>(() => running);
                Check.Equal(source.Token, e.CancellationToken);
                Check.That(e.OutcomeUnknown && e.HttpStatus is null, $"{e}");
                Check.Equal("companies.create", e.Operation);
                Check.Equal(1, e.Meta.Attempts);
                Check.Equal(sandbox.Requests().Single().Headers["idempotency-key"], e.IdempotencyKey);
                // Wait and Result throw the runtime's own; the task has it anyway.
                Check.Throws<AggregateException>(() => running.Wait());
                Check.Equal(e.IdempotencyKey, Check.Throws<CodatOperationCanceledException>(() => running.GetAwaiter().GetResult()).IdempotencyKey);
                var made = await create(client, new CallOptions { IdempotencyKey = e.IdempotencyKey }, default);
                Check.Equal(made.Id, client.Companies.ListAll().Single().Id);
            }
        }

        private static async Task BetweenAttempts()
        {
            foreach (var create in Creates)
            {
                using var sandbox = CodatSandbox.Start();
                using var client = sandbox.CreateClient();
                using var source = new CancellationTokenSource();
                sandbox.QueueFaults(new SandboxFault
                {
                    Effect = FaultEffect.Status,
                    Status = 503,
                    Headers = new Dictionary<string, string> { ["Retry-After"] = "30" },
                });
                var running = create(client, null, source.Token);
                await Looked(sandbox, 0);
                source.Cancel();
                var e = await Check.ThrowsAsync<CodatOperationCanceledException>(() => running);
                Check.That(e.OutcomeUnknown, $"{e}");
                Check.Equal(sandbox.Requests().Single().Headers["idempotency-key"], e.IdempotencyKey);
                Check.Equal(e.IdempotencyKey, e.Meta.IdempotencyKey);
            }
        }

        private static async Task Repeats()
        {
            var key = new CallOptions { IdempotencyKey = Guid.NewGuid().ToString() };
            foreach (var create in Creates)
            {
                using var sandbox = CodatSandbox.Start();
                using var client = sandbox.CreateClient(options => options.MaxConnections = 1);
                var cancelled = new CancellationToken(canceled: true);
                var before = await Check.ThrowsAsync<CodatOperationCanceledException>(() => create(client, key, cancelled));
                sandbox.QueueFaults(Slow);
                using var first = new CancellationTokenSource();
                using var second = new CancellationTokenSource();
                var running = client.Groups.ListAsync(null, first.Token);
                await Check.Until(() => sandbox.Stats().Requests == 1);
                var queueing = create(client, key, second.Token);
                Check.That(!queueing.IsCompleted, "it should wait for its turn");
                second.Cancel();
                var queued = await Check.ThrowsAsync<CodatOperationCanceledException>(() => queueing);
                first.Cancel();
                Check.That(!(await Check.ThrowsAsync<CodatOperationCanceledException>(() => running)).OutcomeUnknown, "it only reads");
                foreach (var e in new[] { before, queued })
                {
                    Check.That(e.OutcomeUnknown && e.IdempotencyKey == key.IdempotencyKey && e.Meta.Attempts == 0, $"{e}");
                }
                Check.Equal(1L, sandbox.Stats().Requests);
            }
        }

        private static async Task WithinPage()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            sandbox.SeedCompanies(50);
            foreach (var isAsync in new[] { true, false })
            {
                using var source = new CancellationTokenSource();
                var seen = 0;
                void See(Company _)
                {
                    if (++seen == 20)
                    {
                        source.Cancel();
                    }
                }
                var e = await Check.ThrowsAsync<CodatOperationCanceledException>(() => isAsync
                    ? Through(client.Companies.ListAllAsync(null, null, source.Token), See)
                    : Task.Run(() => client.Companies.ListAll(null, null, source.Token).Select(company => { See(company); return 0; }).Sum()));
                Check.Equal(source.Token, e.CancellationToken);
                Check.That(seen == 20 && !e.OutcomeUnknown && e.Operation == "companies.list", $"{seen}: {e}");
            }
        }

        private static async Task TwoTokens()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            sandbox.SeedCompanies(3);
            for (var which = 0; which < 4; which++)
            {
                using var first = new CancellationTokenSource();
                using var second = new CancellationTokenSource();
                var source = which % 2 == 0 ? first : second;
                sandbox.ClearFaults();
                sandbox.QueueFaults(new SandboxFault { Effect = FaultEffect.Delay, Delay = TimeSpan.FromMilliseconds(1) }, Slow);
                var rows = client.Companies.ListAllAsync(new ListCompanies { PageSize = 1 }, null, first.Token)
                    .GetAsyncEnumerator(second.Token);
                Check.That(await rows.MoveNextAsync(), "there are no companies");
                // Before the second page, or while it is fetched.
                var going = which < 2 ? null : rows.MoveNextAsync().AsTask();
                source.Cancel();
                var e = await Check.ThrowsAsync<CodatOperationCanceledException>(() => going ?? rows.MoveNextAsync().AsTask());
                Check.Equal(source.Token, e.CancellationToken);
                await rows.DisposeAsync();
            }
        }

        private static async Task BeforeItBegins()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var token = new CancellationToken(canceled: true);
            var busy = ("c", "n");
            var calls = new Func<Task>[]
            {
                () => client.Groups.ListAsync(null, token),
                () => Task.Run(() => client.Groups.List(null, token)),
                () => CreateAsync(client, token),
                () => UntilLinkedAsync(client, busy, token),
                () => client.Companies.CreateManyAsync(new CreateMany(), null, null, token),
                () => Task.Run(() => client.Companies.ListAll(null, null, token).Count()),
                () => Through(client.Companies.ListAllAsync(null, null, token), _ => { }),
            };
            foreach (var call in calls)
            {
                var e = await Check.ThrowsAsync<CodatOperationCanceledException>(call);
                Check.Equal(token, e.CancellationToken);
                Check.That(!e.OutcomeUnknown && e.IdempotencyKey is null && e.Meta.Attempts == 0, $"{e}");
            }
            Check.Equal(0L, sandbox.Stats().Requests);
            Check.Equal(0, client.Groups.List().Results.Count);
        }

        private static async Task WaitingForATurn()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxConnections = 1);
            sandbox.QueueFaults(new SandboxFault { Effect = FaultEffect.Delay, Delay = TimeSpan.FromSeconds(30) });
            using var first = new CancellationTokenSource();
            using var second = new CancellationTokenSource();
            var running = client.Groups.ListAsync(null, first.Token);
            var waiting = client.Groups.ListAsync(null, second.Token);
            var watch = Stopwatch.StartNew();
            second.Cancel();
            var e = await Check.ThrowsAsync<CodatOperationCanceledException>(() => waiting);
            Check.Equal(second.Token, e.CancellationToken);
            Check.That(!e.OutcomeUnknown && e.Meta.Attempts == 0, $"{e}");
            Check.That(!running.IsCompleted, "the other call should continue");
            first.Cancel();
            await Check.ThrowsAsync<OperationCanceledException>(() => running);
            Check.Prompt(watch);
            Check.Equal(0, (await client.Groups.ListAsync()).Results.Count);
        }

        private static async Task QuietToken()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            using var source = new CancellationTokenSource();
            await client.Groups.CreateAsync("One", null, source.Token);
            source.Cancel();
            Check.Equal(1, client.Groups.List().Results.Count);
        }

        private static async Task EveryMoment()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            sandbox.SetLimits(new SandboxLimits { RequestsPerDay = 1_000_000, ConcurrentRequests = 100 });
            var random = new Random(1);
            var cancelled = 0;
            for (var i = 0; i < 300; i++)
            {
                using var source = new CancellationTokenSource();
                var running = client.Groups.ListAsync(null, source.Token);
                Thread.SpinWait(random.Next(200_000));
                source.Cancel();
                try
                {
                    await running;
                }
                catch (OperationCanceledException)
                {
                    cancelled++;
                }
            }
            Check.That(cancelled > 0, "no call was cancelled in time");
            Check.Equal(0, client.Groups.List().Results.Count);
        }
    }
}
