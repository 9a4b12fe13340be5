using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>Which data types are pulled, how often, and how far back.</summary>
    public sealed class SyncSettings : CodatAnswer
    {
        /// <summary>The company, if these are the settings of one.</summary>
        [JsonPropertyName("companyId")]
        public string? CompanyId { get; set; }

        /// <summary>Your account, if these are the settings of all companies.</summary>
        [JsonPropertyName("clientId")]
        public string? ClientId { get; set; }

        /// <summary>One setting per data type.</summary>
        [JsonPropertyName("settings")]
        public IReadOnlyList<SyncSetting> Settings { get; set; } = Array.Empty<SyncSetting>();

        /// <summary>Whether these settings are used instead of the service's defaults.</summary>
        [JsonPropertyName("overridesDefaults")]
        public bool? OverridesDefaults { get; set; }
    }
}
