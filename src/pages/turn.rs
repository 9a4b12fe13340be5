//! The queue of calls for the pages of a list: first come, first served.

use std::collections::BTreeMap;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{Error, ErrorKind, Result};
use crate::transport::call::{Call, Wake};

/// The queue for the pages of a list: one call at a time gets a page, first come, first served.
#[derive(Debug)]
pub(super) struct Turn<P>(Mutex<Waiting<P>>);

#[derive(Debug)]
struct Waiting<P> {
    /// `None` while a call has it.
    progress: Option<P>,
    /// The calls that want a page, in the order in which they came; `None` for a call that does not wait.
    calls: BTreeMap<u64, Option<Arc<Call>>>,
    next: u64,
}

impl<P> Turn<P> {
    /// An empty queue.
    pub fn new(progress: P) -> Turn<P> {
        Turn(Mutex::new(Waiting {
            progress: Some(progress),
            calls: BTreeMap::new(),
            next: 0,
        }))
    }

    /// Adds a place behind all others.
    pub fn last(self: &Arc<Turn<P>>) -> Place<P> {
        let mut waiting = self.state();
        let number = waiting.next;
        waiting.next += 1;
        waiting.calls.insert(number, None);
        Place {
            turn: self.clone(),
            number,
        }
    }

    /// Takes the progress for good; `None` while a call has it.
    pub fn end(&self) -> Option<P> {
        self.state().progress.take()
    }

    fn state(&self) -> MutexGuard<'_, Waiting<P>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call's place in the queue; dropping it lets the next call proceed.
#[derive(Debug)]
pub(super) struct Place<P> {
    turn: Arc<Turn<P>>,
    number: u64,
}

impl<P: Default> Place<P> {
    /// Waits for the call's turn.
    pub async fn take(&self, call: &Arc<Call>) -> Result<Taken<'_, P>> {
        loop {
            {
                let mut waiting = self.turn.state();
                let first = waiting.calls.keys().next().copied();
                if let Some(progress) = waiting.progress.take_if(|_| first == Some(self.number)) {
                    return Ok(Taken {
                        turn: &self.turn,
                        progress,
                    });
                }
                waiting.calls.insert(self.number, Some(call.clone()));
            }
            woken(call).await?;
        }
    }
}

impl<P> Drop for Place<P> {
    fn drop(&mut self) {
        let mut waiting = self.turn.state();
        waiting.calls.remove(&self.number);
        // A call that does not wait yet will see for itself that it is the first.
        if let Some((_, Some(first))) = waiting.calls.first_key_value() {
            first.wake();
        }
    }
}

/// A call's turn, until it is dropped.
pub(super) struct Taken<'a, P: Default> {
    turn: &'a Turn<P>,
    progress: P,
}

impl<P: Default> Deref for Taken<'_, P> {
    type Target = P;
    fn deref(&self) -> &P {
        &self.progress
    }
}

impl<P: Default> DerefMut for Taken<'_, P> {
    fn deref_mut(&mut self) -> &mut P {
        &mut self.progress
    }
}

impl<P: Default> Drop for Taken<'_, P> {
    fn drop(&mut self) {
        self.turn.state().progress = Some(mem::take(&mut self.progress));
    }
}

/// Waits until the call is woken.
pub(super) async fn woken(call: &Call) -> Result<()> {
    match call.wait_until(call.deadline).await {
        Wake::Woken => Ok(()),
        Wake::Cancelled => Err(Error::cancelled()),
        Wake::TimedOut => Err(Error::new(
            ErrorKind::Timeout,
            "no response within the time allowed",
        )),
    }
}
