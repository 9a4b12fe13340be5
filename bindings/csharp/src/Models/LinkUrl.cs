using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>The URL to send a customer to.</summary>
    public sealed class LinkUrl : CodatAnswer
    {
        /// <summary>The URL.</summary>
        [JsonPropertyName("url")]
        public string Url { get; set; } = "";
    }
}
