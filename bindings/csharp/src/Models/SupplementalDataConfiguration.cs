using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>Which further properties of a data type are pulled and pushed.</summary>
    public sealed class SupplementalDataConfiguration : CodatAnswer, IInput
    {
        /// <summary>The sources, by the names that you chose: required.</summary>
        [JsonPropertyName("supplementalDataConfig")]
        public IReadOnlyDictionary<string, SupplementalDataSource>? SupplementalDataConfig { get; set; }

        void IInput.Write(Utf8JsonWriter writer)
        {
            writer.WriteModels("supplementalDataConfig", SupplementalDataConfig);
            writer.WriteExtra(this);
        }
    }
}
