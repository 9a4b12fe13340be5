//! `Call`: one call while it runs. It knows its deadline, and it can be woken from another thread wherever it
//! waits: for its turn, between attempts, for a name, for a connection, for an answer.

use std::cell::Cell;
use std::future::Future;
use std::net::Shutdown;
use std::ops::Deref;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU16, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::Poll;
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use socket2::Socket;

use crate::tasks::{self, Bell, Task};
use crate::threads::{self, until};
use crate::{interrupt, running};

/// One running call, of the thread that made it or of a task.
#[derive(Debug)]
pub(crate) struct Call {
    id: u64,
    pub deadline: Instant,
    /// Whether any byte of this attempt left for the service: before that, it has certainly done nothing.
    sent: AtomicBool,
    /// The status of this attempt's response; 0 before it came.
    status: AtomicU16,
    cancelled: AtomicBool,
    woken: AtomicBool,
    /// Whether the thread's interrupt is asked.
    asks: AtomicBool,
    /// Who waits, if anybody does. None for a task, and in a destructor at the thread's end, where it looks instead of being
    /// woken.
    thread: Option<Thread>,
    /// The task whose call it is.
    task: Option<Arc<Task>>,
    /// Wakes the task's worker while that waits itself.
    bell: Bell,
    /// What cancelling shuts down.
    wire: AtomicPtr<Wire>,
    /// Keeps that.
    kept: Mutex<Option<Arc<Wire>>>,
    /// How many are cancelling it just now: the wire stays for so long.
    cancelling: AtomicUsize,
    /// Where its context finds it, if that has a number.
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
    /// A call of the task that this thread runs, or else of the thread, which alone may wait in it.
    pub fn begin(deadline: Instant) -> ActiveCall {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let task = tasks::current();
        ActiveCall(Arc::new(Call {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            deadline,
            sent: AtomicBool::new(false),
            status: AtomicU16::new(0),
            cancelled: AtomicBool::new(false),
            woken: AtomicBool::new(false),
            asks: AtomicBool::new(true),
            thread: if task.is_none() { threads::current() } else { None },
            task,
            bell: Bell::default(),
            wire: AtomicPtr::new(ptr::null_mut()),
            kept: Mutex::default(),
            cancelling: AtomicUsize::new(0),
            place: OnceLock::new(),
        }))
    }

    /// Its number, which no other call of the process has.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// How much time is left.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Ends whatever this call waits for; it will find itself cancelled. May be called in a signal handler: no lock is
    /// taken, and no memory allocated or freed.
    pub fn cancel(&self) {
        // Before the wire is looked for: a wire that is lent after that finds the call cancelled.
        self.cancelled.store(true, Ordering::SeqCst);
        self.cancelling.fetch_add(1, Ordering::SeqCst);
        // SAFETY: NULL, or a wire that is kept while somebody is cancelling: see `keep`.
        if let Some(wire) = unsafe { self.wire.load(Ordering::SeqCst).as_ref() } {
            wire.shut_down_for(self);
        }
        self.cancelling.fetch_sub(1, Ordering::SeqCst);
        self.unpark();
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }

    /// Lets cancelling the context of this number reach the call from now on.
    pub fn cancelled_by(&self, number: usize) {
        if let Some(place) = running::enter(number, self) {
            // A call has one context, whose own is the only one that has a number.
            if self.place.set(place).is_err() {
                running::leave(place);
            }
        }
    }

    /// Ends [`wait_until`](Self::wait_until), now or when it is next called.
    pub fn wake(&self) {
        self.woken.store(true, Ordering::SeqCst);
        self.unpark();
    }

    fn unpark(&self) {
        if let Some(thread) = &self.thread {
            thread.unpark();
        }
        if let Some(task) = &self.task {
            self.bell.ring();
            task.wake();
        }
    }

    /// Asks the thread, which is the call's, whether to go on; false when the call is cancelled.
    pub fn goes_on(&self) -> bool {
        if self.asks.load(Ordering::Relaxed) && !interrupt::goes_on() {
            self.cancel();
        }
        !self.is_cancelled()
    }

    /// From now on only its context cancels it, not its thread's interrupt.
    pub fn ask_no_more(&self) {
        self.asks.store(false, Ordering::Relaxed);
    }

    /// Waits until woken, cancelled, or that time.
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

    /// The same on this thread, which the call's task has to itself until it is over.
    pub fn wait_here(&self, time: Instant) -> Wake {
        let thread = self.task.as_ref().map(|_| thread::current());
        let _beside = thread.as_ref().map(|thread| self.bell.beside(thread));
        tasks::block_on(self.wait_until(time))
    }

