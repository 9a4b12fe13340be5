using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>Which part of a list to get.</summary>
    public sealed class ListOptions : IInput
    {
        /// <summary>Which page, from 1. Default: 1.</summary>
        public int? Page { get; set; }

        /// <summary>How many on a page, 1 to 5000. Default: 100.</summary>
        public int? PageSize { get; set; }

        /// <summary>A filter in the service's query language, such as <c>status=Linked</c>.</summary>
        public string? Query { get; set; }

        /// <summary>A property to order by, <c>-created</c> for descending.</summary>
        public string? OrderBy { get; set; }

        void IInput.Write(Utf8JsonWriter writer)
        {
            writer.Write("page", Page);
            writer.Write("pageSize", PageSize);
            writer.WriteString("query", Query);
            writer.WriteString("orderBy", OrderBy);
        }
    }
}
