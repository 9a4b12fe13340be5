//! How a future waits. It names a time, and is polled again at that time, or when its task, or the thread that blocks
//! on it, is woken.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

thread_local! {
    /// The latest time at which the future that this thread polls is to be polled again.
    static WAKES_AT: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Has the future that is being polled polled again at that time at the latest.
pub(crate) fn wake_at(time: Instant) {
    let earliest = WAKES_AT.get().map_or(time, |other| other.min(time));
    WAKES_AT.set(Some(earliest));
}

/// Polls a future; also returns the time until which it waits, if it named one.
pub(super) fn poll<T>(
    future: Pin<&mut (impl Future<Output = T> + ?Sized)>,
    context: &mut Context<'_>,
) -> (Poll<T>, Option<Instant>) {
    let outer = WAKES_AT.replace(None);
    let poll = future.poll(context);
    (poll, WAKES_AT.replace(outer))
}
