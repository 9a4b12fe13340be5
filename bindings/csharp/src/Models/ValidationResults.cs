using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>What the service found in data.</summary>
    public sealed class ValidationResults : CodatAnswer
    {
        /// <summary>What must be resolved before the data can be used.</summary>
        [JsonPropertyName("errors")]
        public IReadOnlyList<ValidationItem>? Errors { get; set; }

        /// <summary>What may need attention.</summary>
        [JsonPropertyName("warnings")]
        public IReadOnlyList<ValidationItem>? Warnings { get; set; }
    }
}
