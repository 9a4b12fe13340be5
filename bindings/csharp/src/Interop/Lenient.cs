using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat.Interop
{
    /// <summary>How response JSON is read: null counts as absent, everywhere.</summary>
    internal static class Lenient
    {
        /// <summary>
        /// The library lets responses nest up to 128 levels; the JSON around them adds a few.
        /// </summary>
        private const int MaxDepth = 128 + 8;

        internal static readonly JsonSerializerOptions Options = new JsonSerializerOptions
        {
            MaxDepth = MaxDepth,
            // The option that replaces it is for writing only.
#pragma warning disable SYSLIB0020
            IgnoreNullValues = true,
#pragma warning restore SYSLIB0020
            Converters =
            {
                new NumberConverter<long>(number => checked((long)number)),
                new NumberConverter<int>(number => checked((int)number)),
                new ValueConverter<bool>(),
                new CollectionConverterFactory(typeof(IReadOnlyDictionary<,>), typeof(MapConverter<>)),
                new CollectionConverterFactory(typeof(IReadOnlyList<>), typeof(ListConverter<>)),
            },
        };

        private static readonly JsonSerializerOptions Plain = new JsonSerializerOptions();

        private static JsonConverter<T> BuiltIn<T>(JsonSerializerOptions options) =>
            (JsonConverter<T>)options.GetConverter(typeof(T));

        /// <summary>Null is the type's default.</summary>
        private class ValueConverter<T> : JsonConverter<T> where T : struct
        {
            private static readonly JsonConverter<T> Strict = BuiltIn<T>(Plain);

            public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
                reader.TokenType == JsonTokenType.Null ? default : Strict.Read(ref reader, type, options);

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                Strict.Write(writer, value, options);
        }

        /// <summary>A whole number may come with a fraction, which is cut off.</summary>
        private sealed class NumberConverter<T> : ValueConverter<T> where T : struct
        {
            private readonly Func<double, T> _whole;

            internal NumberConverter(Func<double, T> whole) => _whole = whole;

            public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
            {
                if (reader.TokenType != JsonTokenType.Number || reader.TryGetInt64(out _))
                {
                    return base.Read(ref reader, type, options);
                }
                try
                {
                    return _whole(reader.GetDouble());
                }
                catch (OverflowException)
                {
                    throw new JsonException();
                }
            }
        }

        /// <summary>A value that is null is not there.</summary>
        private sealed class MapConverter<T> : JsonConverter<IReadOnlyDictionary<string, T>>
        {
            public override IReadOnlyDictionary<string, T> Read(
                ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
            {
                Dictionary<string, T> values;
                try
                {
                    values = BuiltIn<Dictionary<string, T>>(options)
                        .Read(ref reader, typeof(Dictionary<string, T>), options)!;
                }
                catch (JsonException)
                {
                    // Its message has the name, which is the customer's.
                    throw new JsonException();
                }
                return values.Where(entry => !(entry.Value is null)).ToDictionary(entry => entry.Key, entry => entry.Value);
            }

            public override void Write(
                Utf8JsonWriter writer, IReadOnlyDictionary<string, T> value, JsonSerializerOptions options) =>
                JsonSerializer.Serialize(writer, value);
        }

        /// <summary>An entry that is null is not there.</summary>
        private sealed class ListConverter<T> : JsonConverter<IReadOnlyList<T>>
        {
            public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
            {
                var list = BuiltIn<List<T>>(options).Read(ref reader, typeof(List<T>), options)!;
                list.RemoveAll(entry => entry is null);
                return list;
            }

            public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) =>
                JsonSerializer.Serialize(writer, value);
        }

        private sealed class CollectionConverterFactory : JsonConverterFactory
        {
            private readonly Type _collection;
            private readonly Type _converter;

            internal CollectionConverterFactory(Type collection, Type converter) =>
                (_collection, _converter) = (collection, converter);

            public override bool CanConvert(Type type) =>
                type.IsGenericType && type.GetGenericTypeDefinition() == _collection;

            public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
                (JsonConverter)Activator.CreateInstance(
                    _converter.MakeGenericType(type.GetGenericArguments()[^1]))!;
        }
    }
}
