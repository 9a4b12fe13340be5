using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>A failed call says whether its work may be done, and with which key it is repeated.</summary>
    internal static class OutcomeTests
    {
        private const string Misfit = @"{""id"":""x"",""name"":""Toft"",""products"":""none""}";

        internal static async Task Run(Runner runner)
        {
            await runner.Test("outcomes: a create whose response does not fit is repeated with its key, and makes one company", Create);
            await runner.Test("outcomes: an update whose response does not fit has its key, a replacement has none", Others);
            await runner.Test("outcomes: pages and loops whose response does not fit are unexpected responses", Pages);
            await runner.Test("outcomes: an event of a run that does not fit ends it with an unexpected response", Event);
            await runner.Test("outcomes: a run whose callback throws returns the outcome of each company", ListenerThrows);
            await runner.Test("outcomes: an entry of a run that has an unknown outcome is repeated with its key", Entries);
            await runner.Test("outcomes: a repeat with a key that was stored before the call creates nothing new", FirstUse);
            await runner.Test("outcomes: a key that was sent before leaves the outcome unknown until the service proves it", Repeat);
            await runner.Test("outcomes: a repeat that the library refuses has an unknown outcome", RefusedRepeat);
            await runner.Test("outcomes: a deadline before the call is a timeout", Over);
            await runner.Test("outcomes: a response of the greatest depth is read in every place", Deep);
            await runner.Test("outcomes: a response's body is in no message and no text", Body);
            await runner.Test("outcomes: the error of a response that does not fit has no secret", Secret);
            await runner.Test("outcomes: a list whose pages repeat ends with an unexpected response", Endless);
            await runner.Test("outcomes: only operations that write can have an unknown outcome", Writes);
        }

        private static SandboxFault Answered(string method, string path, string body, int status = 200) => new SandboxFault
        {
            Method = method,
            Path = path,
            Effect = FaultEffect.Status,
            When = FaultMoment.After,
            Status = status,
            Body = body,
        };

        private static SandboxFault Lost(int times = 1) => new SandboxFault
        {
            Method = "POST",
            Path = "/companies",
            Effect = FaultEffect.Cut,
            When = FaultMoment.After,
            Times = times,
        };

        private static async Task Create()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            sandbox.QueueFaults(Answered("POST", "/companies", Misfit));
            var request = new CompanyRequest { Name = "Toft" };
            var e = await Check.ThrowsAsync<CodatUnexpectedResponseException>(() => client.Companies.CreateAsync(request));
            Check.That(e.OutcomeUnknown, "the work was done");
            Check.Equal(200, e.HttpStatus!.Value);
            Check.Equal(200, e.Meta.Status!.Value);
            Check.Equal(sandbox.Requests().Single().Headers["idempotency-key"], e.IdempotencyKey);
            Check.Equal(e.Meta.IdempotencyKey, e.IdempotencyKey);
            Check.Equal("companies.create", e.Operation);
            Check.That(e.ResponseBody is null, "nobody took the secret out of it");
            Check.Contains($"repeat the call with the idempotency key {e.IdempotencyKey}", e.ToString());
            var made = await client.Companies.CreateAsync(request, new CallOptions { IdempotencyKey = e.IdempotencyKey });
            Check.Equal(made.Id, client.Companies.ListAll().Single().Id);
            sandbox.QueueFaults(Answered("POST", "/companies", "{}", 500));
            var stored = await Check.ThrowsAsync<CodatServerException>(() => client.Companies.CreateAsync(request));
            Check.Contains("the service repeats a 500 for the same key", stored.ToString());
        }

        private static void Others()
        {
            using var server = new Server(_ => Misfit);
            using var client = ClientOf(server);
            var update = Check.Throws<CodatUnexpectedResponseException>(
                () => client.Companies.Update("x", new CompanyUpdate { Name = "Toft" }));
            Check.That(update.OutcomeUnknown && update.IdempotencyKey == update.Meta.IdempotencyKey, "the key is lost");
            Check.That(Guid.TryParse(update.IdempotencyKey, out _), "no key");
            var replacement = Check.Throws<CodatUnexpectedResponseException>(
                () => client.Companies.Replace("x", new CompanyRequest { Name = "Toft" }));
            Check.That(replacement.OutcomeUnknown && replacement.IdempotencyKey is null, "PUT has no key");
            Check.Contains("outcome unknown: repeat the call; PUT sets the same state again", replacement.ToString());
            var read = Check.Throws<CodatUnexpectedResponseException>(() => client.Companies.Get("x"));
            Check.That(!read.OutcomeUnknown && read.IdempotencyKey is null && read.HttpStatus == 200, "it only read");
            Check.That(!read.ToString().Contains("outcome unknown"), read.ToString());
        }

        private static async Task Pages()
        {
            using var server = new Server(_ => $@"{{""results"":[{Misfit}],""pageNumber"":1,""pageSize"":100,""totalResults"":1}}");
            using var client = ClientOf(server);
            var failures = new[]
            {
                Check.Throws<CodatUnexpectedResponseException>(() => client.Companies.List()),
                Check.Throws<CodatUnexpectedResponseException>(() => client.Companies.ListAll().Count()),
                await Check.ThrowsAsync<CodatUnexpectedResponseException>(async () =>
                {
                    await foreach (var _ in client.Companies.ListAllAsync())
                    {
                    }
                }),
            };
            foreach (var e in failures)
            {
                Check.Equal("companies.list", e.Operation);
                Check.That(!e.OutcomeUnknown && e.HttpStatus == 200 && e.Meta.Status == 200, e.ToString());
                Check.That(e.ResponseBody is null, "nobody took the secret out of it");
            }
        }

        private static CreateMany Three => new CreateMany
        {
            Companies = Enumerable.Range(0, 3).Select(number => new CompanyRequest { Name = $"Toft {number}" }).ToList(),
            Concurrency = 1,
        };

        private static async Task Event()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var misfit = Misfit.Replace("Toft", "Toft 0");
            sandbox.QueueFaults(Answered("POST", "/companies", misfit));
            var e = await Check.ThrowsAsync<CodatCreateManyException>(
                () => client.Companies.CreateManyAsync(Three, _ => { }));
            var reason = (CodatUnexpectedResponseException)e.InnerException!;
            Check.That(reason.OutcomeUnknown && reason.Operation == "companies.create_many", $"{reason}");
            Check.That(e.Outcome.Created > 0 && e.Outcome.Results[0].CompanyId == "x", "it is not known what was created");
            // Nobody looks at the company without a listener.
            sandbox.QueueFaults(Answered("POST", "/companies", misfit.Replace("\"x\"", "\"y\"")));
            Check.Equal(3, (await client.Companies.CreateManyAsync(Three)).Created);
        }

        private static async Task ListenerThrows()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxRetries = 0);
            foreach (var reason in new Exception[] { new FormatException("mine"), new OperationCanceledException("mine") })
            {
                sandbox.Reset();
                var request = Three;
                var failures = new[]
                {
                    Check.Throws<CodatCreateManyException>(() => client.Companies.CreateMany(request, _ => throw reason)),
                    await Check.ThrowsAsync<CodatCreateManyException>(() => client.Companies.CreateManyAsync(request, _ => throw reason)),
                };
                foreach (var e in failures)
                {
                    Check.That(e.InnerException == reason && e.Message.Contains("mine"), $"{e}");
                    Check.That(e.Outcome.Results.Count == 3 && e.Outcome.Created > 0, $"{e.Outcome.Created}");
                }
                var told = failures.SelectMany(e => e.Outcome.Results).Select(result => result.CompanyId).Where(id => id != null);
                Check.Same(client.Companies.ListAll().Select(company => company.Id), told!);
            }
        }

        private static async Task Entries()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxRetries = 0);
            sandbox.QueueFaults(Lost());
            var request = Three;
            var events = new List<CreateManyEvent>();
            var outcome = await client.Companies.CreateManyAsync(request, events.Add);
            var failed = outcome.Results.Single(result => result.Outcome == CreateManyFate.Failed);
            Check.That(failed.Error!.OutcomeUnknown, "the response was lost");
            Check.That(Guid.TryParse(failed.Error.IdempotencyKey, out _), "the key is lost");
            Check.Equal(failed.Error.IdempotencyKey, failed.Error.Meta.IdempotencyKey);
            Check.Equal(failed.Error.IdempotencyKey, events.Single(told => told.Error != null).Error!.IdempotencyKey);
            await client.Companies.CreateAsync(
                request.Companies[failed.Index], new CallOptions { IdempotencyKey = failed.Error.IdempotencyKey });
            Check.Equal(3, client.Companies.ListAll().Count());
        }

        private static async Task FirstUse()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxRetries = 0);
            var request = new CompanyRequest { Name = "Toft" };
            var stored = Guid.NewGuid().ToString();
            // The service's own refusal of a key's first use is proof that nothing was created.
            sandbox.QueueFaults(new SandboxFault { Method = "POST", Effect = FaultEffect.Status, Status = 402 });
            var refused = await Check.ThrowsAsync<CodatPaymentRequiredException>(
                () => client.Companies.CreateAsync(request, new CallOptions { IdempotencyKey = stored, FirstUse = true }));
            Check.That(!refused.OutcomeUnknown && refused.IdempotencyKey is null, refused.ToString());
            sandbox.QueueFaults(Lost());
            var e = await Check.ThrowsAsync<CodatConnectionException>(
                () => client.Companies.CreateAsync(request, new CallOptions { IdempotencyKey = stored, FirstUse = true }));
            Check.That(e.OutcomeUnknown && e.IdempotencyKey == stored, e.ToString());
            var made = await client.Companies.CreateAsync(request, new CallOptions { IdempotencyKey = stored });
            Check.Equal(made.Id, client.Companies.ListAll().Single().Id);
            Check.Equal("firstUse", Check.Throws<CodatInvalidArgumentException>(
                () => client.Companies.Create(request, new CallOptions { FirstUse = true })).Member);
        }

        private static void Repeat()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxRetries = 0);
            sandbox.QueueFaults(new SandboxFault { Method = "POST", Effect = FaultEffect.Status, Status = 401 });
            var key = Guid.NewGuid().ToString();
            var e = Check.Throws<CodatUnauthorizedException>(() => client.Companies.Create(
                new CompanyRequest { Name = "Toft" }, new CallOptions { IdempotencyKey = key }));
            Check.That(e.OutcomeUnknown && e.IdempotencyKey == key, e.ToString());
        }

        private static async Task RefusedRepeat()
        {
            using var server = new Server(_ => null);
            using var client = ClientOf(server);
            var request = new CompanyRequest { Name = "Toft" };
            var key = Guid.NewGuid().ToString();
            var refused = new Action<CallOptions>[]
            {
                options => options.MaxRetries = -1,
                options => options.Timeout = TimeSpan.FromDays(2),
                options => options.Timeout = TimeSpan.MaxValue,
                options => options.Timeout = TimeSpan.Zero,
                options => options.Timeout = TimeSpan.FromMilliseconds(-20),
                options => options.Timeout = TimeSpan.FromMilliseconds(-1),
                options => options.Timeout = TimeSpan.MinValue,
                options => options.Traceparent = "nonsense",
                options => options.Traceparent = "\ud800",
                options => options.IdempotencyKey = key.Substring(1),
            };
            foreach (var refuse in refused)
            {
                foreach (var first in new[] { false, true })
                {
                    var options = new CallOptions { IdempotencyKey = key, FirstUse = first };
                    refuse(options);
                    var failures = new[]
                    {
                        Check.Throws<CodatException>(() => client.Companies.Create(request, options)),
                        await Check.ThrowsAsync<CodatException>(() => client.Companies.CreateAsync(request, options)),
                    };
                    foreach (var e in failures)
                    {
                        Check.That(e.OutcomeUnknown == !first && e.Operation == "companies.create", e.ToString());
                        Check.Equal(first ? null : options.IdempotencyKey, e.IdempotencyKey);
                    }
                    // What sends no key is no repeat.
                    Check.That(!Check.Throws<CodatException>(() => client.Companies.Get("x", options)).OutcomeUnknown, "it reads");
                }
            }
            Check.Equal(0, server.Requests.Count);
        }

        private static async Task Over()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxConnections = 1);
            sandbox.QueueFaults(new SandboxFault { Effect = FaultEffect.Delay, Delay = TimeSpan.FromMilliseconds(500) });
            // The second waits for its turn, if it waits.
            var running = client.Groups.ListAsync();
            foreach (var left in new[] { TimeSpan.Zero, Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(-5), TimeSpan.MinValue })
            {
                var options = new CallOptions { Timeout = left };
                await Check.ThrowsAsync<CodatTimeoutException>(() => client.Groups.ListAsync(options));
                Check.Throws<CodatTimeoutException>(() => client.Groups.List(options));
                Check.Throws<CodatTimeoutException>(() => client.Companies.ListAll(options: options).Count());
            }
            await running;
            Check.Equal(1, sandbox.Requests().Count);
        }

        private static async Task Deep()
        {
            static string Nested(int depth) => string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));
            // With the object around it, as deep as the library lets it be.
            var company = $@"{{""id"":""x"",""name"":""Toft"",""new"":{Nested(126)}}}";
            using var server = new Server(request => request.Line.StartsWith("GET /companies?", StringComparison.Ordinal)
                ? $@"{{""results"":[{company.Replace(Nested(126), Nested(124))}],""pageNumber"":1,""pageSize"":100,""totalResults"":1}}"
                : request.Line.Contains("dataStatus") ? $@"{{""invoices"":{{""dataType"":""invoices"",""new"":{Nested(125)}}}}}" : company);
            using var client = ClientOf(server);
            Check.That(client.Companies.Get("x").Extra.ContainsKey("new"), "it is lost");
            Check.Equal(1, client.Companies.ListAll().Count());
            Check.Equal("invoices", client.Refresh.GetDataStatus("x")["invoices"]!.DataType);
            var told = new List<CreateManyEvent>();
            // Another client: this one read the company before.
            using var other = ClientOf(server);
            await other.Companies.CreateManyAsync(
                new CreateMany { Companies = { new CompanyRequest { Name = "Toft" } } }, told.Add);
            Check.Equal("x", told.Single().Company!.Id);
        }

        private static void Body()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxRetries = 0);
            sandbox.QueueFaults(new SandboxFault
            {
                Effect = FaultEffect.Status,
                Status = 400,
                ContentType = "application/problem+json",
                Body = "{\"title\":\"private\",\"traceId\":\"t\"}",
            });
            var e = Check.Throws<CodatBadRequestException>(() => client.Groups.List());
            Check.Equal("{\"title\":\"private\",\"traceId\":\"t\"}", e.ResponseBody);
            Check.That(Check.Throws<CodatNotFoundException>(() => client.Companies.Get("x")).ResponseBody != null, "no body");
            using var server = new Server(_ => Misfit.Replace("none", "private"));
            using var other = ClientOf(server);
            foreach (var each in new CodatException[] { e, Check.Throws<CodatUnexpectedResponseException>(() => other.Companies.Get("x")) })
            {
                Check.That((each == e) == (each.ResponseBody != null), $"{each.ResponseBody}");
                Check.That(each == e || !each.Message.Contains("private"), each.Message);
                Check.That(!each.ToString().Contains("traceId") && !each.ToString().Contains("Toft"), each.ToString());
            }
            Check.That(Check.Throws<CodatInvalidArgumentException>(() => other.Companies.Get("")).ResponseBody is null, "a body");
        }

        private static void Secret()
        {
            // A response that repeats the secret, as proxies' do, if a field does not fit.
            var body = "";
            using var server = new Server(request => body.Replace("SECRET", request.Headers.Single(header => header.Key.ToLowerInvariant() == "authorization").Value.Single()));
            using var client = ClientOf(server);
            var secret = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes("key"));
            foreach (var misfit in new[] { @"""products"":""SECRET""", @"""tags"":{""SECRET"":7}", @"""groups"":[{""SECRET"":1,""id"":7}]" })
            {
                body = $@"{{""id"":""x"",{misfit}}}";
                var e = Check.Throws<CodatUnexpectedResponseException>(() => client.Companies.Get("x"));
                Check.That(e.ResponseBody is null && !e.ToString().Contains(secret), $"{e}");
            }
        }

        private static async Task Endless()
        {
            using var server = new Server(_ => @"{""results"":[{""id"":""x"",""name"":""Toft""}],""pageNumber"":1,""pageSize"":1,
                ""totalResults"":1,""_links"":{""next"":{""href"":""/companies?page=2""}}}");
            using var client = ClientOf(server);
            Check.Throws<CodatUnexpectedResponseException>(() => client.Companies.ListAll().Take(1000).Count());
            await Check.ThrowsAsync<CodatUnexpectedResponseException>(async () =>
            {
                var seen = 0;
                await foreach (var _ in client.Companies.ListAllAsync())
                {
                    if (++seen == 1000)
                    {
                        break;
                    }
                }
            });
            Check.That(server.Requests.Count < 100, $"{server.Requests.Count} requests");
        }

        private static void Writes()
        {
            foreach (var operation in Json.Parse(CodatLibrary.DescribeOperations()).GetProperty("result").EnumerateArray())
            {
                var name = operation.GetProperty("name").GetString()!;
                var writes = operation.TryGetProperty("method", out var method) && method.ValueKind == JsonValueKind.String
                    ? method.GetString() != "GET"
                    : name == "companies.create_many" || name == "refresh.queue_or_join";
                Check.Equal($"{name} {writes}", $"{name} {Codat.Interop.Misfit.Writes(name)}");
            }
        }

        private static CodatClient ClientOf(Server server) => new CodatClient(
            new CodatClientOptions { ApiKey = "key", BaseUrl = server.Url.TrimEnd('/'), MaxRetries = 0 });
    }
}
