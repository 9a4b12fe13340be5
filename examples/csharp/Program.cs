// The guide's company and group steps, on the embedded sandbox: no account and no network needed.
//
// Against the service itself, leave the sandbox out and make the client with your key:
//
//     using var client = new CodatClient("your API key");

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Codat;

internal static class Program
{
    private static async Task Main()
    {
        long companies;
        using (var sandbox = CodatSandbox.Start())
        using (var client = sandbox.CreateClient())
        {
            companies = await Steps(client, sandbox);
        }
        Console.WriteLine($"12. Done: {companies} companies, {CodatLibrary.LiveObjects} objects left to free");
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

        // 2. Send the customer to its Link URL, to choose the software and authorise access.
        var isUrl = Uri.TryCreate(bakery.Redirect, UriKind.Absolute, out _);
        Console.WriteLine($"2. Its Link URL is {(isUrl ? "ready" : "not ready")} to send to the customer");

        // 3. Change what is given, and leave the rest.
        var changed = await client.Companies.UpdateAsync(
            bakery.Id, new CompanyUpdate { Description = "Bread and cakes" });
        Console.WriteLine($"3. Updated it: description is now \"{changed.Description}\"");

        // 4. List companies; ListAllAsync goes through all pages.
        var count = 0;
        await foreach (var _ in client.Companies.ListAllAsync())
        {
            count++;
        }
        Console.WriteLine($"4. There is {count} {(count == 1 ? "company" : "companies")}");

        // 5. Create a group, once, and keep its id: its name cannot be changed.
        var group = await client.Groups.CreateAsync("Invoice finance");
        Console.WriteLine($"5. Created group \"{group.Name}\"");

        // 6. List groups.
        var groups = (await client.Groups.ListAsync()).Results.Count;
        Console.WriteLine($"6. There is {groups} {(groups == 1 ? "group" : "groups")}");

        // 7. Create a company in a group.
        var cafe = await client.Companies.CreateAsync(new CompanyRequest
        {
            Name = "Harbour Cafe",
            Groups = new[] { new GroupRef { Id = group.Id } },
        });
        var inGroup = cafe.Groups?.Any(of => of.Id == group.Id) == true;
        Console.WriteLine($"7. Created company \"{cafe.Name}\" {(inGroup ? "in" : "outside")} the group");

        // 8. Add a company that exists.
        var added = await client.Groups.AddCompanyAsync(bakery.Id, group.Id);
        Console.WriteLine($"8. Added \"{added.Name}\" to the group");

        // 9. Remove it.
        await client.Groups.RemoveCompanyAsync(added.Id, group.Id);
        var removed = await client.Companies.GetAsync(added.Id);
        var stillIn = removed.Groups?.Any(of => of.Id == group.Id) == true;
        Console.WriteLine($"9. {(stillIn ? "Did not remove" : "Removed")} \"{removed.Name}\" from the group");

        // 10. The service makes the company, but its answer is lost on the way, three times in a row. The client
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
            $"10. Lost the answer of the next create {lost} times: still {owls} "
            + $"{(owls == 1 ? "company" : "companies")} named \"{owl.Name}\"");

        // 11. Delete a company with its connections and data, for good.
        await client.Companies.DeleteAsync(cafe.Id);
        try
        {
            await client.Companies.GetAsync(cafe.Id);
        }
        catch (CodatNotFoundException)
        {
            Console.WriteLine($"11. Deleted \"{cafe.Name}\"");
        }

        return (await client.Companies.ListAsync()).TotalResults;
    }
}
