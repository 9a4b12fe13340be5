//! `Key`: an idempotency key that the caller chose, and whether a call with it may be a repeat.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

/// An idempotency key that was chosen before the call.
#[derive(Debug)]
pub(crate) struct Key {
    pub text: String,
    /// Whether no call has taken it yet.
    is_new: AtomicBool,
    /// Since when it may have been sent, if that is known.
    since: Option<SystemTime>,
}

/// That a call may repeat an earlier one, which was first sent at a time that may be known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeat {
    pub since: Option<SystemTime>,
}

impl Key {
    /// A key that no call had.
    pub fn new(text: String) -> Key {
        Key {
            text,
            is_new: AtomicBool::new(true),
            since: None,
        }
    }

    /// A key that an earlier call may have sent, since then.
    pub fn repeated(text: String, since: Option<SystemTime>) -> Key {
        Key {
            text,
            is_new: AtomicBool::new(false),
            since,
        }
    }

    /// Whether a call with this key may be a repetition.
    pub fn repeat(&self) -> Option<Repeat> {
        let is_new = self.is_new.load(Ordering::Relaxed);
        (!is_new).then_some(Repeat { since: self.since })
    }

    /// The key is about to be sent: the next call with it is a repetition.
    pub fn use_up(&self) {
        self.is_new.store(false, Ordering::Relaxed);
    }
}
