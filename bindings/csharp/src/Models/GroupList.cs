using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>All groups of the client.</summary>
    public sealed class GroupList : CodatAnswer
    {
        /// <summary>The groups.</summary>
        [JsonPropertyName("results")]
        public IReadOnlyList<Group> Results { get; set; } = null!;

        internal override string? FirstMissing => Results is null ? "results" : MissingIn("results", Results);
    }
}
