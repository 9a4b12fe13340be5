using System;
using System.Text.Json;

namespace Codat.Interop
{
    /// <summary>A request: fields of an operation's input.</summary>
    internal interface IInput
    {
        void Write(Utf8JsonWriter writer);
    }

    /// <summary>What operations take: identifiers and a request's fields side by side in one flat object.</summary>
    internal static class Input
    {
        private static readonly JsonSerializerOptions WithoutNulls = new JsonSerializerOptions
        {
            // The option that replaces it is missing in older runtimes.
#pragma warning disable SYSLIB0020
            IgnoreNullValues = true,
#pragma warning restore SYSLIB0020
        };

        /// <summary>A request that may not be left out.</summary>
        internal static T Given<T>(T request) where T : class, IInput =>
            request ?? throw new ArgumentNullException(nameof(request));

        internal static byte[] Of(IInput? request, params (string Name, object? Value)[] members) =>
            NativeText.Json(writer =>
            {
                foreach (var (name, value) in members)
                {
                    writer.Write(name, value);
                }
                request?.Write(writer);
            });

        /// <summary>Writes a field; null counts as not given, and is left out.</summary>
        internal static void Write<T>(this Utf8JsonWriter writer, string name, T value)
        {
            if (value is null)
            {
                return;
            }
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, value);
        }

        /// <summary>Writes a field that holds models, without their fields that are null.</summary>
        internal static void WriteModels<T>(this Utf8JsonWriter writer, string name, T models)
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, models, WithoutNulls);
        }

        /// <summary>Writes what a model has in its <see cref="CodatModel.Extra"/>: the library refuses it by name.</summary>
        internal static void WriteExtra(this Utf8JsonWriter writer, CodatModel model)
        {
            foreach (var field in model.Extra)
            {
                writer.Write(field.Key, field.Value);
            }
        }
    }
}
