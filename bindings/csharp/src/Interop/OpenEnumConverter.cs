using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat.Interop
{
    /// <summary>A set of names that may grow.</summary>
    internal interface IOpenEnum<T>
    {
        /// <summary>The value with this name, known or not.</summary>
        T Of(string text);
    }

    /// <summary>Reads and writes a set of names that may grow: unknown ones pass through.</summary>
    internal sealed class OpenEnumConverter<T> : JsonConverter<T> where T : struct, IOpenEnum<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType switch
            {
                JsonTokenType.String => default(T).Of(reader.GetString()!),
                JsonTokenType.Null => default,
                _ => throw new JsonException(),
            };

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
