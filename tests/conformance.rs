//! Runs the scenarios of `tests/conformance` through the typed API.
#![cfg(feature = "sandbox")]

mod support;

use serde_json::{json, Map, Value};
use support::runner::{run, typed};
use support::scenario::Scenario;

use codat::sandbox::Sandbox;
use codat::Context;

#[test]
fn every_scenario() {
    let scenarios = Scenario::all();
    let failed: Vec<String> = scenarios
        .iter()
        .filter_map(|scenario| match run(scenario, |_| ()) {
            Ok(()) => {
                println!("ok {}", scenario.name);
                None
            }
            Err(reason) => Some(format!("{}: {reason}", scenario.name)),
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

/// The runner knows every operation of the table, so a scenario can use any.
#[test]
fn every_operation_has_a_typed_method() {
    let sandbox = Sandbox::start(Default::default()).unwrap();
    let client = support::client(&sandbox, &Map::new()).unwrap();
    let context = Context::new();
    context.cancel();
    for operation in codat::operations::OPERATIONS {
        let mut input: Map<String, Value> = operation
            .members
            .iter()
            .filter(|member| member.required)
            .map(|member| (member.name.to_owned(), json!("x")))
            .collect();
        // Cancelled before it starts: what matters is which operation it was.
        let error = typed(client.with(&context), operation.name, &mut input).unwrap_err();
        assert_eq!(
            (error.operation, error.kind),
            (Some(operation.name), codat::ErrorKind::Cancelled)
        );
    }
}
