using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>The blocks of docs/languages/csharp.md, as they are printed there. ManualTests has those about outcomes.</summary>
    internal static class GuideTests
    {
        private static readonly Logger logger = new Logger();

        internal static async Task Run(Runner runner)
        {
            await runner.Test("guide: configuration", () => Configuration("a-key"));
            await runner.Test("guide: link a customer and pull data", LinkAndPull);
            await runner.Test("guide: settings", Settings);
            await runner.Test("guide: create many companies", CreateMany);
            await runner.Test("guide: logging", () => Logging("a-key"));
            await runner.Test("guide: errors", Errors);
            await runner.Test("guide: the sandbox", Sandbox);
            await runner.Test("guide: every block is tested", EveryBlock);
        }

        private static void EveryBlock()
        {
            var tests = Squeezed(Repository.Read("bindings/csharp/tests/GuideTests.cs")
                + Repository.Read("bindings/csharp/tests/ManualTests.cs")
                + Repository.Read("examples/csharp/first/First.cs"));
            var guide = Repository.Read("docs/languages/csharp.md");
            var blocks = Regex.Matches(guide, "```csharp\n(.*?)```", RegexOptions.Singleline);
            Check.That(blocks.Count > 8, $"{blocks.Count} blocks");
            foreach (var block in blocks.Cast<Match>().Select(match => match.Groups[1].Value))
            {
                // These two need packages of ASP.NET Core.
                if (!block.StartsWith("services.", StringComparison.Ordinal)
                    && !block.StartsWith("app.MapPost", StringComparison.Ordinal))
                {
                    Check.Contains(Squeezed(block), tests);
                }
            }
        }

        private static string Squeezed(string text) => Regex.Replace(text, @"\s+", " ").Trim();

        private static void Configuration(string key)
        {
            using var client = new CodatClient(new CodatClientOptions
            {
                ApiKey = key,                                // or AuthHeader = "Basic …"
                Timeout = TimeSpan.FromSeconds(30),          // for a whole call, retries and waiting included; default 60 s
                AttemptTimeout = TimeSpan.FromSeconds(10),   // for one attempt; default 20 s
                MaxConnections = 20,                         // requests in flight at once; default 10
            });
        }

        private static async Task LinkAndPull()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            sandbox.SetPullTime(TimeSpan.Zero);
            var company = await client.Companies.CreateAsync(new CompanyRequest { Name = "Toft Bakery" });
            sandbox.LinkPlatform(company.Id);

            var link = await client.Companies.LinkUrlAsync(company.Id);
            // send the customer to link.Url
            var connection = await client.Connections.WaitUntilLinkedAsync(company.Id);
            var pull = await client.Refresh.QueueOrJoinAsync(company.Id, "invoices");
            var outcome = await client.Refresh.WaitUntilCompleteAsync(
                company.Id, new WaitUntilComplete { PullOperationIds = new[] { pull.Id } });
            var statuses = await client.Refresh.GetDataStatusAsync(company.Id);
            Console.WriteLine($"{outcome.Failed} {statuses["invoices"]?.LastSuccessfulSync}");

            var lost = await client.Connections.NeedsReauthorizationAsync(company.Id);
            if (lost.Needed)
            {
                Console.WriteLine($"send the customer to {lost.LinkUrl}");
            }

            Check.That(!outcome.Failed && !lost.Needed, $"{outcome.Failed}, {lost.Needed}");
            Check.Equal(ConnectionStatus.Linked, connection.Status);
            Check.That(link.Url.Length > 0, link.Url);
        }

        private static async Task Settings()
        {
            using var server = new Server(request => request.Line.EndsWith("/profile", StringComparison.Ordinal)
                ? @"{""name"":""Toft"",""redirectUrl"":""https://example.com"",""apiKey"":""k""}"
                : request.Body.Length > 0 ? null : @"{""companyId"":""c"",""settings"":[{""dataType"":""bills"",""syncSchedule"":1}]}");
            using var client = new CodatClient(new CodatClientOptions { ApiKey = "key", BaseUrl = server.Url.TrimEnd('/') });
            var company = new Company { Id = "c" };

            var profile = await client.Settings.GetProfileAsync();
            profile.LogoUrl = "https://example.com/logo.png";
            await client.Settings.UpdateProfileAsync(profile);

            var sync = await client.Companies.GetSyncSettingsAsync(company.Id);
            foreach (var setting in sync.Settings)
            {
                setting.SyncSchedule = 24;   // hours
            }
            await client.Companies.SetSyncSettingsAsync(company.Id, sync.Settings);

            Check.Contains("\"syncSchedule\":24", server.Requests.Last().ToString());
        }

        private static async Task CreateMany()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var companies = Enumerable.Range(0, 3)
                .Select(number => new CompanyRequest
                {
                    Name = $"Shop {number}",
                    Tags = new Dictionary<string, string> { ["reference"] = $"{number}" },
                })
                .ToArray();
            var (folder, before) = (Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), Environment.CurrentDirectory);
            Directory.CreateDirectory(folder);
            Environment.CurrentDirectory = folder;
            try
            {
                var outcome = await client.Companies.CreateManyAsync(
                    new CreateMany { Companies = companies, Journal = "companies.journal", LookupTag = "reference" },
                    progress => Console.WriteLine($"{progress.Done} of {progress.Total}"));
                foreach (var failed in outcome.Results.Where(result => result.Outcome == CreateManyFate.Failed))
                {
                    Console.WriteLine($"{companies[failed.Index].Name}: {failed.Error!.Message}");
                }
                Check.Equal(3, client.Companies.ListAll().Count());
            }
            finally
            {
                Environment.CurrentDirectory = before;
                Directory.Delete(folder, recursive: true);
            }
        }

        private static void Logging(string key)
        {
            var client = new CodatClient(new CodatClientOptions
            {
                ApiKey = key,
                LogLevel = CodatLogLevel.Info,
                Log = entry => logger.Log(entry.Level == CodatLogLevel.Error ? LogLevel.Error : LogLevel.Information, "{Event}", entry),
            });
            client.Dispose();
        }

        private static async Task Errors()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var id = Guid.NewGuid().ToString();
            try
            {
                await client.Companies.GetAsync(id);
            }
            catch (CodatNotFoundException)
            {
                // There is no such company.
            }
            catch (CodatInvalidArgumentException e)
            {
                logger.LogError("refused before it was sent: {Member}: {Message}", e.Member, e.Message);
            }
            catch (CodatException e) when (e.Retryable)
            {
                logger.LogWarning("try again in {Delay}; correlation id {Id}", e.RetryAfter, e.CorrelationId);
            }
        }

        private static async Task Sandbox()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.RetryDelay = TimeSpan.FromMilliseconds(1));

            sandbox.QueueFaults(new SandboxFault
            {
                Method = "POST",
                Path = "/companies",
                Effect = FaultEffect.Cut,      // the connection is closed…
                When = FaultMoment.After,      // …after the company is created
                Times = 3,
            });
            var company = await client.Companies.CreateAsync(new CompanyRequest { Name = "Night Owl" });

            Debug.Assert(company.Meta.Attempts == 4);
            Debug.Assert(sandbox.Stats().Companies == 1);
        }

        /// <summary>As much of Microsoft.Extensions.Logging as the guide uses.</summary>
        private enum LogLevel
        {
            Error,
            Information,
        }

        private sealed class Logger
        {
            internal void Log(LogLevel level, string message, params object?[] values) =>
                Console.WriteLine($"{level}: {message} {values.Length}");

            internal void LogError(string message, params object?[] values) => Log(LogLevel.Error, message, values);

            internal void LogWarning(string message, params object?[] values) => Log(LogLevel.Information, message, values);
        }
    }
}
