//! The table, every request of the core and every response of the sandbox, compared with the service's
//! OpenAPI documents. `CODAT_OAS_DIR` is their folder; without it these tests say so and pass.
#![cfg(feature = "sandbox")]

mod support;

use std::path::PathBuf;

use jsonschema::{Registry, Validator};
use serde_json::{json, Map, Value};
use support::samples;
use support::scenario::Scenario;
use support::server::Server;

use codat::operations::{Endpoint, Member, Operation, Place, OPERATIONS};

const ERROR: &str = "/components/schemas/ErrorMessage";

/// The service's OpenAPI documents: the present one, and the last that described groups.
struct Contract {
    documents: Vec<Value>,
}

impl Contract {
    fn load() -> Option<Contract> {
        let Some(folder) = std::env::var_os("CODAT_OAS_DIR").map(PathBuf::from) else {
            eprintln!("skipped: CODAT_OAS_DIR is not set");
            return None;
        };
        let read = |name: &str| {
            let path = folder.join(name);
            let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let mut document = serde_json::from_str(&text).unwrap();
            adapt(&mut document);
            document
        };
        let names = [
            "codat-platform-3.1.0.json",
            "codat-platform-3.0.0-with-groups.json",
        ];
        Some(Contract {
            documents: names.map(read).into(),
        })
    }

    /// The index of the OpenAPI document, the path, the method and the description of an operation.
    fn find(&self, operation_id: &str) -> Option<(usize, &str, &str, &Value)> {
        self.documents.iter().enumerate().find_map(|(index, document)| {
            document["paths"].as_object()?.iter().find_map(|(path, methods)| {
                let (method, object) = methods
                    .as_object()?
                    .iter()
                    .find(|(_, object)| object["operationId"] == operation_id)?;
                Some((index, path.as_str(), method.as_str(), object))
            })
        })
    }

    /// Follows a `$ref` within its OpenAPI document.
    fn follow<'a>(&'a self, document: usize, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.documents[document]
                .pointer(&reference[1..])
                .expect("a $ref that resolves"),
            None => value,
        }
    }

    fn validator(&self, document: usize, schema: &Value) -> Validator {
        const URI: &str = "https://contract.invalid/document";
        let mut schema = schema.clone();
        make_absolute(&mut schema, URI);
        let registry = Registry::new()
            .add(URI, self.documents[document].clone())
            .unwrap()
            .prepare()
            .unwrap();
        jsonschema::options()
            .with_registry(&registry)
            .should_validate_formats(true)
            .build(&schema)
            .unwrap()
    }

    fn check(&self, document: usize, schema: &Value, value: &Value, what: &str) {
        let validator = self.validator(document, schema);
        let errors: Vec<_> = validator
            .iter_errors(value)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{what}: {errors:?}\n{value}");
    }
}

/// OpenAPI's `nullable` in JSON Schema's words, and what the service is known to do other than documented: names
/// are cleaned rather than refused, pages hold up to 5,000, and a type of data that was never pulled has no status.
fn adapt(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(adapt),
        Value::Object(members) => {
            members.values_mut().for_each(adapt);
            if members
                .get("pattern")
                .is_some_and(|p| p.as_str().is_some_and(|p| p.starts_with("^[A-Za-z0-9")))
            {
                members.remove("pattern");
            }
            if members.get("maximum") == Some(&json!(2000)) {
                members.insert("maximum".into(), json!(5000));
            }
            if let Some(Value::Array(required)) = members.get_mut("required") {
                required.retain(|name| name != "currentStatus");
            }
            if members.get("nullable") == Some(&json!(true)) {
                members.remove("nullable");
                let plain = Value::Object(members.clone());
                *schema = json!({"anyOf": [plain, {"type": "null"}]});
            }
        }
        _ => {}
    }
}

