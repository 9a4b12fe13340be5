//! The sandbox's clock: the machine's, moved to the start time, and forward by `advance-clock`.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};

const DAY: i64 = 24 * 60 * 60;

/// How far the clock may be ahead of the machine's, so that no sum with it can overflow.
pub const MOST_SECONDS_AHEAD: i64 = 1_000 * 365 * DAY;

/// The name under which the store keeps the seconds by which the clock is ahead of the machine's; negative if it is behind.
pub const SETTING: &str = "secondsAhead";

pub struct Clock {
    seconds_ahead: AtomicI64,
    start: Option<Start>,
}

/// The start time of a new sandbox's clock.
#[derive(Clone, Copy)]
pub struct Start(Timestamp);

impl Start {
    /// An RFC 3339 time; the error says what is expected.
    pub fn parse(text: &str) -> Result<Start, &'static str> {
        const EXPECTED: &str = "expected an RFC 3339 time such as 2027-12-31T23:59:00Z, \
                                from 1970 to 1,000 years ahead of the machine's clock";
        let start = text.parse().map(Start).map_err(|_| EXPECTED)?;
        match start.0 >= Timestamp::UNIX_EPOCH && start.seconds_ahead() <= MOST_SECONDS_AHEAD {
            true => Ok(start),
            false => Err(EXPECTED),
        }
    }

    /// How far ahead of the machine's clock it is now, rounded up: the clock never shows an earlier time.
    fn seconds_ahead(self) -> i64 {
        let ahead = self.0.duration_since(Timestamp::now());
        ahead.as_secs() + i64::from(ahead.subsec_nanos() > 0)
    }
}

impl Clock {
    /// The clock of a new sandbox, or of one whose store has `seconds_ahead`: that clock never goes back.
    pub fn new(start: Option<Start>, seconds_ahead: Option<i64>) -> Clock {
        let clock = Clock {
            seconds_ahead: AtomicI64::new(0),
            start,
        };
        let start = clock.seconds_at_start();
        clock.set(match (seconds_ahead, clock.start) {
            (None, _) => start,
            (Some(seconds_ahead), None) => seconds_ahead,
            (Some(seconds_ahead), Some(_)) => seconds_ahead.max(start),
        });
        clock
    }

    /// How far ahead the clock is when it begins.
    pub fn seconds_at_start(&self) -> i64 {
        self.start.map_or(0, Start::seconds_ahead)
    }

    pub fn seconds_ahead(&self) -> i64 {
        self.seconds_ahead.load(Ordering::Relaxed)
    }

    pub fn set(&self, seconds_ahead: i64) {
        let seconds_ahead = seconds_ahead.clamp(-MOST_SECONDS_AHEAD, MOST_SECONDS_AHEAD);
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
