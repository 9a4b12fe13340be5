using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>The web origins that may call the service.</summary>
    public sealed class CorsSettings : CodatAnswer
    {
        /// <summary>The origins, such as <c>https://example.com</c>.</summary>
        [JsonPropertyName("allowedOrigins")]
        public IReadOnlyList<string> AllowedOrigins { get; set; } = Array.Empty<string>();
    }
}
