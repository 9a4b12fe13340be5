using System.Collections.Generic;
using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>What to change of a company; what is null is kept as it is.</summary>
    public sealed class CompanyUpdate : IInput
    {
        /// <summary>Its new name.</summary>
        public string? Name { get; set; }

        /// <summary>Its new description.</summary>
        public string? Description { get; set; }

        /// <summary>Its new tags, in place of all it has: at most 10.</summary>
        public IDictionary<string, string>? Tags { get; set; }

        void IInput.Write(Utf8JsonWriter writer)
        {
            writer.WriteString("name", Name);
            writer.WriteString("description", Description);
            writer.Write("tags", Tags);
        }
    }
}
