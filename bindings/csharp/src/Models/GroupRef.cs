using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>Names a group in a request.</summary>
    public sealed class GroupRef
    {
        /// <summary>The group's identifier.</summary>
        [JsonPropertyName("id")]
        public string Id { get; set; } = "";
    }
}
