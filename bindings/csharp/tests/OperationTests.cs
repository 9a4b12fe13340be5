using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace Codat.Tests
{
    /// <summary>Every typed method against the operation as it is without types; the guide's later steps; lists.</summary>
    internal static class OperationTests
    {
        internal static async Task Run(Runner runner)
        {
            // Lists of companies have tests of their own.
            foreach (var operation in Operations().Where(each => each.GetProperty("name").GetString() != "companies.create_many"))
            {
                foreach (var input in Inputs(operation))
                {
                    var name = operation.GetProperty("name").GetString()!;
                    await runner.Test(
                        $"operations: {name} sends all of {string.Join(", ", input.Keys.DefaultIfEmpty("nothing"))}, and loses nothing of its response",
                        () => LikeUntyped(name, JsonSerializer.Serialize(input)));
                }
            }
            await runner.Test("operations: access is authorized, used, lost and restored", Guide);
            await runner.Test("operations: every list can be iterated, synchronously and asynchronously", Lists);
            await runner.Test("operations: the sandbox sends customers to the redirect URL", Redirect);
        }

        internal static IEnumerable<JsonElement> Operations() =>
            Json.Parse(CodatLibrary.DescribeOperations()).GetProperty("result").EnumerateArray();

        /// <summary>All that an operation takes; if two fields exclude each other, one input with each.</summary>
        internal static IEnumerable<Dictionary<string, object>> Inputs(JsonElement operation)
        {
            var members = operation.GetProperty("members").EnumerateArray()
                .ToDictionary(member => member.GetProperty("name").GetString()!, Value);
            if (members.ContainsKey("pullOperationIds") && members.ContainsKey("dataTypes"))
            {
                yield return members.Where(member => member.Key != "dataTypes").ToDictionary(member => member.Key, member => member.Value);
                members.Remove("pullOperationIds");
            }
            yield return members;
        }

        private static object Value(JsonElement member)
        {
            var kind = member.GetProperty("kind");
            if (kind.ValueKind == JsonValueKind.Object)
            {
                return kind.EnumerateObject().Single() switch
                {
                    { Name: "integer" } range => (object)(range.Value.GetProperty("min").GetInt64() + 1),
                    { Name: "objects" } list => new[] { Whole(list.Value) },
                    { Name: "objectMap" } map => new Dictionary<string, object> { ["a name"] = Whole(map.Value) },
                    _ => "A name",
                };
            }
            return kind.GetString() switch
            {
                "id" => $"{member.GetProperty("name").GetString()}-1",
                "text" => "some text & an é",
                "flag" => true,
                "tags" => new Dictionary<string, string> { ["region"] = "uk" },
                "textMap" => new Dictionary<string, string> { ["a key"] = "a=b&c", ["other"] = "" },
                "textList" => new[] { "invoices", "bills" },
                "idList" => new[] { "one", "two" },
                "groupRefs" => new[] { new GroupRef { Id = "group-1" } },
                var other => throw new CheckException($"the tests do not know the kind {other}"),
            };
        }

        /// <summary>An object with all the fields that its kind has.</summary>
        private static Dictionary<string, object> Whole(JsonElement kind) => kind.GetProperty("of").EnumerateArray()
            .ToDictionary(member => member.GetProperty("name").GetString()!, Value);

        /// <summary>The typed methods, synchronous and asynchronous, send and receive what the operation does.</summary>
        private static async Task LikeUntyped(string operation, string input)
        {
            using var server = new Server(request =>
            {
                var target = request.Line.Split(' ')[1];
                var page = Regex.Match(target, "[?&]page=([0-9]+)").Groups[1];
                return page.Success
                    ? Answer(operation, target)?.Replace(@"""pageNumber"":1,", $@"""pageNumber"":{page.Value},")
                    : Answer(operation, target);
            });
            // A client of its own each time: no client takes the same resource for a new one twice.
            CodatClient Client() => new CodatClient(new CodatClientOptions { ApiKey = "key", BaseUrl = server.Url.TrimEnd('/') });
            using var untyped = Client();
            var expected = Json.Parse(untyped.Call(operation, input)).GetProperty("result");
            var sent = Sent(server);
            Check.That(sent.Length > 0, "nothing was sent");
            for (var turn = 0; turn < 2; turn++)
            {
                using var client = Client();
                var document = await TypedCalls.Call(client, operation, Json.Parse(input), null, default);
                Check.Equal(string.Join("\n", sent), string.Join("\n", Sent(server)));
                Pattern.Check("result", expected, Json.Parse(document).GetProperty("result"));
            }
        }

        private static string[] Sent(Server server)
        {
            // Fields may be in another order.
            var sent = server.Requests.Select(request =>
                request.Body.Length == 0 ? request.Line : $"{request.Line} {Sorted(Json.Parse(request.ToString().Substring(request.Line.Length)))}").ToArray();
            server.Requests.Clear();
            return sent;
        }

        private static string Sorted(JsonElement body) => body.ValueKind == JsonValueKind.Object
            ? string.Join(", ", body.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
            : body.ToString()!;

        private const string Company = @"{""id"":""c"",""name"":""A name"",""redirect"":""https://link.example/c?a=1"",""new"":{""deep"":[1.50]}}";

        private const string Linked = @"{""id"":""n"",""integrationKey"":""gbol"",""sourceType"":""Astrology"",""status"":""Linked"",
            ""created"":""2026-01-01T00:00:00"",""connectionInfo"":{""a"":1},""new"":{""deep"":[1.50]}}";

        private const string Deauthorized = @"{""id"":""d"",""status"":""Deauthorized"",""new"":1e2}";

        private const string Pulled = @"{""id"":""p"",""companyId"":""c"",""dataType"":""banking-accounts"",""status"":""Simmering"",
            ""requested"":""2026-01-01T00:00:00Z"",""progress"":100,""isCompleted"":true,""isErrored"":false,""new"":1}";

        private const string Integration = @"{""key"":""gbol"",""name"":""Xero"",""enabled"":true,""isBeta"":false,""new"":[],
            ""datatypeFeatures"":[{""dataType"":""invoices"",""supportedFeatures"":[{""featureType"":""Get"",""featureState"":""Release"",""new"":1},
            {""featureType"":""Dream"",""featureState"":""Someday""}]}]}";

        private const string Image = @"{""image"":{""src"":""https://static.example/b.png"",""alt"":""logo"",""new"":1},""new"":1}";

        private const string Consumer = @"{""id"":""w"",""url"":""https://example.com/events"",""disabled"":false,
            ""eventTypes"":[""read.completed"",""dream.completed""],""companyTags"":[""region:uk""],""new"":1}";

        private const string Setting = @"{""dataType"":""invoices"",""fetchOnFirstLink"":true,""syncSchedule"":24,""syncOrder"":1,
            ""syncFromWindow"":12,""monthsToSync"":3,""isLocked"":false,""new"":1}";

        private const string Profile = @"{""name"":""A name"",""redirectUrl"":""https://example.com/{companyId}"",""logoUrl"":""https://example.com/l"",
            ""whiteListUrls"":[""https://example.com""],""apiKey"":""k"",""confirmCompanyName"":true,""new"":1}";

        private const string Key = @"{""id"":""k"",""name"":""A name"",""apiKey"":""secret"",""createdDate"":""2026-01-01T00:00:00Z"",""new"":1}";

        private const string Issue = @"{""ruleId"":""r"",""itemId"":""i"",""message"":""m"",""validatorName"":""v"",""new"":1}";

        private const string Pushed = @"{""companyId"":""c"",""pushOperationKey"":""o"",""dataConnectionKey"":""n"",""dataType"":""bills"",
            ""status"":""Hovering"",""statusCode"":200,""requestedOnUtc"":""2026-01-01T00:00:00Z"",""timeoutInMinutes"":60,""new"":1,
            ""changes"":[{""type"":""Dreamed"",""recordRef"":{""id"":""i"",""dataType"":""bills"",""new"":1},""attachmentId"":""a"",""new"":1}],
            ""validation"":{""errors"":[" + Issue + @"],""warnings"":[],""new"":1}}";

        private const string Choices = @"{""type"":""Object"",""displayName"":""d"",""description"":""e"",""required"":true,""new"":1,
            ""properties"":{""lines"":{""type"":""Array"",""required"":false,""properties"":{""tax"":{""type"":""Guess"",""required"":true,""new"":1,
            ""options"":[{""value"":""v"",""type"":""String"",""displayName"":""d"",""required"":false,""new"":1}]}}}},
            ""validation"":{""warnings"":[{""field"":""f"",""details"":""d"",""ref"":""https://example.com"",""new"":1}],""information"":[],""new"":1}}";

        private const string Source = @"{""dataSource"":""A name"",""requiredData"":{""a"":""$[*].a""},""keyBy"":[""$[*].id""],""sourceModifiedDate"":[""$[*].at""],""new"":1}";

        private const string Record = @"{""id"":""r"",""content"":{""a"":1.50,""b"":null,""c"":[{}]},""modifiedDate"":{""modifiedDate"":""2026-01-01""},""new"":1}";

        private static string Settings(string owner) => $@"{{{owner},""settings"":[{Setting}],""overridesDefaults"":true,""new"":1}}";

        /// <summary>A record whose field has what the path names after a segment, if it names something there.</summary>
        private static string Asked(string record, string target, string segment, string field = "id")
        {
            var named = Regex.Match(target, $"/{segment}/([^/?]+)").Groups[1];
            return named.Success ? new Regex($@"""{field}"":""[^""]*""").Replace(record, $@"""{field}"":""{named.Value}""", 1) : record;
        }

        private static string PulledAsAsked(string target) =>
            Asked(Asked(Asked(Pulled, target, "history"), target, "companies", "companyId"), target, "queue", "dataType");

        /// <summary>What the service responds, with fields and values that no model knows.</summary>
        private static string? Answer(string operation, string target) => operation switch
        {
            "companies.list" => Page(Company),
            "companies.get_access_token" => @"{""accessToken"":""t"",""expiresIn"":86400,""tokenType"":""Bearer"",""new"":1}",
            "companies.delete" => null,
            "companies.add_product" => null,
            "companies.remove_product" => null,
            "companies.refresh_product_data" => null,
            "groups.list" => @"{""results"":[{""id"":""g"",""name"":""One"",""new"":1}],""new"":1}",
            "groups.create" => @"{""id"":""g"",""name"":""A name"",""new"":1}",
            "groups.remove_company" => null,
            "connections.list" => Page(Linked, Deauthorized),
            "connections.delete" => null,
            "connections.needs_reauthorization" when target.Contains("/connections") =>
                Page(Linked, Deauthorized).Replace("\"next\"", "\"none\"").Replace("101", "2"),
            "refresh.all" => null,
            "refresh.get_data_status" => Statuses,
            "refresh.list_pull_operations" => Page(PulledAsAsked(target)),
            "refresh.wait_until_complete" when target.EndsWith("/dataStatus", StringComparison.Ordinal) =>
                Statuses.Replace("Simmering", "NotSupported"),
            "integrations.list" => Page(Integration),
            "integrations.get" => Asked(Integration, target, "integrations", "key"),
            "integrations.get_branding" => $@"{{""logo"":{{""full"":{Image},""square"":{Image}}},
                ""button"":{{""default"":{Image},""hover"":{Image},""new"":1}},""sourceId"":""s"",""new"":1}}",
            "webhooks.list" => $@"{{""results"":[{Consumer}],""new"":1}}",
            "webhooks.create" => Consumer.Replace("https://example.com/events", "A name"),
            "webhooks.delete" => null,
            "webhooks.rotate_zapier_key" => @"{""key"":""secret"",""new"":1}",
            "companies.get_sync_settings" => Asked(Settings(@"""companyId"":""c"""), target, "companies", "companyId"),
            "companies.set_sync_settings" => null,
            "refresh.get_validation_results" => $@"{{""errors"":[{Issue}],""warnings"":[],""new"":1}}",
            "settings.get_profile" => Profile,
            "settings.update_profile" => Profile,
            "settings.get_sync_settings" => Settings(@"""clientId"":""c"""),
            "settings.update_sync_settings" => null,
            "settings.list_api_keys" => $@"{{""results"":[{Key}],""new"":1}}",
            "settings.create_api_key" => Key,
            "settings.delete_api_key" => null,
            "connection_management.get_access_token" => @"{""accessToken"":""t"",""new"":1}",
            "push.get_model_options" => Choices,
            "push.list_operations" => Page(Asked(Pushed, target, "companies", "companyId")),
            "push.get_operation" => Asked(Asked(Pushed, target, "companies", "companyId"), target, "push", "pushOperationKey"),
            "supplemental_data.configure" => null,
            "supplemental_data.get_configuration" => @"{""supplementalDataConfig"":{""mine"":{""dataSource"":""/Items"",
                ""pullData"":{""a"":""A""},""pushData"":{},""new"":1}},""new"":1}",
            "custom_data_types.list_records" => Page(Record),
            "custom_data_types.refresh" => Asked(Pulled, target, "companies", "companyId"),
            _ when operation.EndsWith("cors_settings", StringComparison.Ordinal) => @"{""allowedOrigins"":[""https://example.com""],""new"":1}",
            _ when operation.StartsWith("custom_data_types.", StringComparison.Ordinal) => Source,
            _ when operation.StartsWith("connections.", StringComparison.Ordinal) && target.Contains("/connections/") => Asked(Linked, target, "connections"),
            "connections.create" => Linked.Replace("gbol", "platformKey-1"),
            _ when operation.StartsWith("refresh.", StringComparison.Ordinal) => PulledAsAsked(target),
            _ => Asked(Company, target, "companies"),
        };

        private const string Statuses = @"{""invoices"":{""dataType"":""invoices"",""currentStatus"":""Simmering"",""latestSyncId"":""x"",""new"":1},
            ""banking-accounts"":null,""bills"":{""dataType"":""bills"",""currentStatus"":""Complete""}}";

        private static string Page(params string[] results) =>
            $@"{{""results"":[{string.Join(",", results)}],""pageNumber"":1,""pageSize"":100,""totalResults"":101,
            ""_links"":{{""self"":{{""href"":""/a""}},""current"":{{""href"":""/a?page=1""}},""next"":{{""href"":""/a?page=2""}},""new"":1}},""new"":1}}";

        private static async Task Guide()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var company = await client.Companies.CreateAsync(new CompanyRequest { Name = "Toft Bakery" });
            var made = await client.Connections.CreateAsync(company.Id, "gbol");
            Check.Equal(ConnectionStatus.PendingAuth, made.Status!.Value);
            sandbox.SetPullTime(TimeSpan.Zero);
            var often = new WaitUntilLinked { ConnectionId = made.Id, PollInterval = TimeSpan.FromMilliseconds(10) };
            var waiting = client.Connections.WaitUntilLinkedAsync(company.Id, often);
            sandbox.LinkConnection(company.Id, made.Id);
            Check.Equal(ConnectionStatus.Linked, (await waiting).Status!.Value);
            Check.Equal(1L, sandbox.Stats().DataConnections);

            sandbox.FailNextPull(company.Id, "invoices", PullStatus.RateLimitError, "come back later");
            var failing = client.Refresh.ByDataType(company.Id, "invoices", made.Id);
            var well = client.Refresh.ByDataType(company.Id, "bills");
            var outcome = await client.Refresh.WaitUntilCompleteAsync(
                company.Id, new WaitUntilComplete { PullOperationIds = new[] { failing.Id, well.Id } });
            Check.That(outcome.Failed && outcome.Items[0].Failed && !outcome.Items[1].Failed, "one of two should have failed");
            Check.Equal(PullStatus.RateLimitError, outcome.Items[0].PullOperation!.Status);
            Check.Equal("come back later", outcome.Items[0].PullOperation!.ErrorMessage);
            Check.Equal("bills", outcome.Items[1].DataType);

            Check.That(!client.Connections.NeedsReauthorization(company.Id).Needed, "nothing is lost yet");
            sandbox.DeauthorizeConnection(company.Id, made.Id);
            var lost = await client.Connections.NeedsReauthorizationAsync(company.Id);
            Check.That(lost.Needed, "the loss was not seen");
            Check.Equal(made.Id, lost.Connections.Single().Id);
            Check.Equal(company.Redirect, lost.LinkUrl);
            sandbox.LinkConnection(company.Id, made.Id);
            Check.That(!client.Connections.NeedsReauthorization(company.Id).Needed, "access was won back");
            Check.Equal(ConnectionStatus.Unlinked, client.Connections.Unlink(company.Id, made.Id).Status!.Value);
        }

        private static async Task Lists()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            var company = client.Companies.Create(new CompanyRequest { Name = "Toft Bakery" });
            sandbox.LinkPlatform(company.Id);
            sandbox.LinkPlatform(company.Id, "hcws");
            client.Refresh.All(company.Id);
            sandbox.SeedCompanies(3);
            var two = new ListOptions { PageSize = 2 };
            await Whole(client.Companies.ListAll(new ListCompanies { PageSize = 2 }), client.Companies.ListAllAsync(new ListCompanies { PageSize = 2 }),
                each => each.Id, client.Companies.List().TotalResults);
            await Whole(client.Connections.ListAll(company.Id, two), client.Connections.ListAllAsync(company.Id, two),
                each => each.Id, 2);
            await Whole(client.Refresh.ListAllPullOperations(company.Id, two), client.Refresh.ListAllPullOperationsAsync(company.Id, two),
                each => each.Id, client.Refresh.ListPullOperations(company.Id).TotalResults);
            await Whole(client.Integrations.ListAll(two), client.Integrations.ListAllAsync(two),
                each => each.Key, client.Integrations.List().TotalResults);
            Check.Equal(2, two.PageSize!.Value);
            Check.That(two.Page is null, "going through a list changed the request");

            var statuses = client.Refresh.GetDataStatus(company.Id);
            Check.That(statuses.ByDataType.Count > 10, $"only {statuses.ByDataType.Count} types of data");
            Check.Equal("invoices", statuses["invoices"]!.DataType);
            Check.That(statuses["horoscopes"] is null, "it has a status of what there is not");
        }

        private static async Task Whole<T>(IEnumerable<T> all, IAsyncEnumerable<T> allAsync, Func<T, string> id, long count)
        {
            var ids = all.Select(id).ToList();
            Check.That(count > 0 && ids.Count == count && ids.Distinct().Count() == count, $"{ids.Count} of {count}");
            var asynchronous = new List<string>();
            await foreach (var each in allAsync)
            {
                asynchronous.Add(id(each));
            }
            Check.That(ids.SequenceEqual(asynchronous), "the two ways differ");
        }

        private static void Redirect()
        {
            using var sandbox = CodatSandbox.Start();
            using var client = sandbox.CreateClient();
            string? Link()
            {
                var company = client.Companies.Create(new CompanyRequest { Name = "Toft Bakery" });
                var url = client.Companies.LinkUrl(company.Id, new Dictionary<string, string> { ["ref"] = "A 17" }).Url;
                var linked = Json.Parse(sandbox.Control("link-connection", JsonSerializer.Serialize(new { url })));
                return Json.Member(linked.GetProperty("result"), "redirect") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
            }
            Check.That(Link() is null, "there is no redirect at first");
            sandbox.SetRedirect("https://app.example.com/done?status={statusCode}&ref={ref}");
            Check.Equal("https://app.example.com/done?status=200&ref=A%2017", Link());
            sandbox.SetRedirect("https://{ref}.example.com/", new[] { "a-17.example.com" });
            Check.Throws<CodatInvalidArgumentException>(() => sandbox.SetRedirect("https://{ref}.example.com/"));
            sandbox.SetRedirect(null);
            Check.That(Link() is null, "the redirect is still there");
        }
    }
}
