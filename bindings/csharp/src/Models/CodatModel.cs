using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>An object of the service's.</summary>
    /// <remarks>
    /// When responses are read, only these fields must be there: the <c>id</c> or key of a single resource, the
    /// <c>results</c> of a list, the settings or origins that were asked for, a token, the <c>redirectUrl</c> of a
    /// profile, and the <c>type</c> of a <see cref="PushOption"/>.
    /// A field that is missing or null keeps its property's default: null, or if a property cannot be null, an empty
    /// text, an empty list, zero or false.
    /// </remarks>
    public abstract class CodatModel
    {
        private Dictionary<string, JsonElement>? _extra;

        /// <summary>
        /// Fields that this version has no property for, by their names in JSON. They are written back when the
        /// object is serialized.
        /// </summary>
        [JsonExtensionData]
        public Dictionary<string, JsonElement> Extra
        {
            // Most objects have none.
            get => _extra ??= new Dictionary<string, JsonElement>();
            set => _extra = value;
        }
    }

    /// <summary>An object that the service returns from a call.</summary>
    public abstract class CodatAnswer : CodatModel
    {
        private CallMeta? _meta;

        /// <summary>
        /// What is known about the call that returned this; empty in an object that is part of another.
        /// </summary>
        [JsonIgnore]
        public CallMeta Meta
        {
            get => _meta ??= new CallMeta();
            internal set => _meta = value;
        }

        /// <summary>Reads what the reader of JSON left over. What it throws is a response that does not fit.</summary>
        internal virtual void Complete(JsonSerializerOptions options)
        {
        }
    }
}
