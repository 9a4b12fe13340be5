using System;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>What the manual says to do when an outcome is unknown, as it is printed there.</summary>
    internal static class ManualTests
    {
        internal static async Task Run(Runner runner)
        {
            await runner.Test("manual: a create whose response was lost is repeated as printed, and makes one company", Repeat);
            await runner.Test("manual: a key that is stored before the call works as printed", Stored);
            await runner.Test("manual: a create that was cancelled is repeated as printed, and makes one company", Cancelled);
            await runner.Test("manual: a delete and a replacement of unknown outcome are repeated as they are", WithoutKey);
            await runner.Test("manual: every block is tested", () =>
            {
                var manual = Repository.Read("docs/languages/csharp.md");
                var part = manual.Substring(manual.IndexOf("### Create a company exactly once", StringComparison.Ordinal));
                part = part.Substring(0, part.IndexOf("## The sandbox in tests", StringComparison.Ordinal));
                var tests = Squeezed(Repository.Read("bindings/csharp/tests/ManualTests.cs"));
                var blocks = Regex.Matches(part, "```csharp\n(.*?)```", RegexOptions.Singleline);
                Check.Equal(3, blocks.Count);
                foreach (var block in blocks.Cast<Match>())
                {
                    Check.Contains(Squeezed(block.Groups[1].Value), tests);
                }
            });
        }

        private static string Squeezed(string text) => Regex.Replace(text, @"\s+", " ").Trim();

        private static SandboxFault Fault(string method, FaultEffect effect) =>
            new SandboxFault { Method = method, Effect = effect, When = FaultMoment.After };

        private static async Task Repeat()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxRetries = 0);
            sandbox.QueueFaults(Fault("POST", FaultEffect.Cut));
            var request = new CompanyRequest { Name = "Only One" };
            Company company;
            try
            {
                company = await client.Companies.CreateAsync(request);
            }
            catch (CodatException e) when (e.OutcomeUnknown)
            {
                company = await client.Companies.CreateAsync(
                    request, new CallOptions { IdempotencyKey = e.IdempotencyKey });
            }
            Check.Equal(2L, sandbox.Stats().Requests);
            Check.Equal(company.Id, client.Companies.ListAll().Single().Id);
        }

        private static async Task Stored()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var request = new CompanyRequest { Name = "Only One" };
            var kept = "";
            Func<string, Task> store = each =>
            {
                kept = each;
                return Task.CompletedTask;
            };
            var key = Guid.NewGuid().ToString();
            await store(key);
            var made = await client.Companies.CreateAsync(
                request, new CallOptions { IdempotencyKey = key, FirstUse = true });
            // After a restart.
            var again = await client.Companies.CreateAsync(request, new CallOptions { IdempotencyKey = kept });
            Check.Equal(made.Id, again.Id);
            Check.Equal(made.Id, client.Companies.ListAll().Single().Id);
        }

        private static async Task Cancelled()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var fault = Fault("POST", FaultEffect.Delay);
            fault.Delay = TimeSpan.FromSeconds(30);
            sandbox.QueueFaults(fault);
            var request = new CompanyRequest { Name = "Only One" };
            Company company;
            using var source = new CancellationTokenSource();
            var token = source.Token;
            var received = Check.Until(() => sandbox.Stats().Companies == 1).ContinueWith(_ => source.Cancel());
            try
            {
                company = await client.Companies.CreateAsync(request, cancellationToken: token);
            }
            catch (CodatOperationCanceledException e) when (e.OutcomeUnknown)
            {
                company = await client.Companies.CreateAsync(
                    request, new CallOptions { IdempotencyKey = e.IdempotencyKey });
            }
            await received;
            Check.Equal(company.Id, client.Companies.ListAll().Single().Id);
        }

        private static void WithoutKey()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxRetries = 0);
            var id = client.Companies.Create(new CompanyRequest { Name = "Toft" }).Id;
            sandbox.QueueFaults(Fault("PUT", FaultEffect.Cut), Fault("DELETE", FaultEffect.Cut));
            var request = new CompanyRequest { Name = "Another" };
            var replaced = Check.Throws<CodatConnectionException>(() => client.Companies.Replace(id, request));
            Check.That(replaced.OutcomeUnknown && replaced.IdempotencyKey is null, $"{replaced}");
            Check.Equal("Another", client.Companies.Replace(id, request).Name);
            var deleted = Check.Throws<CodatConnectionException>(() => client.Companies.Delete(id));
            Check.That(deleted.OutcomeUnknown && deleted.IdempotencyKey is null, $"{deleted}");
            Check.Contains("after DELETE not found means done", deleted.ToString());
            Check.Throws<CodatNotFoundException>(() => client.Companies.Delete(id));
        }
    }
}
