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
            await runner.Test("models: unknown members and values survive a round trip", () =>
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
            await runner.Test("models: an answer that does not fit is an unexpected response", () =>
            {
                Check.Contains("missing id", Misfit<Company>(@"{""name"":""Toft""}").Message);
                Check.Contains("missing name", Misfit<Company>(@"{""id"":""x"",""name"":null}").Message);
                Check.Contains("missing results[].id", Misfit<Page<Company>>(@"{""results"":[{""name"":""x""}]}").Message);
                Check.Contains("missing results[].id", Misfit<GroupList>(@"{""results"":[{}]}").Message);
                Check.Contains("missing results[]", Misfit<Page<Company>>(@"{""results"":[null]}").Message);
                Check.Contains("missing dataConnections[].id", Misfit<Company>(@"{""id"":""x"",""name"":""y"",""dataConnections"":[{}]}").Message);
                Check.Contains("missing groups[].id", Misfit<Company>(@"{""id"":""x"",""name"":""y"",""groups"":[{}]}").Message);
                Check.Contains("missing results[].id", Misfit<WebhookConsumerList>(@"{""results"":[{}]}").Message);
                Check.Contains("missing connections[].id", Misfit<Reauthorization>(@"{""linkUrl"":""x"",""connections"":[{}]}").Message);
                Check.Contains("missing items[].pullOperation.id", Misfit<RefreshOutcome>(@"{""items"":[{""dataType"":""x"",""pullOperation"":{}}]}").Message);
                Check.Contains("missing invoices.dataType", Misfit<DataStatuses>(@"{""invoices"":{""currentStatus"":""Complete""}}").Message);
                Misfit<DataStatuses>(@"{""invoices"":7}");
                Check.Contains("missing accessToken", Misfit<AccessToken>(@"{""tokenType"":""Bearer""}").Message);
                Check.Contains("missing result", Misfit<Group>("null").Message);
                var e = Misfit<Company>(@"{""id"":7}");
                Check.Contains("$.result.id", e.Message);
                Check.Equal("companies.get", e.Operation);
                Check.Equal(3, e.Meta.Attempts);
            });
            await runner.Test("models: an error within an answer is read and written whole", () =>
            {
                const string Error = @"{""kind"":""rate_limited"",""message"":""Slowly"",""operation"":""companies.create"",
                    ""member"":""m"",""httpStatus"":429,""correlationId"":""c"",""detailedErrorCode"":17,""validation"":{""a"":1.50},
                    ""retryable"":true,""outcomeUnknown"":true,""retryAfterMs"":2500}";
                var failed = Answer<CreateManyOutcome>($@"{{""results"":[{{""index"":0,""outcome"":""failed"",""error"":{Error}}}]}}");
                var error = (CodatRateLimitedException)failed.Results.Single().Error!;
                Check.Equal(TimeSpan.FromSeconds(2.5), error.RetryAfter!.Value);
                var again = Tests.Json.Parse(JsonSerializer.Serialize(failed)).GetProperty("results")[0].GetProperty("error");
                Pattern.Check("error", Tests.Json.Parse(Error), again);
            });
            await runner.Test("models: a page of links without any is the last", () =>
                Check.That(Answer<Page<Company>>(@"{""results"":[]}").Links.Next is null, "a link came from nowhere"));
            await runner.Test("models: an empty status is no value at all", () =>
                Check.Equal("", default(ConnectionStatus).ToString()));
            await runner.Test("models: a token does not show itself", () =>
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
