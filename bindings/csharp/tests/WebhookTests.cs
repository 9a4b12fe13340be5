using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>Webhooks: what is genuine is told from what is not.</summary>
    internal static class WebhookTests
    {
        private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"test\": 2432232314}");
        private static readonly string[] Names = { "webhook-id", "webhook-timestamp", "webhook-signature" };
        private static readonly string[] Values =
        {
            "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        };

        internal static async Task Run(Runner runner)
        {
            await runner.Test("webhooks: the known one is genuine, under headers of either kind", () =>
            {
                var verified = Webhook.Verify(Secret, Headers(Values), Body, At(0));
                Check.Equal(Values[0], verified.Id);
                Check.Equal(1614265330L, verified.Timestamp);
                Check.Equal("2432232314", verified.Body.Extra["test"].GetRawText());
                var several = Names.Zip(Values, (name, value) =>
                    new KeyValuePair<string, IEnumerable<string>>(name.ToUpperInvariant(), new[] { value }));
                Webhook.Verify("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD " + Secret, several, Body, At(0));
            });
            await runner.Test("webhooks: 10,000 changed bits are refused", ChangedBits);
            await runner.Test("webhooks: each reason has its exception", () =>
            {
                Check.Throws<CodatWebhookMissingHeaderException>(() => Webhook.Verify(Secret, Headers(Values).Take(2), Body, At(0)));
                Check.Throws<CodatWebhookStaleException>(() => Webhook.Verify(Secret, Headers(Values), Body, At(301)));
                Check.Throws<CodatWebhookFutureException>(() => Webhook.Verify(Secret, Headers(Values), Body, At(-301)));
                Check.Throws<CodatWebhookBadSignatureException>(() => Webhook.Verify(Secret, Headers(Values), Body.Append((byte)0).ToArray(), At(0)));
                Check.Throws<CodatWebhookBadSignatureException>(() => Webhook.Verify(Secret, Headers(Values), Array.Empty<byte>(), At(0)));
                Check.Throws<CodatWebhookBadSignatureException>(() => Webhook.Verify(Secret, Headers(Values), new byte[] { 0xff, 0xfe }, At(0)));
                var refused = Check.Throws<CodatWebhookMalformedException>(
                    () => Webhook.Verify(Secret, Headers(new[] { Values[0], "soon", Values[2] }), Body, At(0)));
                Check.That(refused is CodatWebhookException && !refused.ToString().Contains(Secret.Substring(6)), refused.ToString());
                Check.Throws<CodatInvalidArgumentException>(() => Webhook.Verify("no secret!", Headers(Values), Body, At(0)));
            });
            await runner.Test("webhooks: what the sandbox sends is genuine", FromTheSandbox);
            await runner.Test("waiting: cancelled at once, and not in the way of other calls", Waiting);
            await runner.Test("lists can be gone through", Lists);
        }

        private static IEnumerable<KeyValuePair<string, string>> Headers(string[] values) =>
            Names.Zip(values, (name, value) => new KeyValuePair<string, string>(name, value));

        private static WebhookOptions At(int later) =>
            new WebhookOptions { Now = DateTimeOffset.FromUnixTimeSeconds(1614265330 + later) };

        private static void ChangedBits()
        {
            for (var turn = 0; turn < 10_000; turn++)
            {
                var (part, bit) = (turn % 4, turn / 4);
                var changed = part == 0 ? (byte[])Body.Clone() : Encoding.GetEncoding(28591).GetBytes(Values[part - 1]);
                var round = bit / (8 * changed.Length);
                Flip(changed, bit);
                // After all bits of a part, a second one changes as well.
                if (round > 0)
                {
                    Flip(changed, bit + round);
                }
                var values = (string[])Values.Clone();
                if (part > 0)
                {
                    values[part - 1] = Encoding.GetEncoding(28591).GetString(changed);
                }
                Check.Throws<CodatException>(() => Webhook.Verify(Secret, Headers(values), part == 0 ? changed : Body, At(0)));
            }
        }

        private static void Flip(byte[] bytes, int bit) => bytes[bit / 8 % bytes.Length] ^= (byte)(1 << (bit % 8));

        private static void FromTheSandbox()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            using var consumer = new HttpListener();
            var prefix = Listen(consumer);
            client.Webhooks.Create(new WebhookConsumerRequest { Url = prefix, EventTypes = { "connection.connected", "read.completed" } });
            var company = client.Companies.Create(new CompanyRequest { Name = "Toft Bakery" });
            var connection = sandbox.LinkPlatform(company.Id);
            sandbox.SetPullTime(TimeSpan.Zero);
            client.Refresh.ByDataType(company.Id, "invoices");

            var connected = Receive(consumer, sandbox.WebhookSecret);
            Check.Equal("connection.connected", connected.EventType);
            Check.Equal(connection, connected.Body.Payload!.Connection!.Id);
            Check.Equal("Toft Bakery", connected.Body.Payload.ReferenceCompany!.Name);
            var read = Receive(consumer, sandbox.WebhookSecret);
            Check.Equal("read.completed", read.EventType);
            Check.Equal("invoices", read.Body.Payload!.DataTypes!.Single().DataType);
            // It is written down after the answer.
            var watch = Stopwatch.StartNew();
            while (sandbox.Webhooks().Any(webhook => webhook.Status != "delivered"))
            {
                Check.That(watch.Elapsed < TimeSpan.FromSeconds(30), "not delivered");
                Thread.Sleep(1);
            }
        }

        private static string Listen(HttpListener consumer)
        {
            for (var port = 20_000 + new Random().Next(20_000); ; port++)
            {
                try
                {
                    consumer.Prefixes.Clear();
                    consumer.Prefixes.Add($"http://127.0.0.1:{port}/");
                    consumer.Start();
                    return $"http://127.0.0.1:{port}/";
                }
                catch (HttpListenerException)
                {
                    // Another program has it.
                }
            }
        }

        private static WebhookEvent Receive(HttpListener consumer, string secret)
        {
            var waiting = consumer.GetContextAsync();
            Check.That(waiting.Wait(TimeSpan.FromSeconds(30)), "no webhook came");
            var request = waiting.Result.Request;
            using var body = new MemoryStream();
            request.InputStream.CopyTo(body);
            var headers = request.Headers.AllKeys.Select(name => new KeyValuePair<string, string>(name!, request.Headers[name]!));
            try
            {
                return Webhook.Verify(secret, headers, body.ToArray());
            }
            finally
            {
                waiting.Result.Response.StatusCode = 204;
                waiting.Result.Response.Close();
            }
        }

        private static async Task Waiting()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient(options => options.MaxConnections = 1);
            var company = client.Companies.Create(new CompanyRequest { Name = "Toft Bakery" });
            var best = TimeSpan.MaxValue;
            // The best of a few: the machine may be busy.
            for (var i = 0; i < 5; i++)
            {
                using var cancelling = new CancellationTokenSource();
                var patient = new WaitUntilLinked { PollInterval = TimeSpan.FromMinutes(1) };
                var waiting = client.Connections.WaitUntilLinkedAsync(company.Id, patient, null, cancelling.Token);
                await client.Companies.GetAsync(company.Id);
                await Task.Delay(50);
                var watch = Stopwatch.StartNew();
                cancelling.Cancel();
                await Check.ThrowsAsync<OperationCanceledException>(() => waiting);
                best = watch.Elapsed < best ? watch.Elapsed : best;
            }
            Check.That(best < TimeSpan.FromMilliseconds(50), $"took {best}");
        }

        private static async Task Lists()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var company = client.Companies.Create(new CompanyRequest { Name = "Toft Bakery" });
            sandbox.LinkPlatform(company.Id);
            sandbox.LinkPlatform(company.Id, "hcws");
            client.Refresh.All(company.Id);
            var page = new ListOptions { PageSize = 3 };
            Check.Equal(20, client.Refresh.ListAllPullOperations(company.Id, page).Select(pull => pull.Id).Distinct().Count());
            Check.Equal(2, client.Connections.ListAll(company.Id, new ListOptions { PageSize = 1 }).Count());
            var keys = new HashSet<string>();
            await foreach (var integration in client.Integrations.ListAllAsync(page))
            {
                keys.Add(integration.Key);
            }
            Check.Equal((long)keys.Count, client.Integrations.List().TotalResults);
            var statuses = client.Refresh.GetDataStatus(company.Id);
            Check.Equal(20, statuses.ByDataType.Count);
            Check.Equal(PullStatus.Queued, statuses["invoices"]!.CurrentStatus);
            Check.That(statuses["horoscopes"] is null, "it has a status of what there is not");
        }
    }
}
