//! `Progress`: the progress that a long operation reports while it runs.

use std::fmt;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;

/// The receiver of an operation's progress; see [`Context::with_progress`](crate::Context::with_progress).
#[derive(Clone)]
pub(crate) struct Progress(Arc<Listener>);

type Listener = dyn Fn(&str) -> bool + Send + Sync;

impl Progress {
    pub fn new(listener: impl Fn(&str) -> bool + Send + Sync + 'static) -> Progress {
        Progress(Arc::new(listener))
    }

    /// Reports an event; returns whether the operation continues. A listener that panics ends it.
    pub fn tell(&self, event: &str) -> bool {
        catch_unwind(AssertUnwindSafe(|| (self.0)(event))).unwrap_or_else(|panic| {
            // Dropping what was thrown could throw again.
            std::mem::forget(panic);
            false
        })
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress(…)")
    }
}
