//! The limits of the service: requests per day, concurrent requests, companies, groups.

use rusqlite::Connection;
use serde::{Deserialize, Deserializer, Serialize};

use crate::sandbox::rows::connection;
use crate::sandbox::store;

// Once for the client, and once more for each company that is connected.
const REQUESTS_PER_DAY: u32 = 1_000;
// For each company that is connected; a client without any has as many.
const CONCURRENT_REQUESTS: u32 = 10;
const GROUPS: u32 = 20;

/// The current limits.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    pub requests_per_day: u32,
    pub concurrent_requests: u32,
    /// None: an account without a limit.
    pub companies: Option<u32>,
    pub groups: u32,
}

/// A change of limits: an absent limit is not changed, null restores the service's rule.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct Change {
    #[serde(default, deserialize_with = "given")]
    requests_per_day: Option<Option<u32>>,
    #[serde(default, deserialize_with = "given")]
    concurrent_requests: Option<Option<u32>>,
    #[serde(default, deserialize_with = "given")]
    companies: Option<Option<u32>>,
    #[serde(default, deserialize_with = "given")]
    groups: Option<Option<u32>>,
}

/// Distinguishes null from an absent field.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u32>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Limits {
    pub fn read(database: &Connection) -> rusqlite::Result<Limits> {
        let set = |name| -> rusqlite::Result<Option<u32>> {
            Ok(store::setting(database, name)?.and_then(|value| u32::try_from(value).ok()))
        };
        let connected = connection::count_linked_companies(database)?;
        Ok(Limits {
            requests_per_day: set("requestsPerDay")?
                .unwrap_or(REQUESTS_PER_DAY.saturating_mul(connected.saturating_add(1))),
            concurrent_requests: set("concurrentRequests")?
                .unwrap_or(CONCURRENT_REQUESTS.saturating_mul(connected.max(1))),
            companies: set("companies")?,
            groups: set("groups")?.unwrap_or(GROUPS),
        })
    }
}

impl Change {
    pub fn write(&self, database: &Connection) -> rusqlite::Result<()> {
        for (name, change) in [
            ("requestsPerDay", self.requests_per_day),
            ("concurrentRequests", self.concurrent_requests),
            ("companies", self.companies),
            ("groups", self.groups),
        ] {
            if let Some(value) = change {
                store::set(database, name, value.map(i64::from))?;
            }
        }
        Ok(())
    }
}
