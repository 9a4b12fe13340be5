using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>Calls as users make them.</summary>
    internal static class CallTests
    {
        internal static async Task Run(Runner runner)
        {
            await runner.Test("calls: a created company is read with the same fields", CompanyRoundTrip);
            await runner.Test("calls: three lost responses create one company", LostAnswers);
            await runner.Test("calls: an unknown outcome is resolved with the same key", UnknownOutcome);
            await runner.Test("calls: errors have all fields of the service's error", Errors);
            await runner.Test("calls: a text with U+0000 or without a value is refused", Refused);
            await runner.Test("calls: 32 threads each get their own response", Threads);
            await runner.Test("calls: 200 tasks each get their own response, 10 at a time", Tasks);
            await runner.Test("calls: asynchronous calls block no thread of the pool", PoolStaysFree);
            await runner.Test("calls: time in the request queue counts towards the timeout", WaitingTimesOut);
            await runner.Test("calls: the actions of the sandbox take effect", SandboxActions);
            await runner.Test("calls: a sandbox that cannot start is an error", SandboxCannotStart);
        }

        private static async Task CompanyRoundTrip()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var created = await client.Companies.CreateAsync(new CompanyRequest
            {
                Name = "Toft Bakery",
                Description = "Brød & \"kager\" 🥐",
                Tags = new Dictionary<string, string> { ["région"] = "日本" },
            });
            var found = client.Companies.Get(created.Id);
            Check.Equal("Brød & \"kager\" 🥐", found.Description);
            Check.Equal("日本", found.Tags!["région"]);
            Check.Equal(200, created.Meta.Status!.Value);
            Check.Equal(1, created.Meta.Attempts);
            Check.That(Guid.TryParse(created.Meta.IdempotencyKey, out _), "no idempotency key");
            Check.That(created.Meta.RateLimit?.Remaining > 0, "no rate limit");
            Check.That(CodatLibrary.Version.Split('.').Length == 3, CodatLibrary.Version);
        }

        private static async Task LostAnswers()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.RetryDelay = TimeSpan.FromMilliseconds(1));
            sandbox.QueueFaults(Lost(3));
            var owl = await client.Companies.CreateAsync(new CompanyRequest { Name = "Night Owl" });
            Check.Equal(4, owl.Meta.Attempts);
            Check.Equal(owl.Id, client.Companies.ListAll().Single().Id);
            var keys = sandbox.Requests().Where(seen => seen.Method == "POST").Select(seen => seen.Headers["idempotency-key"]);
            Check.Equal(owl.Meta.IdempotencyKey, keys.Distinct().Single());
        }

        private static async Task UnknownOutcome()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            sandbox.QueueFaults(Lost(1));
            var request = new CompanyRequest { Name = "Only One" };
            var e = await Check.ThrowsAsync<CodatConnectionException>(
                () => client.Companies.CreateAsync(request, new CallOptions { MaxRetries = 0 }));
            Check.That(e.OutcomeUnknown && e.Retryable, "the outcome should be unknown");
            var made = await client.Companies.CreateAsync(request, new CallOptions { IdempotencyKey = e.IdempotencyKey });
            Check.Equal(made.Id, client.Companies.List().Results.Single().Id);
        }

        private static SandboxFault Lost(int times) => new SandboxFault
        {
            Method = "POST",
            Path = "/companies",
            Effect = FaultEffect.Cut,
            When = FaultMoment.After,
            Times = times,
        };

        private static void Errors()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            sandbox.QueueFaults(new SandboxFault
            {
                Effect = FaultEffect.Status,
                Status = 400,
                Body = @"{""statusCode"":400,""error"":""No such thing"",""correlationId"":""abc123"",""detailedErrorCode"":17,
                    ""validation"":{""errors"":[{""itemId"":""name""}]}}",
            });
            var e = Check.Throws<CodatBadRequestException>(() => client.Companies.Create(new CompanyRequest { Name = "Toft" }));
            Check.Equal(CodatErrorKind.BadRequest, e.Kind);
            Check.Equal("No such thing", e.Message);
            Check.Equal("companies.create", e.Operation);
            Check.Equal(400, e.HttpStatus!.Value);
            Check.Equal("abc123", e.CorrelationId);
            Check.Equal(17L, e.DetailedErrorCode!.Value);
            Check.Equal("name", e.Validation!.Value.GetProperty("errors")[0].GetProperty("itemId").GetString());
            Check.Contains("correlation id abc123", e.ToString());

            sandbox.QueueFaults(new SandboxFault
            {
                Effect = FaultEffect.Status,
                Status = 429,
                Headers = new Dictionary<string, string> { ["Retry-After"] = "600" },
            });
            Check.Equal(TimeSpan.FromMinutes(10), Check.Throws<CodatRateLimitedException>(() => client.Groups.List()).RetryAfter!.Value);
            Check.Equal("pageSize", Check.Throws<CodatInvalidArgumentException>(
                () => client.Companies.List(new ListCompanies { PageSize = 5001 })).Member);
            Check.Equal("maxConnections", Check.Throws<CodatInvalidArgumentException>(
                () => sandbox.CreateClient(options => options.MaxConnections = 0)).Member);
            Check.Equal("timeoutMs", Check.Throws<CodatInvalidArgumentException>(
                () => sandbox.CreateClient(options => options.Timeout = Timeout.InfiniteTimeSpan)).Member);
            Check.Equal("timeoutMs", Check.Throws<CodatInvalidArgumentException>(
                () => client.Groups.List(new CallOptions { Timeout = TimeSpan.FromDays(2) })).Member);
        }

        private static async Task Refused()
        {
            using var client = new CodatClient("key");
            Check.Throws<ArgumentException>(() => client.Call("groups.list", "{}\0"));
            Check.Throws<ArgumentException>(() => client.Call("groups.list\0", "{}"));
            Check.Throws<ArgumentNullException>(() => client.Call("groups.list", null!));
            Check.Throws<ArgumentNullException>(() => client.Companies.Create(null!));
            Check.Throws<ArgumentNullException>(() => new CodatClient((string)null!));
            Check.Throws<ArgumentNullException>(() => new CodatClient((CodatClientOptions)null!));
            Check.Equal("companyId", Check.Throws<CodatInvalidArgumentException>(() => client.Companies.Get(null!)).Member);
            await Check.ThrowsAsync<CodatInvalidArgumentException>(() => client.Companies.CreateAsync(new CompanyRequest()));
        }

        private static void Threads()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxRetries = 20);
            sandbox.SetLimits(new SandboxLimits { RequestsPerDay = 1_000_000, ConcurrentRequests = 100 });
            var problems = new ConcurrentQueue<Exception>();
            var threads = Enumerable.Range(0, 32).Select(number => new Thread(() =>
            {
                try
                {
                    for (var i = 0; i < 10; i++)
                    {
                        var description = $"{number}/{i} ≠ {Guid.NewGuid()}";
                        var made = client.Companies.Create(new CompanyRequest { Name = "Echo", Description = description });
                        Check.Equal(description, made.Description);
                        Check.Equal(description, client.Companies.Get(made.Id).Description);
                    }
                }
                catch (Exception e)
                {
                    problems.Enqueue(e);
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            Check.That(problems.IsEmpty, string.Join("\n", problems));
            Check.Equal(320L, sandbox.Stats().Companies);
        }

        private static async Task Tasks()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            sandbox.SetLimits(new SandboxLimits { RequestsPerDay = 1_000_000, ConcurrentRequests = 100 });
            await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
            {
                var made = await client.Companies.CreateAsync(new CompanyRequest { Name = "Echo", Description = $"{number}" });
                Check.Equal($"{number}", made.Description);
            }));
            Check.Equal(200L, sandbox.Stats().Companies);
            Check.That(sandbox.Stats().ConnectionsAccepted <= 10, $"{sandbox.Stats().ConnectionsAccepted} connections");
        }

        private static async Task PoolStaysFree()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxConnections = 50);
            sandbox.SetLimits(new SandboxLimits { ConcurrentRequests = 100 });
            sandbox.QueueFaults(new SandboxFault { Effect = FaultEffect.Delay, Delay = TimeSpan.FromSeconds(10), Times = 50 });
            using var source = new CancellationTokenSource();
            var calls = Enumerable.Range(0, 50).Select(_ => client.Groups.ListAsync(null, source.Token)).ToList();
            // All get to the service at once; on the pool, most would still wait for it to grow.
            while (sandbox.Stats().Requests < 50)
            {
                Check.That(calls.All(call => !call.IsCompleted), $"only {sandbox.Stats().Requests} calls run at once");
                await Task.Delay(20);
            }
            Check.That(ThreadPool.ThreadCount < 25, $"the pool has {ThreadPool.ThreadCount} threads");
            source.Cancel();
            await Check.ThrowsAsync<OperationCanceledException>(() => Task.WhenAll(calls));
        }

        private static async Task WaitingTimesOut()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options =>
            {
                options.MaxConnections = 1;
                options.Timeout = TimeSpan.FromMilliseconds(500);
                options.MaxRetries = 0;
            });
            sandbox.QueueFaults(new SandboxFault { Effect = FaultEffect.Delay, Delay = TimeSpan.FromSeconds(30) });
            var watch = Stopwatch.StartNew();
            var slow = client.Groups.ListAsync(new CallOptions { Timeout = TimeSpan.FromSeconds(20) });
            var waiting = await Check.ThrowsAsync<CodatTimeoutException>(() => client.Groups.ListAsync());
            Check.Prompt(watch);
            Check.Equal(0, waiting.Meta.Attempts);
            Check.That(!waiting.OutcomeUnknown, "nothing was sent");
            sandbox.Dispose();
            await Check.ThrowsAsync<CodatConnectionException>(() => slow);
        }

        private static void SandboxActions()
        {
            var start = new DateTimeOffset(2028, 2, 29, 14, 0, 0, TimeSpan.FromHours(2));
            using var sandbox = CodatSandbox.Start(new CodatSandboxOptions { ApiKey = "another", StartTime = start });
            using var client = sandbox.CreateClient();
            Check.Equal("another", sandbox.ApiKey);
            sandbox.SeedCompanies(3, "Shop");
            Check.Equal(3L, sandbox.Stats().Companies);
            Check.Contains("2028-02-29T12:0", client.Companies.List().Results[0].Created!);
            sandbox.SetLimits(new SandboxLimits { RequestsPerDay = 2 });
            client.Groups.List();
            Check.Throws<CodatRateLimitedException>(() => client.Groups.List());
            Check.Equal(200, sandbox.Requests().First().Status!.Value);
            sandbox.AdvanceClock(TimeSpan.FromDays(1));
            sandbox.QueueFaults(new SandboxFault { Effect = FaultEffect.Cut, Times = 100 });
            sandbox.ClearFaults();
            using var other = sandbox.CreateClient();
            Check.Equal(3L, other.Companies.List().TotalResults);
            sandbox.Reset();
            Check.Equal(0L, sandbox.Stats().Companies);
            Check.Throws<CodatInvalidArgumentException>(() => sandbox.Control("frobnicate"));
        }

        private static void SandboxCannotStart()
        {
            using var sandbox = CodatSandbox.Start();
            Check.Throws<CodatSandboxException>(
                () => CodatSandbox.Start(new CodatSandboxOptions { Port = new Uri(sandbox.BaseUrl).Port }));
            Check.Throws<CodatInvalidArgumentException>(
                () => CodatSandbox.Start(new CodatSandboxOptions { Port = 70_000 }));
        }
    }
}
