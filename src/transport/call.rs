//! `Call`: one call while it runs. It knows its deadline, and another thread can wake or cancel it while it waits:
//! for its turn, between attempts, for a name, for a connection, for a response.

use std::cell::Cell;
use std::future::Future;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::Poll;
use std::time::{Duration, Instant};

use super::cancellation::Cancellation;
use super::running;
use crate::{interrupt, tasks};

/// One running call, of a thread or of a task.
#[derive(Debug)]
pub(crate) struct Call {
    pub deadline: Instant,
    cancellation: Cancellation,
    /// Whether any byte of this attempt was sent: before that, the service has certainly done nothing.
    sent: AtomicBool,
    /// The status of this attempt's response; 0 before it came.
    status: AtomicU16,
    /// Whether more data arrived behind this attempt's response.
    followed: AtomicBool,
    woken: AtomicBool,
    /// Whether the thread's interrupt is called.
    asks: AtomicBool,
    /// The call's place in the list of running calls, if its context has a number.
    place: OnceLock<usize>,
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
    /// Begins a call of the task that this thread runs, or else of this thread, which alone may wait in the call.
    pub fn begin(deadline: Instant) -> ActiveCall {
        ActiveCall(Arc::new(Call {
            deadline,
            cancellation: Cancellation::new(),
            sent: AtomicBool::new(false),
            status: AtomicU16::new(0),
            followed: AtomicBool::new(false),
            woken: AtomicBool::new(false),
            asks: AtomicBool::new(true),
            place: OnceLock::new(),
        }))
    }

    /// The call's number, which no other call of the process has.
    pub fn id(&self) -> u64 {
        self.cancellation.id()
    }

    /// The part of the call that cancels it.
    pub fn cancellation(&self) -> &Cancellation {
        &self.cancellation
    }

    /// How much time is left.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Ends whatever this call waits for; the call then finds itself cancelled.
    pub fn cancel(&self) {
        self.cancellation.cancel();
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancellation.is_cancelled()
    }

    /// From now on, cancelling the context of this number cancels the call.
    pub fn cancelled_by(&self, number: usize) {
        if let Some(place) = running::enter(number, &self.cancellation) {
            // Only the call's own context has a number, so the place is set once.
            if self.place.set(place).is_err() {
                running::leave(place);
            }
        }
    }

    /// Ends [`wait_until`](Self::wait_until), now or when it is next called.
    pub fn wake(&self) {
        self.woken.store(true, Ordering::SeqCst);
        self.cancellation.wake();
    }

    /// Calls the thread's interrupt, which decides whether the call continues; false when the call is cancelled.
    pub fn goes_on(&self) -> bool {
        if self.asks.load(Ordering::Relaxed) && !interrupt::goes_on() {
            self.cancel();
        }
        !self.is_cancelled()
    }

    /// From now on only the context cancels the call, not the thread's interrupt.
    pub fn ask_no_more(&self) {
        self.asks.store(false, Ordering::Relaxed);
    }

    /// Waits until the call is woken or cancelled, or until that time.
    pub fn wait_until(&self, time: Instant) -> impl Future<Output = Wake> + Send + '_ {
        let mut has_waited = false;
        std::future::poll_fn(move |_| {
            if self.is_cancelled() {
                return Poll::Ready(Wake::Cancelled);
            }
            if self.woken.swap(false, Ordering::SeqCst) {
                return Poll::Ready(Wake::Woken);
            }
            if has_waited && !self.goes_on() {
                return Poll::Ready(Wake::Cancelled);
            }
            has_waited = true;
            if time <= Instant::now() {
                return Poll::Ready(Wake::TimedOut);
            }
            tasks::wake_at(time);
            Poll::Pending
        })
    }

    /// The same on this thread, which the call's task uses alone until the wait is over.
    pub fn wait_here(&self, time: Instant) -> Wake {
        self.cancellation
            .waiting_here(|| tasks::block_on(self.wait_until(time)))
    }

    /// Waits until that time; false if the call was cancelled.
    pub async fn sleep_until(&self, time: Instant) -> bool {
        loop {
            match self.wait_until(time).await {
                Wake::Woken => {}
                Wake::TimedOut => return true,
                Wake::Cancelled => return false,
            }
        }
    }

    /// Begins an attempt, of which nothing has been sent yet.
    pub fn begin_attempt(&self) {
        self.sent.store(false, Ordering::Relaxed);
        self.status.store(0, Ordering::Relaxed);
        self.followed.store(false, Ordering::Relaxed);
    }

    /// Stores the status of a response whose head has arrived, whatever happens to its body.
    pub fn mark_status(&self, status: u16) {
        self.status.store(status, Ordering::Relaxed);
    }

    /// Notes that data waits on a connection although no response is expected. Before this attempt's request is sent, such
    /// data is left from an earlier one.
    pub fn mark_followed(&self) {
        self.followed.store(self.was_sent(), Ordering::Relaxed);
    }

    /// Whether more data arrived behind this attempt's response.
    pub fn was_followed(&self) -> bool {
        self.followed.load(Ordering::Relaxed)
    }

    /// Keeps the connection of this attempt from being used for another request.
    pub fn spend_connection(&self) {
        self.cancellation.spend_connection();
    }

    /// The status of this attempt's response.
    pub fn status(&self) -> Option<u16> {
        Some(self.status.load(Ordering::Relaxed)).filter(|status| *status != 0)
    }

    /// Notes that the service may have seen the request.
    pub fn mark_sent(&self) {
        self.sent.store(true, Ordering::Relaxed);
    }

    pub fn was_sent(&self) -> bool {
        self.sent.load(Ordering::Relaxed)
    }
}

/// A running call, which ends when this is dropped, even if others still refer to it.
#[derive(Debug)]
pub(crate) struct ActiveCall(Arc<Call>);

impl Deref for ActiveCall {
    type Target = Arc<Call>;

    fn deref(&self) -> &Arc<Call> {
        &self.0
    }
}

impl Drop for ActiveCall {
    fn drop(&mut self) {
        // Done here and not when `Call` is dropped: nobody may be using the call by then.
        if let Some(place) = self.place.get() {
            running::leave(*place);
        }
    }
}

thread_local! {
    // ureq cannot pass a call to its connections, but it runs on the calling thread throughout. The cell needs no
    // drop, so it exists in destructors at the thread's end.
    static CURRENT: Cell<Option<NonNull<Arc<Call>>>> = const { Cell::new(None) };
}

/// Runs `work` with `call` as this thread's current call.
pub(crate) fn with_current<T>(call: &Arc<Call>, work: impl FnOnce() -> T) -> T {
    struct Restore(Option<NonNull<Arc<Call>>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            CURRENT.set(self.0);
        }
    }
    let _restore = Restore(CURRENT.replace(Some(NonNull::from(call))));
    work()
}

/// This thread's current call.
pub(crate) fn current() -> Option<Arc<Call>> {
    // SAFETY: the call is borrowed for as long as the pointer is set: see `with_current`.
    CURRENT.get().map(|call| unsafe { call.as_ref() }.clone())
}
