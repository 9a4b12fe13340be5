using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>All groups of the client.</summary>
    public sealed class GroupList : CodatAnswer
    {
        /// <summary>The groups.</summary>
        [JsonPropertyName("results")]
        public IReadOnlyList<Group> Results { get; set; } = null!;

        internal override string? FirstMissing =>
            Results is null ? "results" : Results.Any(group => group?.Id is null) ? "results[].id" : null;
    }
}
