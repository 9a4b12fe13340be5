using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Tasks;

/// <summary>HttpClient and System.Text.Json: one client for all, and plain classes.</summary>
internal static class WithHttpClient
{
    private static readonly JsonSerializerOptions Names = new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public static Func<Task> Calls(Arguments arguments)
    {
        var client = new HttpClient { BaseAddress = new Uri(arguments.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", "a2V5");
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        var list = $"/companies?page=2&pageSize={arguments.PageSize}";
        return arguments.Operation switch
        {
            "create" => async () =>
            {
                var request = new NewCompany { Name = "Toft Bakery", Description = "Bread" };
                using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, Names));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var response = await client.PostAsync("/companies", content);
                await Read<Company>(response);
            },
            "get" => async () =>
            {
                using var response = await client.GetAsync("/companies/" + Program.CompanyId);
                await Read<Company>(response);
            },
            _ => async () =>
            {
                using var response = await client.GetAsync(list, HttpCompletionOption.ResponseHeadersRead);
                var page = await Read<Page>(response);
                if (page.Results?.Count != arguments.PageSize)
                {
                    throw new InvalidOperationException($"{page.Results?.Count} companies");
                }
            },
        };
    }

    private static async Task<T> Read<T>(HttpResponseMessage response)
    {
        response.EnsureSuccessStatusCode();
        using var body = await response.Content.ReadAsStreamAsync();
        return await JsonSerializer.DeserializeAsync<T>(body, Names);
    }

    public sealed class NewCompany
    {
        public string? Name { get; set; }
        public string? Description { get; set; }
    }

    public sealed class Page
    {
        public List<Company>? Results { get; set; }
        public int PageNumber { get; set; }
        public int PageSize { get; set; }
        public int TotalResults { get; set; }

        [System.Text.Json.Serialization.JsonPropertyName("_links")]
        public Dictionary<string, Link>? Links { get; set; }
    }

    public sealed class Link
    {
        public string? Href { get; set; }
    }

    public sealed class Company
    {
        public string? Id { get; set; }
        public string? Name { get; set; }
        public string? Description { get; set; }
        public string? Platform { get; set; }
        public string? Redirect { get; set; }
        public string? Status { get; set; }
        public string? LastSync { get; set; }
        public string? Created { get; set; }
        public string? CreatedByUserName { get; set; }
        public List<Connection>? DataConnections { get; set; }
        public List<Group>? Groups { get; set; }
        public List<string>? Products { get; set; }
        public Dictionary<string, string>? Tags { get; set; }
        public List<string>? OwnerUserIds { get; set; }
        public CompanyReference? ReferenceParentCompany { get; set; }
        public List<CompanyReference>? ReferenceSubsidiaryCompanies { get; set; }
    }

    public sealed class Connection
    {
        public string? Id { get; set; }
        public string? IntegrationId { get; set; }
        public string? IntegrationKey { get; set; }
        public string? SourceId { get; set; }
        public string? SourceType { get; set; }
        public string? PlatformName { get; set; }
        public string? LinkUrl { get; set; }
        public string? Status { get; set; }
        public string? LastSync { get; set; }
        public string? Created { get; set; }
        public List<ConnectionError>? DataConnectionErrors { get; set; }
        public Dictionary<string, JsonElement>? ConnectionInfo { get; set; }
        public Dictionary<string, JsonElement>? AdditionalProperties { get; set; }
    }

    public sealed class ConnectionError
    {
        public string? StatusCode { get; set; }
        public string? StatusText { get; set; }
        public string? ErrorMessage { get; set; }
        public string? ErroredOnUtc { get; set; }
        public string? Status { get; set; }
        public string? ResolvedOnUtc { get; set; }
    }

    public sealed class Group
    {
        public string? Id { get; set; }
        public string? Name { get; set; }
    }

    public sealed class CompanyReference
    {
        public string? Id { get; set; }
        public string? Name { get; set; }
        public string? Description { get; set; }
        public Dictionary<string, JsonElement>? Links { get; set; }
        public Dictionary<string, string>? Tags { get; set; }
    }
}
