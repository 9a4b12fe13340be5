using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>Which companies to list.</summary>
    public sealed class ListCompanies : IInput
    {
        /// <summary>Which page, from 1. Default: 1.</summary>
        public int? Page { get; set; }

        /// <summary>How many on a page, 1 to 5000. Default: 100.</summary>
        public int? PageSize { get; set; }

        /// <summary>A filter in the service's query language, such as <c>name~bakery</c>.</summary>
        public string? Query { get; set; }

        /// <summary>What to order by, such as <c>name</c>, or <c>-name</c> for descending.</summary>
        public string? OrderBy { get; set; }

        /// <summary>A filter by tags, such as <c>region=uk &amp;&amp; team=invoice-finance</c>.</summary>
        public string? Tags { get; set; }

        void IInput.Write(Utf8JsonWriter writer)
        {
            writer.Write("page", Page);
            writer.Write("pageSize", PageSize);
            writer.WriteString("query", Query);
            writer.WriteString("orderBy", OrderBy);
            writer.WriteString("tags", Tags);
        }
    }
}
