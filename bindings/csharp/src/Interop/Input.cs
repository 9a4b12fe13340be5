using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Codat.Interop
{
    /// <summary>A request: members of an operation's input.</summary>
    internal interface IInput
    {
        void Write(Utf8JsonWriter writer);
    }

    /// <summary>What operations take: identifiers and a request's members side by side in one flat object.</summary>
    internal static class Input
    {
        /// <summary>A request that may not be left out.</summary>
        internal static T Given<T>(T request) where T : class, IInput =>
            request ?? throw new ArgumentNullException(nameof(request));

        internal static byte[] Of(IInput? request, params (string Name, object? Value)[] members) =>
            NativeText.Json(writer =>
            {
                foreach (var (name, value) in members)
                {
                    // null counts as not given.
                    writer.WritePropertyName(name);
                    JsonSerializer.Serialize(writer, value);
                }
                request?.Write(writer);
            });

        internal static void Write(this Utf8JsonWriter writer, string name, int? value)
        {
            if (value is int number)
            {
                writer.WriteNumber(name, number);
            }
        }

        internal static void Write(this Utf8JsonWriter writer, string name, IEnumerable<string>? value)
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, value);
        }
    }
}
