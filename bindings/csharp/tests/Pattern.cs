using System;
using System.Linq;
using System.Text.Json;

namespace Codat.Tests
{
    /// <summary>Fits what came out to what a scenario expects.</summary>
    internal static class Pattern
    {
        internal static void Check(string place, JsonElement pattern, JsonElement value)
        {
            switch (pattern.ValueKind)
            {
                case JsonValueKind.Object when pattern.TryGetProperty("<length>", out var length):
                    Fits(place, pattern, value, value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == length.GetInt32());
                    break;
                case JsonValueKind.Object when pattern.TryGetProperty("<contains>", out var part):
                    Fits(place, pattern, value, Text(value)?.Contains(part.GetString()!) == true);
                    break;
                case JsonValueKind.Object:
                    Fits(place, pattern, value, value.ValueKind == JsonValueKind.Object || !pattern.EnumerateObject().Any());
                    foreach (var member in pattern.EnumerateObject())
                    {
                        Check($"{place}.{member.Name}", member.Value, Json.Member(value, member.Name));
                    }
                    break;
                case JsonValueKind.Array:
                    Fits(place, pattern, value,
                        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == pattern.GetArrayLength());
                    for (var i = 0; i < pattern.GetArrayLength(); i++)
                    {
                        Check($"{place}[{i}]", pattern[i], value[i]);
                    }
                    break;
                case JsonValueKind.String:
                    Fits(place, pattern, value, pattern.GetString() switch
                    {
                        "<absent>" => Json.IsAbsent(value),
                        "<text>" => !string.IsNullOrEmpty(Text(value)),
                        "<number>" => value.ValueKind == JsonValueKind.Number,
                        "<uuid>" => Guid.TryParse(Text(value), out _),
                        var exact => Text(value) == exact,
                    });
                    break;
                case JsonValueKind.Null:
                    Fits(place, pattern, value, Json.IsAbsent(value));
                    break;
                default:
                    // Numbers by their text: they are passed on verbatim.
                    Fits(place, pattern, value, !Json.IsAbsent(value) && value.GetRawText() == pattern.GetRawText());
                    break;
            }
        }

        private static string? Text(JsonElement value) =>
            value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        private static void Fits(string place, JsonElement pattern, JsonElement value, bool fits) =>
            Tests.Check.That(fits, $"{place}: expected {pattern}, found {(Json.IsAbsent(value) ? "nothing" : value.GetRawText())}");
    }
}
