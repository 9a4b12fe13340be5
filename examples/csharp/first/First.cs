using System;
using Codat;

using var sandbox = CodatSandbox.Start();
using var client = sandbox.CreateClient();   // in production: new CodatClient(new CodatClientOptions())

var bakery = await client.Companies.CreateAsync(new CompanyRequest { Name = "Toft Bakery" });
Console.WriteLine($"Send your customer to {bakery.Redirect}");
