//! A response belongs to its request: what came for another is never taken for the result.

mod support;

use std::io::Write;
use std::sync::{mpsc, Arc, Mutex};

use codat::operations::{self, Method};
use codat::{Client, Config, Context, ContextOptions, ErrorKind};
use support::server::{json, read_request, Server};
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

/// A response that is repeated after the next request was sent can be recognized only by its ID.
#[test]
fn a_create_cannot_return_the_id_of_an_earlier_create() {
    Wire::each(|wire| {
        let names = Arc::new(Mutex::new(Vec::new()));
        let seen = names.clone();
        let server = Server::serve(wire, move |stream, _| {
            let mut late = Vec::new();
            while let Some(request) = read_request(stream) {
                let name = request.rsplit('"').nth(1).unwrap_or_default().to_owned();
                let answer = json(&format!("{{\"id\":\"id of {name}\"}}"));
                let mut seen = seen.lock().unwrap();
                seen.push(name);
                let is_doubled = seen.len() == 1;
                drop(seen);
                let bytes = [std::mem::take(&mut late), answer.clone()].concat();
                if is_doubled {
                    late = answer;
                }
                if stream.write_all(&bytes).is_err() {
                    return;
                }
            }
        });
        let client = client(&server);
        let create = |name: &str| client.call("companies.create", &format!("{{\"name\":\"{name}\"}}"), None);
        assert_eq!(create("One").unwrap().json(), r#"{"id":"id of One"}"#);
        let error = create("Two").unwrap_err();
        assert_eq!(
            (error.kind, error.outcome_unknown, error.http_status),
            (ErrorKind::UnexpectedResponse, true, Some(200))
        );
        assert_eq!(error.idempotency_key, error.meta.idempotency_key);
        // The connection is given up, or all later calls would get what belongs to the one before.
        for name in ["Three", "Four"] {
            assert_eq!(
                create(name).unwrap().json(),
                format!("{{\"id\":\"id of {name}\"}}")
            );
        }
        assert_eq!(server.connections(), 2);
        assert_eq!(*names.lock().unwrap(), ["One", "Two", "Three", "Four"]);
    });
}

/// The same for a resource that was requested by its ID.
#[test]
fn a_response_with_another_id_than_requested_is_refused() {
    let server = Server::start(|_, _| json(r#"{"id":"A-1","name":"One"}"#));
    let client = client(&server);
    let get = |id: &str| client.call("companies.get", &format!("{{\"companyId\":\"{id}\"}}"), None);
    assert!(get("A-1").is_ok() && get("a-1").is_ok());
    let error = get("B-1").unwrap_err();
    assert_eq!(
        (error.kind, error.outcome_unknown),
        (ErrorKind::UnexpectedResponse, false)
    );
    let input = r#"{"companyId":"B-1","name":"Two"}"#;
    let error = client.call("companies.update", input, None).unwrap_err();
    assert_eq!(
        (error.kind, error.outcome_unknown),
        (ErrorKind::UnexpectedResponse, true)
    );
}

/// A refusal, or a success without a result, that comes once more after the next request was sent finds another connection.
#[test]
fn after_a_response_without_an_id_another_connection_is_used() {
    Wire::each(|wire| {
        let refusal = r#"{"statusCode":400,"error":"no","correlationId":"c"}"#;
        let bad = format!(
            "HTTP/1.1 400 Bad\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{refusal}",
            refusal.len()
        );
        let gone = "HTTP/1.1 204 Gone\r\n\r\n".to_owned();
        for late in [bad, gone] {
            let server = Server::serve(wire, move |stream, state| {
                let mut before = String::new();
                while let Some(request) = read_request(stream) {
                    let answer = match state.note(&request) {
                        0 => late.clone(),
                        number => String::from_utf8(json(&format!("{{\"id\":\"{number}\"}}"))).unwrap(),
                    };
                    let bytes = std::mem::take(&mut before) + &answer;
                    before = answer;
                    if stream.write_all(bytes.as_bytes()).is_err() {
                        return;
                    }
                }
            });
            let client = client(&server);
            let _ = client.call("companies.delete", r#"{"companyId":"x"}"#, None);
            let made = client
                .call("companies.create", r#"{"name":"One"}"#, None)
                .unwrap();
            assert_eq!(made.json(), r#"{"id":"1"}"#);
        }
    });
}

/// The service may return what exists already. A resource that a create with other input returned belongs to that request.
#[test]
fn a_create_may_return_an_existing_group_connection_or_webhook() {
    let server = Server::over(Wire::Tcp, |_, _| json(r#"{"id":"1"}"#));
    for (operation, input, other) in [
        ("groups.create", r#"{"name":"One"}"#, r#"{"name":"Two"}"#),
        (
            "connections.create",
            r#"{"companyId":"c","platformKey":"gbol"}"#,
            r#"{"companyId":"d","platformKey":"gbol"}"#,
        ),
        (
            "webhooks.create",
            r#"{"url":"https://one.example","eventTypes":["read.completed"]}"#,
            r#"{"url":"https://two.example","eventTypes":["read.completed"]}"#,
        ),
    ] {
        let client = client(&server);
        for _ in 0..2 {
            let made = client.call(operation, input, None).unwrap();
            assert_eq!(made.json(), r#"{"id":"1"}"#, "{operation}");
        }
        let error = client.call(operation, other, None).unwrap_err();
        assert_eq!(
            (error.kind, error.outcome_unknown),
            (ErrorKind::UnexpectedResponse, true),
            "{operation}"
        );
    }
}

/// A resource that was read before the request was sent was not created by it.
#[test]
fn a_create_cannot_return_a_company_that_was_known_before() {
    let server = Server::start(|_, _| json(r#"{"id":"A-1"}"#));
    let client = client(&server);
    let create = r#"{"name":"Two"}"#;
    client
        .call("companies.get", r#"{"companyId":"A-1"}"#, None)
        .unwrap();
    let error = client.call("companies.create", create, None).unwrap_err();
    assert_eq!(
        (error.kind, error.outcome_unknown),
        (ErrorKind::UnexpectedResponse, true)
    );
    // A repeat may return a company that was found in the meantime.
    let repeated = Context::with_options(&ContextOptions {
        idempotency_key: error.idempotency_key.clone(),
        ..ContextOptions::default()
    })
    .unwrap();
    client.call("companies.create", create, Some(&repeated)).unwrap();
    // It is that call's now.
    assert!(client.call("companies.create", create, None).is_err());
}

/// A webhook can report a company before the create returns.
#[test]
fn a_company_that_was_read_while_its_create_waited_is_new() {
    let ((arrived, arrival), (read, reading)) = (mpsc::channel(), mpsc::channel());
    let reading = Mutex::new(reading);
    let server = Server::start(move |_, request| {
        if request.starts_with("POST") {
            arrived.send(()).unwrap();
            reading.lock().unwrap().recv().unwrap();
        }
        json(r#"{"id":"A-1"}"#)
    });
    let client = client(&server);
    std::thread::scope(|scope| {
        let create = scope.spawn(|| client.call("companies.create", r#"{"name":"One"}"#, None));
        arrival.recv().unwrap();
        client
            .call("companies.get", r#"{"companyId":"A-1"}"#, None)
            .unwrap();
        read.send(()).unwrap();
        create.join().unwrap().unwrap();
    });
}

/// Fields that repeat the request.
#[test]
fn a_response_that_contradicts_its_request_is_refused() {
    let company = r#"{"companyId":"c","name":"Toft (Bakery)","description":"Bread"}"#;
    let id = "8a210b68-6988-11ed-a1eb-0242ac120002";
    let connection = format!(r#"{{"companyId":"{id}","connectionId":"1"}}"#);
    let link = |company: &str| {
        format!(r#"{{"id":"1","linkUrl":"https://link.example/companies/{company}/connections/1/start"}}"#)
    };
    let other = id.replace("0002", "0003");
    let named = |id: &str, name: &str| format!(r#"{{"id":"{id}","name":"{name}"}}"#);
    let of_company = |more: &str| format!(r#"{{"companyId":"{id}"{more}}}"#);
    let rows = |row: &str| format!(r#"{{"results":[{row}]}}"#);
    let url = |url: &str| format!(r#"{{"id":"1","url":"{url}"}}"#);
    let webhook = r#"{"url":"https://one.example","eventTypes":["read.completed"]}"#;
    for (operation, input, good, bad, field) in [
        (
            "companies.create",
            r#"{"name":"Toft (Bakery)"}"#,
            named("1", "Toft Bakery"),
            named("2", "Toft Books"),
            "name",
        ),
        (
            "companies.update",
            company,
            named("c", "Toft Bakery"),
            named("c", "Toft Books"),
            "name",
        ),
        (
            "companies.replace",
            company,
            named("c", "Toft Bakery"),
            named("c", "Toft Books"),
            "name",
        ),
        (
            "groups.create",
            r#"{"name":"Cards"}"#,
            named("1", "Cards"),
            named("2", "Loans"),
            "name",
        ),
        (
            "webhooks.create",
            webhook,
            url("https://one.example/"),
            url("https://two.example/"),
            "url",
        ),
        ("connections.get", &*connection, link(&id.to_uppercase()), link(&other), "linkUrl"),
        ("connections.unlink", &*connection, link(id), link(&other), "linkUrl"),
        (
            "connections.update_authorization",
            &of_company(r#","connectionId":"1","authorization":{}"#),
            link(id),
            link(&other),
            "linkUrl",
        ),
        (
            "connections.create",
            &of_company(r#","platformKey":"gbol""#),
            link(id),
            link(&other),
            "linkUrl",
        ),
        (
            "connections.list",
            &of_company(""),
            rows(&link(id)),
            rows(&link(&other)),
            "linkUrl",
        ),
        (
            "refresh.get_data_status",
            r#"{"companyId":"c"}"#,
            r#"{"invoices":{"dataType":"invoices"}}"#.into(),
            r#"{"accessToken":"x"}"#.into(),
            "accessToken",
        ),
        (
            "integrations.get_branding",
            r#"{"platformKey":"gbol"}"#,
            r#"{"sourceId":"x"}"#.into(),
            rows(""),
            "results",
        ),
        (
            "connections.create",
            r#"{"companyId":"c","platformKey":"gbol"}"#,
            r#"{"id":"1","integrationKey":"gbol"}"#.into(),
            r#"{"id":"1","integrationKey":"mqjo"}"#.into(),
            "integrationKey",
        ),
        (
            "companies.update",
            company,
            r#"{"id":"c","description":"Bread"}"#.into(),
            r#"{"id":"c","description":"Books"}"#.into(),
            "description",
        ),
        (
            "refresh.by_data_type",
            r#"{"companyId":"c","dataType":"invoices","connectionId":"1"}"#,
            r#"{"id":"1","connectionId":"1","dataType":"invoices"}"#.into(),
            r#"{"id":"1","connectionId":"2"}"#.into(),
            "connectionId",
        ),
        (
            "companies.list",
            r#"{"page":2}"#,
            r#"{"results":[],"pageNumber":2}"#.into(),
            r#"{"results":[],"pageNumber":1}"#.into(),
            "pageNumber",
        ),
        (
            "companies.list",
            "{}",
            r#"{"results":[],"pageNumber":1}"#.into(),
            r#"{"results":[],"pageNumber":2}"#.into(),
            "pageNumber",
        ),
        (
            "companies.create",
            r#"{"name":"Customer 10"}"#,
            named("1", "Customer 10"),
            named("1", "Customer 1"),
            "name",
        ),
        // Fields of other resources.
        (
            "refresh.get_data_status",
            r#"{"companyId":"c"}"#,
            r#"{"invoices":{},"bills":null}"#.into(),
            named("c", "Toft"),
            "id",
        ),
        (
            "integrations.get_branding",
            r#"{"platformKey":"gbol"}"#,
            r#"{"logo":{"full":{}},"sourceId":"x"}"#.into(),
            r#"{"invoices":{"dataType":"invoices"}}"#.into(),
            "invoices",
        ),
        (
            "companies.list",
            "{}",
            rows(r#"{"id":"1"}"#),
            rows(r#"{"key":"gbol","datatypeFeatures":[]}"#),
            "datatypeFeatures",
        ),
        (
            "refresh.all",
            r#"{"companyId":"c"}"#,
            r#"{"message":"queued"}"#.into(),
            r#"{"invoices":{"dataType":"invoices"}}"#.into(),
            "invoices",
        ),
        (
            "companies.create",
            r#"{"name":"Toft"}"#,
            r#"{"id":"1","redirect":"https://link.example","dataType":null,"dataConnections":[{"linkUrl":"x"}]}"#.into(),
            r#"{"id":"1","dataType":"invoices"}"#.into(),
            "dataType",
        ),
        (
            "groups.create",
            r#"{"name":"Cards"}"#,
            r#"{"id":"1"}"#.into(),
            r#"{"id":"1","redirect":"https://link.example"}"#.into(),
            "redirect",
        ),
        (
            "refresh.by_data_type",
            r#"{"companyId":"c","dataType":"invoices"}"#,
            r#"{"id":"1"}"#.into(),
            r#"{"id":"1","linkUrl":"https://link.example"}"#.into(),
            "linkUrl",
        ),
        (
            "companies.list",
            "{}",
            rows(r#"{"id":"1","name":"Toft","dataConnections":[{"linkUrl":"x"}]}"#),
            rows(r#"{"id":"1"},{"id":"2","linkUrl":"x"}"#),
            "linkUrl",
        ),
        (
            "groups.list",
            "{}",
            rows(r#"{"id":"1"}"#),
            rows(r#"{"id":"1","eventTypes":[]}"#),
            "eventTypes",
        ),
        (
            "companies.delete",
            r#"{"companyId":"c"}"#,
            "{}".into(),
            named("c", "Toft Bakery"),
            "id",
        ),
    ] {
        for (text, is_result) in [(good, true), (bad, false)] {
            let server = Server::start(move |_, _| json(&text));
            let endpoint = operations::find(operation).and_then(|operation| operation.endpoint());
            let writes = endpoint.is_some_and(|endpoint| endpoint.method != Method::Get);
            match client(&server).call(operation, input, None) {
                Ok(_) => assert!(is_result, "{operation}"),
                Err(error) => {
                    assert!(!is_result, "{operation}: {error}");
                    assert_eq!(error.kind, ErrorKind::UnexpectedResponse, "{operation}");
                    assert_eq!(error.outcome_unknown, writes, "{operation}");
                    assert!(
                        error.message.contains(field) && error.message.contains("another request"),
                        "{operation}: {error}"
                    );
                }
            }
        }
    }
}

/// A client knows the keys that it sent: saying that one is new makes it no new one.
#[test]
fn a_key_that_the_client_sent_before_is_a_repeat_even_with_first_use() {
    let refusal = r#"{"statusCode":403,"error":"no","correlationId":"c"}"#;
    let server = Server::start(move |_, _| {
        format!(
            "HTTP/1.1 403 No\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{refusal}",
            refusal.len()
        )
        .into()
    });
    let create = |client: &Client| {
        let first_use = Context::with_options(&ContextOptions {
            idempotency_key: Some("6a26f2ef-3d2c-44ff-8b9e-7a5a3b1d2c3f".into()),
            first_use: Some(true),
            ..ContextOptions::default()
        })
        .unwrap();
        let outcome = client.call("companies.create", r#"{"name":"One"}"#, Some(&first_use));
        outcome.unwrap_err().outcome_unknown
    };
    let first = client(&server);
    assert_eq!([create(&first), create(&first)], [false, true]);
    assert!(!create(&client(&server)));
}

/// The ID in a refused response is not remembered: the request that it belongs to may still receive it.
#[test]
fn the_id_in_a_refused_response_is_not_remembered() {
    let server = Server::start(|number, _| match number {
        0 => Vec::new(),
        _ => json(r#"{"id":"B-1","name":"Two"}"#),
    });
    let client = Client::new(Config {
        api_key: Some("key".into()),
        base_url: Some(server.url()),
        max_retries: 0,
        ..Config::default()
    })
    .unwrap();
    let create = |name: &str, context: &Context| {
        client.call(
            "companies.create",
            &format!("{{\"name\":\"{name}\"}}"),
            Some(context),
        )
    };
    let lost = create("Two", &Context::new()).unwrap_err();
    assert!(create("Three", &Context::new()).is_err());
    let repeated = Context::with_options(&ContextOptions {
        idempotency_key: lost.idempotency_key.clone(),
        ..ContextOptions::default()
    });
    assert!(create("Two", &repeated.unwrap()).is_ok());
}

/// An id is that of a company or of a pull.
#[test]
fn a_pull_operation_cannot_have_the_id_of_a_company() {
    let server = Server::start(|_, _| json(r#"{"id":"8a210b68-6988-11ed-a1eb-0242ac120002"}"#));
    let client = client(&server);
    client
        .call("companies.create", r#"{"name":"One"}"#, None)
        .unwrap();
    let pull = r#"{"companyId":"8a210b68-6988-11ed-a1eb-0242ac120002","dataType":"invoices"}"#;
    assert!(client.call("refresh.by_data_type", pull, None).is_err());
    // The company is a company still.
    assert!(client
        .call(
            "companies.get",
            r#"{"companyId":"8a210b68-6988-11ed-a1eb-0242ac120002"}"#,
            None
        )
        .is_ok());
}

/// A refusal with the correlation id of another call's may be a copy of that.
/// The service may add a field that another resource has too.
#[test]
fn a_resource_with_a_field_of_its_own_may_have_fields_of_others() {
    let row =
        r#"{"id":"1","linkUrl":"https://link.example/x","name":"new","dataType":"new","redirect":"new"}"#;
    for (operation, body) in [
        ("connections.get", row.to_owned()),
        ("connections.list", format!(r#"{{"results":[{row},{row}]}}"#)),
    ] {
        let answer = json(&body);
        let server = Server::start(move |_, _| answer.clone());
        let input = match operation {
            "connections.get" => r#"{"companyId":"c","connectionId":"1"}"#,
            _ => r#"{"companyId":"c"}"#,
        };
        let found = client(&server).call(operation, input, None).unwrap();
        assert_eq!(found.json(), body);
    }
    let foreign =
        json(r#"{"results":[{"id":"1","linkUrl":"https://link.example/x"},{"id":"2","redirect":"x"}]}"#);
    let server = Server::start(move |_, _| foreign.clone());
    let error = client(&server)
        .call("connections.list", r#"{"companyId":"c"}"#, None)
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::UnexpectedResponse);
}
