//! `Progress`: what a long operation tells of itself while it runs.

use std::fmt;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;

/// Who hears how far an operation is; see [`Context::with_progress`](crate::Context::with_progress).
#[derive(Clone)]
pub(crate) struct Progress(Arc<Listener>);

type Listener = dyn Fn(&str) -> bool + Send + Sync;

impl Progress {
    pub fn new(listener: impl Fn(&str) -> bool + Send + Sync + 'static) -> Progress {
        Progress(Arc::new(listener))
    }

    /// Tells an event; whether the operation is to go on. A listener that panics wants no more of it.
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
