//! Operations that take several requests, against a server that follows a script.

mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

use codat::models::{WaitUntilComplete, WaitUntilLinked};
use codat::{Client, Config, Context, ErrorKind};
use serde_json::{json, Value};
use support::server::{json as answer, Server};

/// Longer than any of these tests takes, on any machine.
const EVER: Duration = Duration::from_secs(45);

fn client(server: &Server) -> Client {
    Client::new(Config {
        api_key: Some("key".into()),
        base_url: Some(server.url()),
        retry_delay_ms: 1,
        ..Config::default()
    })
    .unwrap()
}

fn result(answer: &codat::Answer) -> Value {
    serde_json::from_str(answer.json()).unwrap()
}

/// The requested paths, in order.
fn paths(server: &Server) -> Vec<String> {
    let path = |request: &String| request.split(' ').nth(1).unwrap().to_owned();
    server.requests().iter().map(path).collect()
}

fn unavailable() -> Vec<u8> {
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".to_vec()
}

fn not_found() -> Vec<u8> {
    b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec()
}

/// A page of connections, with a link to the next page if `next` is true. It has no total.
fn page(connections: &[&str], next: bool) -> Vec<u8> {
    let next = if next { r#","next":{"href":"/next"}"# } else { "" };
    let results = connections.join(",");
    answer(&format!(
        r#"{{"results":[{results}],"_links":{{"self":{{"href":"/"}}{next}}}}}"#
    ))
}

#[test]
fn the_link_url_has_the_parameters() {
    let server =
        Server::start(|_, _| answer(r#"{"id":"c","name":"n","redirect":"https://link.example/c?a=1#x"}"#));
    let client = client(&server);
    let parameters = [("ref", "a b&c"), ("z", "ü")].map(|(n, v)| (n.to_owned(), v.to_owned()));
    let reply = client.companies().link_url("c", &parameters.into()).unwrap();
    assert_eq!(reply.url, "https://link.example/c?a=1&ref=a%20b%26c&z=%C3%BC#x");
    assert_eq!((reply.meta.attempts, reply.meta.status), (1, Some(200)));
    let bare = client
        .call("companies.link_url", r#"{"companyId":"c"}"#, None)
        .unwrap();
    assert_eq!(bare.json(), r#"{"url":"https://link.example/c?a=1#x"}"#);
    assert_eq!(paths(&server), ["/companies/c", "/companies/c"]);
}

#[test]
fn a_company_without_a_redirect_is_an_unexpected_response() {
    let server = Server::start(|_, _| answer(r#"{"id":"c","name":"n"}"#));
    let error = client(&server)
        .call("companies.link_url", r#"{"companyId":"c"}"#, None)
        .unwrap_err();
    assert_eq!(
        (error.kind, error.operation, error.meta.attempts),
        (ErrorKind::UnexpectedResponse, Some("companies.link_url"), 1)
    );
}

#[test]
fn waits_until_that_connection_is_linked() {
    let server = Server::start(|number, _| match number {
        0 => answer(r#"{"id":"n","status":"PendingAuth"}"#),
        1 => unavailable(),
        2 => answer(r#"{"id":"n","status":"SomethingNew"}"#),
        _ => answer(r#"{"id":"n","x":1.50, "status":"Linked"}"#),
    });
    let started = Instant::now();
    let input = r#"{"companyId":"c","connectionId":"n","pollIntervalMs":20}"#;
    let outcome = client(&server)
        .call("connections.wait_until_linked", input, None)
        .unwrap();
    // As the service sent it.
    assert_eq!(outcome.json(), r#"{"id":"n","x":1.50, "status":"Linked"}"#);
    assert_eq!(outcome.meta().attempts, 4);
    // Pauses of 20 and 30 ms.
    assert!(started.elapsed() >= Duration::from_millis(50));
    assert!(outcome.meta().elapsed_ms >= 50);
    assert_eq!(paths(&server), ["/companies/c/connections/n"; 4]);
}

#[test]
fn waits_until_any_connection_is_linked() {
    const PENDING: &str = r#"{"id":"a","status":"PendingAuth"}"#;
    let server = Server::start(|number, _| match number {
        0 | 2 => page(&[PENDING], true),
        1 => page(&[r#"{"id":"b","status":"PendingAuth"}"#], false),
        _ => page(
            &[
                r#"{"id":"b","status":"Deauthorized"}"#,
                r#"{"id":"d","status":"Linked"}"#,
            ],
            // What follows it is of no matter.
            true,
        ),
    });
    let request = WaitUntilLinked {
        poll_interval_ms: Some(10),
        ..Default::default()
    };
    let reply = client(&server)
        .connections()
        .wait_until_linked("c", &request)
        .unwrap();
    assert_eq!(reply.id, "d");
    let of_page = |number| format!("/companies/c/connections?page={number}");
    assert_eq!(paths(&server), [1, 2, 1, 2].map(of_page));
}

/// A cache that ignores the requested page, and one that invents another each time.
#[test]
fn a_poll_of_an_endless_list_ends() {
    for (same, requests) in [(true, 2), (false, 101)] {
        let server = Server::start(move |number, _| {
            let number = if same { 0 } else { number };
            page(&[&format!(r#"{{"id":"{number}","status":"PendingAuth"}}"#)], true)
        });
        let error = client(&server)
            .call("connections.wait_until_linked", r#"{"companyId":"c"}"#, None)
            .unwrap_err();
        assert_eq!(
            (error.kind, error.operation),
            (
                ErrorKind::UnexpectedResponse,
                Some("connections.wait_until_linked")
            )
        );
        assert!(
            error.message.contains(&format!("page {requests} ")),
            "{}",
            error.message
        );
        assert_eq!(server.requests().len(), requests);
    }
}

/// Without links the total shows that there are more pages.
#[test]
fn a_poll_reads_all_pages_of_a_list_without_links() {
    let server = Server::start(|number, _| match number {
        0 => answer(r#"{"results":[{"id":"a","status":"PendingAuth"}],"pageNumber":1,"totalResults":2}"#),
        _ => answer(r#"{"results":[{"id":"b","status":"Linked"}],"pageNumber":2,"totalResults":2}"#),
    });
    let reply = client(&server)
        .connections()
        .wait_until_linked("c", &Default::default());
    assert_eq!(reply.unwrap().id, "b");
}

#[test]
fn a_poll_that_fails_ends_the_wait_with_its_error() {
    let body = r#"{"error":"no","correlationId":"c"}"#;
    let response = format!(
        "HTTP/1.1 404 Not Found\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let server = Server::start(move |_, _| response.clone().into_bytes());
    let error = client(&server)
        .call(
            "connections.wait_until_linked",
            r#"{"companyId":"c","connectionId":"n"}"#,
            None,
        )
        .unwrap_err();
    assert_eq!(
        (error.kind, error.operation, error.meta.status),
        (
            ErrorKind::NotFound,
            Some("connections.wait_until_linked"),
            Some(404)
        )
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn the_deadline_of_the_context_ends_a_pause() {
    let server = Server::start(|_, _| answer(r#"{"id":"n","status":"PendingAuth"}"#));
    let started = Instant::now();
    let context = Context::from_json(r#"{"timeoutMs":2000}"#).unwrap();
    let input = r#"{"companyId":"c","connectionId":"n","pollIntervalMs":60000}"#;
    let error = client(&server)
        .call("connections.wait_until_linked", input, Some(&context))
        .unwrap_err();
    assert_eq!((error.kind, error.outcome_unknown), (ErrorKind::Timeout, false));
    assert!((Duration::from_secs(2)..EVER).contains(&started.elapsed()));
    assert!(error.meta.elapsed_ms <= started.elapsed().as_millis() as u64);
}

#[test]
fn cancelling_ends_a_pause_at_once() {
    let server = Server::start(|_, _| {
        answer(r#"{"id":"i","companyId":"c","dataType":"invoices","status":"Fetching"}"#)
    });
    let (client, context) = (client(&server), Context::new());
    let started = Instant::now();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let input = r#"{"companyId":"c","pullOperationIds":["i"],"pollIntervalMs":60000}"#;
            client.call("refresh.wait_until_complete", input, Some(&context))
        });
        while server.requests().is_empty() {
            assert!(started.elapsed() < EVER);
            std::thread::yield_now();
        }
        context.cancel();
        let error = waiting.join().unwrap().unwrap_err();
        assert_eq!(
            (error.kind, error.operation),
            (ErrorKind::Cancelled, Some("refresh.wait_until_complete"))
        );
    });
    assert!(started.elapsed() < EVER);
}

/// Each poll has the client's timeout, however long the whole call may take.
#[test]
fn a_poll_that_hangs_times_out() {
    let server = Server::start(|_, _| loop {
        std::thread::park();
    });
    let client = Client::new(Config {
        timeout_ms: 300,
        ..Config {
            api_key: Some("key".into()),
            base_url: Some(server.url()),
            ..Config::default()
        }
    })
    .unwrap();
    let context = Context::from_json(r#"{"timeoutMs":600000}"#).unwrap();
    let started = Instant::now();
    let input = r#"{"companyId":"c","connectionId":"n"}"#;
    let error = client
        .call("connections.wait_until_linked", input, Some(&context))
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Timeout);
    assert!(started.elapsed() < EVER);
}

#[test]
fn reauthorization_names_the_connection_that_lost_access() {
    let server = Server::start(|number, _| match number {
        0 => answer(r#"{"id":"c","name":"n","redirect":"https://link.example/c"}"#),
        1 => page(
            &[
                r#"{"id":"a","status":"Deauthorized","n":1e2}"#,
                r#"{"id":"b","status":"Linked"}"#,
            ],
            true,
        ),
        _ => page(&[r#"{"id":"d","status":"Deauthorized"}"#], false),
    });
    let outcome = client(&server)
        .call("connections.needs_reauthorization", r#"{"companyId":"c"}"#, None)
        .unwrap();
    assert_eq!(
        outcome.json(),
        r#"{"needed":true,"linkUrl":"https://link.example/c","connections":[{"id":"a","status":"Deauthorized","n":1e2},{"id":"d","status":"Deauthorized"}]}"#
    );
    assert_eq!(outcome.meta().attempts, 3);
}

#[test]
fn reauthorization_is_not_needed_without_lost_access() {
    let server = Server::start(|number, _| match number {
        0 => answer(r#"{"id":"c","name":"n","redirect":"https://link.example/c"}"#),
        _ => page(&[r#"{"id":"a","status":"Unlinked"}"#], false),
    });
    let reply = client(&server).connections().needs_reauthorization("c").unwrap();
    assert!(!reply.needed && reply.connections.is_empty());
    assert_eq!(reply.link_url, "https://link.example/c");
}

/// Each set of connections, and those of them that have to be authorized again.
#[test]
fn accounting_software_that_was_replaced_needs_no_authorization() {
    const XERO: &str = r#"{"id":"xero","status":"Deauthorized","sourceType":"Accounting"}"#;
    const SHOP: &str = r#"{"id":"shop","status":"Deauthorized","sourceType":"Commerce"}"#;
    const QUICKBOOKS: &str = r#"{"id":"quickbooks","status":"Linked","sourceType":"Accounting"}"#;
    const PENDING: &str = r#"{"id":"quickbooks","status":"PendingAuth","sourceType":"Accounting"}"#;
    const BANK: &str = r#"{"id":"bank","status":"Linked","sourceType":"Banking"}"#;
    const UNKNOWN: &str = r#"{"id":"unknown","status":"Deauthorized"}"#;
    for (connections, expected) in [
        (&[XERO, QUICKBOOKS][..], &[][..]),
        (&[QUICKBOOKS, XERO, SHOP], &["shop"]),
        (&[XERO, PENDING], &["xero"]),
        (&[XERO, BANK], &["xero"]),
        (&[UNKNOWN, QUICKBOOKS], &["unknown"]),
    ] {
        // The one that decides may be on another page.
        let server = Server::start(move |number, _| match number {
            0 => answer(r#"{"id":"c","redirect":"https://link.example/c"}"#),
            _ => page(&connections[number - 1..number], number < connections.len()),
        });
        let reply = client(&server).connections().needs_reauthorization("c").unwrap();
        let ids: Vec<&str> = reply
            .connections
            .iter()
            .map(|connection| &*connection.id)
            .collect();
        assert_eq!((&ids[..], reply.needed), (expected, !expected.is_empty()));
    }
}

#[test]
fn a_link_url_that_is_not_http_is_refused() {
    const FINE: &str = "https://link.example/c";
    for bad in [
        "javascript:alert(1)",
        "https://link.example/\r\nx: y",
        "http://link.example/c",
    ] {
        for (redirect, link_url, field, operations) in [
            (
                bad,
                FINE,
                "redirect",
                &["companies.link_url", "connections.needs_reauthorization"][..],
            ),
            (FINE, bad, "linkUrl", &["connections.needs_reauthorization"]),
        ] {
            let company = json!({"id": "c", "redirect": redirect}).to_string();
            let connection = json!({"id": "n", "status": "Deauthorized", "linkUrl": link_url}).to_string();
            let server = Server::start(move |_, request| match request.contains("/connections") {
                false => answer(&company),
                true => page(&[&connection], false),
            });
            for operation in operations {
                let error = client(&server)
                    .call(operation, r#"{"companyId":"c"}"#, None)
                    .unwrap_err();
                assert_eq!(
                    (error.kind, error.operation),
                    (ErrorKind::UnexpectedResponse, Some(*operation))
                );
                assert!(error.message.contains(field), "{}", error.message);
                assert!(!error.to_document().contains("javascript"), "{error:?}");
            }
        }
    }
}

fn pull_operation(id: &str, status: &str, errored: bool) -> Vec<u8> {
    let completed = status == "Complete";
    answer(
        &json!({"id": id, "companyId": "c", "connectionId": "n", "dataType": id, "status": status,
            "progress": 50, "isCompleted": completed, "isErrored": errored})
        .to_string(),
    )
}

#[test]
fn waits_until_all_pull_operations_have_ended() {
    let later = Arc::new(AtomicBool::new(false));
    let first_round = later.clone();
    let server = Server::start(move |_, request| {
        if request.contains("/history/bills ") {
            return pull_operation("bills", "AuthError", true);
        }
        match first_round.swap(true, Ordering::SeqCst) {
            false => pull_operation("invoices", "Simmering", false),
            true => pull_operation("invoices", "Complete", false),
        }
    });
    let request = WaitUntilComplete {
        pull_operation_ids: Some(vec!["invoices".into(), "bills".into()]),
        poll_interval_ms: Some(10),
        ..Default::default()
    };
    let reply = client(&server)
        .refresh()
        .wait_until_complete("c", &request)
        .unwrap();
    assert!(reply.failed);
    let items: Vec<_> = reply
        .items
        .iter()
        .map(|item| {
            let operation = item.pull_operation.as_ref().unwrap();
            (
                item.data_type.as_str(),
                item.failed,
                operation.status.as_ref().unwrap().as_str(),
            )
        })
        .collect();
    assert_eq!(
        items,
        [("invoices", false, "Complete"), ("bills", true, "AuthError")]
    );
    // A pull that has ended is not requested again.
    let of = |id| format!("/companies/c/data/history/{id}");
    assert_eq!(paths(&server), ["invoices", "bills", "invoices"].map(of));
    assert_eq!(reply.meta.attempts, 3);
}

const STATUSES: [&str; 2] = [
    r#"{"invoices":{"dataType":"invoices","currentStatus":"Fetching"},"bills":{"dataType":"bills","currentStatus":"NotSupported"},"items":null}"#,
    r#"{"invoices":{"dataType":"invoices","currentStatus":"MapError","n":1.0},"bills":{"dataType":"bills","currentStatus":"NotSupported"},"items":null}"#,
];

#[test]
fn waits_until_no_data_is_being_pulled() {
    let server = Server::start(|number, _| answer(STATUSES[number.min(1)]));
    let outcome = client(&server)
        .call(
            "refresh.wait_until_complete",
            r#"{"companyId":"c","pollIntervalMs":10}"#,
            None,
        )
        .unwrap();
    assert_eq!(
        outcome.json(),
        r#"{"failed":true,"items":[{"dataType":"bills","failed":false,"dataStatus":{"dataType":"bills","currentStatus":"NotSupported"}},{"dataType":"invoices","failed":true,"dataStatus":{"dataType":"invoices","currentStatus":"MapError","n":1.0}}]}"#
    );
    assert_eq!(paths(&server), ["/companies/c/dataStatus"; 2]);
}

/// As the service's documentation has it, for a type that was never pulled.
#[test]
fn a_type_that_was_never_pulled_is_not_waited_for() {
    let server = Server::start(|_, _| {
        answer(
            r#"{"suppliers":{"dataType":"suppliers"},"bills":{"dataType":"bills","currentStatus":null},
            "invoices":{"dataType":"invoices","currentStatus":"Complete"}}"#,
        )
    });
    let client = client(&server);
    let request = WaitUntilComplete::default();
    let reply = client.refresh().wait_until_complete("c", &request).unwrap();
    let types: Vec<&str> = reply.items.iter().map(|item| &*item.data_type).collect();
    assert_eq!((reply.failed, &types[..]), (false, &["invoices"][..]));
    let request = WaitUntilComplete {
        data_types: Some(["invoices", "suppliers", "bills"].map(String::from).into()),
        ..Default::default()
    };
    let reply = client.refresh().wait_until_complete("c", &request).unwrap();
    assert!(reply.failed);
    let items = reply.items.iter();
    let items: Vec<_> = items
        .map(|item| (&*item.data_type, item.failed, item.data_status.is_some()))
        .collect();
    assert_eq!(
        items,
        [
            ("invoices", false, true),
            ("suppliers", true, false),
            ("bills", true, false)
        ]
    );
    let statuses = client.refresh().get_data_status("c").unwrap();
    assert_eq!(statuses["suppliers"].as_ref().unwrap().current_status, None);
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn waits_only_for_the_named_data_types() {
    let server = Server::start(|_, _| answer(STATUSES[0]));
    let client = client(&server);
    let wait = |types: Value| {
        let input = json!({"companyId": "c", "dataTypes": types}).to_string();
        result(&client.call("refresh.wait_until_complete", &input, None).unwrap())
    };
    // Invoices are still being fetched, but were not named.
    let bills = wait(json!(["bills"]));
    assert_eq!(
        (&bills["failed"], &bills["items"][0]["dataType"]),
        (&json!(false), &json!("bills"))
    );
    // Nothing was ever pulled for these.
    for never in ["items", "suppliers"] {
        let outcome = wait(json!([never]));
        assert_eq!(
            outcome,
            json!({"failed": true, "items": [{"dataType": never, "failed": true}]})
        );
    }
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn bad_input_is_refused_before_anything_is_sent() {
    let server = Server::start(|_, _| not_found());
    let client = client(&server);
    for (operation, input, member) in [
        ("companies.link_url", json!({}), "companyId"),
        (
            "companies.link_url",
            json!({"companyId": "c", "parameters": {"a": 1}}),
            "parameters.a",
        ),
        (
            "connections.wait_until_linked",
            json!({"companyId": "c", "pollIntervalMs": 9}),
            "pollIntervalMs",
        ),
        (
            "connections.wait_until_linked",
            json!({"companyId": "c", "connectionId": "a/b"}),
            "connectionId",
        ),
        (
            "connections.needs_reauthorization",
            json!({"companyId": "c", "timeoutMs": 1}),
            "timeoutMs",
        ),
        (
            "refresh.wait_until_complete",
            json!({"companyId": "c", "pullOperationIds": []}),
            "pullOperationIds",
        ),
        (
            "refresh.wait_until_complete",
            json!({"companyId": "c", "pullOperationIds": ["a", "../b"]}),
            "pullOperationIds[1]",
        ),
        (
            "refresh.wait_until_complete",
            json!({"companyId": "c", "dataTypes": []}),
            "dataTypes",
        ),
        (
            "refresh.wait_until_complete",
            json!({"companyId": "c", "dataTypes": ["a"], "pullOperationIds": ["a"]}),
            "dataTypes",
        ),
    ] {
        let error = client.call(operation, &input.to_string(), None).unwrap_err();
        assert_eq!(
            (error.kind, error.member.as_deref(), error.operation),
            (ErrorKind::InvalidArgument, Some(member), Some(operation)),
            "{input}"
        );
    }
    assert_eq!(server.connections(), 0);
}

/// A deadline that has already passed counts too.
#[test]
fn with_no_time_left_nothing_is_sent() {
    let server = Server::start(|_, _| not_found());
    let client = client(&server);
    let context = Context::from_json(r#"{"timeoutMs":0}"#).unwrap();
    for (operation, input) in [
        ("companies.create", r#"{"name":"x"}"#),
        ("connections.wait_until_linked", r#"{"companyId":"c"}"#),
    ] {
        let error = client.call(operation, input, Some(&context)).unwrap_err();
        assert_eq!(
            (error.kind, error.outcome_unknown, error.meta.attempts),
            (ErrorKind::Timeout, false, 0),
            "{operation}"
        );
    }
    assert_eq!(server.connections(), 0);
}
