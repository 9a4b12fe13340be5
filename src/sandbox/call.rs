//! One request to the service, read completely before any work.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::http::{HeaderMap, Method};
use jiff::Timestamp;
use rusqlite::Connection;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::answer::{Answer, Failure};
use super::input;

pub struct Call {
    pub method: Method,
    /// The path as it was sent, still encoded.
    pub path: String,
    /// The path with its query.
    pub target: String,
    /// The values of the names in the route, decoded.
    pub parameters: HashMap<String, String>,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// The number of the TCP connection.
    pub connection: u64,
}

/// The transaction of an operation: its effects are kept only if it succeeds.
pub struct Work<'a> {
    pub database: &'a Connection,
    pub now: Timestamp,
    pub base_url: &'a str,
}

/// The function of a route.
pub type Operation = fn(&Work<'_>, &Call) -> Result<Answer, Failure>;

impl Call {
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// A parameter that is an id, in its usual spelling; None if it is not an id.
    pub fn id(&self, name: &str) -> Option<String> {
        id(self.parameter(name))
    }

    /// The query as it was sent.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The body as an object; the error names a field of the wrong type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        input::from_text(&self.body).map_err(|problem| match problem.member.as_str() {
            "" => Failure::invalid("body", problem.message),
            member => Failure::invalid(member, problem.message),
        })
    }
}

/// An id in its usual spelling; None if it is not an id.
pub fn id(text: &str) -> Option<String> {
    Uuid::parse_str(text).ok().map(|id| id.to_string())
}
