//! The embedded sandbox: the service in miniature, on loopback, with no account and no network.
//!
//! It serves companies, their connections and data, groups and webhooks over ordinary HTTP, and keeps them in
//! SQLite: in memory, or in a file that survives restarts. The actions of [`Sandbox::control`] and
//! `POST /_sandbox/{action}` queue faults, set limits, advance the clock and list the received requests.
//!
//! From the top, each uses only those below it:
//!
//! | module | what it does |
//! |---|---|
//! | `control`, `pages` | the actions for tests; the pages for a company's customer, and for testers |
//! | `http` | the listener, routes, idempotency, quota, faults, the log of requests, the sender of webhooks |
//! | `resources` | the operations, and the rules of what they change |
//! | `rows` | what the tables hold, with the SQL |
//! | `store` | the database: `store/schema.sql` |
//! | `call`, `answer`, `input` | a request and its response; `paging` and `query`: the parameters of lists |
//! | `clock` | the sandbox's time |
//! | `fork` | the locks that must be free in a child after fork(), so that it can start a sandbox |
//!
//! ```
//! use codat::sandbox::{Config, Sandbox};
//!
//! let sandbox = Sandbox::start(Config::default())?;
//! assert!(sandbox.base_url().starts_with("http://127.0.0.1:"));
//! sandbox.control("seed-companies", serde_json::json!({"count": 3}))?;
//! assert_eq!(sandbox.control("stats", serde_json::json!({}))?["companies"], 3);
//! sandbox.stop();
//! # Ok::<(), codat::sandbox::Error>(())
//! ```

mod answer;
mod call;
mod clock;
mod control;
pub(crate) mod fork;
mod http;
mod input;
mod pages;
mod paging;
pub(crate) mod query;
mod resources;
mod rows;
mod store;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Deserialize;

use clock::{Clock, Start};
use control::Refusal;
use http::routes;
use http::secret::Secret;
use http::server::{self, Server};
use http::service::Service;
use rows::company;

/// The API key of a sandbox whose configuration has none.
pub const DEFAULT_API_KEY: &str = "sandbox-api-key";

/// The secret that a sandbox signs its webhooks with if its configuration has none.
pub const DEFAULT_WEBHOOK_SECRET: &str = "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC1mb3ItdGVzdHM=";

/// The configuration of a sandbox.
#[derive(Clone, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object"
)]
pub struct Config {
    /// The port on 127.0.0.1; 0 chooses a free port.
    pub port: u16,
    /// The database file; none, or `:memory:`, keeps everything in memory.
    pub db: Option<PathBuf>,
    /// The API key that clients must send.
    pub api_key: String,
    /// The secret that signs its webhooks: `whsec_` and Base64.
    pub webhook_secret: String,
    /// When its clock begins, an RFC 3339 time; from there it runs on. Default: now. A database file's clock
    /// never goes back: it begins at this time or continues from its last time, whichever is later.
    pub start_time: Option<String>,
}

impl Config {
    /// Reads `{"port": …, "db": …, "apiKey": …, "webhookSecret": …, "startTime": …}`, each of them optional; `null`
    /// counts as not given. An error names the field.
    pub fn from_json(json: &str) -> Result<Config, Error> {
        let read = || {
            let mut value: serde_json::Value = input::from_text(json.as_bytes())?;
            if let Some(members) = value.as_object_mut() {
                members.retain(|_, value| !value.is_null());
            }
            input::from_value(value)
        };
        read().map_err(|problem: input::Problem| Error::InvalidInput(problem.to_string()))
    }
}

impl Default for Config {
    fn default() -> Config {
        Config {
            port: 0,
            db: None,
            api_key: DEFAULT_API_KEY.to_owned(),
            webhook_secret: DEFAULT_WEBHOOK_SECRET.to_owned(),
            start_time: None,
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("port", &self.port)
            .field("db", &self.db)
            .field("start_time", &self.start_time)
            .finish_non_exhaustive()
    }
}

/// The error of starting a sandbox, or of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The configuration, or the input of an action, is invalid; the text names the field.
    InvalidInput(String),
    /// The port or the database is not available.
    CannotStart(String),
    /// The database failed while the sandbox was running.
    Failed(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::InvalidInput(message) => write!(f, "invalid input: {message}"),
            Error::CannotStart(message) => write!(f, "the sandbox cannot start: {message}"),
            Error::Failed(message) => write!(f, "the sandbox failed: {message}"),
        }
    }
}

impl std::error::Error for Error {}

/// A running sandbox. Dropping it stops it.
pub struct Sandbox {
    // Dropped before the service, so that the database is closed after its last use.
    server: Server,
    service: Arc<Service>,
}

impl Sandbox {
    /// Starts a sandbox, ready for requests when this returns.
    pub fn start(config: Config) -> Result<Sandbox, Error> {
        if config.api_key.is_empty() {
            return Err(Error::InvalidInput("apiKey: must not be empty".to_owned()));
        }
        let webhook_secret = Secret::parse(config.webhook_secret)
            .ok_or_else(|| Error::InvalidInput("webhookSecret: expected whsec_ and Base64".to_owned()))?;
        let start = config.start_time.as_deref().map(Start::parse).transpose();
        let start = start.map_err(|expected| Error::InvalidInput(format!("startTime: {expected}")))?;
        let cannot_start = |error: &dyn fmt::Display| Error::CannotStart(error.to_string());
        let _no_fork = fork::none_meanwhile();
        fork::database_is_used();
        let database = store::open(config.db.as_deref()).map_err(Error::CannotStart)?;
        company::register_functions(&database).map_err(|error| cannot_start(&error))?;
        let kept = store::setting(&database, clock::SETTING).map_err(|error| cannot_start(&error))?;
        let clock = Clock::new(start, kept);
        store::set(&database, clock::SETTING, Some(clock.seconds_ahead()))
            .map_err(|error| cannot_start(&error))?;
        let listener = server::bind(config.port)
            .map_err(|error| Error::CannotStart(format!("port {}: {error}", config.port)))?;
        let address = listener.local_addr().map_err(|error| cannot_start(&error))?;
        let service = Arc::new(Service::new(
            config.api_key,
            webhook_secret,
            format!("http://{address}"),
            database,
            clock,
        ));
        let beside = pages::routes(&service).route("/_sandbox/{action}", control::door::route(&service));
        let router = routes::router(Arc::clone(&service), beside);
        let server = Server::start(listener, router, Arc::clone(&service)).map_err(Error::CannotStart)?;
        Ok(Sandbox { server, service })
    }

    /// Where clients find it: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> &str {
        &self.service.base_url
    }

    /// The API key that clients must send.
    pub fn api_key(&self) -> &str {
        &self.service.api_key
    }

    /// What it signs its webhooks with.
    pub fn webhook_secret(&self) -> &str {
        self.service.webhook_secret.as_str()
    }

    /// Does one action of the control door, as `POST /_sandbox/{action}` does.
    pub fn control(&self, action: &str, input: serde_json::Value) -> Result<serde_json::Value, Error> {
        control::act(&self.service, action, input).map_err(|refusal| match refusal {
            Refusal::UnknownAction(message) | Refusal::BadInput(message) => Error::InvalidInput(message),
            Refusal::Broken(message) => Error::Failed(message),
        })
    }

    /// Closes the listener and all connections, and returns when the threads are gone.
    pub fn stop(self) {
        drop(self.server);
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.service.base_url)
            .finish_non_exhaustive()
    }
}
