using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>Any request of a scenario, and the extra fields of its typed calls.</summary>
    internal static class AnyCalls
    {
        internal static async Task<string> Request(
            CodatClient client, string operation, JsonElement input, CallOptions? options, CancellationToken cancellation)
        {
            var verb = operation.Substring("request.".Length);
            var method = new HttpMethod(verb == "list" ? "GET" : verb.ToUpperInvariant());
            var query = Fields(input, "query") ?? new Dictionary<string, object?>();
            if (input.TryGetProperty("page", out var page))
            {
                query["page"] = page;
            }
            var request = new AnyRequest { Query = query };
            if (input.TryGetProperty("body", out var body))
            {
                request.Body = body;
            }
            var reply = await client.RequestAsync<JsonElement?>(method, Path(input), request, options, cancellation);
            return JsonSerializer.Serialize(new { result = reply.Result, meta = reply.Meta });
        }

        internal static async Task<string> Iterate(
            CodatClient client, JsonElement input, CallOptions? options, CancellationToken cancellation)
        {
            var result = new List<JsonElement>();
            var query = Fields(input, "query");
            await foreach (var row in client.ListAllAsync<JsonElement>(Path(input), query, 1, options, cancellation))
            {
                result.Add(row);
            }
            return JsonSerializer.Serialize(new { result });
        }

        /// <summary>Turns the field extra of an input into the option of that name.</summary>
        internal static JsonElement WithoutExtra(JsonElement input, ref CallOptions? options)
        {
            if (!(Fields(input, "extra") is Dictionary<string, object?> extra))
            {
                return input;
            }
            options ??= new CallOptions();
            options.Extra = extra;
            var others = input.EnumerateObject().Where(field => field.Name != "extra");
            return Json.Parse(JsonSerializer.Serialize(others.ToDictionary(field => field.Name, field => field.Value)));
        }

        private static string Path(JsonElement input) => input.GetProperty("path").GetString()!;

        private static Dictionary<string, object?>? Fields(JsonElement input, string name) =>
            input.TryGetProperty(name, out var value)
                ? value.EnumerateObject().ToDictionary(field => field.Name, field => (object?)field.Value)
                : null;
    }
}
