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
    }
}
