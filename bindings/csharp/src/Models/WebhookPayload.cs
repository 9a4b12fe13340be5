using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>What an event happened to.</summary>
    public sealed class WebhookPayload : CodatModel
    {
        /// <summary>The company itself, by its identifier: <c>company.…</c>.</summary>
        [JsonPropertyName("id")]
        public string? Id { get; set; }

        /// <summary>The company's name: <c>company.…</c>.</summary>
        [JsonPropertyName("name")]
        public string? Name { get; set; }

        /// <summary>The company that it happened in: <c>connection.…</c>, <c>read.…</c>.</summary>
        [JsonPropertyName("referenceCompany")]
        public CompanyReference? ReferenceCompany { get; set; }

        /// <summary>The connection: <c>connection.…</c>.</summary>
        [JsonPropertyName("connection")]
        public Connection? Connection { get; set; }

        /// <summary>What was pulled: <c>read.…</c>.</summary>
        [JsonPropertyName("dataTypes")]
        public IReadOnlyList<DataTypeRead>? DataTypes { get; set; }

        /// <summary>The product that was added or removed: <c>company.product.…</c>.</summary>
        [JsonPropertyName("productId")]
        public string? ProductId { get; set; }
    }
}
