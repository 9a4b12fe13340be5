using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>A source of further properties.</summary>
    public sealed class SupplementalDataSource : CodatModel
    {
        /// <summary>The path in the source, such as <c>/Invoices</c>.</summary>
        [JsonPropertyName("dataSource")]
        public string? DataSource { get; set; }

        /// <summary>The properties of the source that are pulled, by the names that you chose.</summary>
        [JsonPropertyName("pullData")]
        public IReadOnlyDictionary<string, string>? PullData { get; set; }

        /// <summary>The properties of the source that are pushed, by the names that you chose.</summary>
        [JsonPropertyName("pushData")]
        public IReadOnlyDictionary<string, string>? PushData { get; set; }
    }
}
