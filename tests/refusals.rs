//! A refusal belongs to its request: one of another request proves nothing.

mod support;

use codat::{Client, Config, Error, ErrorKind};
use support::server::Server;
use support::tls::LOCAL;
use support::wire::Wire;

fn client(server: &Server) -> Client {
    Client::new(Config {
        api_key: Some("key".into()),
        base_url: Some(server.url()),
        root_certificates: Some(LOCAL.pem.clone()),
        ..Config::default()
    })
    .unwrap()
}

#[test]
fn a_repeated_correlation_id_leaves_the_outcome_unknown() {
    let refusal = |id: &str| {
        let body = format!(r#"{{"statusCode":402,"error":"no","correlationId":"{id}"}}"#);
        let length = body.len();
        format!("HTTP/1.1 402 No\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
    };
    let server = Server::start(move |number, _| refusal(if number < 4 { "a" } else { "b" }).into());
    let client = client(&server);
    let create = || {
        let error = client
            .call("companies.create", r#"{"name":"One"}"#, None)
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::PaymentRequired);
        assert_eq!(error.idempotency_key.is_some(), error.outcome_unknown);
        error.outcome_unknown
    };
    assert_eq!([create(), create()], [false, true]);
    let delete = || {
        client
            .call("companies.delete", r#"{"companyId":"x"}"#, None)
            .unwrap_err()
    };
    assert_eq!(
        [delete(), delete()].map(|error| error.outcome_unknown),
        [true, true]
    );
    assert!(!create());
}

/// A refusal that names other resources, or another data type, than the request refused another request.
#[test]
fn a_refusal_that_names_others_proves_nothing() {
    const ONE: &str = "846ed55c-974b-4392-a1f1-87b6fdbf3c5e";
    const OTHER: &str = "a22dd66b-564a-4832-9b37-7b3ce4aeb7de";
    const CONNECTION: &str = "ee2eb431-c0fa-4dc9-93fa-d29781c12bcd";
    let pull = |company: &str, data_type: &str| {
        format!(
            "DatasetAlreadyInProgressException: Cannot queue {data_type} sync for {company} as previous sync \
             bc997528-a9d7-4bb9-961e-f45f05d38599 is still in progress"
        )
    };
    for (operation, status, good, bad) in [
        (
            "companies.delete",
            404,
            format!("No company was found with ID {}", ONE.to_uppercase()),
            format!("No company was found with ID {OTHER}"),
        ),
        (
            "companies.get",
            404,
            format!("No company was found with ID {ONE}"),
            format!("No company was found with ID {OTHER}"),
        ),
        (
            "companies.delete",
            404,
            "Not Found".into(),
            format!("Data connection {OTHER} not found"),
        ),
        (
            "companies.create",
            400,
            "name: must not be empty".into(),
            "A request with the same idempotency key is being processed".into(),
        ),
        (
            "refresh.by_data_type",
            409,
            pull(ONE, "invoices"),
            pull(OTHER, "invoices"),
        ),
        (
            "refresh.by_data_type",
            409,
            pull(ONE, "invoices"),
            pull(ONE, "bills"),
        ),
        (
            "refresh.by_data_type",
            404,
            "Datatype [invoices] not supported by platform(s) [Xero]".into(),
            "Datatype [bills] not supported by platform(s) [Xero]".into(),
        ),
        ("refresh.all", 409, pull(ONE, "bills"), pull(OTHER, "bills")),
        (
            "companies.update",
            400,
            format!("The name of company {ONE} is not valid; user {OTHER}, request {OTHER}"),
            format!("The name of company {OTHER} is not valid"),
        ),
        (
            "connections.delete",
            404,
            format!("Data connection {CONNECTION} not found for company {ONE}"),
            format!("Data connection {OTHER} not found for company {ONE}"),
        ),
        (
            "refresh.by_data_type",
            404,
            "Datatype [bills, invoices] not supported by platform(s) [Xero]".into(),
            "Datatype [bills, items] not supported by platform(s) [Xero]".into(),
        ),
        (
            "refresh.all",
            400,
            format!("Connection {CONNECTION} of company {ONE} is Deauthorized"),
            format!("Connection {CONNECTION} of company {OTHER} is Deauthorized"),
        ),
        (
            "groups.add_company",
            404,
            format!("Company {ONE} not found, client ID {OTHER}"),
            format!("Company {ONE} is not in group {OTHER}"),
        ),
        (
            "companies.create",
            400,
            "name: must not be empty".into(),
            format!("No company was found with ID {OTHER}"),
        ),
        (
            "companies.create",
            402,
            "Company limit exceeded".into(),
            format!("Connection {OTHER} is not Linked"),
        ),
        (
            "groups.create",
            403,
            "Not permitted".into(),
            format!("groups[0].id: no group was found with ID {OTHER}"),
        ),
        (
            "webhooks.create",
            400,
            "url: must begin with https".into(),
            format!("webhookId {OTHER} is unknown"),
        ),
        (
            "groups.add_company",
            404,
            "No group was found with ID 7eb40d6b-415d-4bcd-99ce-658268284056".into(),
            format!("No group was found with ID {OTHER}"),
        ),
    ] {
        let input = match operation {
            "refresh.by_data_type" => format!(r#"{{"companyId":"{ONE}","dataType":"invoices"}}"#),
            "connections.delete" => format!(r#"{{"companyId":"{ONE}","connectionId":"{CONNECTION}"}}"#),
            "companies.create" | "groups.create" => r#"{"name":"One"}"#.into(),
            "webhooks.create" => r#"{"url":"https://one.example","eventTypes":["*"]}"#.into(),
            "companies.update" => format!(r#"{{"companyId":"{ONE}","name":"One"}}"#),
            "groups.add_company" => {
                format!(r#"{{"companyId":"{ONE}","groupId":"7eb40d6b-415d-4bcd-99ce-658268284056"}}"#)
            }
            _ => format!(r#"{{"companyId":"{ONE}"}}"#),
        };
        let writes = operation != "companies.get";
        for (text, is_own) in [(good, true), (bad, false)] {
            let error = refused(operation, &input, status, &format!(r#""error":"{text}""#));
            assert_eq!(error.outcome_unknown, writes && !is_own, "{operation} {text}");
            assert_eq!(
                error.kind == ErrorKind::UnexpectedResponse,
                !is_own,
                "{operation} {text}"
            );
            assert_eq!(error.http_status, Some(status));
        }
    }
}

/// Operations and texts of which the whole class was believed once.
#[test]
fn a_create_refused_with_an_id_that_it_does_not_have_may_have_been_done() {
    const OTHER: &str = "a22dd66b-564a-4832-9b37-7b3ce4aeb7de";
    for (operation, input) in [
        ("companies.create", r#"{"name":"One"}"#),
        ("groups.create", r#"{"name":"One"}"#),
        (
            "webhooks.create",
            r#"{"url":"https://one.example","eventTypes":["*"]}"#,
        ),
        ("settings.create_api_key", r#"{"name":"One"}"#),
        ("request.post", r#"{"path":"/companies","body":{"name":"One"}}"#),
    ] {
        for status in [400, 401, 402, 403] {
            for fields in [
                r#""error":"X is not a valid company""#,
                r#""error":"Entity with ID X was not found.""#,
                r#""error":"No dataset was found with ID X""#,
                r#""error":"No data available for accounts for ID e5889b459f544926ac5b8e6756df2s""#,
                r#""error":"Validation failed","validation":{"errors":[{"message":"Unknown company X"}]}"#,
                r#""error":"Validation failed","validation":{"warnings":[{"itemId":"X","message":"no"}]}"#,
                r#""error":"No","companyId":"X""#,
                r#""error":"No","path":"/companies/X""#,
            ] {
                let fields = fields.replace('X', OTHER);
                let error = refused(operation, input, status, &fields);
                assert!(error.outcome_unknown, "{operation} {status} {fields}");
                assert!(error.idempotency_key.is_some());
                assert_eq!(error.kind, ErrorKind::UnexpectedResponse);
            }
            let fields = r#""error":"Not possible","validation":{"errors":[{"itemId":"name","message":"One is short"}]}"#;
            let error = refused(operation, input, status, fields);
            assert!(!error.outcome_unknown, "{operation} {status}");
        }
    }
}

/// An ID in a free text of the request names no resource.
#[test]
fn an_id_in_a_tag_is_no_resource_of_the_request() {
    const OTHER: &str = "a22dd66b-564a-4832-9b37-7b3ce4aeb7de";
    let input =
        format!(r#"{{"name":"Loan {OTHER}","tags":{{"replaces":"{OTHER}","previousCompanyId":"{OTHER}"}}}}"#);
    for (status, text) in [
        (404, "No company was found with ID X"),
        (400, "Company X is archived"),
        (400, "X is archived"),
    ] {
        let error = format!(r#""error":"{}""#, text.replace('X', OTHER));
        let error = refused("companies.create", &input, status, &error);
        assert!(error.outcome_unknown, "{text}");
    }
    let error = format!(r#""error":"The name 'Loan {OTHER}' is not permitted""#);
    assert!(!refused("companies.create", &input, 400, &error).outcome_unknown);
}

#[test]
fn a_create_whose_group_is_not_found_is_refused() {
    const GROUP: &str = "846ed55c-974b-4392-a1f1-87b6fdbf3c5e";
    let input = format!(r#"{{"name":"One","groups":[{{"id":"{GROUP}"}}]}}"#);
    let error = refused(
        "companies.create",
        &input,
        404,
        &format!(r#""error":"Group {GROUP} not found""#),
    );
    assert_eq!((error.kind, error.outcome_unknown), (ErrorKind::NotFound, false));
    let error = refused("companies.create", &input, 404, r#""error":"Not found""#);
    assert!(error.outcome_unknown);
}

/// A delete has no result: what describes a resource is another request's.
#[test]
fn a_success_with_the_result_of_another_request_is_none() {
    const OTHER: &str = "a22dd66b-564a-4832-9b37-7b3ce4aeb7de";
    let input = r#"{"companyId":"846ed55c-974b-4392-a1f1-87b6fdbf3c5e"}"#;
    for (body, is_taken) in [
        (r#"{"companyId":"X"}"#, false),
        (r#"{"pushOperationKey":"X","status":"Pending"}"#, false),
        (r#"{"name":"One","redirectUrl":"https://one.example"}"#, false),
        ("false", false),
        (r#""no such company""#, false),
        ("7", false),
        ("{}", true),
        ("null", true),
        (r#"{"status":"Deleted"}"#, true),
        ("", true),
    ] {
        let body = body.replace('X', OTHER);
        let server = Server::over(Wire::Tcp, {
            let body = body.clone();
            move |_, _| response(200, &body)
        });
        let outcome = client(&server).call("companies.delete", input, None);
        assert_eq!(outcome.is_ok(), is_taken, "{body}: {outcome:?}");
        if let Err(error) = outcome {
            assert_eq!(error.kind, ErrorKind::UnexpectedResponse, "{body}");
            assert!(error.outcome_unknown, "{body}");
        }
    }
}

fn response(status: u16, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} No\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// The error of a call that gets a refusal with these fields.
fn refused(operation: &str, input: &str, status: u16, fields: &str) -> Error {
    let body = format!(r#"{{"statusCode":{status},{fields},"correlationId":"c"}}"#);
    let server = Server::over(Wire::Tcp, move |_, _| response(status, &body));
    client(&server).call(operation, input, None).unwrap_err()
}
