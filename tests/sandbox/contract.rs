//! The sandbox's responses, compared with the published schemas in the folder `CODAT_OAS_DIR`.

use serde_json::{json, Value};

use crate::connections::{deauthorize, linked};
use crate::support::Api;

fn document(name: &str) -> Option<Value> {
    let Ok(folder) = std::env::var("CODAT_OAS_DIR") else {
        eprintln!("skipped: CODAT_OAS_DIR is not set");
        return None;
    };
    let text = std::fs::read_to_string(std::path::Path::new(&folder).join(name)).unwrap();
    let mut document = serde_json::from_str(&text).unwrap();
    allow_nulls(&mut document);
    Some(document)
}

/// Says OpenAPI's `nullable` in JSON Schema's words.
fn allow_nulls(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(allow_nulls),
        Value::Object(members) => {
            members.values_mut().for_each(allow_nulls);
            if members.remove("nullable") == Some(json!(true)) {
                *schema = json!({"anyOf": [Value::Object(members.clone()), {"type": "null"}]});
            }
        }
        _ => {}
    }
}

#[track_caller]
fn conforms(document: &Value, pointer: &str, answer: &Value) {
    let mut schema = document.clone();
    schema["$ref"] = json!(format!("#/components/schemas/{pointer}"));
    let validator = jsonschema::draft202012::options().build(&schema).unwrap();
    let problems: Vec<_> = validator
        .iter_errors(answer)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{pointer}: {problems:?}\n{answer}");
}

#[test]
fn companies_fit_the_published_schemas() {
    let Some(document) = document("codat-platform-3.1.0.json") else {
        return;
    };
    let api = Api::new();
    let group = api.group("Lending");
    let plain = api.json("POST", "/companies", &json!({"name": "x"})).ok(200);
    let body = json!({"name": "x", "description": "d", "tags": {"a": "b"}, "groups": [{"id": group}]});
    let full = api.json("POST", "/companies", &body).ok(200);
    let path = format!("/companies/{}", full["id"].as_str().unwrap());
    api.send("PUT", &format!("{path}/products/lending"), &[], b"")
        .ok(204);
    for company in [plain, full, api.get(&path).ok(200)] {
        conforms(&document, "Company", &company);
    }
    conforms(&document, "Companies", &api.get("/companies").ok(200));
    conforms(
        &document,
        "Companies",
        &api.get("/companies?pageSize=1&page=2").ok(200),
    );
    conforms(
        &document,
        "CompanyAccessToken",
        &api.get(&format!("{path}/accessToken")).ok(200),
    );
    for error in [
        api.get("/nowhere").ok(404),
        api.json("POST", "/companies", &json!({})).ok(400),
    ] {
        conforms(&document, "ErrorMessage", &error);
    }
}

#[test]
fn groups_fit_the_published_schemas() {
    let Some(document) = document("codat-platform-3.0.0-with-groups.json") else {
        return;
    };
    let api = Api::new();
    conforms(
        &document,
        "Group",
        &api.json("POST", "/groups", &json!({"name": "x"})).ok(200),
    );
    conforms(&document, "Group/definitions/groups", &api.get("/groups").ok(200));
}

/// The bodies of webhooks. They are for another machine, so the sandbox stores them and does not send them.
#[test]
fn webhooks_fit_the_published_schemas() {
    let Some(document) = document("codat-platform-3.1.0.json") else {
        return;
    };
    let api = Api::new();
    let consumer = json!({"url": "https://lender.example/events"});
    conforms(
        &document,
        "WebhookConsumer",
        &api.json("POST", "/webhooks", &consumer).ok(201),
    );
    api.control("set-pull-seconds", json!({"seconds": 0}));
    let (company, connection) = linked(&api, "gbol");
    api.json("POST", &format!("{company}/data/queue/bills"), &json!(null))
        .ok(200);
    api.get(&company).ok(200);
    deauthorize(&api, &connection);
    api.send("PUT", &format!("{company}/products/lending"), &[], b"")
        .ok(204);
    api.delete(&company).ok(204);
    let webhooks = api.control("list-webhooks", json!({}));
    let mut seen = std::collections::BTreeSet::new();
    for webhook in webhooks["webhooks"].as_array().unwrap() {
        let kind = webhook["eventType"].as_str().unwrap();
        let schema = match kind.split('.').collect::<Vec<_>>()[..] {
            ["company", "product", _] => "CompanyProductWebhook",
            ["company", _] => "CompanyWebhook",
            ["connection", _] => "ConnectionWebhook",
            ["read", ..] => "ReadCompletedWebhook",
            _ => panic!("{kind}"),
        };
        let body = serde_json::from_str(webhook["body"].as_str().unwrap()).unwrap();
        conforms(&document, schema, &body);
        let named = format!("/webhooks/{}", kind.replace('/', "~1"));
        assert!(
            document.pointer(&named).is_some(),
            "{kind} is no event of the service"
        );
        seen.insert(schema);
    }
    assert_eq!(seen.len(), 4, "{seen:?}");
}
