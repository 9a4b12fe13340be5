//! Companies as the service returns them: with all fields, of the usual length, no two alike.

/// The second page of companies, which the contestants request, with the links that a page in the middle has.
pub fn page(size: usize) -> String {
    let companies: Vec<String> = (1..=size).map(company).collect();
    let link = |number: usize| format!(r#"{{"href":"/companies?page={number}&pageSize={size}"}}"#);
    format!(
        r#"{{"results":[{}],"pageNumber":2,"pageSize":{size},"totalResults":{},"_links":{{"self":{{"href":"/companies"}},"current":{},"next":{},"previous":{}}}}}"#,
        companies.join(","),
        size * 3,
        link(2),
        link(3),
        link(1),
    )
}

/// The name of a company.
pub fn name(number: usize) -> String {
    format!("Harbour Bakery & Café No. {number}")
}

/// The description of a company.
pub fn description(number: usize) -> String {
    format!("Wholesale bread and pastry, branch {number}; invoice finance since 2024")
}

/// A company with every field that the service knows, and a connection.
pub fn company(number: usize) -> String {
    let id = identifier(number, 0x5c0e);
    let connection = identifier(number, 0xd1ce);
    let parent = identifier(number / 10, 0x5c0e);
    let owner = identifier(number % 7, 0x0e0e);
    let (day, minute) = (number % 28 + 1, number % 60);
    format!(
        concat!(
            r#"{{"id":"{id}","name":"{name}","description":"{description}","#,
            r#""platform":"Xero","redirect":"https://link.codat.io/company/{id}","status":"Linked","#,
            r#""lastSync":"2026-10-{day:02}T10:{minute:02}:43.6464237Z","#,
            r#""created":"2024-03-{day:02}T09:{minute:02}:29Z","createdByUserName":"Ada Brown {number}","#,
            r#""dataConnections":[{{"id":"{connection}","#,
            r#""integrationId":"fd321cb6-7963-4506-b873-e99593a45e30","integrationKey":"gbol","#,
            r#""sourceId":"8a156a5a-39cb-4f9d-856e-76ef9b9a9607","sourceType":"Accounting","#,
            r#""platformName":"Xero","#,
            r#""linkUrl":"https://link-api.codat.io/companies/{id}/connections/{connection}/start","#,
            r#""status":"Linked","lastSync":"2026-10-{day:02}T10:{minute:02}:43.6464237Z","#,
            r#""created":"2024-03-{day:02}T09:{minute:02}:31Z","dataConnectionErrors":[],"#,
            r#""connectionInfo":{{"organisationName":"Harbour {number} Ltd","baseCurrency":"GBP"}},"#,
            r#""additionalProperties":{{}}}}],"#,
            r#""groups":[{{"id":"60d2fa12-8a04-11ee-b9d1-0242ac120002","name":"Invoice finance"}}],"#,
            r#""products":["lending","spend-insights"],"#,
            r#""tags":{{"region":"uk","reference":"A-{number}"}},"ownerUserIds":["{owner}"],"#,
            r#""referenceParentCompany":{{"id":"{parent}","name":"Harbour Holding","#,
            r#""description":"The owner of the bakeries","#,
            r#""links":{{"portal":"https://app.codat.io/companies/{parent}"}},"tags":{{"region":"uk"}}}},"#,
            r#""referenceSubsidiaryCompanies":[]}}"#,
        ),
        id = id,
        name = name(number),
        description = description(number),
        connection = connection,
        parent = parent,
        owner = owner,
        number = number,
        day = day,
        minute = minute,
    )
}

/// A UUID that differs from number to number all over.
fn identifier(number: usize, kind: u64) -> String {
    let mixed = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ kind;
    let more = mixed.rotate_left(29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        mixed >> 32,
        (mixed >> 16) & 0xffff,
        mixed & 0xfff,
        more >> 52,
        more & 0xffff_ffff_ffff
    )
}
