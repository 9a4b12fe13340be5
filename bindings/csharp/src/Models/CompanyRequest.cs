using System.Collections.Generic;
using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>What a company is created or replaced with.</summary>
    public sealed class CompanyRequest : IInput
    {
        /// <summary>
        /// Its name: required. The service removes characters other than letters, digits, white space and
        /// <c>-',&amp;@.?!</c>.
        /// </summary>
        public string Name { get; set; } = "";

        /// <summary>Further words about it.</summary>
        public string? Description { get; set; }

        /// <summary>At most 10 tags: keys of 1 to 27 characters, values of at most 100.</summary>
        public IDictionary<string, string>? Tags { get; set; }

        /// <summary>The groups to put it in.</summary>
        public IList<GroupRef>? Groups { get; set; }

        void IInput.Write(Utf8JsonWriter writer)
        {
            writer.WriteString("name", Name);
            writer.WriteString("description", Description);
            writer.Write("tags", Tags);
            writer.Write("groups", Groups);
        }
    }
}
