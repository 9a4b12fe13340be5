using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>Waiting for customers and for data: it holds no thread, and ends in time.</summary>
    internal static class WaitTests
    {
        internal static async Task Run(Runner runner)
        {
            await runner.Test("waiting: a wait ends at its timeout", TimesOut);
            await runner.Test("waiting: many concurrent waits delay no other call", Many);
        }

        private static async Task TimesOut()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var (company, pending) = CancelTests.Busy(sandbox, client);
            var options = new CallOptions { Timeout = TimeSpan.FromSeconds(2.5) };
            var before = sandbox.Requests().Last().Id;
            var watch = Stopwatch.StartNew();
            var waiting = client.Refresh.WaitUntilCompleteAsync(
                company, new WaitUntilComplete { DataTypes = new[] { "invoices" }, PollInterval = TimeSpan.FromMinutes(1) }, options);
            var linking = Check.Throws<CodatTimeoutException>(() => client.Connections.WaitUntilLinked(company, CancelTests.Rarely(pending), options));
            var pulling = await Check.ThrowsAsync<CodatTimeoutException>(() => waiting);
            Check.That(watch.Elapsed >= options.Timeout && watch.Elapsed < TimeSpan.FromSeconds(40), $"took {watch.Elapsed}");
            Check.That(!linking.OutcomeUnknown && !pulling.OutcomeUnknown, "it only looked");
            Check.Equal("refresh.wait_until_complete", pulling.Operation);
            // With the pauses that were asked for, each looked once.
            Check.Equal(2, sandbox.Requests(before).Count);
        }

        private static async Task Many()
        {
            using var sandbox = CodatSandbox.Start();
            sandbox.SetLimits(new SandboxLimits { RequestsPerDay = 1_000_000 });
            using var client = sandbox.CreateClient(options => options.MaxConnections = 1);
            var busy = CancelTests.Busy(sandbox, client);
            using var source = new CancellationTokenSource();
            var (before, all) = (ThreadTests.OfLibrary(), ThreadTests.All());
            var seen = sandbox.Stats().Requests;
            var waiting = Enumerable.Range(0, 500).Select(_ => CancelTests.UntilLinkedAsync(client, busy, source.Token)).ToList();
            await Check.Until(() => sandbox.Stats().Requests >= seen + 500);
            var threads = ThreadTests.OfLibrary() - before;
            // Those of a client with one connection.
            Check.That(threads <= 3, $"{threads} more threads");
            // The runtime's own come and go, and are far fewer than the waits.
            Check.That(ThreadTests.All() - all < 50, $"{ThreadTests.All() - all} more threads of any kind");
            Check.Equal(busy.Company, (await client.Companies.GetAsync(busy.Company)).Id);
            Check.That(waiting.All(wait => !wait.IsCompleted), "they should still wait");
            source.Cancel();
            foreach (var wait in waiting)
            {
                await Check.ThrowsAsync<OperationCanceledException>(() => wait);
            }
        }
    }
}
