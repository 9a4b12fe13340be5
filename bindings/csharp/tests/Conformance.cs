using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>Runs the scenarios of tests/conformance; the README there has their format.</summary>
    internal static class Conformance
    {
        internal static async Task Run(Runner runner)
        {
            var files = Directory.GetFiles(Repository.PathOf("tests/conformance/scenarios"), "*.json");
            Array.Sort(files, StringComparer.Ordinal);
            foreach (var file in files)
            {
                var name = Path.GetFileNameWithoutExtension(file);
                await runner.Test($"conformance/{name}", async () =>
                {
                    var passed = false;
                    try
                    {
                        await new Scenario(File.ReadAllText(file)).Run();
                        passed = true;
                    }
                    finally
                    {
                        Report(name, passed);
                    }
                });
            }
            await runner.Test("conformance runs all scenarios", () => Check.That(files.Length > 0, "there are none"));
        }

        /// <summary>Adds a line to the table of scenarios and languages, where one is wanted.</summary>
        private static void Report(string name, bool passed)
        {
            var path = Environment.GetEnvironmentVariable("CODAT_CONFORMANCE_REPORT");
            if (path != null)
            {
                File.AppendAllText(path, $"csharp\t{name}\t{(passed ? "pass" : "fail")}\n");
            }
        }

        private sealed class Scenario
        {
            private readonly JsonElement _scenario;
            private readonly Dictionary<string, string> _names = new Dictionary<string, string>();

            internal Scenario(string text) => _scenario = JsonDocument.Parse(text).RootElement;

            internal async Task Run()
            {
                // No day ends, and no quota is renewed, while a scenario runs.
                var noon = new DateTimeOffset(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);
                using var sandbox = CodatSandbox.Start(new CodatSandboxOptions { StartTime = noon });
                var heard = new List<CodatLogEvent>();
                using var client = sandbox.CreateClient(options =>
                {
                    TypedCalls.Configure(options, Member(_scenario, "client"));
                    options.Log = heard.Add;
                    options.LogLevel = CodatLogLevel.Debug;
                });
                _names["baseUrl"] = sandbox.BaseUrl;
                _names["apiKey"] = sandbox.ApiKey;
                var number = 0;
                foreach (var unresolved in _scenario.GetProperty("steps").EnumerateArray())
                {
                    number++;
                    var step = Json.Resolve(unresolved, _names);
                    var times = Member(step, "times").ValueKind == JsonValueKind.Number ? step.GetProperty("times").GetInt32() : 1;
                    for (var i = 0; i < times; i++)
                    {
                        heard.Clear();
                        var text = await Perform(sandbox, client, step);
                        Expect($"step {number}", step, text);
                        if (Member(Member(step, "expect"), "log") is { ValueKind: JsonValueKind.Array } log)
                        {
                            Pattern.Check($"step {number}: log", log, Json.Parse(Lines(heard)));
                        }
                    }
                }
            }

            /// <summary>The events under the names that they have in JSON.</summary>
            private static string Lines(IEnumerable<CodatLogEvent> heard) => JsonSerializer.Serialize(heard.Select(each => new
            {
                level = each.Level.ToString().ToLowerInvariant(),
                @event = each.Event,
                operation = each.Operation,
                attempt = each.Attempt,
                elapsedMs = each.Elapsed.TotalMilliseconds,
                status = each.Status,
                kind = each.Kind,
                outcomeUnknown = each.OutcomeUnknown,
                pauseMs = each.Pause?.TotalMilliseconds,
                correlationId = each.CorrelationId,
                idempotencyKey = each.IdempotencyKey,
            }));

            /// <summary>Does a step; its outcome as response JSON.</summary>
            private static async Task<string> Perform(CodatSandbox sandbox, CodatClient client, JsonElement step)
            {
                var input = step.TryGetProperty("input", out var given) ? given : Json.Parse("{}");
                var options = TypedCalls.Options(Member(step, "context"));
                using var cancelling = Cancelling(Member(step, "cancelAfterMs"));
                try
                {
                    if (step.TryGetProperty("control", out var action))
                    {
                        return sandbox.Control(action.GetString()!, input.GetRawText());
                    }
                    if (step.TryGetProperty("verify", out var webhook))
                    {
                        return TypedCalls.Verify(webhook);
                    }
                    if (step.TryGetProperty("newClient", out var config))
                    {
                        var configuration = new CodatClientOptions();
                        TypedCalls.Configure(configuration, config);
                        new CodatClient(configuration).Dispose();
                        return "{}";
                    }
                    if (step.TryGetProperty("inputText", out var text))
                    {
                        return client.Call(step.GetProperty("call").GetString()!, text.GetString()!, options, cancelling.Token);
                    }
                    if (step.TryGetProperty("iterate", out var list))
                    {
                        if (list.ValueEquals("request.list"))
                        {
                            return await AnyCalls.Iterate(client, input, options, cancelling.Token);
                        }
                        return await TypedCalls.Iterate(client, list.GetString()!, input, options, cancelling.Token);
                    }
                    var called = step.GetProperty("call").GetString()!;
                    if (called.StartsWith("request."))
                    {
                        return await AnyCalls.Request(client, called, input, options, cancelling.Token);
                    }
                    input = AnyCalls.WithoutExtra(input, ref options);
                    return await TypedCalls.Call(client, step.GetProperty("call").GetString()!, input, options, cancelling.Token);
                }
                catch (CodatException e)
                {
                    return TypedCalls.Document(e);
                }
                catch (CodatOperationCanceledException e)
                {
                    return TypedCalls.Document((CodatException)e.InnerException!);
                }
            }

            /// <summary>A source that cancels after so many milliseconds: with 0 it has done so already.</summary>
            private static CancellationTokenSource Cancelling(JsonElement afterMs) =>
                afterMs.ValueKind == JsonValueKind.Number
                    ? new CancellationTokenSource(afterMs.GetInt32())
                    : new CancellationTokenSource();

            private void Expect(string place, JsonElement step, string text)
            {
                var document = Json.Parse(text);
                var expect = Member(step, "expect");
                if (Member(expect, "error").ValueKind == JsonValueKind.Undefined && document.TryGetProperty("error", out var error))
                {
                    throw new CheckException($"{place}: failed: {error}");
                }
                foreach (var part in new[] { "result", "error", "meta" })
                {
                    if (Member(expect, part) is { ValueKind: var kind } pattern && kind != JsonValueKind.Undefined)
                    {
                        Pattern.Check($"{place}: {part}", pattern, Member(document, part));
                    }
                }
                if (Member(expect, "text") is { ValueKind: JsonValueKind.String } wanted)
                {
                    Codat.Tests.Check.Contains(wanted.GetString()!, text);
                }
                if (Member(step, "save") is { ValueKind: JsonValueKind.Object } saved)
                {
                    foreach (var save in saved.EnumerateObject())
                    {
                        _names[save.Name] = Json.At(document, save.Value.GetString()!).GetString()!;
                    }
                }
            }

            private static JsonElement Member(JsonElement value, string name) => Json.Member(value, name);
        }
    }
}