    /// Waits until that time; false when cancelled.
    pub async fn sleep_until(&self, time: Instant) -> bool {
        loop {
            match self.wait_until(time).await {
                Wake::Woken => {}
                Wake::TimedOut => return true,
                Wake::Cancelled => return false,
            }
        }
    }

    /// Nothing of the next attempt has left yet.
    pub fn begin_attempt(&self) {
        self.sent.store(false, Ordering::Relaxed);
        self.status.store(0, Ordering::Relaxed);
    }

    /// The head of a response is there, whatever becomes of its body.
    pub fn mark_status(&self, status: u16) {
        self.status.store(status, Ordering::Relaxed);
    }

    /// The connection of this attempt is not used for another request.
    pub fn spend_connection(&self) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wire) = &*kept {
            wire.spent.store(true, Ordering::Relaxed);
        }
    }

    /// The status of this attempt's response.
    pub fn status(&self) -> Option<u16> {
        Some(self.status.load(Ordering::Relaxed)).filter(|status| *status != 0)
    }

    /// From now on the service may have seen the request.
    pub fn mark_sent(&self) {
        self.sent.store(true, Ordering::Relaxed);
    }

    pub fn was_sent(&self) -> bool {
        self.sent.load(Ordering::Relaxed)
    }

    /// Makes this the wire that cancelling shuts down.
    fn keep(&self, wire: &Arc<Wire>) {
        let present = Arc::as_ptr(wire).cast_mut();
        if self.wire.load(Ordering::SeqCst) == present {
            return;
        }
        let mut kept = self.kept();
        self.wire.store(present, Ordering::SeqCst);
        until(|| self.cancelling.load(Ordering::SeqCst) == 0);
        *kept = Some(wire.clone());
    }

    fn kept(&self) -> MutexGuard<'_, Option<Arc<Wire>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call until it ends, whoever else still knows of it.
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
        // Not when the call itself is dropped, which nobody may be looking at then.
        if let Some(place) = self.place.get() {
            running::leave(*place);
        }
    }
}

/// A socket that the call using it can be thrown off.
#[derive(Debug)]
pub(crate) struct Wire {
    pub socket: Socket,
    /// The id of the call that uses it: no other call's cancelling may touch it.
    user: AtomicU64,
    /// Whether it is not to be used for another request.
    spent: AtomicBool,
}

/// With a user's id: that call is being cancelled just now, and no other may have the wire meanwhile.
const BEING_SHUT_DOWN: u64 = 1 << 63;

impl Wire {
    pub fn new(socket: Socket) -> Arc<Wire> {
        Arc::new(Wire {
            socket,
            user: AtomicU64::new(0),
            spent: AtomicBool::new(false),
        })
    }

    /// Whether it is not to be used for another request.
    pub fn is_spent(&self) -> bool {
        self.spent.load(Ordering::Relaxed)
    }

    /// Makes this the wire of `call`; false when the call is cancelled already.
    pub fn lend_to(self: &Arc<Wire>, call: &Call) -> bool {
        if call.is_cancelled() {
            return false;
        }
        let mut user = self.user.load(Ordering::SeqCst);
        while user != call.id {
            if user & BEING_SHUT_DOWN != 0 {
                until(|| self.user.load(Ordering::SeqCst) & BEING_SHUT_DOWN == 0);
                user = self.user.load(Ordering::SeqCst);
                continue;
            }
            match self
                .user
                .compare_exchange(user, call.id, Ordering::SeqCst, Ordering::SeqCst)
            {
                Ok(_) => break,
                Err(found) => user = found,
            }
        }
        call.keep(self);
        // Whoever cancelled it before may not have found the wire.
        !call.is_cancelled()
    }

    fn shut_down_for(&self, call: &Call) {
        let busy = call.id | BEING_SHUT_DOWN;
        let taken = self
            .user
            .compare_exchange(call.id, busy, Ordering::SeqCst, Ordering::SeqCst);
        if taken.is_ok() {
            // An error means that it is closed already.
            let _ = self.socket.shutdown(Shutdown::Both);
            self.user.store(call.id, Ordering::SeqCst);
        }
    }
}

thread_local! {
    // ureq has no place to hand a call through to its connections, but it stays on the calling thread. Nothing that has to be
    // dropped: that would be gone in destructors at the thread's end.
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
    // SAFETY: it is borrowed for as long as it is there: see `with_current`.
    CURRENT.get().map(|call| unsafe { call.as_ref() }.clone())
}
