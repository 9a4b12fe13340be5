using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>The profile of your account: what customers see on the Link page.</summary>
    public sealed class Profile : CodatAnswer, IInput
    {
        /// <summary>The name that customers see: required.</summary>
        [JsonPropertyName("name")]
        public string Name { get; set; } = "";

        /// <summary>
        /// The URL to which customers return after Link: required. <c>{companyId}</c> and other names in braces are
        /// replaced.
        /// </summary>
        [JsonPropertyName("redirectUrl")]
        public string RedirectUrl { get; set; } = "";

        /// <summary>The URL of the logo.</summary>
        [JsonPropertyName("logoUrl")]
        public string? LogoUrl { get; set; }

        /// <summary>The URL of the icon.</summary>
        [JsonPropertyName("iconUrl")]
        public string? IconUrl { get; set; }

        /// <summary>The URLs that may call the service; if there are none, all may.</summary>
        [JsonPropertyName("whiteListUrls")]
        public IReadOnlyList<string>? WhiteListUrls { get; set; }

        /// <summary>The account's API key: a secret.</summary>
        [JsonPropertyName("apiKey")]
        public string? ApiKey { get; set; }

        /// <summary>Whether customers are asked to confirm their company's name.</summary>
        [JsonPropertyName("confirmCompanyName")]
        public bool? ConfirmCompanyName { get; set; }

        void IInput.Write(Utf8JsonWriter writer)
        {
            writer.WriteString("name", Name);
            writer.WriteString("redirectUrl", RedirectUrl);
            writer.WriteString("logoUrl", LogoUrl);
            writer.WriteString("iconUrl", IconUrl);
            writer.Write("whiteListUrls", WhiteListUrls);
            writer.WriteString("apiKey", ApiKey);
            writer.Write("confirmCompanyName", ConfirmCompanyName);
            writer.WriteExtra(this);
        }
    }
}
