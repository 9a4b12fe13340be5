using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>The outcome of one company of a list is known.</summary>
    public sealed class CreateManyEvent : CreateManyResult
    {
        /// <summary>Of how many something became until now, this one included.</summary>
        [JsonPropertyName("done")]
        public int Done { get; set; }

        /// <summary>How many there are.</summary>
        [JsonPropertyName("total")]
        public int Total { get; set; }

        /// <summary>The company, if this run created or found it.</summary>
        [JsonPropertyName("company")]
        public Company? Company { get; set; }
    }
}
