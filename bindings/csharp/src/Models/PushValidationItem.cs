using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>Something to observe when a record is pushed.</summary>
    public sealed class PushValidationItem : CodatModel
    {
        /// <summary>The field.</summary>
        [JsonPropertyName("field")]
        public string? Field { get; set; }

        /// <summary>What to observe.</summary>
        [JsonPropertyName("details")]
        public string? Details { get; set; }

        /// <summary>The URL of an explanation.</summary>
        [JsonPropertyName("ref")]
        public string? Reference { get; set; }
    }
}
