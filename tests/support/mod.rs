//! What several of the integration tests need.
#![allow(dead_code)] // each test uses a part of it

pub mod abi;
#[cfg(target_os = "linux")]
pub mod heap;
pub mod held;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
pub mod program;
#[cfg(feature = "sandbox")]
pub mod runner;
#[cfg(feature = "sandbox")]
pub mod running;
pub mod samples;
pub mod scenario;
pub mod server;
pub mod tls;
pub mod wire;

/// A configuration for the sandbox, with further fields.
#[cfg(feature = "sandbox")]
pub fn config(
    sandbox: &codat::sandbox::Sandbox,
    more: &serde_json::Map<String, serde_json::Value>,
) -> codat::Result<codat::Config> {
    let mut config = serde_json::Map::new();
    config.insert("baseUrl".into(), sandbox.base_url().into());
    config.insert("apiKey".into(), sandbox.api_key().into());
    config.extend(more.clone());
    codat::Config::from_json(&serde_json::Value::Object(config).to_string())
}
