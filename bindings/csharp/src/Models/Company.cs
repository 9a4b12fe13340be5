using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>A company: a customer who shares data.</summary>
    public sealed class Company : CodatAnswer
    {
        /// <summary>Its identifier: keep it.</summary>
        [JsonPropertyName("id")]
        public string Id { get; set; } = "";

        /// <summary>Its name, as the service cleaned it. Names need not be unique.</summary>
        [JsonPropertyName("name")]
        public string Name { get; set; } = "";

        /// <summary>Further words about it.</summary>
        [JsonPropertyName("description")]
        public string? Description { get; set; }

        /// <summary>The software it is connected to.</summary>
        [JsonPropertyName("platform")]
        public string? Platform { get; set; }

        /// <summary>The Link URL: the page where the customer authorizes access.</summary>
        [JsonPropertyName("redirect")]
        public string Redirect { get; set; } = "";

        /// <summary>Its state.</summary>
        [JsonPropertyName("status")]
        public string? Status { get; set; }

        /// <summary>When data was last pulled: ISO 8601, UTC, sometimes without the trailing <c>Z</c>.</summary>
        [JsonPropertyName("lastSync")]
        public string? LastSync { get; set; }

        /// <summary>When it was created, written as <see cref="LastSync"/> is.</summary>
        [JsonPropertyName("created")]
        public string? Created { get; set; }

        /// <summary>Who created it.</summary>
        [JsonPropertyName("createdByUserName")]
        public string? CreatedByUserName { get; set; }

        /// <summary>Its connections.</summary>
        [JsonPropertyName("dataConnections")]
        public IReadOnlyList<Connection>? DataConnections { get; set; }

        /// <summary>The groups that it is in.</summary>
        [JsonPropertyName("groups")]
        public IReadOnlyList<Group>? Groups { get; set; }

        /// <summary>The products enabled for it.</summary>
        [JsonPropertyName("products")]
        public IReadOnlyList<string>? Products { get; set; }

        /// <summary>Its tags.</summary>
        [JsonPropertyName("tags")]
        public IReadOnlyDictionary<string, string>? Tags { get; set; }

        /// <summary>The users who own it.</summary>
        [JsonPropertyName("ownerUserIds")]
        public IReadOnlyList<string>? OwnerUserIds { get; set; }

        /// <summary>The company that controls it.</summary>
        [JsonPropertyName("referenceParentCompany")]
        public CompanyReference? ReferenceParentCompany { get; set; }

        /// <summary>The companies that it controls.</summary>
        [JsonPropertyName("referenceSubsidiaryCompanies")]
        public IReadOnlyList<CompanyReference>? ReferenceSubsidiaryCompanies { get; set; }
    }
}
