using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>Webhooks: what is genuine is told from what is not.</summary>
    internal static class WebhookTests
    {
        private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        private const string Another = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
        private const long Time = 1614265330;
        private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"test\": 2432232314}");
        private static readonly string[] Names = { "webhook-id", "webhook-timestamp", "webhook-signature" };
        private static readonly string[] Values =
        {
            "msg_p5jXN8AQM9LWM0D4loKWxJek", $"{Time}", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        };

        internal static async Task Run(Runner runner)
        {
            await runner.Test("webhooks: the published example is genuine", () =>
            {
                var sent = Webhook.Verify(Secret, Headers(Values), Body, At(0));
                Check.Equal(Values[0], sent.Id);
                Check.Equal(Time, sent.Timestamp);
                Check.That(sent.EventType is null, "its type came from nowhere");
                Check.Equal("{\"test\":2432232314}", JsonSerializer.Serialize(sent.Body.Extra));
            });
            await runner.Test("webhooks: headers of common frameworks are accepted", HeadersOfAnyKind);
            await runner.Test("webhooks: several signatures and two secrets are accepted", SecretsAndSignatures);
            await runner.Test("webhooks: 10,000 changed bits are refused", ChangedBits);
            await runner.Test("webhooks: each reason for a refusal has its exception", Reasons);
            await runner.Test("webhooks: a genuine one is accepted whatever its fields are, if it is an object", Misfits);
            await runner.Test("webhooks: unknown fields and values are kept", () =>
            {
                const string Json = @"{""id"":""e"",""eventType"":""dream.completed"",""generatedDate"":""2026-01-01T00:00:00"",""new"":1.50,
                    ""payload"":{""id"":""c"",""name"":""Toft"",""productId"":""p"",""new"":{""a"":[]},
                    ""referenceCompany"":{""id"":""c"",""links"":{""portal"":""https://x""},""new"":1},
                    ""connection"":{""id"":""n"",""status"":""Daydreaming"",""new"":1},
                    ""dataTypes"":[{""dataType"":""dreams"",""connectionId"":""n"",""status"":""Simmering"",""recordsModified"":true,""new"":1}]}}";
                var sent = Genuine(Json);
                Check.Equal("dream.completed", sent.EventType);
                Check.Equal(new PullStatus("Simmering"), sent.Body.Payload!.DataTypes!.Single().Status!.Value);
                Pattern.Check("body", Tests.Json.Parse(Json), Tests.Json.Parse(JsonSerializer.Serialize(sent.Body)));
            });
            await runner.Test("webhooks: those of the sandbox are genuine", FromTheSandbox);
        }

        private static IEnumerable<KeyValuePair<string, string>> Headers(IEnumerable<string> values, string prefix = "webhook-") =>
            Names.Zip(values, (name, value) => KeyValuePair.Create(name.Replace("webhook-", prefix), value));

        private static WebhookOptions At(long later) =>
            new WebhookOptions { Now = DateTimeOffset.FromUnixTimeSeconds(Time + later) };

        private static string Sign(string secret, string timestamp, byte[] body)
        {
            using var mac = new HMACSHA256(Convert.FromBase64String(secret.Replace("whsec_", "")));
            var signed = Encoding.UTF8.GetBytes($"{Values[0]}.{timestamp}.").Concat(body).ToArray();
            return "v1," + Convert.ToBase64String(mac.ComputeHash(signed));
        }

        private static WebhookEvent Genuine(byte[] body) =>
            Webhook.Verify(Secret, Headers(new[] { Values[0], Values[1], Sign(Secret, Values[1], body) }), body, At(0));

        private static WebhookEvent Genuine(string body) => Genuine(Encoding.UTF8.GetBytes(body));

        private static void HeadersOfAnyKind()
        {
            Webhook.Verify(Secret, Headers(Values, "svix-"), Body, At(0));
            Webhook.Verify(Secret, Headers(Values, "Webhook-").ToDictionary(header => header.Key, header => header.Value), Body, At(0));
            Webhook.Verify(Secret, Headers(Values).Append(KeyValuePair.Create("cookie", (string)null!)), Body.AsSpan(), At(0));
            // As HttpClient and ASP.NET Core have them.
            using var request = new HttpRequestMessage();
            request.Headers.Add("Accept", new[] { "text/html", "*/*" });
            foreach (var (name, value) in Headers(Values))
            {
                request.Headers.Add(name, value);
            }
            Webhook.Verify(Secret, request.Headers, Body, At(0));
            IEnumerable<KeyValuePair<string, IEnumerable<string>>> several = request.Headers;
            Webhook.Verify(Secret, several, Body, At(0));
            var lists = Headers(Values).ToDictionary(header => header.Key, header => new List<string?> { header.Value });
            lists["x-empty"] = new List<string?>();
            lists["x-null"] = new List<string?> { null };
            lists["x-none"] = null!;
            Webhook.Verify(Secret, lists, Body, At(0));
            Webhook.Verify(Secret, Headers(Values).Append(KeyValuePair.Create((string)null!, "x")).Append(KeyValuePair.Create("\ud800", "x")), Body, At(0));
            for (var odd = 0; odd < 3; odd++)
            {
                // What a stranger sends is never the caller's fault.
                var values = Values.Select((value, number) => number == odd ? value + "\ud800" : value);
                Check.Throws<CodatWebhookException>(() => Webhook.Verify(Secret, Headers(values), Body, At(0)));
            }
            // One that is there twice with different values is not to be guessed at, however its name is written.
            lists["Webhook-Id"] = new List<string?> { "another" };
            Check.Throws<CodatWebhookMalformedException>(() => Webhook.Verify(Secret, lists, Body, At(0)));
            Webhook.Verify(Secret, Headers(Values).Concat(Headers(Values)), Body, At(0));
        }

        private static void SecretsAndSignatures()
        {
            foreach (var secret in new[] { Secret, Secret.Substring(6), $"{Another} {Secret}", $"{Secret} {Another}" })
            {
                Webhook.Verify(secret, Headers(Values), Body, At(0));
            }
            Check.Throws<CodatWebhookBadSignatureException>(() => Webhook.Verify(Another, Headers(Values), Body, At(0)));
            var others = $"v2,AAAA {Sign(Another, Values[1], Body)} {Values[2]}";
            Webhook.Verify(Secret, Headers(new[] { Values[0], Values[1], others }), Body, At(0));
        }

        private static void ChangedBits()
        {
            var parts = Values.Select(Encoding.UTF8.GetBytes).Prepend(Body).ToArray();
            var bits = parts.SelectMany((part, number) => Enumerable.Range(0, 8 * part.Length).Select(bit => (number, bit))).ToArray();
            for (var turn = 0; turn < 10_000; turn++)
            {
                var changed = parts.Select(part => (byte[])part.Clone()).ToArray();
                var (part, bit) = bits[turn % bits.Length];
                Flip(changed[part], bit);
                // From the second round on another bit of the same part is changed as well.
                if (turn >= bits.Length)
                {
                    Flip(changed[part], (bit + turn / bits.Length) % (8 * parts[part].Length));
                }
                // In Latin-1, HTTP's own, every byte is a character.
                var values = changed.Skip(1).Select(value => Encoding.GetEncoding(28591).GetString(value));
                Check.Throws<CodatWebhookException>(() => Webhook.Verify(Secret, Headers(values), changed[0], At(0)));
            }
        }

        private static void Flip(byte[] bytes, int bit) => bytes[bit / 8] ^= (byte)(1 << (bit % 8));

        private static void Reasons()
        {
            for (var left = 0; left < 3; left++)
            {
                var name = Names[left];
                Check.Contains(name, Check.Throws<CodatWebhookMissingHeaderException>(
                    () => Webhook.Verify(Secret, Headers(Values).Where(header => header.Key != name), Body, At(0))).Message);
                Check.Contains(name, Check.Throws<CodatWebhookMissingHeaderException>(
                    () => Webhook.Verify(Secret, Headers(Values.Select(value => value == Values[Array.IndexOf(Names, name)] ? null! : value)), Body, At(0))).Message);
            }
            Webhook.Verify(Secret, Headers(Values), Body, At(300));
            Webhook.Verify(Secret, Headers(Values), Body, At(-300));
            Check.Throws<CodatWebhookStaleException>(() => Webhook.Verify(Secret, Headers(Values), Body, At(301)));
            Check.Throws<CodatWebhookFutureException>(() => Webhook.Verify(Secret, Headers(Values), Body, At(-301)));
            // By this machine's clock.
            Check.Throws<CodatWebhookStaleException>(() => Webhook.Verify(Secret, Headers(Values), Body));
            var strict = At(61);
            strict.Tolerance = TimeSpan.FromMinutes(1);
            Check.Throws<CodatWebhookStaleException>(() => Webhook.Verify(Secret, Headers(Values), Body, strict));
            strict.Tolerance = TimeSpan.FromSeconds(61);
            Webhook.Verify(Secret, Headers(Values), Body, strict);
            foreach (var body in new[] { Array.Empty<byte>(), new byte[] { 0xff, 0xfe }, Body.Append((byte)0).ToArray(), Body[..^1] })
            {
                Check.Throws<CodatWebhookBadSignatureException>(() => Webhook.Verify(Secret, Headers(Values), body, At(0)));
            }
            foreach (var header in new[] { 1, 2 })
            {
                var values = (string[])Values.Clone();
                values[header] = "soon";
                var e = Check.Throws<CodatWebhookMalformedException>(() => Webhook.Verify(Secret, Headers(values), Body, At(0)));
                Check.Equal(CodatErrorKind.WebhookMalformed, e.Kind);
                Check.That(!e.Retryable && !e.OutcomeUnknown, "nothing was sent");
            }
            var refused = Check.Throws<CodatInvalidArgumentException>(() => Webhook.Verify("no secret!", Headers(Values), Body, At(0)));
            Check.Equal("secret", refused.Member);
            Check.That(!refused.ToString().Contains("no secret!"), refused.ToString());
            strict.Tolerance = TimeSpan.FromSeconds(-1);
            Check.Equal("toleranceSeconds", Check.Throws<CodatInvalidArgumentException>(
                () => Webhook.Verify(Secret, Headers(Values), Body, strict)).Member);
            Check.Throws<ArgumentException>(() => Webhook.Verify(Secret + "\0", Headers(Values), Body, At(0)));
            Check.Throws<ArgumentNullException>(() => Webhook.Verify(null!, Headers(Values), Body, At(0)));
            Check.Throws<ArgumentNullException>(() => Webhook.Verify(Secret, (Dictionary<string, string>)null!, Body, At(0)));
            Check.Throws<ArgumentNullException>(() => Webhook.Verify(Secret, (Dictionary<string, string[]>)null!, Body, At(0)));
        }

        private static void Misfits()
        {
            // Whole bodies are signed, bytes that are no text included.
            var bodies = new[]
            {
                Array.Empty<byte>(), new byte[] { (byte)'{', 0, (byte)'}' }, new byte[] { (byte)'"', 0xff, (byte)'"' },
            };
            var texts = new[] { "[]", "null", "7" };
            foreach (var body in bodies.Concat(texts.Select(Encoding.UTF8.GetBytes)))
            {
                Check.Throws<CodatWebhookMalformedException>(() => Genuine(body));
            }
            var odd = Genuine(@"{""id"":7,""eventType"":""read.completed"",""eventType"":[],""generatedDate"":""2026"",""new"":1,""payload"":
                {""name"":""Toft"",""dataTypes"":[{""status"":7}],""new"":2,""connection"":{""id"":""n"",""status"":{},""linkUrl"":1}}}");
            Check.Equal(Values[0], odd.Id);
            Check.That(odd.Body.Id is null && odd.Body.EventType == "read.completed" && odd.Body.GeneratedDate == "2026", "what fits is lost");
            Check.Equal(7, odd.Body.Extra["id"].GetInt32());
            Check.Equal(1, odd.Body.Extra["new"].GetInt32());
            var payload = odd.Body.Payload!;
            Check.That(payload.Name == "Toft" && payload.DataTypes is null && payload.Connection!.Id == "n", "what fits is lost");
            Check.Equal("[{\"status\":7}]", payload.Extra["dataTypes"].GetRawText());
            Check.Equal(2, payload.Extra["new"].GetInt32());
            Check.That(payload.Connection!.Status is null && payload.Connection.Extra.ContainsKey("status"), "what does not fit is lost");
            foreach (var value in new[] { "7", "\"x\"", "[]", "[7]", "true", "{}", "{\"id\":[]}", "null", "1e308" })
            {
                foreach (var field in new[] { "id", "eventType", "generatedDate", "payload", "new" })
                {
                    Check.Equal(Values[0], Genuine($@"{{""{field}"":{value}}}").Id);
                    Check.Equal(Values[0], Genuine($@"{{""payload"":{{""{field}"":{value},""referenceCompany"":{value},""connection"":{value},""dataTypes"":{value}}}}}").Id);
                }
            }
            // Whatever stands in it that is not needed does no harm.
            var sent = Genuine(@"{""eventType"":null,""payload"":{""name"":null,""connection"":{},""dataTypes"":[null,{""status"":null}]}}");
            Check.That(sent.EventType is null && sent.Body.Payload!.DataTypes!.Single().Status is null, "values from nowhere");
            string Nested(int depth) => string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));
            Check.That(Genuine($@"{{""new"":{Nested(126)}}}").Body.Extra.ContainsKey("new"), "it is lost");
            foreach (var refused in new[] { $@"{{""new"":{Nested(3000)}}}", @"{""new"":""\ud800""}", @"{""id"":""\ud800""}", @"{""new"":1e400}" })
            {
                Check.Throws<CodatWebhookMalformedException>(() => Genuine(refused.Replace(@"\\", @"\")));
            }
        }

        private static async Task FromTheSandbox()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var secret = sandbox.WebhookSecret;
            var events = new ConcurrentQueue<WebhookEvent>();
            using var consumer = new Server(request =>
            {
                events.Enqueue(Webhook.Verify(secret, request.Headers, request.Body));
                return null;
            });
            client.Webhooks.Create(new WebhookConsumerRequest
            {
                Url = consumer.Url + "events",
                EventTypes = { "connection.connected", "read.completed" },
            });
            var company = client.Companies.Create(new CompanyRequest { Name = "Toft Bakery" });
            var connection = sandbox.LinkPlatform(company.Id);
            sandbox.SetPullTime(TimeSpan.Zero);
            client.Refresh.ByDataType(company.Id, "invoices");
            await Check.Until(() => sandbox.Webhooks().Count(webhook => webhook.Status == "delivered") == 2);

            var (connected, read) = (events.First(), events.Last());
            Check.Equal("connection.connected", connected.EventType);
            Check.Equal(connection, connected.Body.Payload!.Connection!.Id);
            Check.Equal(ConnectionStatus.Linked, connected.Body.Payload.Connection.Status!.Value);
            Check.Equal("Toft Bakery", connected.Body.Payload.ReferenceCompany!.Name);
            Check.Equal("read.completed", read.EventType);
            Check.Equal("invoices", read.Body.Payload!.DataTypes!.Single().DataType);
            var delivered = sandbox.Webhooks()[0];
            Check.Equal(connected.Id, delivered.Id);
            Check.Equal(204, delivered.Attempts.Single().Status!.Value);
            Check.Equal(1, sandbox.Webhooks(since: delivered.Number).Count);
            using var other = CodatSandbox.Start(new CodatSandboxOptions { WebhookSecret = Another });
            Check.Equal(Another, other.WebhookSecret);
        }
    }
}
