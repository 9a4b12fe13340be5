//! Requests that are not in the table, and fields that are not in its rows.

mod support;

use codat::operations::Method;
use codat::{Client, Config, Context, ContextOptions, Error, ErrorKind};
use serde_json::{json, Map, Value};
use support::server::{json as ok, Server};

fn client(server: &Server) -> Client {
    Client::new(Config {
        api_key: Some("key".into()),
        base_url: Some(format!("{}/base", server.url())),
        retry_delay_ms: 1,
        ..Config::default()
    })
    .unwrap()
}

/// The first line and the body of the request that `send` makes.
fn sent(send: impl FnOnce(&Client)) -> (String, String) {
    let server = Server::start(|_, _| ok(r#"{"id":"c","results":[]}"#));
    send(&client(&server));
    let requests = server.requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

fn refused(operation: &str, input: Value) -> Error {
    let server = Server::start(|_, _| ok("{}"));
    let error = client(&server)
        .call(operation, &input.to_string(), None)
        .unwrap_err();
    assert_eq!(server.requests(), Vec::<String>::new());
    assert_eq!(error.kind, ErrorKind::InvalidArgument);
    error
}

#[test]
fn any_request_is_sent_below_the_base_url() {
    for method in [
        Method::Get,
        Method::Post,
        Method::Put,
        Method::Patch,
        Method::Delete,
    ] {
        let (line, body) = sent(|client| {
            let request = client
                .request(method, "/companies/c%20d/x:y")
                .query("a b", "c&d")
                .query("n", [1, 2])
                .query("none", ())
                .query("yes", true);
            let takes_body = !matches!(method, Method::Get | Method::Delete);
            let request = match takes_body {
                true => request.body(json!([1, {"a": null}])),
                false => request,
            };
            let reply = request.send::<Value>().unwrap();
            assert_eq!(reply.value, json!({"id": "c", "results": []}));
            assert_eq!(
                reply.meta.idempotency_key.is_some(),
                method.takes_idempotency_key()
            );
        });
        let expected = "/base/companies/c%20d/x:y?a%20b=c%26d&n=1&n=2&yes=true HTTP/1.1";
        assert_eq!(line, format!("{} {expected}", method.as_str()));
        assert_eq!(!body.is_empty(), !matches!(method, Method::Get | Method::Delete));
        assert!(body.is_empty() || body == r#"[1,{"a":null}]"#, "{body}");
    }
}

#[test]
fn a_result_is_any_json_or_nothing() {
    for (body, expected) in [
        ("[1]", json!([1])),
        ("\"a\"", json!("a")),
        ("null", Value::Null),
        (" ", Value::Null),
        ("", Value::Null),
        (r#"{"error":"x"}"#, json!({"error": "x"})),
    ] {
        let server = Server::start(move |_, _| ok(body));
        let reply = client(&server).request(Method::Get, "/a").send::<Value>();
        assert_eq!(reply.unwrap().value, expected, "{body:?}");
    }
    let nested = "[".repeat(200) + &"]".repeat(200);
    for body in ["<html>", "{", "[1]]", "1e999", r#""\ud800""#, &nested] {
        let body = body.to_owned();
        let server = Server::start(move |_, _| ok(&body));
        let error = client(&server)
            .request(Method::Post, "/a")
            .send::<Value>()
            .unwrap_err();
        assert_eq!(
            (error.kind, error.outcome_unknown),
            (ErrorKind::UnexpectedResponse, true)
        );
        assert!(error.idempotency_key.is_some());
        assert_eq!(error.idempotency_key, error.meta.idempotency_key);
        assert_eq!(error.http_status, Some(200));
    }
}

#[test]
fn a_request_of_any_kind_is_retried_with_its_key() {
    let server = Server::start(|number, _| match number {
        0 => Vec::new(),
        1 => b"HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n".to_vec(),
        _ => ok("{}"),
    });
    client(&server)
        .request(Method::Post, "/a")
        .body(1)
        .send::<Value>()
        .unwrap();
    let requests = server.requests();
    let key = |request: &str| {
        let mut lines = request.lines();
        lines
            .find(|line| line.to_lowercase().starts_with("idempotency-key"))
            .map(str::to_owned)
    };
    assert_eq!(requests.len(), 3);
    assert!(key(&requests[0]).is_some() && requests.iter().all(|request| key(request) == key(&requests[0])));

    // A lost response leaves the outcome unknown, and the key repeats the request.
    let server = Server::start(|_, _| Vec::new());
    let error = client(&server)
        .request(Method::Post, "/a")
        .send::<Value>()
        .unwrap_err();
    assert!(error.outcome_unknown && error.retryable);
    assert!(error.to_string().contains("idempotency key of this error"));
    let context = Context::with_options(&ContextOptions {
        idempotency_key: error.idempotency_key.clone(),
        ..ContextOptions::default()
    })
    .unwrap();
    let server = Server::start(|_, _| ok("{}"));
    client(&server)
        .with(&context)
        .request(Method::Post, "/a")
        .send::<Value>()
        .unwrap();
    assert!(server.requests()[0].contains(error.idempotency_key.as_deref().unwrap()));
}

#[test]
fn a_path_that_leaves_the_base_url_is_refused() {
    for path in [
        "companies",
        "//else.example/a",
        "/../a",
        "/a/%2e%2e/b",
        "https://else.example/",
        "/a?b=1",
        "",
    ] {
        let error = refused("request.get", json!({"path": path}));
        assert_eq!(error.member.as_deref(), Some("path"), "{path}");
    }
    for (input, member) in [
        (json!({}), "path"),
        (json!({"path": 1}), "path"),
        (json!({"path": "/a", "query": "a=b"}), "query"),
        (json!({"path": "/a", "query": {"a": {}}}), "query.a"),
        (json!({"path": "/a", "query": {"a": [null]}}), "query.a"),
        (json!({"path": "/a", "query": {"": 1}}), "query"),
        (json!({"path": "/a", "query": {"a": "x".repeat(20_000)}}), "query"),
        (json!({"path": "/a", "body": {}}), "body"),
        (json!({"path": "/a", "extra": {}}), "extra"),
    ] {
        assert_eq!(
            refused("request.get", input.clone()).member.as_deref(),
            Some(member),
            "{input}"
        );
    }
    let error = refused("request.list", json!({"path": "/a", "query": {"page": 2}}));
    assert_eq!(error.member.as_deref(), Some("query.page"));
}

#[test]
fn any_list_is_gone_through() {
    let server = Server::start(|number, _| {
        let next = if number < 2 {
            r#","_links":{"next":{"href":"/x"}}"#
        } else {
            ""
        };
        ok(&format!(
            r#"{{"results":[{{"n":{number}}}],"pageNumber":{}{next}}}"#,
            number + 1
        ))
    });
    let rows: Result<Vec<Value>, Error> = client(&server)
        .request(Method::Get, "/a")
        .query("query", "x=1")
        .query("pageSize", 1)
        .iterate()
        .collect();
    assert_eq!(rows.unwrap(), [json!({"n": 0}), json!({"n": 1}), json!({"n": 2})]);
    let lines: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.lines().next().unwrap().to_owned())
        .collect();
    for (index, line) in lines.iter().enumerate() {
        // The order of a map's fields is that of its names.
        assert_eq!(
            line,
            &format!("GET /base/a?page={}&pageSize=1&query=x%3D1 HTTP/1.1", index + 1)
        );
    }
    let server = Server::start(|_, _| ok(r#"{"id":"c"}"#));
    let mut rows = client(&server).request(Method::Get, "/a").iterate::<Value>();
    assert_eq!(
        rows.next().unwrap().unwrap_err().kind,
        ErrorKind::UnexpectedResponse
    );
    assert!(rows.next().is_none());
    let mut rows = client(&server).request(Method::Post, "/a").iterate::<Value>();
    assert_eq!(
        rows.next().unwrap().unwrap_err().member.as_deref(),
        Some("method")
    );
}

#[test]
fn extra_fields_are_sent_as_they_are() {
    let call = |operation: &str, input: Value| {
        sent(|client| {
            client.call(operation, &input.to_string(), None).unwrap();
        })
    };
    let (_, body) = call(
        "companies.create",
        json!({"name": "A", "extra": {"referenceParentCompany": {"id": "p"}, "a\"b": 1.10, "none": null}}),
    );
    assert_eq!(
        serde_json::from_str::<Value>(&body).unwrap(),
        json!({"name": "A", "referenceParentCompany": {"id": "p"}, "a\"b": 1.10, "none": null})
    );
    let (line, body) = call(
        "companies.get",
        json!({"companyId": "c", "extra": {"a b": ["x", 1], "none": null}}),
    );
    assert_eq!(
        (line.as_str(), body.as_str()),
        ("GET /base/companies/c?a%20b=x&a%20b=1 HTTP/1.1", "")
    );
    let (line, _) = call("companies.list", json!({"page": 1, "extra": {"archived": true}}));
    assert_eq!(line, "GET /base/companies?page=1&archived=true HTTP/1.1");
    let (_, body) = call("companies.update", json!({"companyId": "c", "extra": {"a\"": 1}}));
    assert_eq!(body, r#"{"a\"":1}"#);
    let (_, body) = call("companies.update", json!({"companyId": "c", "extra": {}}));
    assert_eq!(body, "{}");
}

#[test]
fn extra_fields_may_accompany_a_body_that_is_always_the_same() {
    const LINK: &str = r#"{"id":"k","status":"Unlinked"}"#;
    let server = Server::start(|_, _| ok(LINK));
    let input = json!({"companyId": "c", "connectionId": "k", "extra": {"reason": "sold"}});
    client(&server)
        .call("connections.unlink", &input.to_string(), None)
        .unwrap();
    assert!(server.requests()[0].ends_with(r#"{"status":"Unlinked","reason":"sold"}"#));
}

#[test]
fn the_typed_methods_of_rust_take_extra_fields() {
    let mut fields = Map::new();
    fields.insert("archived".into(), json!(false));
    let (line, _) = sent(|client| {
        assert!(client
            .extra(&fields)
            .companies()
            .iterate(&Default::default())
            .next()
            .is_none())
    });
    assert_eq!(line, "GET /base/companies?page=1&archived=false HTTP/1.1");
    let (_, body) = sent(|client| {
        client.extra(&fields).groups().create("A").unwrap();
    });
    assert_eq!(body, r#"{"name":"A","archived":false}"#);
}

#[test]
fn extra_fields_replace_no_field_of_the_operation() {
    for (operation, input, member) in [
        (
            "companies.create",
            json!({"name": "A", "extra": {"name": "B"}}),
            "extra.name",
        ),
        (
            "companies.create",
            json!({"name": "A", "extra": {"Name": "B"}}),
            "extra.Name",
        ),
        ("companies.create", json!({"name": "A", "extra": 1}), "extra"),
        (
            "companies.create",
            json!({"name": "A", "extra": {"": 1}}),
            "extra",
        ),
        ("companies.create", json!({"name": "A", "colour": 1}), "colour"),
        ("companies.list", json!({"extra": {"page": 2}}), "extra.page"),
        (
            "companies.get",
            json!({"companyId": "c", "extra": {"a": {}}}),
            "extra.a",
        ),
        (
            "connections.unlink",
            json!({"companyId": "c", "connectionId": "k", "extra": {"status": "Linked"}}),
            "extra.status",
        ),
        (
            "companies.link_url",
            json!({"companyId": "c", "extra": {}}),
            "extra",
        ),
        (
            "connections.update_authorization",
            json!({"companyId": "c", "connectionId": "k", "authorization": {}, "extra": {}}),
            "extra",
        ),
    ] {
        assert_eq!(
            refused(operation, input.clone()).member.as_deref(),
            Some(member),
            "{input}"
        );
    }
    let twice = r#"{"name":"A","extra":{"a":1,"a":2}}"#;
    let server = Server::start(|_, _| ok("{}"));
    let error = client(&server).call("companies.create", twice, None).unwrap_err();
    assert_eq!(error.member.as_deref(), Some("extra.a"));
    let half = r#"{"name":"A","extra":{"a":"\ud800"}}"#;
    let error = client(&server).call("companies.create", half, None).unwrap_err();
    assert_eq!(error.member.as_deref(), Some("extra.a"));
}
