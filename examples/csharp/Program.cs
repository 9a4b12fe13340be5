// The whole guide, on the embedded sandbox: no account and no network needed. The customer's part is done
// for them, on the Link page; with --browser you are the customer, in your browser.
//
// Against the service itself, leave the sandbox out and make the client with your key:
//
//     using var client = new CodatClient("your API key");

using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Codat;

internal static class Program
{
    private static bool ByHand;

    private static async Task Main(string[] arguments)
    {
        ByHand = arguments.Contains("--browser");
        long companies;
        using (var sandbox = CodatSandbox.Start())
        using (var client = sandbox.CreateClient())
        {
            companies = await Steps(client, sandbox);
        }
        Console.WriteLine($"16. Done: {companies} companies, {CodatLibrary.LiveObjects} objects left to free");
    }

    /// <summary>
    /// What the customer does on the Link page: with --browser you, and otherwise this program instead of the customer.
    /// </summary>
    private static async Task CustomerAuthorizes(string url)
    {
        if (ByHand)
        {
            Console.Error.WriteLine($"   Open {url} and pick Xero.");
            return;
        }
        using var browser = new HttpClient();
        var form = new Dictionary<string, string> { ["platformKey"] = "gbol", ["decision"] = "allow" };
        using var page = await browser.PostAsync(url, new FormUrlEncodedContent(form));
        page.EnsureSuccessStatusCode();
    }

    private static async Task<long> Steps(CodatClient client, CodatSandbox sandbox)
    {
        // 1. Create a company for the customer, and keep its id.
        var bakery = await client.Companies.CreateAsync(new CompanyRequest
        {
            Name = "Toft Bakery",
            Description = "Bread",
            Tags = new Dictionary<string, string> { ["region"] = "uk" },
        });
        Console.WriteLine($"1. Created company \"{bakery.Name}\" (id of {bakery.Id.Length} characters)");

        // 2. Its Link URL is where the customer chooses the software and authorizes access.
        var reference = new Dictionary<string, string> { ["reference"] = "A-17" };
        var link = await client.Companies.LinkUrlAsync(bakery.Id, reference);
        var isUrl = Uri.TryCreate(link.Url, UriKind.Absolute, out _);
        Console.WriteLine($"2. Its Link URL is {(isUrl ? "ready" : "not ready")} to send to the customer");

        // 3. Send them there, and wait until they have authorized.
        await CustomerAuthorizes(link.Url);
        var connection = await client.Connections.WaitUntilLinkedAsync(bakery.Id);
        Console.WriteLine($"3. The customer authorized access: {connection.PlatformName} is {connection.Status}");

        // 4. Pull the data.
        var pull = await client.Refresh.QueueOrJoinAsync(bakery.Id, "invoices");
        var pulled = await client.Refresh.WaitUntilCompleteAsync(
            bakery.Id, new WaitUntilComplete { PullOperationIds = new[] { pull.Id } });
        Console.WriteLine($"4. Pulled invoices: {pulled.Items[0].PullOperation?.Status}");

        // 5. One day the customer, or the software, withdraws.
        sandbox.DeauthorizeConnection(bakery.Id, connection.Id);
        var lostAccess = await client.Connections.NeedsReauthorizationAsync(bakery.Id);
        var lostOne = lostAccess.Connections[0];
        Console.WriteLine($"5. Access was lost: {lostOne.PlatformName} is {lostOne.Status}");

        // 6. Send them to the same link again, never to that of a new company.
        await CustomerAuthorizes(lostAccess.LinkUrl);
        var again = await client.Connections.WaitUntilLinkedAsync(bakery.Id);
        Console.WriteLine(
            $"6. The customer authorized it again: {again.PlatformName} is {again.Status}, "
            + $"{(again.Id == connection.Id ? "the same" : "another")} connection");

        // 7. The data flows again. ListAllAsync goes through the companies of all pages.
        pull = await client.Refresh.QueueOrJoinAsync(bakery.Id, "invoices");
        pulled = await client.Refresh.WaitUntilCompleteAsync(
            bakery.Id, new WaitUntilComplete { PullOperationIds = new[] { pull.Id } });
        var count = 0;
        await foreach (var _ in client.Companies.ListAllAsync())
        {
            count++;
        }
        Console.WriteLine(
            $"7. Pulled invoices again: {pulled.Items[0].PullOperation?.Status}, and there is still {count} "
            + $"{(count == 1 ? "company" : "companies")}");

        // 8. Change what is given, and leave the rest.
        var changed = await client.Companies.UpdateAsync(
            bakery.Id, new CompanyUpdate { Description = "Bread and cakes" });
        Console.WriteLine($"8. Updated it: description is now \"{changed.Description}\"");

        // 9. Create a group, once, and keep its id: its name cannot be changed.
        var group = await client.Groups.CreateAsync("Invoice finance");
        Console.WriteLine($"9. Created group \"{group.Name}\"");

        // 10. List groups.
        var groups = (await client.Groups.ListAsync()).Results.Count;
        Console.WriteLine($"10. There is {groups} {(groups == 1 ? "group" : "groups")}");

        // 11. Create a company in a group.
        var cafe = await client.Companies.CreateAsync(new CompanyRequest
        {
            Name = "Harbour Cafe",
            Groups = new[] { new GroupRef { Id = group.Id } },
        });
        var inGroup = cafe.Groups?.Any(of => of.Id == group.Id) == true;
        Console.WriteLine($"11. Created company \"{cafe.Name}\" {(inGroup ? "in" : "outside")} the group");

        // 12. Add a company that exists.
        var added = await client.Groups.AddCompanyAsync(bakery.Id, group.Id);
        Console.WriteLine($"12. Added \"{added.Name}\" to the group");

        // 13. Remove it.
        await client.Groups.RemoveCompanyAsync(added.Id, group.Id);
        var removed = await client.Companies.GetAsync(added.Id);
        var stillIn = removed.Groups?.Any(of => of.Id == group.Id) == true;
        Console.WriteLine($"13. {(stillIn ? "Did not remove" : "Removed")} \"{removed.Name}\" from the group");

        // 14. The service creates the company, but its response is lost, three times in a row. The client
        //     repeats the request with the same idempotency key, so there is still one company.
        sandbox.QueueFaults(new SandboxFault
        {
            Method = "POST",
            Path = "/companies",
            Effect = FaultEffect.Cut,
            When = FaultMoment.After,
            Times = 3,
        });
        var owl = await client.Companies.CreateAsync(new CompanyRequest { Name = "Night Owl" });
        var owls = (await client.Companies.ListAsync(new ListCompanies { Query = $"name={owl.Name}" })).TotalResults;
        var lost = owl.Meta.Attempts - 1 == 3 ? "three" : $"{owl.Meta.Attempts - 1}";
        Console.WriteLine(
            $"14. Lost the response to the next create {lost} times: still {owls} "
            + $"{(owls == 1 ? "company" : "companies")} named \"{owl.Name}\"");

        // 15. Delete a company with its connections and data, for good.
        await client.Companies.DeleteAsync(cafe.Id);
        try
        {
            await client.Companies.GetAsync(cafe.Id);
        }
        catch (CodatNotFoundException)
        {
            Console.WriteLine($"15. Deleted \"{cafe.Name}\"");
        }

        return (await client.Companies.ListAsync()).TotalResults;
    }
}
