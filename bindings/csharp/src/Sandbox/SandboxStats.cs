using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>What a <see cref="CodatSandbox"/> counts.</summary>
    public sealed class SandboxStats : CodatModel
    {
        /// <summary>Companies.</summary>
        [JsonPropertyName("companies")]
        public long Companies { get; set; }

        /// <summary>Connections of all companies.</summary>
        [JsonPropertyName("dataConnections")]
        public long DataConnections { get; set; }

        /// <summary>Groups.</summary>
        [JsonPropertyName("groups")]
        public long Groups { get; set; }

        /// <summary>Requests seen since the start or the last reset.</summary>
        [JsonPropertyName("requests")]
        public long Requests { get; set; }

        /// <summary>Connections accepted since the start.</summary>
        [JsonPropertyName("connectionsAccepted")]
        public long ConnectionsAccepted { get; set; }

        /// <summary>Connections open now.</summary>
        [JsonPropertyName("connectionsOpen")]
        public long ConnectionsOpen { get; set; }
    }
}
