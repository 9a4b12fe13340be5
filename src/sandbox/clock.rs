//! The sandbox's clock: the machine's, plus whatever it was told to advance.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};

const DAY: i64 = 24 * 60 * 60;

/// How far the clock may run ahead in all, so that no sum with it can overflow.
pub const MOST_SECONDS_AHEAD: i64 = 1_000 * 365 * DAY;

/// Under which name the store remembers how far ahead the clock is.
pub const SETTING: &str = "secondsAhead";

pub struct Clock {
    seconds_ahead: AtomicI64,
}

impl Clock {
    pub fn new(seconds_ahead: i64) -> Clock {
        Clock {
            seconds_ahead: AtomicI64::new(seconds_ahead.clamp(0, MOST_SECONDS_AHEAD)),
        }
    }

    pub fn seconds_ahead(&self) -> i64 {
        self.seconds_ahead.load(Ordering::Relaxed)
    }

    pub fn set(&self, seconds_ahead: i64) {
        self.seconds_ahead.store(seconds_ahead, Ordering::Relaxed);
    }

    pub fn now(&self) -> Timestamp {
        let machine = Timestamp::now();
        machine
            .checked_add(SignedDuration::from_secs(self.seconds_ahead()))
            .unwrap_or(machine)
    }
}

/// ISO 8601 in UTC with seven fractional digits, as the service writes times.
pub fn text(time: Timestamp) -> String {
    format!("{time:.7}")
}

/// The day that a quota belongs to, counted from 1970-01-01 UTC.
pub fn day(time: Timestamp) -> i64 {
    time.as_second().div_euclid(DAY)
}

/// The first second of the day after.
pub fn next_midnight(time: Timestamp) -> i64 {
    (day(time) + 1) * DAY
}

/// As HTTP headers write dates.
pub fn http_date(unix_seconds: i64) -> String {
    let seconds = u64::try_from(unix_seconds).unwrap_or(0);
    httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds))
}
