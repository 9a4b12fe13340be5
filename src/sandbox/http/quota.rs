//! The quota of requests of a day, as responses show it.

use axum::http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::sandbox::answer::Failure;
use crate::sandbox::resources::limits::Limits;
use crate::sandbox::{clock, store};

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
