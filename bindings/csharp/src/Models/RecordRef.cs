using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>Names a record.</summary>
    public sealed class RecordRef : CodatModel
    {
        /// <summary>Its identifier.</summary>
        [JsonPropertyName("id")]
        public string? Id { get; set; }

        /// <summary>Its data type.</summary>
        [JsonPropertyName("dataType")]
        public string? DataType { get; set; }
    }
}
