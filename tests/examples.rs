//! Every JSON example that the service's OpenAPI documents give for an operation decodes into its model, and so does every
//! webhook. `CODAT_OAS_DIR` is the folder of the OpenAPI documents; without it these tests say so and pass.
#![cfg(feature = "sandbox")]

mod support;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use codat::models::WebhookBody;
use codat::operations::{AnswerKind, OPERATIONS};
use codat::{Client, Context};
use serde_json::{json, Value};
use support::runner::typed;
use support::samples;
use support::server::{json as answer, Server};

/// The OpenAPI documents that describe the table's operations.
fn documents() -> Vec<Value> {
    let Some(folder) = std::env::var_os("CODAT_OAS_DIR").map(PathBuf::from) else {
        eprintln!("skipped: CODAT_OAS_DIR is not set");
        return Vec::new();
    };
    let read = |name: &str| {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        serde_json::from_str(&text).unwrap()
    };
    [
        "codat-platform-3.1.0.json",
        "codat-platform-3.0.0-with-groups.json",
    ]
    .map(read)
    .into()
}

/// The examples that a media type, or an object like one, gives: each with its name.
fn examples<'a>(document: &'a Value, media: &'a Value) -> Vec<(String, &'a Value)> {
    let follow = |value: &'a Value| match value["$ref"].as_str() {
        Some(reference) => document.pointer(&reference[1..]).expect("a $ref that resolves"),
        None => value,
    };
    let schema = follow(&media["schema"]);
    let named = media["examples"].as_object().into_iter().flatten();
    let named = named.filter_map(|(name, example)| Some((name.clone(), follow(example).get("value")?)));
    let single = [
        ("example", media.get("example")),
        ("schema", schema.get("example")),
    ];
    let single = single
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let of_schema = schema["examples"].as_array().into_iter().flatten();
    let of_schema = of_schema
        .enumerate()
        .map(|(index, value)| (index.to_string(), value));
    named.chain(single).chain(of_schema).collect()
}

/// The methods of all paths, and of all webhooks.
fn methods<'a>(document: &'a Value, section: &str) -> impl Iterator<Item = &'a Value> {
    let entries = document[section].as_object().into_iter().flatten();
    entries.flat_map(|(_, methods)| {
        methods
            .as_object()
            .into_iter()
            .flatten()
            .map(|(_, object)| object)
    })
}

/// Whether a value has all that the other has; null and absent are the same, and a number may have become text.
fn has_all(value: &Value, of: &Value) -> bool {
    match (value, of) {
        (Value::Object(value), Value::Object(of)) => of
            .iter()
            .filter(|(_, member)| !member.is_null())
            .all(|(name, member)| value.get(name).is_some_and(|value| has_all(value, member))),
        (Value::Array(value), Value::Array(of)) => {
            value.len() == of.len() && value.iter().zip(of).all(|(value, of)| has_all(value, of))
        }
        (Value::String(text), Value::Number(number)) => *text == number.to_string(),
        _ => value == of,
    }
}

#[test]
fn every_example_of_an_operation_decodes() {
    let documents = documents();
    let body = Arc::new(Mutex::new(String::new()));
    let sent = body.clone();
    let server = Server::start(move |_, _| answer(&sent.lock().unwrap()));
    let (mut tried, mut failed) = (0, Vec::new());
    for document in &documents {
        for operation in OPERATIONS
            .iter()
            .filter(|operation| operation.answer == AnswerKind::Object)
        {
            let Some(endpoint) = operation.endpoint() else {
                continue;
            };
            let object =
                methods(document, "paths").find(|object| object["operationId"] == endpoint.operation_id);
            let responses = object.and_then(|object| object["responses"].as_object());
            for (status, response) in responses
                .into_iter()
                .flatten()
                .filter(|(status, _)| status.starts_with('2'))
            {
                for (name, example) in examples(document, &response["content"]["application/json"]) {
                    tried += 1;
                    *body.lock().unwrap() = example.to_string();
                    let mut input = samples::input(operation.name).as_object().cloned().unwrap();
                    for echo in endpoint.echoes {
                        let holder = if echo.in_rows {
                            &example["results"][0]
                        } else {
                            example
                        };
                        if let Some(value) = holder.get(echo.field) {
                            let link = value.as_str().and_then(|text| text.split_once("/companies/"));
                            let company = link.and_then(|(_, company)| company.split('/').next());
                            let value = company.map_or_else(|| value.clone(), Value::from);
                            // The number of a page is 0 in some examples.
                            if value.is_number() {
                                input.remove(echo.member);
                            } else {
                                input.insert(echo.member.to_owned(), value);
                            }
                        }
                    }
                    // A separate client per example: one client would take an ID that it has seen created for a swapped response.
                    let config = json!({"apiKey": "key", "baseUrl": server.url()});
                    let client = Client::from_json(&config.to_string()).unwrap();
                    let context = Context::new();
                    match typed(client.with(&context), operation.name, &mut input) {
                        Ok((decoded, _)) if has_all(&decoded, example) => {}
                        Ok((decoded, _)) => {
                            failed.push(format!("{} {status} {name}: {decoded}", operation.name))
                        }
                        Err(error) => failed.push(format!("{status} {name}: {error}")),
                    }
                }
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(documents.is_empty() || tried > 20, "only {tried} were found");
}

#[test]
fn every_example_of_a_webhook_decodes() {
    let (mut tried, mut failed) = (0, Vec::new());
    let documents = documents();
    for document in &documents {
        for object in methods(document, "webhooks") {
            for (name, example) in examples(document, &object["requestBody"]["content"]["application/json"]) {
                tried += 1;
                match serde_json::from_str::<WebhookBody>(&example.to_string()) {
                    Ok(body) if has_all(&serde_json::to_value(&body).unwrap(), example) => {}
                    Ok(body) => failed.push(format!("{name}: {body:?}")),
                    Err(error) => failed.push(format!("{name}: {error}")),
                }
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(documents.is_empty() || tried > 5, "only {tried} were found");
}
