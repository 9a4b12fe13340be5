using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>The outcome of pulling data; see <see cref="RefreshClient.WaitUntilComplete"/>.</summary>
    public sealed class RefreshOutcome : CodatAnswer
    {
        /// <summary>Whether any item failed.</summary>
        [JsonPropertyName("failed")]
        public bool Failed { get; set; }

        /// <summary>The outcome of each.</summary>
        [JsonPropertyName("items")]
        public IReadOnlyList<RefreshItem> Items { get; set; } = Array.Empty<RefreshItem>();
    }
}
