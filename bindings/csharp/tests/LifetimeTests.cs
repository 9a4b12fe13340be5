using System;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>Disposing, and what the collector ends where nobody did.</summary>
    internal static class LifetimeTests
    {
        internal static async Task Run(Runner runner)
        {
            await runner.Test("lifetime: disposing everything leaves no object", () =>
            {
                Collect();
                var before = CodatLibrary.LiveObjects;
                using (var sandbox = CodatSandbox.Start())
                using (var client = sandbox.CreateClient())
                {
                    Check.Equal(before + 2, CodatLibrary.LiveObjects);
                    client.Groups.List(new CallOptions { MaxRetries = 1 });
                    Check.Throws<CodatNotFoundException>(() => client.Companies.Get("x"));
                    Check.Throws<CodatInvalidArgumentException>(() => client.Groups.List(new CallOptions { IdempotencyKey = "x" }));
                    Check.Equal(before + 2, CodatLibrary.LiveObjects);
                }
                Check.Equal(before, CodatLibrary.LiveObjects);
            });
            await runner.Test("lifetime: disposing twice does nothing", () =>
            {
                var sandbox = CodatSandbox.Start();
                var client = sandbox.CreateClient();
                client.Dispose();
                client.Dispose();
                sandbox.Dispose();
                sandbox.Dispose();
            });
            await runner.Test("lifetime: use after disposing is refused", UseAfterDispose);
            await runner.Test("lifetime: after disposing, calls of every thread are refused", FromAnyThread);
            await runner.Test("lifetime: the collector frees an open loop and its client in any order", Unfinished);
            await runner.Test("lifetime: handles cannot be reached, copied or created from JSON", Closed);
            await runner.Test("lifetime: calls in flight finish while the client is disposed", DisposeDuringCalls);
            await runner.Test("lifetime: disposing while other threads call is safe", DisposeRace);
            await runner.Test("lifetime: calls finish while the collector runs all the time", CollectDuringCalls);
            await runner.Test("lifetime: the collector frees what was not disposed", () =>
            {
                Collect();
                var before = CodatLibrary.LiveObjects;
                Abandon();
                Collect();
                Check.Equal(before, CodatLibrary.LiveObjects);
            });
        }

        internal static void Collect()
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }

        private static async Task UseAfterDispose()
        {
            var sandbox = CodatSandbox.Start();
            var client = sandbox.CreateClient();
            client.Dispose();
            Check.Equal(nameof(CodatClient), Check.Throws<ObjectDisposedException>(() => client.Groups.List()).ObjectName);
            await Check.ThrowsAsync<ObjectDisposedException>(() => client.Groups.ListAsync());
            Check.Throws<ObjectDisposedException>(() => client.Call("groups.list", "{}"));
            Check.Throws<ObjectDisposedException>(() => client.Companies.ListAll().Count());
            sandbox.Dispose();
            Check.Equal(nameof(CodatSandbox), Check.Throws<ObjectDisposedException>(() => sandbox.Stats()).ObjectName);
        }

        private static void FromAnyThread()
        {
            var sandbox = CodatSandbox.Start();
            var client = sandbox.CreateClient();
            client.Groups.List();
            var uses = new Action[]
            {
                () => client.Groups.List(),
                () => client.Groups.ListAsync().GetAwaiter().GetResult(),
                () => client.Companies.ListAll().Count(),
                () => client.Companies.ListAllAsync().GetAsyncEnumerator().MoveNextAsync().AsTask().GetAwaiter().GetResult(),
                () => client.Companies.CreateMany(new CreateMany()),
                () => client.Connections.WaitUntilLinkedAsync("c").GetAwaiter().GetResult(),
                () => client.Call("groups.list", "{}"),
                () => sandbox.Stats(),
                () => sandbox.QueueFaults(),
                () => _ = sandbox.WebhookSecret,
            };
            client.Dispose();
            sandbox.Dispose();
            var refused = 0;
            var threads = uses.Select(use => new Thread(() =>
            {
                for (var i = 0; i < 20; i++)
                {
                    try
                    {
                        use();
                    }
                    catch (ObjectDisposedException)
                    {
                        Interlocked.Increment(ref refused);
                    }
                    client.Dispose();
                    sandbox.Dispose();
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            Check.Equal(20 * uses.Length, refused);
        }

        private static void Unfinished()
        {
            using var sandbox = CodatSandbox.Start();
            sandbox.SeedCompanies(6);
            Collect();
            var before = CodatLibrary.LiveObjects;
            for (var i = 0; i < 10; i++)
            {
                Begin(sandbox);
            }
            Collect();
            Check.Equal(before, CodatLibrary.LiveObjects);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Begin(CodatSandbox sandbox)
        {
            var rows = sandbox.CreateClient().Companies.ListAll(new ListCompanies { PageSize = 1 }, new CallOptions()).GetEnumerator();
            Check.That(rows.MoveNext(), "there are no companies");
        }

        private static void Closed()
        {
            using var sandbox = CodatSandbox.Start(new CodatSandboxOptions { ApiKey = "a-secret-key" });
            using var client = sandbox.CreateClient();
            var handles = new[] { typeof(IntPtr), typeof(UIntPtr), typeof(SafeHandle) };
            foreach (var type in typeof(CodatClient).Assembly.GetExportedTypes())
            {
                var open = type.GetProperties().Select(property => property.PropertyType)
                    .Concat(type.GetFields().Select(field => field.FieldType))
                    .Concat(type.GetMethods().SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType));
                Check.That(!open.Any(each => handles.Any(handle => handle.IsAssignableFrom(each))), $"{type} shows a handle");
                Check.That(!type.IsSerializable || type.IsEnum || typeof(Exception).IsAssignableFrom(type), $"{type} can be copied");
            }
            Check.That(!typeof(ICloneable).IsAssignableFrom(typeof(CodatClient)), "it can be copied");
            var before = CodatLibrary.LiveObjects;
            var json = JsonSerializer.Serialize(client);
            Check.That(!json.Contains("secret") && json.Replace("{}", "").All(letter => !char.IsDigit(letter)), json);
            Check.Throws<NotSupportedException>(() => JsonSerializer.Deserialize<CodatClient>(json));
            Check.Throws<NotSupportedException>(() => JsonSerializer.Deserialize<CodatSandbox>("{}"));
            Check.Equal(before, CodatLibrary.LiveObjects);
            var options = new CodatClientOptions { ApiKey = "a-secret-key" };
            foreach (var text in new[] { client.ToString(), sandbox.ToString(), options.ToString(), new CallOptions().ToString() })
            {
                Check.That(!text!.Contains("secret"), text);
            }
            client.Groups.List();
        }

        private static async Task DisposeDuringCalls()
        {
            using var sandbox = CodatSandbox.Start();
            var client = sandbox.CreateClient(options => options.MaxConnections = 2);
            sandbox.QueueFaults(new SandboxFault { Effect = FaultEffect.Delay, Delay = TimeSpan.FromSeconds(2), Times = 2 });
            var calls = Enumerable.Range(0, 4).Select(_ => client.Groups.ListAsync()).ToList();
            var blocking = Task.Run(() => client.Groups.List());
            await Task.Delay(200);
            client.Dispose();
            Check.Throws<ObjectDisposedException>(() => client.Groups.List());
            Check.That(calls.All(call => !call.IsCompleted), "the calls should still run");
            await Task.WhenAll(calls);
            await blocking;
        }

        private static async Task DisposeRace()
        {
            using var sandbox = CodatSandbox.Start();
            sandbox.SetLimits(new SandboxLimits { RequestsPerDay = 1_000_000, ConcurrentRequests = 100 });
            for (var i = 0; i < 50; i++)
            {
                var client = sandbox.CreateClient();
                var calls = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
                {
                    try
                    {
                        client.Groups.List();
                    }
                    catch (ObjectDisposedException)
                    {
                        // Disposed before it began.
                    }
                })).ToList();
                client.Dispose();
                await Task.WhenAll(calls);
            }
        }

        private static async Task CollectDuringCalls()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            sandbox.SetLimits(new SandboxLimits { RequestsPerDay = 1_000_000, ConcurrentRequests = 100 });
            using var source = new CancellationTokenSource();
            var collecting = Task.Factory.StartNew(
                () =>
                {
                    while (!source.IsCancellationRequested)
                    {
                        GC.Collect();
                        GC.WaitForPendingFinalizers();
                    }
                },
                TaskCreationOptions.LongRunning);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(async worker =>
            {
                for (var i = 0; i < 50; i++)
                {
                    // The client is reachable through its part alone; the token makes a context for each call.
                    var made = await client.Companies.CreateAsync(new CompanyRequest { Name = $"Shop {worker} {i}" }, null, source.Token);
                    Check.Equal($"Shop {worker} {i}", (await OfAnAbandonedClient(sandbox, made.Id)).Name);
                }
            }));
            source.Cancel();
            await collecting;
        }

        /// <summary>Nothing but the running call refers to the client.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static Task<Company> OfAnAbandonedClient(CodatSandbox sandbox, string id) =>
            sandbox.CreateClient().Companies.GetAsync(id);

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Abandon()
        {
            var sandbox = CodatSandbox.Start();
            sandbox.CreateClient().Groups.List();
        }
    }
}
