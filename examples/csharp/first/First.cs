using System;
using System.Threading.Tasks;
using Codat;

internal static class First
{
    private static async Task Main()
    {
        using var sandbox = CodatSandbox.Start();
        using var client = sandbox.CreateClient();   // in production: new CodatClient(new CodatClientOptions())

        var bakery = await client.Companies.CreateAsync(new CompanyRequest { Name = "Toft Bakery" });
        Console.WriteLine($"Send your customer to {bakery.Redirect}");
    }
}
