using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>The outcome of one company of a list.</summary>
    public class CreateManyResult : CodatModel
    {
        /// <summary>Its place in the list, from 0.</summary>
        [JsonPropertyName("index")]
        public int Index { get; set; }

        /// <summary>Its outcome.</summary>
        [JsonPropertyName("outcome")]
        public CreateManyFate Outcome { get; set; }

        /// <summary>Its identifier, if it is known.</summary>
        [JsonPropertyName("companyId")]
        public string? CompanyId { get; set; }

        /// <summary>
        /// Why it failed; not thrown. If its <see cref="CodatException.OutcomeUnknown"/> is true, start the run again with
        /// the same journal, or create this company with the error's <see cref="CodatException.IdempotencyKey"/>.
        /// </summary>
        [JsonPropertyName("error")]
        [JsonConverter(typeof(ErrorConverter))]
        public CodatException? Error { get; set; }
    }
}
