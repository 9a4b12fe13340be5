//! Runs the scenarios of `tests/conformance` through the typed API.
#![cfg(feature = "sandbox")]

mod support;

use std::fs::OpenOptions;
use std::io::Write;

use serde_json::{json, Map, Value};
use support::runner::{run, typed};
use support::scenario::Scenario;

use codat::operations::Kind;
use codat::sandbox::Sandbox;
use codat::{Client, Context, ErrorKind};

#[test]
fn every_scenario() {
    let scenarios = Scenario::all();
    let failed: Vec<String> = scenarios
        .iter()
        .filter_map(|scenario| {
            let outcome = run(scenario, |_| ());
            report(&scenario.name, outcome.is_ok());
            outcome.err().map(|reason| format!("{}: {reason}", scenario.name))
        })
        .collect();
    assert!(
        failed.is_empty(),
        "{} of {} failed:\n{}",
        failed.len(),
        scenarios.len(),
        failed.join("\n")
    );
}

/// Adds a line to the table of scenarios and languages, where one is wanted.
fn report(scenario: &str, passed: bool) {
    let Some(path) = std::env::var_os("CODAT_CONFORMANCE_REPORT") else {
        return;
    };
    let outcome = if passed { "pass" } else { "fail" };
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    writeln!(file, "rust\t{scenario}\t{outcome}").unwrap();
}

/// The runner knows every operation of the table, so a scenario can use any.
#[test]
fn every_operation_has_a_typed_method() {
    let sandbox = Sandbox::start(Default::default()).unwrap();
    let client = Client::new(support::config(&sandbox, &Map::new()).unwrap()).unwrap();
    let context = Context::new();
    context.cancel();
    for operation in codat::operations::OPERATIONS {
        let mut input: Map<String, Value> = operation
            .members
            .iter()
            .filter(|member| member.required)
            .map(|member| {
                let value = match member.kind {
                    Kind::TextList => json!(["x"]),
                    Kind::TextMap => json!({"x": "x"}),
                    Kind::Companies => json!([{"name": "x"}]),
                    Kind::Objects { .. } => json!([]),
                    Kind::ObjectMap { .. } => json!({}),
                    Kind::Flag => json!(true),
                    _ => json!("x"),
                };
                (member.name.to_owned(), value)
            })
            .collect();
        // Cancelled before it starts: what matters is which operation it was.
        let error = typed(client.with(&context), operation.name, &mut input).unwrap_err();
        assert_eq!(
            (error.operation, error.kind),
            (Some(operation.name), ErrorKind::Cancelled)
        );
    }
}

/// What no scenario can bring about: defects, a lack of memory, handles, and how the library was built.
const BEYOND_SCENARIOS: [ErrorKind; 5] = [
    ErrorKind::Panic,
    ErrorKind::OutOfMemory,
    ErrorKind::InvalidHandle,
    ErrorKind::Unsupported,
    ErrorKind::Sandbox,
];

#[test]
fn every_operation_and_every_kind_of_error_is_in_a_scenario() {
    let steps: Vec<Value> = Scenario::all()
        .into_iter()
        .flat_map(|scenario| scenario.steps)
        .collect();
    for operation in codat::operations::OPERATIONS {
        assert!(
            steps
                .iter()
                .any(|step| step["call"] == operation.name && step["expect"]["error"].is_null()),
            "{} succeeds in no scenario",
            operation.name
        );
    }
    for kind in ErrorKind::ALL
        .iter()
        .filter(|kind| !BEYOND_SCENARIOS.contains(kind))
    {
        let name = serde_json::to_value(kind).unwrap();
        assert!(
            steps.iter().any(|step| step["expect"]["error"]["kind"] == name),
            "{name} is in no scenario"
        );
    }
}
