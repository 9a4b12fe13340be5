using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>A group of companies, for sorting them. It can be neither renamed nor deleted.</summary>
    public sealed class Group : CodatAnswer
    {
        /// <summary>Its identifier.</summary>
        [JsonPropertyName("id")]
        public string Id { get; set; } = "";

        /// <summary>Its name; within a company, the service may leave it out.</summary>
        [JsonPropertyName("name")]
        public string? Name { get; set; }
    }
}
