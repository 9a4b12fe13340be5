using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>One page of a list.</summary>
    /// <typeparam name="T">What the list is of.</typeparam>
    public sealed class Page<T> : CodatAnswer
    {
        /// <summary>What is on this page.</summary>
        [JsonPropertyName("results")]
        public IReadOnlyList<T> Results { get; set; } = Array.Empty<T>();

        /// <summary>Which page this is, from 1.</summary>
        [JsonPropertyName("pageNumber")]
        public long PageNumber { get; set; }

        /// <summary>How many results a full page has, as the service counted it.</summary>
        [JsonPropertyName("pageSize")]
        public long PageSize { get; set; }

        /// <summary>How many results there are on all pages.</summary>
        [JsonPropertyName("totalResults")]
        public long TotalResults { get; set; }

        /// <summary>The addresses of the other pages.</summary>
        [JsonPropertyName("_links")]
        public Links Links { get; set; } = new Links();
    }
}
