using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>All groups of the client.</summary>
    public sealed class GroupList : CodatAnswer
    {
        /// <summary>The groups.</summary>
        [JsonPropertyName("results")]
        public IReadOnlyList<Group> Results { get; set; } = Array.Empty<Group>();
    }
}
