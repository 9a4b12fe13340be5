//! How a future waits. It says until when, and is polled again then, or when whoever it belongs to is woken: its task, or the
//! thread that blocks on it.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

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
