//! One task: a future, and whether it is waiting, queued or running.

use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::Pin;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicPtr, AtomicU64, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use super::inbox::{Inbox, Linked};
use super::wait;
use crate::interrupt;

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a task is doing.
mod state {
    pub const WAITING: u8 = 0;
    pub const QUEUED: u8 = 1;
    pub const RUNNING: u8 = 2;
    /// Woken while it runs: it runs once more.
    pub const WOKEN: u8 = 3;
    pub const OVER: u8 = 4;
}

/// Work that holds a thread only while it runs.
pub(crate) struct Task {
    /// Distinguishes the task from others with the same time to wake.
    pub(super) number: u64,
    /// The inbox that the task is added to when it is woken.
    inbox: Arc<Inbox<Task>>,
    state: AtomicU8,
    /// Links the tasks of the inbox.
    next: AtomicPtr<Task>,
    /// The task's time among the timers; only used under the scheduler's lock.
    pub(super) wakes_at: Mutex<Option<Instant>>,
    is_nested: bool,
    work: Mutex<Option<Work>>,
}

thread_local! {
    /// The task that this thread runs. It needs no drop, so it exists in destructors at the thread's end.
    static CURRENT: Cell<Option<NonNull<Arc<Task>>>> = const { Cell::new(None) };
}

/// Makes another task, or none, the current one of this thread until it is dropped.
pub(super) struct As(Option<NonNull<Arc<Task>>>);

impl As {
    /// The guard must not outlive the borrow.
    fn this(task: &Arc<Task>) -> As {
        As(CURRENT.replace(Some(NonNull::from(task))))
    }

    pub(super) fn none() -> As {
        As(CURRENT.replace(None))
    }
}

impl Drop for As {
    fn drop(&mut self) {
        CURRENT.set(self.0);
    }
}

/// The task that runs on this thread.
pub(crate) fn current() -> Option<Arc<Task>> {
    // SAFETY: the task is borrowed for as long as the pointer is set: see `Task::run`.
    CURRENT.get().map(|task| unsafe { task.as_ref() }.clone())
}

/// What happens next to a task that ran.
pub(super) enum Ran {
    Over,
    /// The task waits until this time, or until it is woken.
    Waits(Option<Instant>),
}

impl Task {
    /// A task that is queued.
    pub(super) fn new(
        inbox: Arc<Inbox<Task>>,
        is_nested: bool,
        work: impl Future<Output = ()> + Send + 'static,
    ) -> Arc<Task> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Arc::new(Task {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            inbox,
            state: AtomicU8::new(state::QUEUED),
            next: AtomicPtr::default(),
            wakes_at: Mutex::default(),
            is_nested,
            work: Mutex::new(Some(Box::pin(work))),
        })
    }

    /// Has the task run, or run once more if it is running. May be called in a signal handler: takes no lock, and
    /// allocates and frees no memory.
    pub fn wake(self: &Arc<Task>) {
        let woken = |now| match now {
            state::WAITING => Some(state::QUEUED),
            state::RUNNING => Some(state::WOKEN),
            _ => None,
        };
        let before = self.state.fetch_update(Ordering::SeqCst, Ordering::SeqCst, woken);
        if before == Ok(state::WAITING) {
            self.inbox.send(self.clone());
        }
    }

    /// Changes a waiting task to queued; false if it is not waiting.
    pub(super) fn becomes_queued(&self) -> bool {
        self.state
            .compare_exchange(state::WAITING, state::QUEUED, Ordering::SeqCst, Ordering::SeqCst)
            .is_ok()
    }

    /// Changes a running task to waiting; false if it was woken meanwhile, and is queued again.
    pub(super) fn becomes_waiting(&self) -> bool {
        let waits =
            self.state
                .compare_exchange(state::RUNNING, state::WAITING, Ordering::SeqCst, Ordering::SeqCst);
        if waits.is_err() {
            self.state.store(state::QUEUED, Ordering::SeqCst);
        }
        waits.is_ok()
    }

    /// Runs the task on this thread until it waits or is over.
    pub(super) fn run(self: &Arc<Task>) -> Ran {
        self.state.store(state::RUNNING, Ordering::SeqCst);
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        let _current = As::this(self);
        let ran = catch_unwind(AssertUnwindSafe(|| {
            interrupt::nested_if(self.is_nested, || match &mut *work {
                None => Ran::Over,
                Some(future) => {
                    let (poll, time) = wait::poll(future.as_mut(), &mut Context::from_waker(Waker::noop()));
                    match poll {
                        Poll::Ready(()) => Ran::Over,
                        Poll::Pending => Ran::Waits(time),
                    }
                }
            })
        }));
        let ran = ran.unwrap_or_else(|panic| {
            // Dropping the panic's payload could panic again.
            std::mem::forget(panic);
            Ran::Over
        });
        if matches!(ran, Ran::Over) {
            self.state.store(state::OVER, Ordering::SeqCst);
            let work = work.take();
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(work))) {
                std::mem::forget(panic);
            }
        }
        ran
    }
}

impl Linked for Task {
    fn next(&self) -> &AtomicPtr<Task> {
        &self.next
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}
