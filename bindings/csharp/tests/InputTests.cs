using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat.Tests
{
    /// <summary>Texts that have no UTF-8 are refused by name, and never replaced in silence.</summary>
    internal static class InputTests
    {
        private const string Half = "a\ud800b";

        internal static async Task Run(Runner runner)
        {
            await runner.Test("input: an unpaired surrogate is refused with the field's name before anything is sent", Refused);
            await runner.Test("input: an unpaired surrogate in the configuration is refused with the option's name", Configuration);
            await runner.Test("input: an unpaired surrogate in a webhook's headers or its secret is refused", Webhooks);
            await runner.Test("input: texts arrive as they are, and unpaired surrogates become escapes", Escapes);
        }

        private static void Refused()
        {
            using var server = new Server(_ => null);
            using var client = new CodatClient(new CodatClientOptions { ApiKey = "key", BaseUrl = server.Url.TrimEnd('/') });
            var texts = new Dictionary<string, string> { ["region"] = Half };
            var keys = new Dictionary<string, string> { [Half] = "uk" };
            var (companies, connections, refresh) = (client.Companies, client.Connections, client.Refresh);
            void Is(string field, Action<string> call)
            {
                foreach (var half in new[] { Half, "\udc00", "\ud800", "x\udc00\ud800", "🥐\ud83d" })
                {
                    var e = Check.Throws<CodatInvalidArgumentException>(() => call(half));
                    Check.That(e.Member?.StartsWith(field, StringComparison.Ordinal) == true, $"expected {field}, found {e.Member}: {e.Message}");
                    Check.That(!e.OutcomeUnknown, "nothing was sent");
                }
            }
            Is("companyId", half => companies.Get(half));
            Is("companyId", half => companies.Delete(half));
            Is("name", half => companies.Create(new CompanyRequest { Name = half }));
            Is("description", half => companies.Create(new CompanyRequest { Name = "x", Description = half }));
            Is("tags", _ => companies.Create(new CompanyRequest { Name = "x", Tags = texts }));
            Is("tags", _ => companies.Create(new CompanyRequest { Name = "x", Tags = keys }));
            Is("groups", half => companies.Create(new CompanyRequest { Name = "x", Groups = new[] { new GroupRef { Id = half } } }));
            Is("name", half => companies.Update("c", new CompanyUpdate { Name = half }));
            Is("companies", half => companies.CreateMany(new CreateMany { Companies = { new CompanyRequest { Name = half } } }));
            Is("journal", half => companies.CreateMany(new CreateMany { Companies = { new CompanyRequest { Name = "x" } }, Journal = half }));
            Is("query", half => companies.List(new ListCompanies { Query = half }));
            Is("orderBy", half => companies.ListAll(new ListCompanies { OrderBy = half }).Count());
            Is("tags", half => companies.List(new ListCompanies { Tags = half }));
            Is("parameters", _ => companies.LinkUrl("c", texts));
            Is("productIdentifier", half => companies.AddProduct("c", half));
            Is("connectionId", half => connections.Get("c", half));
            Is("platformKey", half => connections.Create("c", half));
            Is("authorization", _ => connections.UpdateAuthorization("c", "n", texts));
            Is("connectionId", half => connections.WaitUntilLinked("c", new WaitUntilLinked { ConnectionId = half }));
            Is("dataType", half => refresh.ByDataType("c", half));
            Is("datasetId", half => refresh.GetPullOperation("c", half));
            Is("dataTypes", half => refresh.WaitUntilComplete("c", new WaitUntilComplete { DataTypes = new[] { half } }));
            Is("url", half => client.Webhooks.Create(new WebhookConsumerRequest { Url = half, EventTypes = { "x" } }));
            Is("eventTypes", half => client.Webhooks.Create(new WebhookConsumerRequest { Url = "https://x", EventTypes = { half } }));
            Is("name", half => client.Groups.Create(half));
            Is("name", half => client.Settings.CreateApiKey(half));
            Is("apiKey", half => client.Settings.UpdateProfile(new Profile { Name = "x", RedirectUrl = "https://x", ApiKey = half }));
            Is("allowedOrigins[1]", half => client.Settings.SetCorsSettings(new[] { "https://x", half }));
            Is("settings[0].syncFromUtc", half => companies.SetSyncSettings("c", new[] { new SyncSetting { DataType = "invoices", SyncFromUtc = half } }));
            Is("supplementalDataConfig.mine.pullData.region", _ => client.SupplementalData.Configure("gbol", "items", Sources(texts)));
            Is("requiredData.region", _ => client.CustomDataTypes.Configure(
                "gbol", "mine", new CustomDataTypeConfiguration { DataSource = "x", RequiredData = texts, KeyBy = new[] { "x" } }));
            Is("customDataIdentifier", half => client.CustomDataTypes.ListAllRecords("c", "n", half).Count());
            Is("pushOperationKey", half => client.Push.GetOperation("c", half));
            Is("idempotencyKey", half => client.Groups.List(new CallOptions { IdempotencyKey = half }));
            Is("traceparent", half => client.Groups.List(new CallOptions { Traceparent = half }));
            Is("name", half => client.Call("groups.create", $"{{\"name\":\"{half}\"}}"));
            Is("operation", half => client.Call(half, "{}"));
            Check.Equal(0, server.Requests.Count);
        }

        private static SupplementalDataConfiguration Sources(Dictionary<string, string> pullData) => new SupplementalDataConfiguration
        {
            SupplementalDataConfig = new Dictionary<string, SupplementalDataSource>
            {
                ["mine"] = new SupplementalDataSource { PullData = pullData },
            },
        };

        private static void Configuration()
        {
            void Is(string option, Action<CodatClientOptions> set)
            {
                var options = new CodatClientOptions { ApiKey = "key" };
                set(options);
                Check.Equal(option, Check.Throws<CodatInvalidArgumentException>(() => new CodatClient(options)).Member);
            }
            Is("apiKey", options => options.ApiKey = Half);
            Is("authHeader", options => (options.ApiKey, options.AuthHeader) = (null, Half));
            Is("baseUrl", options => options.BaseUrl = "https://" + Half);
            Is("proxy", options => options.Proxy = "http://" + Half);
            Is("userAgent", options => options.UserAgent = Half);
            Is("rootCertificates", options => options.RootCertificates = Half);
        }

        private static void Webhooks()
        {
            var headers = new Dictionary<string, string>
            {
                ["webhook-id"] = Half, ["webhook-timestamp"] = "1614265330", ["webhook-signature"] = "v1,AAAA",
            };
            const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
            // Headers are a stranger's, the secret is the caller's own.
            Check.Throws<CodatWebhookBadSignatureException>(() => Webhook.Verify(Secret, headers, new byte[1]));
            headers["webhook-id"] = "a";
            Check.Equal("secret", Check.Throws<CodatInvalidArgumentException>(() => Webhook.Verify(Half, headers, new byte[1])).Member);
        }

        private static void Escapes()
        {
            var texts = new[] { "", "plain", "é 日本 🥐 <&>\"\\\n\u0001", Half, "\udc00", "🥐\ud83d", "\ud83d🥐\udc00\udc00é", new string('\ud800', 300) };
            foreach (var text in texts)
            {
                var json = Encoding.UTF8.GetString(NativeText.Json(writer =>
                {
                    writer.WriteString(text, text);
                    writer.WriteStartArray("more");
                    System.Text.Json.JsonSerializer.Serialize(writer, text);
                    writer.WriteEndArray();
                })).TrimEnd('\0');
                Check.That(!json.Contains('\ufffd'), json);
                // What JSON's escapes stand for, whatever else is escaped.
                var read = System.Text.RegularExpressions.Regex.Replace(
                    json, @"\\u([0-9a-fA-F]{4})", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());
                read = read.Replace("\\n", "\n").Replace("\\\\", "\\");
                Check.Equal($"{{\"{text}\":\"{text}\",\"more\":[\"{text}\"]}}", read);
            }
        }
    }
}
