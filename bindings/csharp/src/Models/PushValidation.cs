using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>What to observe when a record is pushed.</summary>
    public sealed class PushValidation : CodatModel
    {
        /// <summary>Warnings.</summary>
        [JsonPropertyName("warnings")]
        public IReadOnlyList<PushValidationItem>? Warnings { get; set; }

        /// <summary>Information.</summary>
        [JsonPropertyName("information")]
        public IReadOnlyList<PushValidationItem>? Information { get; set; }
    }
}
