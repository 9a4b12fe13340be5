using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat.Interop
{
    /// <summary>An error that is part of a result, as the exception that a call would have thrown.</summary>
    internal sealed class ErrorConverter : JsonConverter<CodatException?>
    {
        private static readonly Lazy<Dictionary<string, int>> Statuses = new Lazy<Dictionary<string, int>>(() =>
            Enum.GetValues(typeof(CodatErrorKind)).Cast<int>().ToDictionary(Name));

        private static string Name(int status) => NativeText.Constant(NativeMethods.codat_status_name(status));

        public override CodatException? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var details = JsonSerializer.Deserialize<ErrorDetails>(document.RootElement.GetRawText())!;
            var kind = document.RootElement.GetProperty("kind").GetString() ?? "";
            return CodatException.Of(Statuses.Value.GetValueOrDefault(kind), details, CallMeta.None);
        }

        public override void Write(Utf8JsonWriter writer, CodatException? value, JsonSerializerOptions options)
        {
            if (value is null)
            {
                writer.WriteNullValue();
                return;
            }
            writer.WriteStartObject();
            writer.WriteString("kind", Name((int)value.Kind));
            writer.WriteString("message", value.Message);
            writer.WriteString("correlationId", value.CorrelationId);
            writer.WriteBoolean("retryable", value.Retryable);
            writer.WriteBoolean("outcomeUnknown", value.OutcomeUnknown);
            writer.WriteEndObject();
        }
    }
}
