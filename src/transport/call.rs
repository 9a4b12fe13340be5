//! `Call`: one call while it runs. It knows its deadline, and it can be woken from another thread wherever it
//! waits: for its turn, between attempts, for a name, for a connection, for an answer.

use std::cell::RefCell;
use std::net::Shutdown;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use socket2::Socket;

use crate::interrupt;

/// One running call.
#[derive(Debug)]
pub(crate) struct Call {
    id: u64,
    pub deadline: Instant,
    /// Whether any byte of this attempt left for the service: before that, it has certainly done nothing.
    sent: AtomicBool,
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Debug, Default)]
struct State {
    cancelled: bool,
    woken: bool,
    wire: Option<Arc<Wire>>,
}

/// Why waiting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wake {
    /// [`Call::wake`] was called.
    Woken,
    /// The time came.
    TimedOut,
    /// The call was cancelled.
    Cancelled,
}

impl Call {
    pub fn new(deadline: Instant) -> Arc<Call> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Arc::new(Call {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            deadline,
            sent: AtomicBool::new(false),
            state: Mutex::default(),
            wake: Condvar::new(),
        })
    }

    /// How much time is left.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Ends whatever this call waits for; it will find itself cancelled.
    pub fn cancel(&self) {
        let mut state = self.state();
        state.cancelled = true;
        if let Some(wire) = state.wire.take() {
            wire.shut_down_for(self);
        }
        self.wake.notify_all();
    }

    pub fn is_cancelled(&self) -> bool {
        self.state().cancelled
    }

    /// Ends [`wait_until`](Self::wait_until), now or when it is next called.
    pub fn wake(&self) {
        self.state().woken = true;
        self.wake.notify_all();
    }

    /// Asks the thread, which is the call's, whether to go on; false when the call is cancelled.
    pub fn goes_on(&self) -> bool {
        if !interrupt::goes_on() {
            self.cancel();
        }
        !self.is_cancelled()
    }

    /// Sleeps until woken, cancelled, or that time.
    pub fn wait_until(&self, time: Instant) -> Wake {
        let mut state = self.state();
        loop {
            if state.cancelled {
                return Wake::Cancelled;
            }
            if std::mem::take(&mut state.woken) {
                return Wake::Woken;
            }
            let left = time.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Wake::TimedOut;
            }
            let waited = self.wake.wait_timeout(state, interrupt::slice(left));
            drop(waited.unwrap_or_else(PoisonError::into_inner));
            self.goes_on();
            state = self.state();
        }
    }

    /// Sleeps until that time; false when cancelled.
    pub fn sleep_until(&self, time: Instant) -> bool {
        loop {
            match self.wait_until(time) {
                Wake::Woken => {}
                Wake::TimedOut => return true,
                Wake::Cancelled => return false,
            }
        }
    }

    /// Nothing of the next attempt has left yet.
    pub fn begin_attempt(&self) {
        self.sent.store(false, Ordering::Relaxed);
    }

    /// From now on the service may have seen the request.
    pub fn mark_sent(&self) {
        self.sent.store(true, Ordering::Relaxed);
    }

    pub fn was_sent(&self) -> bool {
        self.sent.load(Ordering::Relaxed)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A socket that the call using it can be thrown off.
#[derive(Debug)]
pub(crate) struct Wire {
    pub socket: Socket,
    /// The id of the call that uses it: no other call's cancelling may touch it.
    user: Mutex<u64>,
}

impl Wire {
    pub fn new(socket: Socket) -> Arc<Wire> {
        Arc::new(Wire {
            socket,
            user: Mutex::new(0),
        })
    }

    /// Makes this the wire of `call`; false when the call is cancelled already.
    pub fn lend_to(self: &Arc<Wire>, call: &Call) -> bool {
        let mut state = call.state();
        if state.cancelled {
            return false;
        }
        *self.user() = call.id;
        if !state.wire.as_ref().is_some_and(|wire| Arc::ptr_eq(wire, self)) {
            state.wire = Some(self.clone());
        }
        true
    }

    fn shut_down_for(&self, call: &Call) {
        let user = self.user();
        if *user == call.id {
            // An error means that it is closed already.
            let _ = self.socket.shutdown(Shutdown::Both);
        }
    }

    fn user(&self) -> MutexGuard<'_, u64> {
        self.user.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

thread_local! {
    // ureq has no place to hand a call through to its connections, but it stays on the calling thread.
    static CURRENT: RefCell<Option<Arc<Call>>> = const { RefCell::new(None) };
}

/// Runs `work` with `call` as this thread's current call.
pub(crate) fn with_current<T>(call: &Arc<Call>, work: impl FnOnce() -> T) -> T {
    struct Restore(Option<Arc<Call>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            CURRENT.with(|current| *current.borrow_mut() = self.0.take());
        }
    }
    let _restore = Restore(CURRENT.with(|current| current.borrow_mut().replace(call.clone())));
    work()
}

/// This thread's current call.
pub(crate) fn current() -> Option<Arc<Call>> {
    CURRENT.with(|current| current.borrow().clone())
}
