using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>
    /// Calls the typed methods with a scenario's input: each operation both ways, if it only reads, and otherwise
    /// by turns; outcomes are response JSON.
    /// </summary>
    internal static class TypedCalls
    {
        private static readonly JsonSerializerOptions Loose = new JsonSerializerOptions { PropertyNameCaseInsensitive = true };
        private static int _turn;

        internal static async Task<string> Call(CodatClient client, string operation, JsonElement input, CallOptions? options, CancellationToken token)
        {
            var (companies, groups) = (client.Companies, client.Groups);
            var id = Text(input, "companyId");
            var product = Text(input, "productIdentifier");
            var group = Text(input, "groupId");
            var isAsync = _turn++ % 2 == 0;
            var (connections, refresh, integrations, webhooks) =
                (client.Connections, client.Refresh, client.Integrations, client.Webhooks);
            var (connection, key, type) = (Text(input, "connectionId"), Text(input, "platformKey"), Text(input, "dataType"));
            return operation switch
            {
                "companies.list" => Document(isAsync
                    ? await companies.ListAsync(Read<ListCompanies>(input), options, token)
                    : companies.List(Read<ListCompanies>(input), options, token)),
                "companies.create" => Document(isAsync
                    ? await companies.CreateAsync(Read<CompanyRequest>(input), options, token)
                    : companies.Create(Read<CompanyRequest>(input), options, token)),
                "companies.create_many" => Document(isAsync
                    ? await companies.CreateManyAsync(Read<CreateMany>(input), null, options, token)
                    : companies.CreateMany(Read<CreateMany>(input), null, options, token)),
                "companies.get" => Document(isAsync
                    ? await companies.GetAsync(id, options, token)
                    : companies.Get(id, options, token)),
                "companies.replace" => Document(isAsync
                    ? await companies.ReplaceAsync(id, Read<CompanyRequest>(input), options, token)
                    : companies.Replace(id, Read<CompanyRequest>(input), options, token)),
                "companies.update" => Document(isAsync
                    ? await companies.UpdateAsync(id, Read<CompanyUpdate>(input), options, token)
                    : companies.Update(id, Read<CompanyUpdate>(input), options, token)),
                "companies.delete" => Document(isAsync
                    ? await companies.DeleteAsync(id, options, token)
                    : companies.Delete(id, options, token)),
                "companies.add_product" => Document(isAsync
                    ? await companies.AddProductAsync(id, product, options, token)
                    : companies.AddProduct(id, product, options, token)),
                "companies.remove_product" => Document(isAsync
                    ? await companies.RemoveProductAsync(id, product, options, token)
                    : companies.RemoveProduct(id, product, options, token)),
                "companies.refresh_product_data" => Document(isAsync
                    ? await companies.RefreshProductDataAsync(id, product, Texts(input, "dataTypes"), options, token)
                    : companies.RefreshProductData(id, product, Texts(input, "dataTypes"), options, token)),
                "companies.get_access_token" => Document(isAsync
                    ? await companies.GetAccessTokenAsync(id, options, token)
                    : companies.GetAccessToken(id, options, token)),
                "companies.link_url" => Document(isAsync
                    ? await companies.LinkUrlAsync(id, Pairs(input, "parameters"), options, token)
                    : companies.LinkUrl(id, Pairs(input, "parameters"), options, token)),
                "connections.list" => Document(isAsync
                    ? await connections.ListAsync(id, Read<ListOptions>(input), options, token)
                    : connections.List(id, Read<ListOptions>(input), options, token)),
                "connections.create" => Document(isAsync
                    ? await connections.CreateAsync(id, key, options, token)
                    : connections.Create(id, key, options, token)),
                "connections.get" => Document(isAsync
                    ? await connections.GetAsync(id, connection, options, token)
                    : connections.Get(id, connection, options, token)),
                "connections.delete" => Document(isAsync
                    ? await connections.DeleteAsync(id, connection, options, token)
                    : connections.Delete(id, connection, options, token)),
                "connections.unlink" => Document(isAsync
                    ? await connections.UnlinkAsync(id, connection, options, token)
                    : connections.Unlink(id, connection, options, token)),
                "connections.update_authorization" => Document(isAsync
                    ? await connections.UpdateAuthorizationAsync(id, connection, Pairs(input, "authorization")!, options, token)
                    : connections.UpdateAuthorization(id, connection, Pairs(input, "authorization")!, options, token)),
                "connections.wait_until_linked" => Document(isAsync
                    ? await connections.WaitUntilLinkedAsync(id, Read<WaitUntilLinked>(input), options, token)
                    : connections.WaitUntilLinked(id, Read<WaitUntilLinked>(input), options, token)),
                "connections.needs_reauthorization" => Document(isAsync
                    ? await connections.NeedsReauthorizationAsync(id, options, token)
                    : connections.NeedsReauthorization(id, options, token)),
                "refresh.all" => Document(isAsync
                    ? await refresh.AllAsync(id, options, token)
                    : refresh.All(id, options, token)),
                "refresh.by_data_type" => Document(isAsync
                    ? await refresh.ByDataTypeAsync(id, type, connection == "" ? null : connection, options, token)
                    : refresh.ByDataType(id, type, connection == "" ? null : connection, options, token)),
                "refresh.get_data_status" => Document(isAsync
                    ? await refresh.GetDataStatusAsync(id, options, token)
                    : refresh.GetDataStatus(id, options, token)),
                "refresh.list_pull_operations" => Document(isAsync
                    ? await refresh.ListPullOperationsAsync(id, Read<ListOptions>(input), options, token)
                    : refresh.ListPullOperations(id, Read<ListOptions>(input), options, token)),
                "refresh.get_pull_operation" => Document(isAsync
                    ? await refresh.GetPullOperationAsync(id, Text(input, "datasetId"), options, token)
                    : refresh.GetPullOperation(id, Text(input, "datasetId"), options, token)),
                "refresh.wait_until_complete" => Document(isAsync
                    ? await refresh.WaitUntilCompleteAsync(id, Read<WaitUntilComplete>(input), options, token)
                    : refresh.WaitUntilComplete(id, Read<WaitUntilComplete>(input), options, token)),
                "integrations.list" => Document(isAsync
                    ? await integrations.ListAsync(Read<ListOptions>(input), options, token)
                    : integrations.List(Read<ListOptions>(input), options, token)),
                "integrations.get" => Document(isAsync
                    ? await integrations.GetAsync(key, options, token)
                    : integrations.Get(key, options, token)),
                "integrations.get_branding" => Document(isAsync
                    ? await integrations.GetBrandingAsync(key, options, token)
                    : integrations.GetBranding(key, options, token)),
                "webhooks.list" => Document(isAsync
                    ? await webhooks.ListAsync(options, token)
                    : webhooks.List(options, token)),
                "webhooks.create" => Document(isAsync
                    ? await webhooks.CreateAsync(Read<WebhookConsumerRequest>(input), options, token)
                    : webhooks.Create(Read<WebhookConsumerRequest>(input), options, token)),
                "webhooks.delete" => Document(isAsync
                    ? await webhooks.DeleteAsync(Text(input, "webhookId"), options, token)
                    : webhooks.Delete(Text(input, "webhookId"), options, token)),
                "groups.list" => Document(isAsync ? await groups.ListAsync(options, token) : groups.List(options, token)),
                "groups.create" => Document(isAsync
                    ? await groups.CreateAsync(Text(input, "name"), options, token)
                    : groups.Create(Text(input, "name"), options, token)),
                "groups.add_company" => Document(isAsync
                    ? await groups.AddCompanyAsync(id, group, options, token)
                    : groups.AddCompany(id, group, options, token)),
                "groups.remove_company" => Document(isAsync
                    ? await groups.RemoveCompanyAsync(id, group, options, token)
                    : groups.RemoveCompany(id, group, options, token)),
                _ => throw new CheckException($"the runner does not know {operation}"),
            };
        }

        /// <summary>Goes through all pages, both ways.</summary>
        internal static async Task<string> Iterate(CodatClient client, JsonElement input, CallOptions? options, CancellationToken token)
        {
            var request = Read<ListCompanies>(input);
            var all = new List<Company>();
            await foreach (var company in client.Companies.ListAllAsync(request, options, token))
            {
                all.Add(company);
            }
            var ids = client.Companies.ListAll(request, options, token).Select(company => company.Id);
            Check.That(ids.SequenceEqual(all.Select(company => company.Id)), "ListAll and ListAllAsync differ");
            return $"{{\"result\":{JsonSerializer.Serialize(all)},\"meta\":{{}}}}";
        }

        /// <summary>An exception as the response JSON that it was created from.</summary>
        internal static string Document(CodatException e) => JsonSerializer.Serialize(new
        {
            error = new
            {
                kind = string.Concat(e.Kind.ToString().Select((letter, i) =>
                    char.IsUpper(letter) && i > 0 ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}")),
                message = e.Message,
                operation = e.Operation,
                member = e.Member,
                httpStatus = e.HttpStatus,
                correlationId = e.CorrelationId,
                detailedErrorCode = e.DetailedErrorCode,
                validation = e.Validation,
                retryable = e.Retryable,
                outcomeUnknown = e.OutcomeUnknown,
                retryAfterMs = e.RetryAfter?.TotalMilliseconds,
                idempotencyKey = e.IdempotencyKey,
                responseBody = e.ResponseBody,
            },
            meta = e.Meta,
        });

        internal static CallOptions? Options(JsonElement context) =>
            context.ValueKind == JsonValueKind.Undefined ? null : new CallOptions
            {
                Timeout = Json.Member(context, "timeoutMs") is { ValueKind: JsonValueKind.Number } ms
                    ? TimeSpan.FromMilliseconds(ms.GetInt64())
                    : (TimeSpan?)null,
                IdempotencyKey = Json.Member(context, "idempotencyKey") is { ValueKind: JsonValueKind.String } key ? key.GetString() : null,
                FirstUse = Json.Member(context, "firstUse").ValueKind == JsonValueKind.True,
                MaxRetries = Json.Member(context, "maxRetries") is { ValueKind: JsonValueKind.Number } retries ? retries.GetInt32() : (int?)null,
                Traceparent = Json.Member(context, "traceparent") is { ValueKind: JsonValueKind.String } trace ? trace.GetString() : null,
            };

        internal static void Configure(CodatClientOptions options, JsonElement members)
        {
            if (members.ValueKind == JsonValueKind.Undefined)
            {
                return;
            }
            foreach (var member in members.EnumerateObject())
            {
                var name = member.Name.EndsWith("Ms", StringComparison.Ordinal) ? member.Name[..^2] : member.Name;
                var property = typeof(CodatClientOptions).GetProperty(char.ToUpperInvariant(name[0]) + name.Substring(1))!;
                property.SetValue(options, property.PropertyType == typeof(TimeSpan)
                    ? TimeSpan.FromMilliseconds(member.Value.GetInt64())
                    : JsonSerializer.Deserialize(member.Value.GetRawText(), property.PropertyType));
            }
        }

        private static string Document<T>(T answer) where T : CodatAnswer =>
            $"{{\"result\":{JsonSerializer.Serialize(answer)},\"meta\":{JsonSerializer.Serialize(answer.Meta)}}}";

        private static string Document(CallMeta meta) => $"{{\"result\":null,\"meta\":{JsonSerializer.Serialize(meta)}}}";

        /// <summary>A scenario's input has identifiers beside the request's fields; those are not the request's.</summary>
        private static T Read<T>(JsonElement input) => JsonSerializer.Deserialize<T>(input.GetRawText(), Loose)!;

        private static string Text(JsonElement input, string name) =>
            Json.Member(input, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

        /// <summary>Verifies a webhook; the event as response JSON.</summary>
        internal static string Verify(JsonElement webhook)
        {
            var options = new WebhookOptions { Now = DateTimeOffset.FromUnixTimeSeconds(webhook.GetProperty("now").GetInt64()) };
            if (Json.Member(webhook, "toleranceSeconds") is { ValueKind: JsonValueKind.Number } tolerance)
            {
                options.Tolerance = TimeSpan.FromSeconds(tolerance.GetInt32());
            }
            var body = System.Text.Encoding.UTF8.GetBytes(Text(webhook, "body"));
            var sent = Webhook.Verify(Text(webhook, "secret"), Pairs(webhook, "headers")!, body, options);
            return $"{{\"result\":{JsonSerializer.Serialize(sent)},\"meta\":{{}}}}";
        }

        private static Dictionary<string, string>? Pairs(JsonElement input, string name) =>
            Json.Member(input, name) is { ValueKind: JsonValueKind.Object } pairs
                ? pairs.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!)
                : null;

        private static IEnumerable<string>? Texts(JsonElement input, string name) =>
            Json.Member(input, name) is { ValueKind: JsonValueKind.Array } texts
                ? texts.EnumerateArray().Select(text => text.GetString()!)
                : null;
    }
}
