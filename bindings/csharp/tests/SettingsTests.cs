using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat.Tests
{
    /// <summary>Models that are read, changed and sent back, and those that hold secrets.</summary>
    internal static class SettingsTests
    {
        internal static async Task Run(Runner runner)
        {
            await runner.Test("settings: the text of a model does not contain a secret", Secrets);
            await runner.Test("settings: what was read is sent back with its changes, and with nothing else", SentBack);
            await runner.Test("settings: a misspelled field is refused with its place, and nothing is sent", Misspelled);
            await runner.Test("settings: null counts as absent, in fields, lists and maps", Nulls);
            await runner.Test("settings: unknown fields and values are kept", Unknown);
            await runner.Test("settings: defaults are used unless others are given", Defaults);
        }

        private static void Secrets()
        {
            var answers = new object[]
            {
                Answer<Profile>(@"{""redirectUrl"":""https://x"",""apiKey"":""secret""}"),
                Answer<ApiKey>(@"{""id"":""k"",""apiKey"":""secret""}"),
                Answer<ApiKeyList>(@"{""results"":[{""id"":""k"",""apiKey"":""secret""}]}"),
                Answer<ZapierKey>(@"{""key"":""secret""}"),
                Answer<AccessToken>(@"{""accessToken"":""secret""}"),
            };
            foreach (var answer in answers)
            {
                Check.Contains("secret", JsonSerializer.Serialize(answer, answer.GetType()));
                Check.That(!$"{answer}".Contains("secret"), $"{answer} shows itself");
            }
        }

        private static void SentBack()
        {
            const string Profile = @"{""name"":""Toft"",""redirectUrl"":""https://x"",""iconUrl"":null,""whiteListUrls"":[],""apiKey"":""secret""}";
            const string Settings = @"{""clientId"":""me"",""settings"":[{""dataType"":""bills"",""fetchOnFirstLink"":true,
                ""syncSchedule"":24,""syncOrder"":1,""monthsToSync"":null}]}";
            const string Sources = @"{""supplementalDataConfig"":{""mine"":{""dataSource"":""/Items"",""pushData"":null}}}";
            const string Custom = @"{""dataSource"":""api/orders"",""requiredData"":{""a"":""$.a""},""keyBy"":[""$.id""],""sourceModifiedDate"":null}";
            using var server = new Server(request =>
            {
                var target = request.Line.Split(' ')[1];
                var body = target == "/profile" ? Profile : target.EndsWith("syncSettings", StringComparison.Ordinal) ? Settings
                    : target.Contains("/custom/") ? Custom : Sources;
                return request.Line.StartsWith("POST", StringComparison.Ordinal) || (body == Sources && request.Body.Length > 0) ? null : body;
            });
            using var client = ClientOf(server);
            void Sent(string body)
            {
                var request = server.Requests.Last();
                Check.Equal(body, Encoding.UTF8.GetString(request.Body));
            }
            var profile = client.Settings.GetProfile();
            profile.LogoUrl = "https://l";
            client.Settings.UpdateProfile(profile);
            Sent(@"{""name"":""Toft"",""redirectUrl"":""https://x"",""logoUrl"":""https://l"",""whiteListUrls"":[],""apiKey"":""secret""}");

            var settings = client.Settings.GetSyncSettings();
            settings.Settings[0].SyncSchedule = 0;
            const string Changed = @"""settings"":[{""dataType"":""bills"",""fetchOnFirstLink"":true,""syncSchedule"":0,""syncOrder"":1}]";
            client.Settings.UpdateSyncSettings(settings.ClientId!, settings.Settings);
            Sent($@"{{""clientId"":""me"",{Changed},""overridesDefaults"":true}}");
            client.Companies.SetSyncSettings("c", settings.Settings.Where(each => each.DataType == "bills"), overridesDefaults: false);
            Sent($@"{{""companyId"":""c"",{Changed},""overridesDefaults"":false}}");

            var sources = client.SupplementalData.GetConfiguration("gbol", "items");
            sources.SupplementalDataConfig!["mine"].PullData = new Dictionary<string, string> { ["a"] = "A" };
            client.SupplementalData.Configure("gbol", "items", sources);
            Sent(@"{""supplementalDataConfig"":{""mine"":{""dataSource"":""/Items"",""pullData"":{""a"":""A""}}}}");

            var custom = client.CustomDataTypes.GetConfiguration("gbol", "orders");
            custom.KeyBy = new[] { "$.id", "$.line" };
            client.CustomDataTypes.Configure("gbol", "orders", custom);
            Sent(@"{""dataSource"":""api/orders"",""requiredData"":{""a"":""$.a""},""keyBy"":[""$.id"",""$.line""]}");
        }

        private static void Misspelled()
        {
            using var server = new Server(_ => null);
            using var client = ClientOf(server);
            var one = Json.Parse("1");
            var setting = new SyncSetting { DataType = "bills", Extra = { ["syncShedule"] = one } };
            var profile = new Profile { Name = "x", RedirectUrl = "https://x", Extra = { ["logoURL"] = one } };
            var source = new SupplementalDataSource { Extra = { ["data"] = one } };
            var sources = new SupplementalDataConfiguration
            {
                SupplementalDataConfig = new Dictionary<string, SupplementalDataSource> { ["mine"] = source },
            };
            var custom = new CustomDataTypeConfiguration { DataSource = "x", Extra = { ["keysBy"] = one } };
            foreach (var (member, call) in new (string, Action)[]
            {
                ("settings[1].syncShedule", () => client.Companies.SetSyncSettings("c", new[] { new SyncSetting { DataType = "a" }, setting })),
                ("settings[0].syncShedule", () => client.Settings.UpdateSyncSettings("me", new[] { setting })),
                ("settings[0]", () => client.Settings.UpdateSyncSettings("me", new SyncSetting[] { null! })),
                ("settings", () => client.Settings.UpdateSyncSettings("me", null!)),
                ("allowedOrigins", () => client.ConnectionManagement.SetCorsSettings(null!)),
                ("logoURL", () => client.Settings.UpdateProfile(profile)),
                ("supplementalDataConfig.mine.data", () => client.SupplementalData.Configure("gbol", "items", sources)),
                ("supplementalDataConfig", () => client.SupplementalData.Configure("gbol", "items", new SupplementalDataConfiguration())),
                ("keysBy", () => client.CustomDataTypes.Configure("gbol", "mine", custom)),
            })
            {
                Check.Equal(member, Check.Throws<CodatInvalidArgumentException>(call).Member);
            }
            Check.Throws<ArgumentNullException>(() => client.Settings.UpdateProfile(null!));
            Check.Equal(0, server.Requests.Count);
        }

        private static void Nulls()
        {
            var profile = Answer<Profile>(@"{""redirectUrl"":""https://x"",""name"":null,""apiKey"":null,""whiteListUrls"":[null],""confirmCompanyName"":null}");
            Check.Equal("|0", $"{profile.Name}{profile.ApiKey}{profile.ConfirmCompanyName}|{profile.WhiteListUrls!.Count}");
            var setting = Answer<SyncSettings>(@"{""settings"":[null,{""dataType"":null,""syncSchedule"":null,""fetchOnFirstLink"":null,""isLocked"":null}]}")
                .Settings.Single();
            Check.Equal(" 0 False ", $"{setting.DataType} {setting.SyncSchedule} {setting.FetchOnFirstLink} {setting.IsLocked}");
            var option = Answer<PushOption>(@"{""type"":""Object"",""required"":null,""properties"":{""a"":null,""b"":{""type"":null,""options"":null}}}");
            Check.Equal("b", option.Properties!.Keys.Single());
            Check.That(!option.Required && option.Properties["b"].Type is null, "from nowhere");
            var pushed = Answer<PushOperation>(@"{""pushOperationKey"":""o"",""status"":null,""statusCode"":null,""changes"":[{""type"":null}],""validation"":null}");
            Check.That(pushed.Status is null && pushed.StatusCode is null && pushed.Changes!.Single().Type is null, "from nowhere");
            var sources = Answer<SupplementalDataConfiguration>(@"{""supplementalDataConfig"":{""a"":null,""b"":{""pullData"":{""c"":null}}}}");
            Check.Equal(0, sources.SupplementalDataConfig!.Single().Value.PullData!.Count);
            var record = Answer<Page<CustomDataTypeRecord>>(@"{""results"":[{""content"":{""a"":null},""modifiedDate"":null}]}").Results.Single();
            Check.Equal(JsonValueKind.Null, record.Content!["a"].ValueKind);
            Check.That(record.ModifiedDate is null && record.Id is null, "from nowhere");
        }

        private static void Unknown()
        {
            var settings = Answer<SyncSettings>(@"{""settings"":[{""dataType"":""bills"",""mood"":1.50}],""new"":{""a"":[]}}");
            Check.Equal("1.50", settings.Settings[0].Extra["mood"].GetRawText());
            Check.Contains("\"new\":{\"a\":[]}", JsonSerializer.Serialize(settings));
            var option = Answer<PushOption>(@"{""type"":""Guess"",""properties"":{""a"":{""properties"":{""b"":{""type"":""Array"",""new"":1}}}}}");
            Check.Equal(new PushOptionType("Guess"), option.Type!.Value);
            var inner = option.Properties!["a"].Properties!["b"];
            Check.Equal(PushOptionType.Array, inner.Type!.Value);
            Check.That(inner.Extra.ContainsKey("new"), "it is lost");
            var pushed = Answer<PushOperation>(@"{""pushOperationKey"":""o"",""status"":""Hovering"",""changes"":[{""type"":""Dreamed""}]}");
            Check.Equal("Hovering Dreamed", $"{pushed.Status} {pushed.Changes!.Single().Type}");
            var records = Answer<Page<CustomDataTypeRecord>>(@"{""results"":[{""modifiedDate"":""2026""},{""modifiedDate"":{""modifiedDate"":""2027""},""new"":1}]}").Results;
            Check.Equal("2026", records[0].ModifiedDate!.Value.GetString());
            Check.Equal("2027", records[1].ModifiedDate!.Value.GetProperty("modifiedDate").GetString());
            Check.That(records[1].Extra.ContainsKey("new"), "it is lost");
        }

        private static async Task Defaults()
        {
            using var server = new Server(_ => @"{""id"":""k"",""apiKey"":""secret"",""results"":[]}");
            using var client = ClientOf(server);
            Check.Equal("secret", (await client.Settings.CreateApiKeyAsync()).Key);
            Check.That(!Encoding.UTF8.GetString(server.Requests.Last().Body).Contains("name"), "it has a name");
            client.CustomDataTypes.ListRecords("c", "n", "mine");
            Check.That(server.Requests.Last().Line.EndsWith("/connections/n/data/custom/mine", StringComparison.Ordinal), "it has a query");
            client.CustomDataTypes.ListRecords("c", "n", "mine", pageSize: 7);
            Check.Contains("pageSize=7", server.Requests.Last().Line);
        }

        private static CodatClient ClientOf(Server server) =>
            new CodatClient(new CodatClientOptions { ApiKey = "key", BaseUrl = server.Url.TrimEnd('/'), MaxRetries = 0 });

        private static T Answer<T>(string json) where T : CodatAnswer =>
            Document.Answer<T>(Encoding.UTF8.GetBytes($@"{{""result"":{json},""meta"":{{}}}}"));
    }
}
