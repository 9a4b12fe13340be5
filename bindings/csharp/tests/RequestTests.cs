using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>Any request, any list, and fields that a method has no parameter for.</summary>
    internal static class RequestTests
    {
        private static readonly IReadOnlyDictionary<string, object?> Field = new Dictionary<string, object?> { ["a"] = 1 };

        internal static async Task Run(Runner runner)
        {
            await runner.Test("requests: any request is sent, blocking and asynchronous", Sent);
            await runner.Test("requests: options reach a request", Options);
            await runner.Test("requests: bad input is refused with its name, and nothing is sent", Refused);
            await runner.Test("requests: any list is gone through", Listed);
            await runner.Test("requests: extra fields are sent", Extra);
        }

        private static Dictionary<string, object?> Of(string name, object? value) =>
            new Dictionary<string, object?> { [name] = value };

        private static async Task Sent()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var request = new AnyRequest { Body = new { name = "Toft Bakery" } };
            var created = client.Request<Company>(HttpMethod.Post, "/companies", request);
            Check.Equal("Toft Bakery", created.Result.Name);
            Check.That(created.Meta.IdempotencyKey != null, "a key");
            var query = new AnyRequest { Query = new Dictionary<string, object?> { ["query"] = "name~toft", ["pageSize"] = 10 } };
            var listed = await client.RequestAsync<JsonElement>(HttpMethod.Get, "/companies", query);
            Check.Equal(created.Result.Id, listed.Result.GetProperty("results")[0].GetProperty("id").GetString());
            var path = "/companies/" + created.Result.Id;
            Check.Equal(null, (await client.RequestAsync<object?>(HttpMethod.Delete, path)).Result);
            var error = Check.Throws<CodatNotFoundException>(() => client.Request<JsonElement>(HttpMethod.Get, path));
            Check.Equal("request.get", error.Operation);
        }

        private static async Task Options()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var options = new CallOptions { IdempotencyKey = Guid.NewGuid().ToString(), FirstUse = true };
            var request = new AnyRequest { Body = new { name = "A" } };
            var made = client.Request<Company>(HttpMethod.Post, "/companies", request, options);
            options.FirstUse = false;
            var repeated = await client.RequestAsync<Company>(HttpMethod.Post, "/companies", request, options);
            Check.Equal(made.Result.Id, repeated.Result.Id);
            using var cancelled = new CancellationTokenSource();
            cancelled.Cancel();
            await Check.ThrowsAsync<CodatOperationCanceledException>(
                () => client.RequestAsync<JsonElement>(HttpMethod.Get, "/companies", cancellationToken: cancelled.Token));
        }

        private static Task Refused()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var extra = new CallOptions { Extra = Field };
            Action Get(string path, IReadOnlyDictionary<string, object?>? query = null, object? body = null, CallOptions? options = null) =>
                () => client.Request<JsonElement>(HttpMethod.Get, path, new AnyRequest { Query = query, Body = body }, options);
            foreach (var (member, call) in new (string, Action)[]
            {
                ("path", Get("companies")),
                ("path", Get("/../a")),
                ("path", Get("/\ud800")),
                ("query.a", Get("/a", Of("a", Field))),
                ("query.a", Get("/a", Of("a", "\ud800"))),
                ("body", Get("/a", body: Field)),
                ("extra", Get("/a", options: extra)),
                ("extra", () => client.ListAll<JsonElement>("/a", options: extra).First()),
                ("query.page", () => client.ListAll<JsonElement>("/a", Of("page", 2)).First()),
                ("extra.name", () => client.Companies.Create(new CompanyRequest { Name = "A" }, new CallOptions { Extra = Of("name", "B") })),
                ("extra.a", () => client.Companies.Create(new CompanyRequest { Name = "A" }, new CallOptions { Extra = Of("a", "\ud800") })),
            })
            {
                Check.Equal(member, Check.Throws<CodatInvalidArgumentException>(call).Member);
            }
            Check.Throws<ArgumentException>(() => client.Request<JsonElement>(HttpMethod.Head, "/a"));
            Check.Throws<ArgumentNullException>(() => client.Request<JsonElement>(null!, "/a"));
            Check.Throws<ArgumentNullException>(() => client.Request<JsonElement>(HttpMethod.Get, null!));
            Check.Throws<ArgumentException>(() => client.Call("companies.list", "{}", extra));
            Check.Equal(0, sandbox.Requests().Count);
            return Task.CompletedTask;
        }

        private static async Task Listed()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            foreach (var name in new[] { "A", "B", "C" })
            {
                client.Companies.Create(new CompanyRequest { Name = name });
            }
            var query = new Dictionary<string, object?> { ["pageSize"] = 2, ["orderBy"] = "name" };
            Check.Same(new[] { "A", "B", "C" }, client.ListAll<Company>("/companies", query).Select(company => company.Name));
            var last = new List<string>();
            await foreach (var row in client.ListAllAsync<JsonElement>("/companies", query, page: 2))
            {
                last.Add(row.GetProperty("name").GetString()!);
            }
            Check.Same(new[] { "C" }, last);
        }

        private static async Task Extra()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var parent = new CallOptions { Extra = Of("referenceParentCompany", new { id = "p" }) };
            await client.Companies.CreateAsync(new CompanyRequest { Name = "A" }, parent);
            var archived = new CallOptions { Extra = Of("archived", true) };
            client.Companies.List(null, archived);
            Check.Equal(1, client.Companies.ListAll(null, archived).Count());
            client.Groups.List(archived);
            var sent = sandbox.Requests();
            Check.Contains("\"referenceParentCompany\":{\"id\":\"p\"}", sent[0].Body);
            foreach (var list in sent.Skip(1))
            {
                Check.Contains("archived=true", list.Query);
            }
        }
    }
}
