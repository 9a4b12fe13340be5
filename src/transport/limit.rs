//! Time limits of the steps of an attempt.

use std::time::{Duration, Instant};

use ureq::unversioned::transport::{time, ConnectionDetails, NextTimeout};
use ureq::Timeout;

use super::call::current;

/// When a step must end: at the end of ureq's timeout or at the current call's deadline, whichever comes first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub at: Instant,
    pub reason: Timeout,
}

impl Limit {
    fn new(from: Instant, timeout: NextTimeout) -> Limit {
        const FAR: Duration = Duration::from_secs(86_400);
        let own = from.checked_add(*timeout.after).unwrap_or(from + FAR);
        Limit {
            at: current().map_or(own, |call| call.deadline.min(own)),
            reason: timeout.reason,
        }
    }

    /// The limit of one step that begins now.
    pub fn of_step(timeout: NextTimeout) -> Limit {
        Limit::new(Instant::now(), timeout)
    }

    /// The limit of all steps together that establish a connection.
    pub fn of_connecting(details: &ConnectionDetails) -> Limit {
        let from = match details.now {
            time::Instant::Exact(now) => now,
            _ => Instant::now(),
        };
        Limit::new(from, details.timeout)
    }
}
