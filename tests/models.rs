//! Models lose nothing of a response: fields and values that they do not know are written as they were read.
#![cfg(feature = "sandbox")]

mod support;

use codat::{Client, ErrorKind};
use serde_json::{json, Value};
use support::runner::typed;
use support::server::{json as answer, Server};

/// Calls an operation, whose response is `sent`, and expects its model to write the same JSON.
fn survives(operation: &str, input: Value, sent: Value) {
    let text = sent.to_string();
    let server = Server::start(move |_, _| answer(&text));
    let config = json!({"apiKey": "key", "baseUrl": server.url()});
    let client = Client::from_json(&config.to_string()).unwrap();
    let context = codat::Context::new();
    let mut input = input.as_object().cloned().unwrap();
    let (received, meta) = typed(client.with(&context), operation, &mut input).unwrap();
    assert_eq!(received, sent, "{operation}");
    assert_eq!(meta["attempts"], 1);
}

fn page(item: Value) -> Value {
    let links =
        json!({"self": {"href": "/a"}, "current": {"href": "/a?page=1"}, "next": {"href": "/a?page=2"}});
    json!({"results": [item], "pageNumber": 1, "pageSize": 100, "totalResults": 101, "_links": links})
}

fn connection() -> Value {
    json!({"id": "n", "integrationId": "i", "integrationKey": "gbol", "sourceId": "s", "sourceType": "Astrology",
        "platformName": "QuickBooks", "linkUrl": "https://link.example/n", "status": "Daydreaming",
        "created": "2026-01-01T00:00:00", "connectionInfo": {"a": 1}, "new": {"deep": [1.5]}})
}

fn pull_operation() -> Value {
    json!({"id": "d", "companyId": "c", "connectionId": "n", "dataType": "banking-accounts", "status": "Simmering",
        "requested": "2026-01-01T00:00:00Z", "progress": 40, "isCompleted": false, "isErrored": false, "new": null})
}

#[test]
fn models_of_connections_lose_nothing() {
    let ids = || json!({"companyId": "c", "connectionId": "n"});
    survives(
        "connections.list",
        json!({"companyId": "c", "page": 1}),
        page(connection()),
    );
    survives(
        "connections.create",
        json!({"companyId": "c", "platformKey": "gbol"}),
        connection(),
    );
    for operation in ["connections.get", "connections.unlink"] {
        survives(operation, ids(), connection());
    }
    survives(
        "connections.update_authorization",
        json!({"companyId": "c", "connectionId": "n", "authorization": {"a": "b"}}),
        connection(),
    );
}

#[test]
fn models_of_pull_operations_lose_nothing() {
    let type_of = json!({"companyId": "c", "dataType": "banking-accounts", "connectionId": "n"});
    survives("refresh.by_data_type", type_of, pull_operation());
    survives(
        "refresh.get_pull_operation",
        json!({"companyId": "c", "datasetId": "d"}),
        pull_operation(),
    );
    survives(
        "refresh.list_pull_operations",
        json!({"companyId": "c", "query": "status=Complete"}),
        page(pull_operation()),
    );
    survives(
        "refresh.get_data_status",
        json!({"companyId": "c"}),
        json!({"invoices": {"dataType": "invoices", "currentStatus": "Simmering", "latestSyncId": "x", "new": 1},
            "banking-accounts": null, "dreams": {"dataType": "dreams", "currentStatus": "Complete"}}),
    );
}

#[test]
fn models_of_integrations_lose_nothing() {
    let integration = json!({"key": "gbol", "logoUrl": "https://static.example/l.png", "name": "QuickBooks",
        "enabled": true, "sourceType": "Accounting", "isBeta": false, "new": [],
        "datatypeFeatures": [{"dataType": "invoices",
            "supportedFeatures": [{"featureType": "Get", "featureState": "Release", "new": 1},
                {"featureType": "Dream", "featureState": "Someday"}]}]});
    survives(
        "integrations.list",
        json!({"orderBy": "name"}),
        page(integration.clone()),
    );
    survives("integrations.get", json!({"platformKey": "gbol"}), integration);
    let image = json!({"image": {"src": "https://static.example/b.png", "alt": "logo"}, "new": 1});
    survives(
        "integrations.get_branding",
        json!({"platformKey": "gbol"}),
        json!({"logo": {"full": image, "square": image}, "button": {"default": image, "hover": image},
            "sourceId": "s", "new": 1}),
    );
}

