using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>What a push operation changed.</summary>
    public sealed class PushChange : CodatModel
    {
        /// <summary>The kind of change.</summary>
        [JsonPropertyName("type")]
        public PushChangeType? Type { get; set; }

        /// <summary>The record that changed.</summary>
        [JsonPropertyName("recordRef")]
        public RecordRef? RecordRef { get; set; }

        /// <summary>The attachment that was added.</summary>
        [JsonPropertyName("attachmentId")]
        public string? AttachmentId { get; set; }
    }
}
