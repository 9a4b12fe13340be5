using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat.Interop
{
    /// <summary>Reads and writes a set of names that may grow: unknown ones pass through.</summary>
    internal abstract class OpenEnumConverter<T> : JsonConverter<T> where T : struct
    {
        private readonly Func<string, T> _of;

        protected OpenEnumConverter(Func<string, T> of) => _of = of;

        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType switch
            {
                JsonTokenType.String => _of(reader.GetString()!),
                JsonTokenType.Null => default,
                _ => throw new JsonException(),
            };

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