fn make_absolute(schema: &mut Value, uri: &str) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(|item| make_absolute(item, uri)),
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text) if key == "$ref" && text.starts_with('#') => text.insert_str(0, uri),
                    other => make_absolute(other, uri),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn the_table_fits_the_openapi_documents() {
    let Some(contract) = Contract::load() else { return };
    for (operation, endpoint) in requests() {
        let (document, path, method, object) = contract
            .find(endpoint.operation_id)
            .unwrap_or_else(|| panic!("{} is not there", operation.name));
        assert_eq!(
            (endpoint.path, endpoint.method.as_str()),
            (path, method.to_uppercase().as_str())
        );

        // Some stand with the path, for all its methods.
        let shared = &contract.documents[document]["paths"][path]["parameters"];
        let parameters: Vec<&Value> = [&object["parameters"], shared]
            .into_iter()
            .filter_map(Value::as_array)
            .flatten()
            .map(|parameter| contract.follow(document, parameter))
            .collect();
        for (place, name_of_place) in [(Place::Path, "path"), (Place::Query, "query")] {
            let mut expected: Vec<&str> = parameters
                .iter()
                .filter(|parameter| parameter["in"] == name_of_place)
                .map(|parameter| parameter["name"].as_str().unwrap())
                .collect();
            let mut ours = members(operation, place);
            expected.sort();
            ours.sort();
            assert_eq!(ours, expected, "{}", operation.name);
        }

        let body = &object["requestBody"]["content"]["application/json"]["schema"];
        let body_schema = contract.follow(document, body);
        let parts = body_schema["allOf"].as_array().into_iter().flatten();
        let properties: Map<String, Value> = std::iter::once(body_schema)
            .chain(parts)
            .filter_map(|schema| contract.follow(document, schema)["properties"].as_object())
            .flat_map(Clone::clone)
            .collect();
        if let Some(fixed) = endpoint.fixed_body {
            let body_of = format!("{}: its body", operation.name);
            contract.check(document, body, &serde_json::from_str(fixed).unwrap(), &body_of);
            continue;
        }
        for name in members(operation, Place::Body) {
            // `groups` is in the guide, not in the OpenAPI documents.
            let known = properties.contains_key(name) || name == "groups";
            assert!(known, "{}: {name} is not in the request's schema", operation.name);
        }
        for name in properties.keys() {
            assert!(
                members(operation, Place::Body).contains(&name.as_str()),
                "{}: {name}",
                operation.name
            );
        }
    }
}

/// The operations that are one request, with that request.
fn requests() -> impl Iterator<Item = (&'static Operation, &'static Endpoint)> {
    OPERATIONS
        .iter()
        .filter_map(|operation| Some((*operation, operation.endpoint()?)))
}

fn members(operation: &Operation, place: Place) -> Vec<&'static str> {
    let is_both = |m: &&Member| m.place == Place::PathAndBody && matches!(place, Place::Path | Place::Body);
    operation
        .members
        .iter()
        .filter(|m| m.place == place || is_both(m))
        .map(|m| m.name)
        .collect()
}

#[test]
fn requests_and_responses_fit_the_openapi_documents() {
    let Some(contract) = Contract::load() else { return };
    let mut seen = std::collections::BTreeSet::new();
    // The service describes no extra fields.
    let within = |scenario: &Scenario| scenario.name != "extra-fields";
    for scenario in Scenario::all().into_iter().filter(within) {
        let mut requests = Value::Null;
        support::runner::run(&scenario, |sandbox| {
            requests = sandbox.control("list-requests", json!({})).unwrap()["requests"].take();
        })
        .unwrap();
        for request in requests
            .as_array()
            .unwrap()
            .iter()
            .filter(|request| !is_elsewhere(request))
        {
            let operation = check_exchange(&contract, &scenario.name, request);
            if request["fault"].is_null() && request["status"].as_u64().is_some_and(|status| status < 300) {
                seen.insert(operation.name);
            }
        }
    }
    let missing: Vec<_> = requests()
        .map(|(operation, _)| operation.name)
        .filter(|name| !seen.contains(name))
        .collect();
    assert!(missing.is_empty(), "no scenario succeeds with {missing:?}");
}

/// Whether a request is described in another OpenAPI document of the service.
fn is_elsewhere(request: &Value) -> bool {
    const PUSH: &str = "/companies/{companyId}/connections/{connectionId}/push/{dataType}";
    request["method"] == "POST" && fits(PUSH, request["path"].as_str().unwrap())
}

/// Every field of every operation is sent where the OpenAPI documents have it.
#[test]
fn requests_with_every_field_fit_the_openapi_documents() {
    let Some(contract) = Contract::load() else { return };
    let server = Server::start(|_, _| b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec());
    let client = codat::Client::from_json(&json!({"apiKey": "key", "baseUrl": server.url()}).to_string());
    let client = client.unwrap();
    for (operation, _) in requests() {
        let input = samples::input(operation.name);
        for member in operation.members {
            assert!(
                input.get(member.name).is_some(),
                "{}: {}",
                operation.name,
                member.name
            );
        }
        let error = client.call(operation.name, &input.to_string(), None).unwrap_err();
        assert_eq!(error.http_status, Some(404), "{error}");
        let sent = server.requests().pop().unwrap();
        let found = check_exchange(&contract, "sample", &request(&sent));
        assert_eq!(found.name, operation.name);
    }
}

