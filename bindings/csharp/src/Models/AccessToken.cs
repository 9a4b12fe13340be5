using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>A token for the service's embeddable user interfaces.</summary>
    public sealed class AccessToken : CodatAnswer
    {
        /// <summary>The token: a secret.</summary>
        [JsonPropertyName("accessToken")]
        public string Token { get; set; } = "";

        /// <summary>How long it is valid, in seconds; 0 if the response does not say.</summary>
        [JsonPropertyName("expiresIn")]
        public long ExpiresIn { get; set; }

        /// <summary>How to present it: <c>Bearer</c>.</summary>
        [JsonPropertyName("tokenType")]
        public string TokenType { get; set; } = "";
    }
}
