using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>Something became of one company of a list.</summary>
    public sealed class CreateManyEvent : CodatModel
    {
        /// <summary>Of how many something became until now, this one included.</summary>
        [JsonPropertyName("done")]
        public int Done { get; set; }

        /// <summary>How many there are.</summary>
        [JsonPropertyName("total")]
        public int Total { get; set; }

        /// <summary>Its place in the list, from 0.</summary>
        [JsonPropertyName("index")]
        public int Index { get; set; }

        /// <summary>What became of it.</summary>
        [JsonPropertyName("outcome")]
        public CreateManyFate Outcome { get; set; }

        /// <summary>Its identifier, where it is there.</summary>
        [JsonPropertyName("companyId")]
        public string? CompanyId { get; set; }

        /// <summary>The company, where this run created or found it.</summary>
        [JsonPropertyName("company")]
        public Company? Company { get; set; }

        /// <summary>Why it failed; not thrown.</summary>
        [JsonPropertyName("error")]
        [JsonConverter(typeof(ErrorConverter))]
        public CodatException? Error { get; set; }
    }
}
