using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>An attempt to deliver a <see cref="SandboxWebhook"/>.</summary>
    public sealed class SandboxAttempt : CodatModel
    {
        /// <summary>When it ended.</summary>
        [JsonPropertyName("at")]
        public string At { get; set; } = "";

        /// <summary>The HTTP status of the response; null if there was none.</summary>
        [JsonPropertyName("status")]
        public int? Status { get; set; }

        /// <summary>Why there was none.</summary>
        [JsonPropertyName("error")]
        public string? Error { get; set; }
    }
}
