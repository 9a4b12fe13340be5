using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>An object of the service's.</summary>
    public abstract class CodatModel
    {
        private Dictionary<string, JsonElement>? _extra;

        /// <summary>
        /// Members that this version has no property for, by their names in JSON. They are written back when the
        /// object is serialized.
        /// </summary>
        [JsonExtensionData]
        public Dictionary<string, JsonElement> Extra
        {
            // Most objects have none.
            get => _extra ??= new Dictionary<string, JsonElement>();
            set => _extra = value;
        }

        /// <summary>The first member that is required and is not there.</summary>
        internal virtual string? FirstMissing => null;

        /// <summary>The first such member within a member of this object, as a path.</summary>
        private protected static string? MissingIn(string name, CodatModel? model) =>
            model?.FirstMissing is string member ? $"{name}.{member}" : null;

        /// <summary>The first such member within a list, as a path; an entry that is null lacks everything.</summary>
        private protected static string? MissingIn(string name, IReadOnlyList<CodatModel?>? models)
        {
            for (var i = 0; i < models?.Count; i++)
            {
                if (models[i] is CodatModel model)
                {
                    if (model.FirstMissing is string member)
                    {
                        return $"{name}[].{member}";
                    }
                }
                else
                {
                    return $"{name}[]";
                }
            }
            return null;
        }
    }

    /// <summary>An object that the service answers a call with.</summary>
    public abstract class CodatAnswer : CodatModel
    {
        /// <summary>
        /// What is known about the call that returned this; empty in an object that is part of another.
        /// </summary>
        [JsonIgnore]
        public CallMeta Meta { get; internal set; } = CallMeta.None;
    }
}
