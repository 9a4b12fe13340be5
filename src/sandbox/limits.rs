//! What the service allows: requests a day and at once, companies, groups.

use axum::http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Deserializer, Serialize};

use super::answer::Failure;
use super::{clock, companies, store};

// Once for the client, and once more for each company that is connected.
const REQUESTS_PER_DAY: u32 = 1_000;
// For each company that is connected; a client without any has as many.
const CONCURRENT_REQUESTS: u32 = 10;
const GROUPS: u32 = 20;

/// The limits in force.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    pub requests_per_day: u32,
    pub concurrent_requests: u32,
    /// None: an account without a limit.
    pub companies: Option<u32>,
    pub groups: u32,
}

/// A change of limits: absent leaves one alone, null brings back the service's own rule.
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

/// Tells a null from an absent member.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u32>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Limits {
    pub fn read(connection: &Connection) -> rusqlite::Result<Limits> {
        let set = |name| -> rusqlite::Result<Option<u32>> {
            Ok(store::setting(connection, name)?.and_then(|value| u32::try_from(value).ok()))
        };
        let connected = companies::count_connected(connection)?;
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
    pub fn write(&self, connection: &Connection) -> rusqlite::Result<()> {
        for (name, change) in [
            ("requestsPerDay", self.requests_per_day),
            ("concurrentRequests", self.concurrent_requests),
            ("companies", self.companies),
            ("groups", self.groups),
        ] {
            if let Some(value) = change {
                store::set(connection, name, value.map(i64::from))?;
            }
        }
        Ok(())
    }
}

/// The day's quota, and how much of it is used.
pub struct Quota {
    limit: i64,
    used: i64,
    reset: i64,
}

impl Quota {
    pub fn read(connection: &Connection, limits: &Limits, now: Timestamp) -> rusqlite::Result<Quota> {
        let today = store::setting(connection, "quotaDay")? == Some(clock::day(now));
        let used = if today {
            store::setting(connection, "quotaUsed")?.unwrap_or(0)
        } else {
            0
        };
        Ok(Quota {
            limit: limits.requests_per_day.into(),
            used,
            reset: clock::next_midnight(now),
        })
    }

    /// Counts one request, or refuses it.
    pub fn take(&mut self, connection: &Connection, now: Timestamp) -> Result<(), Failure> {
        if self.used >= self.limit {
            return Err(Failure::too_many_requests(self.reset - now.as_second()));
        }
        self.used += 1;
        store::set(connection, "quotaDay", Some(clock::day(now)))?;
        store::set(connection, "quotaUsed", Some(self.used))?;
        Ok(())
    }

    pub fn add_headers(&self, headers: &mut HeaderMap) {
        let remaining = (self.limit - self.used).max(0);
        headers.insert("x-rate-limit-limit", self.limit.into());
        headers.insert("x-rate-limit-remaining", remaining.into());
        if let Ok(reset) = HeaderValue::try_from(clock::http_date(self.reset)) {
            headers.insert("x-rate-limit-reset", reset);
        }
    }
}
