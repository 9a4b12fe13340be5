using System;
using System.Collections.Generic;
using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>Companies to create, each exactly once.</summary>
    public sealed class CreateMany : IInput
    {
        /// <summary>The companies: required.</summary>
        public IList<CompanyRequest> Companies { get; set; } = new List<CompanyRequest>();

        /// <summary>
        /// How many at a time, 1 to 64, and never more than <see cref="CodatClientOptions.MaxConnections"/>. Default: 10.
        /// </summary>
        public int? Concurrency { get; set; }

        /// <summary>
        /// The path of a file that remembers the run; created if it does not exist. It belongs to this one list, holds no
        /// secrets, and is in use by one run at a time. Default: none, and the run cannot be resumed.
        /// </summary>
        public string? Journal { get; set; }

        /// <summary>
        /// The tag to search by when the service no longer remembers a company's key: each company must have it, with
        /// another value for each. Default: by name, description and tags together.
        /// </summary>
        public string? LookupTag { get; set; }

        void IInput.Write(Utf8JsonWriter writer)
        {
            writer.WriteStartArray("companies");
            for (var i = 0; i < (Companies ?? throw new ArgumentNullException(nameof(Companies))).Count; i++)
            {
                IInput company = Companies[i] ?? throw new ArgumentNullException($"{nameof(Companies)}[{i}]");
                writer.WriteStartObject();
                company.Write(writer);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.Write("concurrency", Concurrency);
            writer.WriteString("journal", Journal);
            writer.WriteString("lookupTag", LookupTag);
        }
    }
}
