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
            var (settings, management, push, supplemental, custom) = (client.Settings, client.ConnectionManagement,
                client.Push, client.SupplementalData, client.CustomDataTypes);
            var name = Text(input, "customDataIdentifier");
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
                "refresh.queue_or_join" => Document(isAsync
                    ? await refresh.QueueOrJoinAsync(id, type, connection == "" ? null : connection, options, token)
                    : refresh.QueueOrJoin(id, type, connection == "" ? null : connection, options, token)),
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
                "companies.get_sync_settings" => Document(isAsync
                    ? await companies.GetSyncSettingsAsync(id, options, token)
                    : companies.GetSyncSettings(id, options, token)),
                "companies.set_sync_settings" => Document(isAsync
                    ? await companies.SetSyncSettingsAsync(id, SyncSettings(input), Overrides(input), options, token)
                    : companies.SetSyncSettings(id, SyncSettings(input), Overrides(input), options, token)),
                "refresh.get_validation_results" => Document(isAsync
                    ? await refresh.GetValidationResultsAsync(id, Text(input, "datasetId"), options, token)
                    : refresh.GetValidationResults(id, Text(input, "datasetId"), options, token)),
                "webhooks.rotate_zapier_key" => Document(isAsync
                    ? await webhooks.RotateZapierKeyAsync(options, token)
                    : webhooks.RotateZapierKey(options, token)),
                "settings.get_profile" => Document(isAsync
                    ? await settings.GetProfileAsync(options, token)
                    : settings.GetProfile(options, token)),
                "settings.update_profile" => Document(isAsync
                    ? await settings.UpdateProfileAsync(Read<Profile>(input), options, token)
                    : settings.UpdateProfile(Read<Profile>(input), options, token)),
                "settings.get_sync_settings" => Document(isAsync
                    ? await settings.GetSyncSettingsAsync(options, token)
                    : settings.GetSyncSettings(options, token)),
                "settings.update_sync_settings" => Document(isAsync
                    ? await settings.UpdateSyncSettingsAsync(Text(input, "clientId"), SyncSettings(input), Overrides(input), options, token)
                    : settings.UpdateSyncSettings(Text(input, "clientId"), SyncSettings(input), Overrides(input), options, token)),
                "settings.get_cors_settings" => Document(isAsync
                    ? await settings.GetCorsSettingsAsync(options, token)
                    : settings.GetCorsSettings(options, token)),
                "settings.set_cors_settings" => Document(isAsync
                    ? await settings.SetCorsSettingsAsync(Texts(input, "allowedOrigins")!, options, token)
                    : settings.SetCorsSettings(Texts(input, "allowedOrigins")!, options, token)),
                "settings.list_api_keys" => Document(isAsync
                    ? await settings.ListApiKeysAsync(options, token)
                    : settings.ListApiKeys(options, token)),
                "settings.create_api_key" => Document(isAsync
                    ? await settings.CreateApiKeyAsync(TextIfAny(input, "name"), options, token)
                    : settings.CreateApiKey(TextIfAny(input, "name"), options, token)),
                "settings.delete_api_key" => Document(isAsync
                    ? await settings.DeleteApiKeyAsync(Text(input, "apiKeyId"), options, token)
                    : settings.DeleteApiKey(Text(input, "apiKeyId"), options, token)),
                "connection_management.get_access_token" => Document(isAsync
                    ? await management.GetAccessTokenAsync(id, options, token)
                    : management.GetAccessToken(id, options, token)),
                "connection_management.get_cors_settings" => Document(isAsync
                    ? await management.GetCorsSettingsAsync(options, token)
                    : management.GetCorsSettings(options, token)),
                "connection_management.set_cors_settings" => Document(isAsync
                    ? await management.SetCorsSettingsAsync(Texts(input, "allowedOrigins")!, options, token)
                    : management.SetCorsSettings(Texts(input, "allowedOrigins")!, options, token)),
                "push.get_model_options" => Document(isAsync
                    ? await push.GetModelOptionsAsync(id, connection, type, options, token)
                    : push.GetModelOptions(id, connection, type, options, token)),
                "push.list_operations" => Document(isAsync
                    ? await push.ListOperationsAsync(id, Read<ListOptions>(input), options, token)
                    : push.ListOperations(id, Read<ListOptions>(input), options, token)),
                "push.get_operation" => Document(isAsync
                    ? await push.GetOperationAsync(id, Text(input, "pushOperationKey"), options, token)
                    : push.GetOperation(id, Text(input, "pushOperationKey"), options, token)),
                "supplemental_data.configure" => Document(isAsync
                    ? await supplemental.ConfigureAsync(key, type, Read<SupplementalDataConfiguration>(input, "platformKey", "dataType"), options, token)
                    : supplemental.Configure(key, type, Read<SupplementalDataConfiguration>(input, "platformKey", "dataType"), options, token)),
                "supplemental_data.get_configuration" => Document(isAsync
                    ? await supplemental.GetConfigurationAsync(key, type, options, token)
                    : supplemental.GetConfiguration(key, type, options, token)),
                "custom_data_types.configure" => Document(isAsync
                    ? await custom.ConfigureAsync(key, name, Read<CustomDataTypeConfiguration>(input, "platformKey", "customDataIdentifier"), options, token)
                    : custom.Configure(key, name, Read<CustomDataTypeConfiguration>(input, "platformKey", "customDataIdentifier"), options, token)),
                "custom_data_types.get_configuration" => Document(isAsync
                    ? await custom.GetConfigurationAsync(key, name, options, token)
                    : custom.GetConfiguration(key, name, options, token)),
                "custom_data_types.refresh" => Document(isAsync
                    ? await custom.RefreshAsync(id, connection, name, options, token)
                    : custom.Refresh(id, connection, name, options, token)),
                "custom_data_types.list_records" => Document(isAsync
                    ? await custom.ListRecordsAsync(id, connection, name, Number(input, "page"), Number(input, "pageSize"), options, token)
                    : custom.ListRecords(id, connection, name, Number(input, "page"), Number(input, "pageSize"), options, token)),
                _ => throw new CheckException($"the runner does not know {operation}"),
            };
        }

        /// <summary>Goes through all pages, both ways.</summary>
        internal static Task<string> Iterate(
            CodatClient client, string operation, JsonElement input, CallOptions? options, CancellationToken token)
        {
            var (id, connection, name) = (Text(input, "companyId"), Text(input, "connectionId"), Text(input, "customDataIdentifier"));
            var (page, pageSize) = (Number(input, "page"), Number(input, "pageSize"));
            var (companies, part) = (Read<ListCompanies>(input), Read<ListOptions>(input));
            return operation switch
            {
                "companies.list" => Both(client.Companies.ListAll(companies, options, token), client.Companies.ListAllAsync(companies, options, token)),
                "connections.list" => Both(client.Connections.ListAll(id, part, options, token), client.Connections.ListAllAsync(id, part, options, token)),
                "integrations.list" => Both(client.Integrations.ListAll(part, options, token), client.Integrations.ListAllAsync(part, options, token)),
                "refresh.list_pull_operations" => Both(
                    client.Refresh.ListAllPullOperations(id, part, options, token),
                    client.Refresh.ListAllPullOperationsAsync(id, part, options, token)),
                "push.list_operations" => Both(
                    client.Push.ListAllOperations(id, part, options, token),
                    client.Push.ListAllOperationsAsync(id, part, options, token)),
                "custom_data_types.list_records" => Both(
                    client.CustomDataTypes.ListAllRecords(id, connection, name, page, pageSize, options, token),
                    client.CustomDataTypes.ListAllRecordsAsync(id, connection, name, page, pageSize, options, token)),
                _ => throw new CheckException($"the runner does not know how to iterate {operation}"),
            };
        }

        private static async Task<string> Both<T>(IEnumerable<T> rows, IAsyncEnumerable<T> rowsAsync)
        {
            var all = new List<T>();
            await foreach (var row in rowsAsync)
            {
                all.Add(row);
            }
            var result = JsonSerializer.Serialize(all);
            Check.Equal(result, JsonSerializer.Serialize(rows.ToList()));
            return $"{{\"result\":{result},\"meta\":{{}}}}";
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

        /// <summary>The same for a model that keeps unknown fields, which identifiers would be.</summary>
        private static T Read<T>(JsonElement input, params string[] identifiers) => Read<T>(Json.Parse(JsonSerializer.Serialize(
            input.EnumerateObject().Where(field => !identifiers.Contains(field.Name)).ToDictionary(field => field.Name, field => field.Value))));

        private static IEnumerable<SyncSetting> SyncSettings(JsonElement input) =>
            input.TryGetProperty("settings", out var settings) ? Read<List<SyncSetting>>(settings) : null!;

        private static bool Overrides(JsonElement input) => Json.Member(input, "overridesDefaults").ValueKind != JsonValueKind.False;

        private static string Text(JsonElement input, string name) => TextIfAny(input, name) ?? "";

        private static string? TextIfAny(JsonElement input, string name) =>
            Json.Member(input, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

        private static int? Number(JsonElement input, string name) =>
            Json.Member(input, name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : (int?)null;

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
