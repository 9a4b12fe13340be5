//! How a future waits. It says until when and is polled again then, or when whoever it belongs to is woken: its task, or the
//! thread that blocks on it.

use std::cell::Cell;
use std::future::Future;
use std::pin::{pin, Pin};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use super::{scheduler, task};
use crate::{interrupt, threads};

/// How often a thread looks that cannot be woken.
const LOOK: Duration = Duration::from_millis(5);

thread_local! {
    /// When the future that this thread polls wants to be polled again at the latest.
    static WAKES_AT: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Has the future that is being polled polled again at that time, if it is not before.
pub(crate) fn wake_at(time: Instant) {
    let earliest = WAKES_AT.get().map_or(time, |other| other.min(time));
    WAKES_AT.set(Some(earliest));
}

/// Polls a future; until when it waits, if it does and has said so.
pub(super) fn poll<T>(
    future: Pin<&mut (impl Future<Output = T> + ?Sized)>,
    context: &mut Context<'_>,
) -> (Poll<T>, Option<Instant>) {
    let outer = WAKES_AT.replace(None);
    let poll = future.poll(context);
    (poll, WAKES_AT.replace(outer))
}

/// Runs a future on this thread to its end. It is polled again when the thread is unparked.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    // The task that this thread may run is not what the future belongs to.
    let _none = task::As::none();
    let thread = threads::current();
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        let (poll, time) = poll(future.as_mut(), &mut context);
        if let Poll::Ready(output) = poll {
            return output;
        }
        let left = time.map_or(Duration::MAX, |time| {
            time.saturating_duration_since(Instant::now())
        });
        scheduler::blocking(|| match thread {
            Some(_) => thread::park_timeout(interrupt::slice(left)),
            None => thread::sleep(left.min(LOOK)),
        });
    }
}