/// A request as the sandbox would list it, without the response.
fn request(text: &str) -> Value {
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let mut words = lines.next().unwrap().split(' ');
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: Map<String, Value> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), json!(value)))
        .collect();
    json!({"method": method, "path": path, "query": query, "headers": headers, "body": body, "fault": "none"})
}

/// Checks one request and its response; returns its operation.
fn check_exchange(contract: &Contract, scenario: &str, request: &Value) -> &'static Operation {
    let (method, path) = (
        request["method"].as_str().unwrap(),
        request["path"].as_str().unwrap(),
    );
    let what = format!("{scenario}: {method} {path}");
    let (operation, endpoint) = requests()
        .find(|(_, endpoint)| endpoint.method.as_str() == method && fits(endpoint.path, path))
        .unwrap_or_else(|| panic!("{what} is no operation"));
    let (document, _, _, object) = contract.find(endpoint.operation_id).unwrap();

    let key = &request["headers"]["idempotency-key"];
    assert_eq!(
        key.is_string(),
        endpoint.method.takes_idempotency_key(),
        "{what}: idempotency key"
    );
    check_query(contract, document, object, request, &what);
    let schema = &object["requestBody"]["content"]["application/json"]["schema"];
    match request["body"].as_str().unwrap_or_default() {
        "" => assert!(object["requestBody"]["required"] != true, "{what}: needs a body"),
        body => {
            assert_eq!(request["headers"]["content-type"], "application/json", "{what}");
            let body = serde_json::from_str(body).unwrap();
            contract.check(document, schema, &body, &format!("{what}: request"));
        }
    }

    // A response from a fault follows no schema, and of a long response the log keeps only the beginning.
    if request["fault"].is_null() && request["answerTruncated"] == false {
        let status = request["status"].as_u64().unwrap();
        let answer = request["answer"].as_str().unwrap_or_default();
        let described = contract.follow(document, &object["responses"][status.to_string()]);
        // Idempotency, quotas and limits are described in the service's guides alone.
        let in_guides = matches!(status, 400 | 402 | 409 | 422 | 429);
        assert!(
            !described.is_null() || in_guides,
            "{what}: {status} is not described"
        );
        match described["content"]["application/json"].get("schema") {
            Some(schema) if !answer.is_empty() => {
                let answer = serde_json::from_str(answer).unwrap();
                contract.check(document, schema, &answer, &format!("{what}: {status}"));
            }
            _ if status >= 400 => {
                let answer: Value = serde_json::from_str(answer).unwrap();
                contract.check(
                    0,
                    &json!({"$ref": format!("#{ERROR}")}),
                    &answer,
                    &format!("{what}: {status}"),
                );
            }
            _ => assert_eq!(answer, "", "{what}: {status} has a body"),
        }
    }
    operation
}

fn check_query(contract: &Contract, document: usize, object: &Value, request: &Value, what: &str) {
    let query = request["query"].as_str().unwrap_or_default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap();
        let value = percent_encoding::percent_decode_str(value).decode_utf8().unwrap();
        let parameter = object["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|parameter| contract.follow(document, parameter))
            .find(|parameter| parameter["in"] == "query" && parameter["name"] == name)
            .unwrap_or_else(|| panic!("{what}: unknown query parameter {name}"));
        let value = match parameter["schema"]["type"].as_str() {
            Some("integer") => serde_json::from_str(&value).unwrap(),
            _ => Value::String(value.into_owned()),
        };
        contract.check(
            document,
            &parameter["schema"],
            &value,
            &format!("{what}: query {name}"),
        );
    }
}

/// Whether a path fits a template such as `/companies/{companyId}`.
fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template
            .iter()
            .zip(path)
            .all(|(t, p)| t.starts_with('{') || *t == p)
}

/// A validator that refuses nothing would make these tests worthless.
#[test]
fn the_validator_refuses_invalid_json() {
    let Some(contract) = Contract::load() else { return };
    let company = contract.validator(0, &json!({"$ref": "#/components/schemas/Company"}));
    let id = "0498e921-9b53-4396-a412-4f2f5983b0a2";
    let good = json!({"id": id, "name": "Toft", "redirect": "https://example.com/x"});
    assert!(company.is_valid(&good));
    let mut breaks: Vec<Map<String, Value>> = Vec::new();
    for (member, value) in [("id", json!(7)), ("name", Value::Null), ("tags", json!({"a": 1}))] {
        let mut bad = good.as_object().unwrap().clone();
        bad.insert(member.into(), value);
        breaks.push(bad);
    }
    for bad in breaks {
        assert!(!company.is_valid(&Value::Object(bad.clone())), "{bad:?}");
    }
}
