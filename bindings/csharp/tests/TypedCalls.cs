using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>
    /// Calls the typed methods with a scenario's input: each operation both ways, where it only reads, and otherwise
    /// by turns; outcomes come out as documents.
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
            return operation switch
            {
                "companies.list" => Document(isAsync
                    ? await companies.ListAsync(Read<ListCompanies>(input), options, token)
                    : companies.List(Read<ListCompanies>(input), options, token)),
                "companies.create" => Document(isAsync
                    ? await companies.CreateAsync(Read<CompanyRequest>(input), options, token)
                    : companies.Create(Read<CompanyRequest>(input), options, token)),
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

        /// <summary>An exception as the document that it was made from.</summary>
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
                MaxRetries = Json.Member(context, "maxRetries") is { ValueKind: JsonValueKind.Number } retries ? retries.GetInt32() : (int?)null,
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

        /// <summary>A scenario's input has identifiers beside the request's members; those are not the request's.</summary>
        private static T Read<T>(JsonElement input) => JsonSerializer.Deserialize<T>(input.GetRawText(), Loose)!;

        private static string Text(JsonElement input, string name) =>
            Json.Member(input, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

        private static IEnumerable<string>? Texts(JsonElement input, string name) =>
            Json.Member(input, name) is { ValueKind: JsonValueKind.Array } texts
                ? texts.EnumerateArray().Select(text => text.GetString()!)
                : null;
    }
}
