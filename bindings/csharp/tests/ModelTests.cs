using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Codat.Interop;

namespace Codat.Tests
{
    /// <summary>What the models keep, and what they refuse.</summary>
    internal static class ModelTests
    {
        internal static async Task Run(Runner runner)
        {
            await runner.Test("models: unknown fields and values are kept", () =>
            {
                const string Json = @"{""id"":""x"",""name"":""Toft"",""mood"":{""a"":[1.10]},
                    ""dataConnections"":[{""id"":""c"",""status"":""Hibernating"",""sourceType"":""Banking"",""big"":12345678901234567890123}]}";
                var company = Answer<Company>(Json);
                var connection = company.DataConnections!.Single();
                Check.Equal(new ConnectionStatus("Hibernating"), connection.Status!.Value);
                Check.That(connection.Status != ConnectionStatus.Linked, "an unknown status equals a known one");
                Check.Equal(SourceType.Banking, connection.SourceType!.Value);
                Check.Equal("1.10", company.Extra["mood"].GetProperty("a")[0].GetRawText());
                var again = JsonSerializer.Serialize(company);
                Check.Contains("\"mood\":{\"a\":[1.10]}", again);
                Check.Contains("\"status\":\"Hibernating\"", again);
                Check.Contains("\"big\":12345678901234567890123", again);
                Check.That(!again.Contains("Meta") && !again.Contains("attempts"), again);
            });
            await runner.Test("models: a response that does not fit is an unexpected response", () =>
            {
                Check.Contains("missing result", Misfit<Group>("null").Message);
                Check.Contains("$.dataType", Misfit<DataStatuses>(@"{""invoices"":{""dataType"":7}}").Message);
                var e = Misfit<Company>(@"{""id"":7}");
                Check.Contains("$.result.id", e.Message);
                Check.Equal("companies.get", e.Operation);
                Check.Equal(3, e.Meta.Attempts);
                Check.That(e.ResponseBody is null, "nobody took the secret out of it");
            });
            await runner.Test("models: a whole number may come with a fraction, if it is in range", () =>
            {
                foreach (var (text, number) in new[] { ("100.0", 100L), ("33.3", 33), ("1e2", 100), ("-0.5", 0), ("7", 7) })
                {
                    Check.Equal(number, Answer<Page<Group>>($@"{{""results"":[],""totalResults"":{text}}}").TotalResults);
                }
                foreach (var text in new[] { "1e30", "-1e30", "1e308", "99999999999999999999" })
                {
                    Misfit<Page<Group>>($@"{{""results"":[],""totalResults"":{text}}}");
                }
                Misfit<CreateManyOutcome>(@"{""total"":3000000000.5}");
            });
            await runner.Test("models: null counts as absent, in fields and in lists", () =>
            {
                var company = Answer<Company>(@"{""id"":""x"",""name"":null,""redirect"":null,""tags"":{""a"":null,""b"":""c""},
                    ""products"":[null,""p""],""dataConnections"":[null,{""id"":""n"",""status"":null,""dataConnectionErrors"":[null]}]}");
                Check.Equal("|", company.Name + "|" + company.Redirect);
                Check.Equal("b", company.Tags!.Keys.Single());
                Check.Equal("p", company.Products!.Single());
                Check.That(company.DataConnections!.Single().Status is null, "a status from nowhere");
                Check.Equal(0, company.DataConnections!.Single().DataConnectionErrors!.Count);
                var page = Answer<Page<Company>>(@"{""results"":[null],""pageNumber"":null,""totalResults"":null,""_links"":{""next"":{""href"":null}}}");
                Check.Equal("0 0 ", $"{page.Results.Count} {page.PageNumber} {page.Links.Next!.Href}");
                Check.That(Answer<Page<Company>>(@"{""results"":[],""_links"":null}").Links.Next is null, "a link from nowhere");
                var pulled = Answer<PullOperation>(@"{""id"":""p"",""dataType"":null,""status"":null,""progress"":null,""isCompleted"":null}");
                Check.Equal("|", pulled.DataType + "|" + pulled.Status);
                Check.Equal(default, Answer<Page<PullOperation>>(@"{""results"":[{""id"":""p""}]}").Results.Single().Status);
                Check.Equal(0L, Answer<AccessToken>(@"{""accessToken"":""t"",""expiresIn"":null}").ExpiresIn);
            });
            await runner.Test("models: a type of data that was never pulled has no status", () =>
            {
                var statuses = Answer<DataStatuses>(@"{""invoices"":{""dataType"":""invoices""},""bills"":{""currentStatus"":null},
                    ""generatedDate"":""2026-01-01"",""none"":null}");
                Check.Same(new[] { "invoices", "bills" }, statuses.ByDataType.Keys);
                Check.That(statuses["invoices"]!.CurrentStatus is null && statuses["bills"]!.CurrentStatus is null, "a status from nowhere");
                Check.Contains("generatedDate", JsonSerializer.Serialize(statuses));
            });
            await runner.Test("models: an error in an outcome is read with all fields, and written without the response body", () =>
            {
                const string Error = @"{""kind"":""rate_limited"",""message"":""Slowly"",""operation"":""companies.create"",
                    ""member"":""m"",""httpStatus"":429,""correlationId"":""c"",""detailedErrorCode"":17,""validation"":{""a"":1.50},
                    ""retryable"":true,""outcomeUnknown"":true,""retryAfterMs"":2500,
                    ""idempotencyKey"":""k"",""responseBody"":""b""}";
                var failed = Answer<CreateManyOutcome>($@"{{""results"":[{{""index"":0,""outcome"":""failed"",""error"":{Error}}}]}}");
                var error = (CodatRateLimitedException)failed.Results.Single().Error!;
                Check.Equal(TimeSpan.FromSeconds(2.5), error.RetryAfter!.Value);
                Check.Equal("k k b 429", $"{error.IdempotencyKey} {error.Meta.IdempotencyKey} {error.ResponseBody} {error.Meta.Status}");
                var again = Tests.Json.Parse(JsonSerializer.Serialize(failed)).GetProperty("results")[0].GetProperty("error");
                Pattern.Check("error", Tests.Json.Parse(Error.Replace(@",
                    ""idempotencyKey"":""k"",""responseBody"":""b""", @",""idempotencyKey"":""k""")), again);
                Check.That(!again.TryGetProperty("responseBody", out _), "it is written");
            });
            await runner.Test("models: a page without links is the last", () =>
                Check.That(Answer<Page<Company>>(@"{""results"":[]}").Links.Next is null, "a link came from nowhere"));
            await runner.Test("models: an empty status counts as absent", () =>
                Check.Equal("", default(ConnectionStatus).ToString()));
            await runner.Test("models: the text of a model does not contain the token", () =>
                Check.That(!new AccessToken { Token = "secret" }.ToString()!.Contains("secret"), "it shows itself"));
        }

        private static T Answer<T>(string json) where T : CodatAnswer => Document.Read(
            Encoding.UTF8.GetBytes($@"{{""result"":{json},""meta"":{{""attempts"":3,""elapsedMs"":12}}}}"),
            Document.Answer<T>,
            "companies.get");

        private static CodatUnexpectedResponseException Misfit<T>(string json) where T : CodatAnswer =>
            Check.Throws<CodatUnexpectedResponseException>(() => Answer<T>(json));
    }
}
