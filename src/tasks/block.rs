//! How a thread waits for a future.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use super::{scheduler, task, wait};
use crate::{interrupt, threads};

/// The pause between two polls of a thread that cannot be woken.
const LOOK: Duration = Duration::from_millis(5);

/// Runs a future on this thread to its end. It is polled again when the thread is unparked.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    // This thread may be running a task, to which the future does not belong.
    let _none = task::As::none();
    let thread = threads::current();
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        let (poll, time) = wait::poll(future.as_mut(), &mut context);
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
