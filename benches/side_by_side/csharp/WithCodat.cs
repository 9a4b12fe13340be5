using System;
using System.Threading.Tasks;
using Codat;

/// <summary>libcodat: one client for all.</summary>
internal static class WithCodat
{
    public static Func<Task> Calls(Arguments arguments)
    {
        var companies = Client(arguments).Companies;
        return arguments.Operation switch
        {
            "create" => () => companies.CreateAsync(NewCompany()),
            "get" => () => companies.GetAsync(Program.CompanyId),
            _ => async () => Check(arguments, await companies.ListAsync(Wanted(arguments))),
        };
    }

    public static Action Blocking(Arguments arguments)
    {
        var companies = Client(arguments).Companies;
        return arguments.Operation switch
        {
            "create" => () => companies.Create(NewCompany()),
            "get" => () => companies.Get(Program.CompanyId),
            _ => () => Check(arguments, companies.List(Wanted(arguments))),
        };
    }

    private static CodatClient Client(Arguments arguments) => new CodatClient(new CodatClientOptions
    {
        ApiKey = "key",
        BaseUrl = arguments.Url,
        MaxConnections = arguments.Threads,
    });

    private static CompanyRequest NewCompany() =>
        new CompanyRequest { Name = "Toft Bakery", Description = "Bread" };

    private static ListCompanies Wanted(Arguments arguments) =>
        new ListCompanies { Page = 2, PageSize = arguments.PageSize };

    private static void Check(Arguments arguments, Page<Company> page)
    {
        if (page.Results.Count != arguments.PageSize)
        {
            throw new InvalidOperationException($"{page.Results.Count} companies");
        }
    }
}
