//! A bell for a thread that sleeps. Ringing it takes no lock and allocates no memory, so a signal handler may ring
//! it.

use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::thread::Thread;

use crate::threads::until;

/// Wakes the thread that sleeps beside it, if there is one.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    sleeper: AtomicPtr<Thread>,
    /// How many threads are ringing at this moment: the sleeper is kept until none is.
    ringing: AtomicUsize,
}

impl Bell {
    /// Wakes the sleeper, now or when it next parks.
    pub fn ring(&self) {
        self.ringing.fetch_add(1, Ordering::SeqCst);
        // SAFETY: NULL, or a thread that is kept while somebody is ringing: see `Beside`.
        if let Some(thread) = unsafe { self.sleeper.load(Ordering::SeqCst).as_ref() } {
            thread.unpark();
        }
        self.ringing.fetch_sub(1, Ordering::SeqCst);
    }

    /// Makes `thread` the sleeper while the guard lives. Check what it waits for after this call, not before.
    pub fn beside<'a>(&'a self, thread: &'a Thread) -> Beside<'a> {
        let thread = std::ptr::from_ref(thread).cast_mut();
        self.sleeper.store(thread, Ordering::SeqCst);
        Beside(self)
    }
}

/// A thread's place beside a bell.
pub(crate) struct Beside<'a>(&'a Bell);

impl Drop for Beside<'_> {
    fn drop(&mut self) {
        self.0.sleeper.store(std::ptr::null_mut(), Ordering::SeqCst);
        until(|| self.0.ringing.load(Ordering::SeqCst) == 0);
    }
}
