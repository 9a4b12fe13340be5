using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>The outcome of a list of companies; see <see cref="CompaniesClient.CreateMany"/>.</summary>
    public sealed class CreateManyOutcome : CodatAnswer
    {
        /// <summary>How many there are.</summary>
        [JsonPropertyName("total")]
        public int Total { get; set; }

        /// <summary>How many this run created.</summary>
        [JsonPropertyName("created")]
        public int Created { get; set; }

        /// <summary>How many a request had created whose response was lost.</summary>
        [JsonPropertyName("found")]
        public int Found { get; set; }

        /// <summary>How many an earlier run had made.</summary>
        [JsonPropertyName("resumed")]
        public int Resumed { get; set; }

        /// <summary>How many were not made, or are of unknown fate.</summary>
        [JsonPropertyName("failed")]
        public int Failed { get; set; }

        /// <summary>How many were not sent.</summary>
        [JsonPropertyName("notTried")]
        public int NotTried { get; set; }

        /// <summary>
        /// Why not all were tried: the kind of the failure that all others would share, such as
        /// <c>payment_required</c>, or <c>cancelled</c>, <c>timeout</c>; null if all were.
        /// </summary>
        [JsonPropertyName("stopped")]
        public string? Stopped { get; set; }

        /// <summary>Each, in the order of the list.</summary>
        [JsonPropertyName("results")]
        public IReadOnlyList<CreateManyResult> Results { get; set; } = Array.Empty<CreateManyResult>();
    }
}
