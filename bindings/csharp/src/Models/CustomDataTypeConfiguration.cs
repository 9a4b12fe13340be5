using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>How a custom data type is built from the source.</summary>
    public sealed class CustomDataTypeConfiguration : CodatAnswer, IInput
    {
        /// <summary>The path in the source, such as <c>api/purchaseOrders</c>: required.</summary>
        [JsonPropertyName("dataSource")]
        public string? DataSource { get; set; }

        /// <summary>JSONPaths of the properties in the source, by the names that you chose: required.</summary>
        [JsonPropertyName("requiredData")]
        public IReadOnlyDictionary<string, string>? RequiredData { get; set; }

        /// <summary>JSONPaths of the properties that identify a record: required.</summary>
        [JsonPropertyName("keyBy")]
        public IReadOnlyList<string>? KeyBy { get; set; }

        /// <summary>JSONPaths of the property with the date of the last change.</summary>
        [JsonPropertyName("sourceModifiedDate")]
        public IReadOnlyList<string>? SourceModifiedDate { get; set; }

        void IInput.Write(Utf8JsonWriter writer)
        {
            writer.WriteString("dataSource", DataSource);
            writer.Write("requiredData", RequiredData);
            writer.Write("keyBy", KeyBy);
            writer.Write("sourceModifiedDate", SourceModifiedDate);
            writer.WriteExtra(this);
        }
    }
}
