using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>An object of the service's.</summary>
    public abstract class CodatModel
    {
        /// <summary>
        /// Members that this version has no property for, by their names in JSON. They are written back when the
        /// object is serialized.
        /// </summary>
        [JsonExtensionData]
        public Dictionary<string, JsonElement> Extra { get; set; } = new Dictionary<string, JsonElement>();

        /// <summary>The first member that is required and is not there.</summary>
        internal virtual string? FirstMissing => null;

        /// <summary>The first such member within a member of this object, as a path.</summary>
        private protected static string? MissingIn(string name, CodatModel? model) =>
            model?.FirstMissing is string member ? $"{name}.{member}" : null;

        /// <summary>The first such member within a list, as a path; an entry that is null lacks everything.</summary>
        private protected static string? MissingIn(string name, IEnumerable<CodatModel?>? models) => models?
            .Select(model => model is null ? $"{name}[]" : MissingIn($"{name}[]", model))
            .FirstOrDefault(member => member != null);
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
