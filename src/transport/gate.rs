//! The gate that all requests of a client pass: so many at once, first come first served, and none while the
//! service has asked for a pause.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::call::{Call, Wake};

/// Shared by all calls of a client.
#[derive(Debug)]
pub(crate) struct Gate {
    max: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    inside: usize,
    paused_until: Option<Instant>,
    waiting: VecDeque<Arc<Call>>,
}

/// Why a call was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It was cancelled.
    Cancelled,
    /// Its deadline passed.
    TimedOut,
    /// The service asked for a pause, until this time, that outlasts its deadline.
    Paused(Instant),
}

/// A place inside; dropping it lets the next call in.
#[derive(Debug)]
pub(crate) struct Permit<'a>(&'a Gate);

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.inside -= 1;
        state.wake_first();
    }
}

impl State {
    fn wake_first(&self) {
        if let Some(first) = self.waiting.front() {
            first.wake();
        }
    }

    fn leave_queue(&mut self, call: &Arc<Call>) {
        self.waiting.retain(|waiting| !Arc::ptr_eq(waiting, call));
        self.wake_first();
    }
}

impl Gate {
    pub fn new(max: usize) -> Gate {
        Gate { max, state: Mutex::default() }
    }

    /// Waits for a place.
    pub fn enter(&self, call: &Arc<Call>) -> Result<Permit<'_>, Refused> {
        if call.is_cancelled() {
            return Err(Refused::Cancelled);
        }
        let mut queued = false;
        loop {
            let until = {
                let mut state = self.state();
                let paused = state.paused_until.filter(|until| *until > Instant::now());
                state.paused_until = paused;
                if let Some(until) = paused.filter(|until| *until >= call.deadline) {
                    state.leave_queue(call);
                    return Err(Refused::Paused(until));
                }
                let first = match state.waiting.front() {
                    None => true,
                    Some(front) => Arc::ptr_eq(front, call),
                };
                if first && paused.is_none() && state.inside < self.max {
                    state.inside += 1;
                    if queued {
                        state.waiting.pop_front();
                        state.wake_first();
                    }
                    return Ok(Permit(self));
                }
                if !queued {
                    state.waiting.push_back(call.clone());
                    queued = true;
                }
                paused.unwrap_or(call.deadline)
            };
            let refused = match call.wait_until(until) {
                Wake::Cancelled => Refused::Cancelled,
                Wake::TimedOut if call.remaining().is_zero() => Refused::TimedOut,
                Wake::Woken | Wake::TimedOut => continue,
            };
            self.state().leave_queue(call);
            return Err(refused);
        }
    }

    /// Lets nobody in before that time.
    pub fn pause_until(&self, time: Instant) {
        let mut state = self.state();
        state.paused_until = Some(state.paused_until.map_or(time, |present| present.max(time)));
        // A longer pause may outlast the deadline of calls that wait for the end of a shorter one.
        state.waiting.iter().for_each(|call| call.wake());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
