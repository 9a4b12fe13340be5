//! Until when a step of an attempt may take.

use std::time::{Duration, Instant};

use ureq::unversioned::transport::{time, ConnectionDetails, NextTimeout};
use ureq::Timeout;

use super::call::current;

/// Until when something may take: a timeout of ureq's or the current call's deadline, whichever ends first.
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

    /// For one step from now on.
    pub fn of_step(timeout: NextTimeout) -> Limit {
        Limit::new(Instant::now(), timeout)
    }

    /// For all steps together that make a connection ready.
    pub fn of_connecting(details: &ConnectionDetails) -> Limit {
        let from = match details.now {
            time::Instant::Exact(now) => now,
            _ => Instant::now(),
        };
        Limit::new(from, details.timeout)
    }
}