#[test]
fn models_of_webhooks_lose_nothing() {
    let consumer = json!({"id": "w", "url": "https://example.com/events", "disabled": false,
        "eventTypes": ["read.completed", "dream.completed"], "companyTags": ["region:uk"], "new": 1});
    survives(
        "webhooks.list",
        json!({}),
        json!({"results": [consumer], "new": 1}),
    );
    survives(
        "webhooks.create",
        json!({"url": "https://example.com/events", "eventTypes": ["read.completed"]}),
        consumer,
    );
}

/// Numbers keep their text, deep values their depth; fields that OpenAPI requires may be absent or null.
#[test]
fn unknown_fields_are_kept_verbatim() {
    use codat::models::{Company, PullOperation};
    let deep = format!("{}1.10{}", "[".repeat(100), "]".repeat(100));
    let text = format!(
        r#"{{"id":"c","name":null,"redirect":null,"rate":1.10,"big":{}, "deep":{deep}}}"#,
        "9".repeat(300)
    );
    let sent = text.clone();
    let server = Server::start(move |_, _| answer(&sent));
    let client = Client::from_json(&json!({"apiKey": "key", "baseUrl": server.url()}).to_string()).unwrap();
    let company = client.companies().get("c").unwrap().into_value();
    assert_eq!((company.name.as_str(), company.redirect.as_str()), ("", ""));
    assert_eq!(company.extra.get("rate"), Some("1.10"));
    assert_eq!(company.extra.get("big"), Some(&*"9".repeat(300)));
    assert_eq!(company.extra.get("deep"), Some(&*deep));
    assert_eq!(company.extra.decode::<f64>("rate").unwrap(), Some(1.1));
    // The model writes the same JSON.
    let written = serde_json::to_string(&company).unwrap();
    let again: Company = serde_json::from_str(&written).unwrap();
    assert_eq!(again, company);
    assert!(written.contains(&deep) && written.contains("1.10"), "{written}");
    let bare: PullOperation = serde_json::from_str(r#"{"id":"d"}"#).unwrap();
    assert!(!bare.has_ended() && !bare.has_failed());
}

/// The error of a response after the work has an unknown outcome, and the key for a repeat.
#[test]
fn a_write_whose_response_does_not_fit_has_an_unknown_outcome() {
    for body in [
        r#"{"name":"x"}"#,
        r#"{"id":5,"name":"x"}"#,
        r#"{"id":"","name":"x"}"#,
        r#"{"id":"c","name":5}"#,
        r#"{"id":"c","tags":[]}"#,
        r#"{"id":"c","new":1e999999}"#,
        r#"{"id":"c","new":"\ud800"}"#,
        &format!(r#"{{"id":"c","new":{}{}}}"#, "[".repeat(200), "]".repeat(200)),
    ] {
        let sent = body.to_owned();
        let server = Server::start(move |_, _| answer(&sent));
        let client = Client::from_json(&json!({"apiKey": "key", "baseUrl": server.url()}).to_string());
        let client = client.unwrap();
        let error = client
            .companies()
            .create(&codat::models::CompanyRequest::new("x"))
            .unwrap_err();
        assert_eq!(
            (
                error.kind,
                error.operation,
                error.http_status,
                error.outcome_unknown
            ),
            (
                ErrorKind::UnexpectedResponse,
                Some("companies.create"),
                Some(200),
                true
            ),
            "{body}"
        );
        assert_eq!(error.meta.idempotency_key, error.idempotency_key, "{body}");
        assert!(
            error.idempotency_key.is_some() && error.response_body.is_some(),
            "{body}"
        );
        let error = client.companies().get("c").unwrap_err();
        assert_eq!(
            (error.kind, error.outcome_unknown, error.idempotency_key.is_some()),
            (ErrorKind::UnexpectedResponse, false, false)
        );
    }
}

#[test]
fn operations_without_a_result_return_null() {
    for (operation, input) in [
        (
            "connections.delete",
            json!({"companyId": "c", "connectionId": "n"}),
        ),
        ("refresh.all", json!({"companyId": "c"})),
        ("webhooks.delete", json!({"webhookId": "w"})),
    ] {
        survives(operation, input, Value::Null);
    }
}
