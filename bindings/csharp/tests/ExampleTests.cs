using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>
    /// The examples of the service's OpenAPI documents, which are in the folder that <c>CODAT_OAS_DIR</c> names, fit the
    /// models.
    /// </summary>
    internal static class ExampleTests
    {
        internal static async Task Run(Runner runner)
        {
            var folder = Environment.GetEnvironmentVariable("CODAT_OAS_DIR");
            if (string.IsNullOrEmpty(folder))
            {
                Console.WriteLine("skipped examples: CODAT_OAS_DIR is not set");
                return;
            }
            var operations = OperationTests.Operations()
                .Where(operation => operation.TryGetProperty("operationId", out _))
                .ToDictionary(operation => operation.GetProperty("operationId").GetString()!);
            var decoded = 0;
            foreach (var (id, title, example) in Directory.GetFiles(folder, "codat-platform-*.json").SelectMany(Examples))
            {
                // The older OpenAPI document has some under the same name that have become others.
                if (operations.TryGetValue(id, out var operation) && Returns(operation))
                {
                    decoded++;
                    await runner.Test($"examples: {id}, {title}", () => Decodes(operation, example));
                }
            }
            await runner.Test("examples: there are some", () => Check.That(decoded > 20, $"{decoded} examples"));
        }

        private static bool Returns(JsonElement operation) => operation.GetProperty("answer").GetString() != "nothing";

        /// <summary>The examples of successful responses, by the operation's identifier.</summary>
        private static IEnumerable<(string Id, string Title, JsonElement Example)> Examples(string file)
        {
            foreach (var path in Json.Parse(File.ReadAllText(file)).GetProperty("paths").EnumerateObject())
            {
                foreach (var operation in path.Value.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Object))
                {
                    var responses = Json.Member(operation.Value, "responses");
                    foreach (var response in responses.ValueKind == JsonValueKind.Object ? responses.EnumerateObject() : default)
                    {
                        var content = Json.Member(Json.Member(response.Value, "content"), "application/json");
                        var examples = Json.Member(content, "examples");
                        foreach (var example in examples.ValueKind == JsonValueKind.Object ? examples.EnumerateObject() : default)
                        {
                            if (response.Name.StartsWith("2", StringComparison.Ordinal))
                            {
                                var title = $"{example.Name} in {Path.GetFileNameWithoutExtension(file)}";
                                yield return (operation.Value.GetProperty("operationId").GetString()!, title, example.Value.GetProperty("value"));
                            }
                        }
                    }
                }
            }
        }

        private static async Task Decodes(JsonElement operation, JsonElement example)
        {
            var name = operation.GetProperty("name").GetString()!;
            using var server = new Server(_ => example.GetRawText());
            using var client = new CodatClient(new CodatClientOptions { ApiKey = "key", BaseUrl = server.Url.TrimEnd('/') });
            foreach (var input in OperationTests.Inputs(operation))
            {
                var given = Json.Parse(JsonSerializer.Serialize(AsEchoed(operation, input, example)));
                var document = await TypedCalls.Call(client, name, given, null, default);
                Pattern.Check("result", example, Json.Parse(document).GetProperty("result"));
            }
        }

        /// <summary>The input with what the example's response repeats of it: another response would be refused.</summary>
        private static Dictionary<string, object> AsEchoed(JsonElement operation, Dictionary<string, object> input, JsonElement example)
        {
            var echoes = Json.Member(operation, "echoes");
            foreach (var echo in echoes.ValueKind == JsonValueKind.Array ? echoes.EnumerateArray() : default)
            {
                var holder = echo.GetProperty("inRows").GetBoolean() ? example.GetProperty("results")[0] : example;
                var value = Json.Member(holder, echo.GetProperty("field").GetString()!);
                if (value.ValueKind == JsonValueKind.Number)
                {
                    // The number of a page: 0 in some examples.
                    input.Remove(echo.GetProperty("member").GetString()!);
                }
                else if (!Json.IsAbsent(value))
                {
                    var company = Regex.Match(value.ToString(), "/companies/([^/]+)");
                    input[echo.GetProperty("member").GetString()!] = company.Success ? (object)company.Groups[1].Value : value;
                }
            }
            return input;
        }
    }
}
