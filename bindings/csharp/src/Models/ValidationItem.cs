using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>Something that the service found in data.</summary>
    public sealed class ValidationItem : CodatModel
    {
        /// <summary>The rule.</summary>
        [JsonPropertyName("ruleId")]
        public string? RuleId { get; set; }

        /// <summary>The record or field.</summary>
        [JsonPropertyName("itemId")]
        public string? ItemId { get; set; }

        /// <summary>What it is, in words.</summary>
        [JsonPropertyName("message")]
        public string? Message { get; set; }

        /// <summary>Which part of the service found it.</summary>
        [JsonPropertyName("validatorName")]
        public string? ValidatorName { get; set; }
    }
}
