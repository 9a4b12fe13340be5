//! What several of the integration tests need.
#![allow(dead_code)] // each test uses a part of it

pub mod runner;
pub mod scenario;

use codat::sandbox::Sandbox;
use codat::Client;
use serde_json::{Map, Value};

/// A client of the sandbox, with further members of the configuration.
pub fn client(sandbox: &Sandbox, more: &Map<String, Value>) -> codat::Result<Client> {
    let mut config = Map::new();
    config.insert("baseUrl".into(), sandbox.base_url().into());
    config.insert("apiKey".into(), sandbox.api_key().into());
    config.extend(more.clone());
    Client::from_json(&Value::Object(config).to_string())
}
