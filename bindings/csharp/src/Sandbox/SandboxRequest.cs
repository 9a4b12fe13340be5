using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>A request that a <see cref="CodatSandbox"/> saw.</summary>
    public sealed class SandboxRequest : CodatModel
    {
        /// <summary>Its number, rising.</summary>
        [JsonPropertyName("id")]
        public long Id { get; set; }

        /// <summary>The HTTP method.</summary>
        [JsonPropertyName("method")]
        public string Method { get; set; } = "";

        /// <summary>The path, without the query.</summary>
        [JsonPropertyName("path")]
        public string Path { get; set; } = "";

        /// <summary>The query, as it came.</summary>
        [JsonPropertyName("query")]
        public string Query { get; set; } = "";

        /// <summary>The headers, their names in lower case; without the key.</summary>
        [JsonPropertyName("headers")]
        public IReadOnlyDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

        /// <summary>The body; its first 64 KiB.</summary>
        [JsonPropertyName("body")]
        public string Body { get; set; } = "";

        /// <summary>The HTTP status of the response; null if none was sent.</summary>
        [JsonPropertyName("status")]
        public int? Status { get; set; }

        /// <summary>The response's body; its first 64 KiB. Null if none was sent.</summary>
        [JsonPropertyName("answer")]
        public string? Answer { get; set; }
    }
}
