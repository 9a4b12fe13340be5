using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>A token cancels a call at once, wherever it is, and the client goes on.</summary>
    internal static class CancelTests
    {
        internal static async Task Run(Runner runner)
        {
            await runner.Test("cancel: while the service is slow", () => Cancelled(
                new SandboxFault { Effect = FaultEffect.Delay, Delay = TimeSpan.FromSeconds(30) },
                (client, token) => client.Companies.CreateAsync(new CompanyRequest { Name = "Late" }, null, token)));
            await runner.Test("cancel: while it waits for the next attempt", () => Cancelled(
                new SandboxFault { Effect = FaultEffect.Status, Status = 503, Times = 100 },
                (client, token) => client.Companies.CreateAsync(new CompanyRequest { Name = "Late" }, null, token)));
            await runner.Test("cancel: a synchronous call, from another thread", () => Cancelled(
                new SandboxFault { Effect = FaultEffect.Delay, Delay = TimeSpan.FromSeconds(30) },
                async (client, token) => await Task.Run(() => client.Companies.List(null, null, token))));
            await runner.Test("cancel: in the middle of going through pages", () => Cancelled(
                new SandboxFault { Effect = FaultEffect.Delay, Delay = TimeSpan.FromSeconds(30) },
                async (client, token) =>
                {
                    await foreach (var _ in client.Companies.ListAllAsync().WithCancellation(token))
                    {
                    }
                }));
            await runner.Test("cancel: before it begins", BeforeItBegins);
            await runner.Test("cancel: while it waits for its turn", WaitingForATurn);
            await runner.Test("cancel: a token that stays quiet changes nothing", QuietToken);
            await runner.Test("cancel: at every moment of a call, and nothing is left", EveryMoment);
        }

        private static async Task Cancelled(SandboxFault fault, Func<CodatClient, CancellationToken, Task> call)
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options =>
            {
                options.RetryDelay = TimeSpan.FromSeconds(60);
                options.AttemptTimeout = TimeSpan.FromSeconds(60);
                options.MaxRetries = 100;
            });
            sandbox.QueueFaults(fault);
            using var source = new CancellationTokenSource();
            var running = call(client, source.Token);
            await Task.Delay(300);
            Check.That(!running.IsCompleted, "the call should still run");
            var watch = Stopwatch.StartNew();
            source.Cancel();
            var e = await Check.ThrowsAsync<OperationCanceledException>(() => running);
            Check.Prompt(watch);
            Check.Equal(source.Token, e.CancellationToken);
            Check.That(running.IsCanceled, $"the task is {running.Status}");
            Check.Equal(CodatErrorKind.Cancelled, ((CodatCancelledException)e.InnerException!).Kind);
            sandbox.ClearFaults();
            await client.Companies.CreateAsync(new CompanyRequest { Name = "Afterwards" });
        }

        private static async Task BeforeItBegins()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var token = new CancellationToken(canceled: true);
            var e = await Check.ThrowsAsync<OperationCanceledException>(() => client.Groups.ListAsync(null, token));
            Check.Equal(token, e.CancellationToken);
            Check.Throws<OperationCanceledException>(() => client.Groups.List(null, token));
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
            Check.Equal(second.Token, (await Check.ThrowsAsync<OperationCanceledException>(() => waiting)).CancellationToken);
            Check.That(!running.IsCompleted, "the other call should go on");
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
