using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>
    /// Calls of all kinds at once, cancelled and disposed of in the middle: a few rounds, or as long as
    /// <c>CODAT_SOAK_SECONDS</c> says.
    /// </summary>
    internal static class SoakTests
    {
        private const int Calls = 40;

        private static readonly int Seconds = int.Parse(Environment.GetEnvironmentVariable("CODAT_SOAK_SECONDS") ?? "0");

        internal static Task Run(Runner runner) =>
            runner.Test("soak: calls of all kinds, also cancelled and disposed, leave nothing", Rounds, 60 + Seconds);

        private static async Task Rounds()
        {
            // The first opens what is kept: the runtime keeps a file open for each assembly.
            await Sandbox(1, default);
            var files = OpenFiles();
            var rounds = await Sandbox(5, DateTime.UtcNow.AddSeconds(Seconds));
            // The library's threads, and with them their files, go a moment after the last call.
            await Check.Until(() => ThreadTests.OfLibrary() == 0 && OpenFiles() <= files, Found);
            if (Seconds > 0)
            {
                Console.WriteLine($"{rounds} rounds of {Calls} calls: {Found()}");
            }
        }

        /// <summary>At least some rounds, and until that time; how many.</summary>
        private static async Task<int> Sandbox(int least, DateTime until)
        {
            LifetimeTests.Collect();
            var objects = CodatLibrary.LiveObjects;
            var random = new Random(1);
            using var sandbox = CodatSandbox.Start();
            sandbox.SetLimits(new SandboxLimits { RequestsPerDay = 100_000_000, ConcurrentRequests = 1000 });
            var rounds = 0;
            for (; rounds < least || DateTime.UtcNow < until; rounds++)
            {
                sandbox.SeedCompanies(20);
                await Round(sandbox, random);
                await Check.Until(() => Collected(objects + 1), Found);
                sandbox.Reset();
            }
            return rounds;
        }

        private static string Found() =>
            $"{CodatLibrary.LiveObjects} objects, {ThreadTests.OfLibrary()} of {ThreadTests.All()} threads, {OpenFiles()} files";

        private static bool Collected(long objects)
        {
            LifetimeTests.Collect();
            return CodatLibrary.LiveObjects == objects;
        }

        private static int OpenFiles() => Directory.GetFiles("/proc/self/fd").Length;

        /// <summary>Keeps no reference to what it made: the collector frees what was not disposed of.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static async Task Round(CodatSandbox sandbox, Random random)
        {
            var client = sandbox.CreateClient(options =>
            {
                options.MaxConnections = random.Next(1, 5);
                options.LogLevel = CodatLogLevel.Debug;
                options.Log = _ => { };
            });
            var company = client.Companies.Create(new CompanyRequest { Name = "Toft" });
            var pending = client.Connections.Create(company.Id, "gbol");
            using var source = new CancellationTokenSource();
            var calls = Enumerable.Range(0, Calls).Select(_ => Begin(client, (company.Id, pending.Id), random, source.Token)).ToList();
            for (var spins = random.Next(50); spins > 0; spins--)
            {
                await Task.Yield();
            }
            if (random.Next(2) == 0)
            {
                client.Dispose();
            }
            GC.Collect();
            source.Cancel();
            foreach (var call in calls)
            {
                try
                {
                    await call;
                }
                catch (Exception e) when (e is OperationCanceledException || e is ObjectDisposedException || e is CodatNotFoundException)
                {
                    // As it was meant.
                }
            }
        }

        private static Task Begin(CodatClient client, (string Company, string Pending) busy, Random random, CancellationToken token)
        {
            switch (random.Next(8))
            {
                case 0:
                    return client.Companies.GetAsync(busy.Company);
                case 1:
                    return client.Companies.GetAsync("nobody", null, token);
                case 2:
                    return client.Companies.CreateAsync(new CompanyRequest { Name = "Hale" }, null, token);
                case 3:
                    return client.Companies.CreateManyAsync(
                        new CreateMany { Companies = Enumerable.Range(0, 5).Select(_ => new CompanyRequest { Name = "Toft" }).ToList() },
                        _ => { }, null, token);
                case 4:
                    return CancelTests.UntilLinkedAsync(client, busy, token);
                case 5:
                    return Rows(client, random.Next(1, 30), token);
                case 6:
                    // A loop that is left open.
                    return client.Companies.ListAllAsync(new ListCompanies { PageSize = 1 }).GetAsyncEnumerator().MoveNextAsync().AsTask();
                default:
                    return client.Groups.ListAsync(new CallOptions { Timeout = TimeSpan.FromSeconds(30) }, token);
            }
        }

        private static async Task Rows(CodatClient client, int most, CancellationToken token)
        {
            await foreach (var _ in client.Companies.ListAllAsync(new ListCompanies { PageSize = 5 }, null, token))
            {
                if (--most == 0)
                {
                    return;
                }
            }
        }
    }
}
