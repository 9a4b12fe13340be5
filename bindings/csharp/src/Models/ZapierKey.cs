using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>An integration key for Zapier.</summary>
    public sealed class ZapierKey : CodatAnswer
    {
        /// <summary>The key: a secret.</summary>
        [JsonPropertyName("key")]
        public string Key { get; set; } = "";
    }
}
