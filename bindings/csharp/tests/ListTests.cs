using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>Long lists: gone through a page ahead, and created each once.</summary>
    internal static class ListTests
    {
        internal static async Task Run(Runner runner)
        {
            await runner.Test("lists: exactly one page is fetched ahead", Ahead);
            await runner.Test("lists: leaving a loop cancels the page ahead, and leaves nothing", Leaving);
            await runner.Test("lists: each company is created and reported, with its error if it failed", Events);
            await runner.Test("lists: a run that its callback stopped is resumed, and no company is created twice", Resumed);
            await runner.Test("lists: cancelling ends a run at once, with its outcome", Cancelled);
            await runner.Test("lists: loops and runs that began before the client is disposed continue, and are logged", Disposed);
            await runner.Test("lists: a run that was cancelled or disposed of before does not begin", NotBegun);
        }

        private static CreateMany Companies(int count, string? journal = null) => new CreateMany
        {
            Companies = Enumerable.Range(0, count)
                .Select(number => new CompanyRequest
                {
                    Name = $"Company {number}",
                    Tags = new Dictionary<string, string> { ["reference"] = $"R-{number}" },
                })
                .ToList(),
            Concurrency = 3,
            Journal = journal,
            LookupTag = "reference",
        };

        private static async Task Ahead()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            sandbox.SeedCompanies(6);
            var seen = 0;
            await foreach (var company in client.Companies.ListAllAsync(new ListCompanies { PageSize = 2 }))
            {
                seen++;
                if (seen == 1)
                {
                    // Nobody asked for the second page, and it comes.
                    await Check.Until(() => sandbox.Stats().Requests == 2);
                }
            }
            Check.Equal(6, seen);
            Check.Equal(3L, sandbox.Stats().Requests);
        }

        private static async Task Leaving()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            sandbox.SeedCompanies(6);
            var alive = CodatLibrary.LiveObjects;
            var one = new ListCompanies { PageSize = 1 };
            foreach (var company in client.Companies.ListAll(one))
            {
                Check.Equal(alive + 1, CodatLibrary.LiveObjects);
                break;
            }
            Check.Equal(alive, CodatLibrary.LiveObjects);
            await foreach (var company in client.Companies.ListAllAsync(one))
            {
                break;
            }
            Check.Equal(alive, CodatLibrary.LiveObjects);
        }

        private static async Task Events()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxRetries = 0);
            sandbox.QueueFaults(new SandboxFault
            {
                Effect = FaultEffect.Status,
                Status = 400,
                Body = "{\"statusCode\":400,\"error\":\"Not this one\",\"correlationId\":\"c-1\"}",
            });
            var request = Companies(3);
            request.Concurrency = 1;
            var events = new List<CreateManyEvent>();
            var outcome = await client.Companies.CreateManyAsync(request, events.Add);
            Check.Equal("1 2 3", string.Join(" ", events.Select(each => each.Done)));
            Check.That(events.All(each => each.Total == 3), "the total is another");
            Check.That(events[0].Outcome == CreateManyFate.Failed && events[0].Company is null, "the first did not fail");
            Check.Equal("Company 1", events[1].Company!.Name);
            Check.Equal(events[1].CompanyId, events[1].Company!.Id);
            Check.That((outcome.Created, outcome.Failed, outcome.Stopped) == (2, 1, null), $"{outcome.Created} created");
            var error = (CodatBadRequestException)outcome.Results[0].Error!;
            Check.Equal("Not this one", error.Message);
            Check.Equal("c-1", error.CorrelationId);
            Check.That(!error.OutcomeUnknown && outcome.Results[1].Error is null, "errors are mixed up");
            Check.Equal(events[2].CompanyId, outcome.Results[2].CompanyId);
        }

        private static void Resumed()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var journal = Path.Combine(Path.GetTempPath(), $"codat-journal-{Guid.NewGuid()}");
            var request = Companies(40, journal);
            var heard = 0;
            void Stop(CreateManyEvent told)
            {
                if (++heard == 10)
                {
                    throw new InvalidOperationException("on purpose");
                }
            }
            Check.That(
                Check.Throws<CodatCreateManyException>(() => client.Companies.CreateMany(request, Stop)).Outcome.Created >= 10,
                "it is not known what was created");
            var made = client.Companies.List().TotalResults;
            Check.That(made >= 10 && made < 40, $"{made} companies");
            var outcome = client.Companies.CreateMany(request);
            Check.Equal(made, outcome.Resumed);
            Check.Equal(40 - made, outcome.Created);
            Check.Equal(40L, client.Companies.List().TotalResults);
            Check.Equal(40, client.Companies.CreateMany(request).Resumed);
            Check.Throws<CodatInvalidArgumentException>(() => client.Companies.CreateMany(Companies(41, journal)));
            File.Delete(journal);
        }

        private static async Task Cancelled()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            using var cancelling = new CancellationTokenSource();
            var request = Companies(20);
            request.Concurrency = 1;
            var outcome = await client.Companies.CreateManyAsync(
                request, told => { if (told.Done == 5) { cancelling.Cancel(); } }, null, cancelling.Token);
            Check.Equal("cancelled", outcome.Stopped);
            Check.That(outcome.Created >= 5 && outcome.Created + outcome.Failed + outcome.NotTried == 20, $"{outcome.Created} created");
            Check.That(outcome.NotTried > 0, "all were tried");
        }

        private static async Task Disposed()
        {
            using var sandbox = CodatSandbox.Start();
            sandbox.SetLimits(new SandboxLimits { ConcurrentRequests = 100 });
            var heard = new ConcurrentQueue<string>();
            CodatClient Client() => sandbox.CreateClient(options =>
            {
                options.LogLevel = CodatLogLevel.Debug;
                options.Log = told => heard.Enqueue(told.Operation);
            });
            var client = Client();
            var running = client.Companies.CreateManyAsync(Companies(6));
            client.Dispose();
            Check.Equal(6, (await running).Created);
            client = Client();
            var seen = 0;
            await foreach (var _ in client.Companies.ListAllAsync(new ListCompanies { PageSize = 2 }))
            {
                client.Dispose();
                seen++;
            }
            Check.Equal(6, seen);
            Check.Equal(3, heard.Count(operation => operation == "companies.list"));
            Check.Equal(0, Codat.Interop.Listener.Count);
        }

        private static async Task NotBegun()
        {
            using var sandbox = CodatSandbox.Start();
            var client = sandbox.CreateClient();
            using var cancelled = new CancellationTokenSource();
            cancelled.Cancel();
            var task = client.Companies.CreateManyAsync(Companies(1), null, null, cancelled.Token);
            await Check.ThrowsAsync<OperationCanceledException>(() => task);
            Check.That(task.IsCanceled, $"the task is {task.Status}");
            Check.Throws<ArgumentNullException>(() => client.Companies.CreateMany(null!));
            Check.Throws<ArgumentNullException>(() => client.Companies.CreateMany(new CreateMany { Companies = null! }));
            Check.Throws<ArgumentNullException>(() => client.Companies.CreateMany(new CreateMany { Companies = { null! } }));
            client.Dispose();
            Check.Throws<ObjectDisposedException>(() => client.Companies.CreateMany(Companies(1)));
            Check.Throws<ObjectDisposedException>(() => client.Companies.ListAll().Count());
            Check.Equal(0L, sandbox.Stats().Requests);
        }
    }
}
