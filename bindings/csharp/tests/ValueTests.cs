using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>Any value in any field of a response.</summary>
    internal static class ValueTests
    {
        internal static async Task Run(Runner runner)
        {
            await runner.Test("outcomes: any value in a field throws only an unexpected response", AnyValue);
        }

        private static readonly string[] Values =
        {
            "null", "true", "7", "-7.5", "1e400", "123456789012345678901234567890", "\"\"", "\"text\"", "\"\\ud800\"", "{}", "[]",
            "{\"a\":null}", "[null]", "[7]", "[\"x\"]", "[{}]", "{\"\\udc00\":1}", "{\"text\":{}}",
        };

        private static void AnyValue()
        {
            AnyValueIn<Company>(client => client.Companies.Get("x"));
            AnyValueIn<Connection>(client => client.Connections.Get("c", "x"));
            AnyValueIn<PullOperation>(client => client.Refresh.GetPullOperation("c", "x"));
            AnyValueIn<Integration>(client => client.Integrations.Get("x"));
            AnyValueIn<Branding>(client => client.Integrations.GetBranding("gbol"));
            AnyValueIn<WebhookConsumerList>(client => client.Webhooks.List());
            AnyValueIn<Page<Company>>(client => client.Companies.List());
            AnyValueIn<DataStatuses>(client => Touch(client.Refresh.GetDataStatus("c")), "invoices");
            AnyValueIn<AccessToken>(client => client.Companies.GetAccessToken("c"));
            AnyValueIn<Profile>(client => client.Settings.GetProfile());
            AnyValueIn<SyncSettings>(client => client.Settings.GetSyncSettings());
            AnyValueIn<CorsSettings>(client => client.Settings.GetCorsSettings());
            AnyValueIn<ApiKeyList>(client => client.Settings.ListApiKeys());
            AnyValueIn<PushOperation>(client => client.Push.GetOperation("c", "x"));
            AnyValueIn<PushOption>(client => client.Push.GetModelOptions("c", "n", "bills"));
            AnyValueIn<ValidationResults>(client => client.Refresh.GetValidationResults("c", "d"));
            AnyValueIn<SupplementalDataConfiguration>(client => client.SupplementalData.GetConfiguration("gbol", "items"));
            AnyValueIn<CustomDataTypeConfiguration>(client => client.CustomDataTypes.GetConfiguration("gbol", "mine"));
            AnyValueIn<Page<CustomDataTypeRecord>>(client => client.CustomDataTypes.ListRecords("c", "n", "mine"));
        }

        private static object Touch(DataStatuses statuses) => statuses.ByDataType.Count;

        /// <summary>What these must have; with other identifiers they would be the response to another request.</summary>
        private static readonly Dictionary<Type, string[]> Own = new Dictionary<Type, string[]>
        {
            [typeof(Profile)] = new[] { "redirectUrl" },
            [typeof(SyncSettings)] = new[] { "settings" },
            [typeof(CorsSettings)] = new[] { "allowedOrigins" },
            [typeof(ApiKeyList)] = new[] { "results" },
            [typeof(PushOperation)] = new[] { "pushOperationKey" },
            [typeof(PushOption)] = new[] { "type" },
            [typeof(ValidationResults)] = Array.Empty<string>(),
            [typeof(SupplementalDataConfiguration)] = Array.Empty<string>(),
            [typeof(CustomDataTypeConfiguration)] = new[] { "dataSource" },
            [typeof(Page<CustomDataTypeRecord>)] = new[] { "results" },
        };

        /// <summary>Each value in each field of a response.</summary>
        private static void AnyValueIn<T>(Func<CodatClient, object> call, params string[] besides)
        {
            var own = Own.GetValueOrDefault(typeof(T));
            var required = own ?? new[] { "id", "key", "results", "accessToken" };
            var body = "";
            using var server = new Server(_ => body);
            using var client = ClientOf(server);
            var fields = typeof(T).GetProperties()
                .Select(property => property.GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonPropertyNameAttribute), false)
                    .Cast<System.Text.Json.Serialization.JsonPropertyNameAttribute>().SingleOrDefault()?.Name)
                .Where(name => name != null)
                .Concat(besides).Append("unknown");
            // With one of these it is the response to another request.
            var foreign = typeof(T) == typeof(Branding) || typeof(T) == typeof(DataStatuses)
                ? new[] { "id", "key", "name", "results", "accessToken" }
                : typeof(T) == typeof(Connection) || typeof(T) == typeof(PullOperation) ? new[] { "name" }
                : Array.Empty<string>();
            foreach (var field in fields)
            {
                foreach (var value in Values)
                {
                    var others = (own ?? new[] { "id", "key", "name", "results", "accessToken" }.Except(foreign))
                        .Where(name => name != field).Select(name => name.EndsWith('s') ? $@"""{name}"":[]" : $@"""{name}"":""x""");
                    body = $@"{{{string.Join(",", others.Append($@"""{field}"":{value}"))}}}";
                    try
                    {
                        call(client);
                    }
                    catch (CodatUnexpectedResponseException e)
                    {
                        Check.That(e.HttpStatus == 200 && !e.OutcomeUnknown, $"{body}: {e}");
                        Check.That(value != "null" || required.Contains(field), $"{body}: {e}");
                    }
                    catch (Exception e)
                    {
                        throw new CheckException($"{body}: {e}");
                    }
                }
            }
        }

        private static CodatClient ClientOf(Server server) => new CodatClient(
            new CodatClientOptions { ApiKey = "key", BaseUrl = server.Url.TrimEnd('/'), MaxRetries = 0 });
    }
}
