using System.Collections.Generic;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Codat.Tests
{
    /// <summary>What scenarios need of JSON.</summary>
    internal static class Json
    {
        internal static JsonElement Parse(string text)
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }

        /// <summary>A field, or an undefined value if there is none.</summary>
        internal static JsonElement Member(JsonElement value, string name) =>
            value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : default;

        internal static bool IsAbsent(JsonElement value) =>
            value.ValueKind == JsonValueKind.Undefined || value.ValueKind == JsonValueKind.Null;

        /// <summary>What a JSON pointer points to.</summary>
        internal static JsonElement At(JsonElement value, string pointer) =>
            pointer.Split('/').Skip(1).Aggregate(value, (inner, name) =>
                inner.ValueKind == JsonValueKind.Array ? inner[int.Parse(name)] : inner.GetProperty(name));

        /// <summary>The value with <c>${name}</c> filled in, in every string.</summary>
        internal static JsonElement Resolve(JsonElement value, IReadOnlyDictionary<string, string> names) =>
            // A name's text is fitted into the text of a JSON string, so it is escaped like one.
            Parse(Regex.Replace(value.GetRawText(), @"\$\{(\w+)\}", match =>
                JavaScriptEncoder.Default.Encode(names[match.Groups[1].Value])));
    }
}
