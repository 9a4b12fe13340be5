using System;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat.Interop
{
    /// <summary>Reads what may not be refused: what does not fit a model is kept in its <see cref="CodatModel.Extra"/>.</summary>
    internal static class Fitting
    {
        /// <summary>As much of an object as fits the model.</summary>
        internal static T Of<T>(JsonElement json) where T : CodatModel => (T)Of(json, typeof(T));

        private static CodatModel Of(JsonElement json, Type type)
        {
            if (Whole(json.GetRawText(), type) is CodatModel whole)
            {
                return whole;
            }
            var members = json.EnumerateObject().ToLookup(member => Whole(Alone(member), type) is CodatModel);
            var fitting = string.Join(",", members[true].Select(member => member.ToString()));
            var model = Whole("{" + fitting + "}", type)!;
            foreach (var member in members[false])
            {
                // The objects in it are read as far as they fit, too.
                var property = type.GetProperties().FirstOrDefault(each => Name(each) == member.Name);
                if (member.Value.ValueKind == JsonValueKind.Object && IsModel(property?.PropertyType))
                {
                    property!.SetValue(model, Of(member.Value, property.PropertyType));
                }
                else
                {
                    model.Extra[member.Name] = member.Value.Clone();
                }
            }
            return model;
        }

        private static string Alone(JsonProperty member) => $"{{{member}}}";

        private static bool IsModel(Type? type) => typeof(CodatModel).IsAssignableFrom(type);

        private static string? Name(PropertyInfo property) => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name;

        private static CodatModel? Whole(string json, Type type)
        {
            try
            {
                return (CodatModel)JsonSerializer.Deserialize(json, type, Lenient.Options)!;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
