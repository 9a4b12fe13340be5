using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>A process ends while calls run, and those that hear of them.</summary>
    internal static class ExitTests
    {
        internal const string ChildArgument = "--exit";

        internal static async Task Run(Runner runner)
        {
            await runner.Test("exit: a process that ends while threads call and are told of it ends well", () =>
            {
                for (var i = 0; i < 5; i++)
                {
                    var start = Repository.Self(ChildArgument);
                    using var child = Process.Start(start)!;
                    Check.Equal("going", child.StandardOutput.ReadToEnd().Trim());
                    child.WaitForExit();
                    Check.Equal(0, child.ExitCode);
                }
            });
        }

        /// <summary>What the child process does.</summary>
        internal static int Child()
        {
            var sandbox = CodatSandbox.Start();
            sandbox.SetLimits(new SandboxLimits { RequestsPerDay = 1_000_000, ConcurrentRequests = 100 });
            var heard = 0;
            var client = sandbox.CreateClient(options =>
            {
                options.LogLevel = CodatLogLevel.Debug;
                options.Log = _ => Interlocked.Increment(ref heard);
            });
            foreach (var number in Enumerable.Range(0, 8))
            {
                new Thread(() =>
                {
                    while (true)
                    {
                        client.Companies.ListAll(new ListCompanies { PageSize = 5 }).Count();
                    }
                }) { IsBackground = true }.Start();
            }
            var many = new CreateMany { Companies = Enumerable.Range(0, 5000).Select(_ => new CompanyRequest { Name = "Toft" }).ToList() };
            _ = client.Companies.CreateManyAsync(many, _ => Interlocked.Increment(ref heard));
            SpinWait.SpinUntil(() => Volatile.Read(ref heard) > 100, TimeSpan.FromSeconds(30));
            Console.WriteLine("going");
            return 0;
        }
    }
}
