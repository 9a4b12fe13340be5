using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>All API keys of the account, at most 10.</summary>
    public sealed class ApiKeyList : CodatAnswer
    {
        /// <summary>The keys.</summary>
        [JsonPropertyName("results")]
        public IReadOnlyList<ApiKey> Results { get; set; } = Array.Empty<ApiKey>();
    }
}
