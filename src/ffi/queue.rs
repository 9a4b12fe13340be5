//! Queues: begun calls report to them.

use std::ffi::{c_char, c_void};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::boundary;
use super::callback::UserData;
use super::event::{CodatEvent, CodatEventCallback, CodatWakeCallback};
use super::handles::Registry;
use super::reports::{Queue, Way};
use super::status::CodatStatus;
use crate::error::Error;

/// Receives the events of begun calls: their ends, log lines and progress. Safe to use from several threads at once.
pub struct CodatQueue {
    _opaque: [u8; 0],
}

pub(super) static QUEUES: Registry<CodatQueue, Arc<Queue>> = Registry::new("queue", 5);

/// Makes a queue for begun calls. You collect their events in one of three ways:
///
/// - Without callbacks: call codat_queue_take(), which can wait, or watch codat_queue_fd() in your event loop.
/// - With `wake`: it is called when there is something to take.
/// - With `deliver`: it is called for each event, and nothing is left to take.
///
/// Parameters:
///
/// - `wake`, `deliver`: at most one of them; NULL for none. See `CodatWakeCallback` and `CodatEventCallback`.
/// - `user_data`: handed to the callback and not touched. Keep it and the callback valid until codat_queue_free() has
///   returned.
/// - `queue`: receives the handle, NULL on failure. Free it with codat_queue_free().
/// - `error_json`: NULL, or receives NULL on success and the error JSON on failure; free that with
///   codat_string_free().
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` for two callbacks.
#[no_mangle]
pub unsafe extern "C" fn codat_queue_new(
    wake: CodatWakeCallback,
    deliver: CodatEventCallback,
    user_data: *mut c_void,
    queue: *mut *mut CodatQueue,
    error_json: *mut *mut c_char,
) -> CodatStatus {
    let user_data = UserData(user_data);
    // SAFETY: the contract above.
    unsafe {
        boundary::make(queue, "queue", error_json, || {
            let way = match (wake, deliver) {
                (Some(_), Some(_)) => {
                    return Err(Error::invalid_member("deliver", "expected NULL beside wake"))
                }
                (_, Some(deliver)) => Way::Delivered(deliver),
                (wake, None) => Way::Kept(wake),
            };
            Ok(QUEUES.insert(Arc::new(Queue::new(way, user_data))))
        })
    }
}

/// A file descriptor that is readable while the queue has events: watch it with poll(), epoll or kqueue. It belongs to the
/// queue: do not read or close it. A child of fork() has another descriptor: call this function again there.
///
/// Returns the descriptor; -1 if the queue has none, which is so on Windows, for a queue with `deliver`, and for an
/// invalid handle. The descriptor is created when this is first called: `-CODAT_CONNECTION` means that the process has
/// no file descriptor left, and the next call tries again.
#[no_mangle]
pub unsafe extern "C" fn codat_queue_fd(queue: *const CodatQueue) -> i32 {
    let found = std::panic::catch_unwind(|| QUEUES.get(queue));
    match found {
        Ok(Ok(queue)) => match queue.descriptor() {
            Some(descriptor) => descriptor,
            None => -(CodatStatus::CODAT_CONNECTION as i32),
        },
        _ => -1,
    }
}

/// Takes events out of a queue, the oldest first.
///
/// - `queue`: the queue.
/// - `events`: room for `most` events. Each event's `document` is yours; free it with
///   codat_string_free().
/// - `most`: at least 1.
/// - `timeout_ms`: how long to wait for an event, in milliseconds; 0 not at all, -1 without limit.
///
/// Returns how many events it took; 0 if there were none in time. A failure returns a `CodatStatus` as a negative number:
/// `-CODAT_INVALID_ARGUMENT` for bad arguments, `-CODAT_INVALID_HANDLE` for an invalid handle or if the queue is freed
/// meanwhile.
#[no_mangle]
pub unsafe extern "C" fn codat_queue_take(
    queue: *const CodatQueue,
    events: *mut CodatEvent,
    most: usize,
    timeout_ms: i32,
) -> i32 {
    if events.is_null() || most == 0 || timeout_ms < -1 {
        return -(CodatStatus::CODAT_INVALID_ARGUMENT as i32);
    }
    let most = most.min(i32::MAX as usize);
    let mut count = 0;
    let until = u64::try_from(timeout_ms)
        .ok()
        .map(|ms| Instant::now() + Duration::from_millis(ms));
    let take = || {
        // SAFETY: the contract above; what is there is not looked at.
        let room = unsafe { std::slice::from_raw_parts_mut(events.cast(), most) };
        count = QUEUES.get(queue)?.take(room, until)? as i32;
        Ok(())
    };
    // SAFETY: NULL is allowed for the error.
    match unsafe { boundary::quiet(std::ptr::null_mut(), take) } {
        CodatStatus::CODAT_OK => count,
        failure => -(failure as i32),
    }
}

/// Ends a queue. Its calls are cancelled, and no more events are reported: no callback is called, events that were
/// not taken are freed, and another thread's codat_queue_take() returns. Idempotency keys of its calls are lost with it:
/// cancel the calls and receive their last events first, or give them keys of your own. The function returns when no
/// callback of the queue is running any more; if a callback of the queue calls it, it does not wait for that callback.
/// A thread that holds a lock which a
/// callback waits for, such as Python's GIL, must not call it. NULL is allowed and does nothing.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` if it was freed before or is no queue.
#[no_mangle]
pub unsafe extern "C" fn codat_queue_free(queue: *mut CodatQueue) -> CodatStatus {
    if queue.is_null() {
        return CodatStatus::CODAT_OK;
    }
    // SAFETY: NULL is allowed for the error.
    unsafe {
        boundary::quiet(std::ptr::null_mut(), || {
            QUEUES.remove(queue).map(|queue| queue.close())
        })
    }
}

/// Cancels a begun call. Its `CODAT_EVENT_DONE` follows, with `CODAT_CANCELLED` unless the call ended just before; for
/// codat_companies_create_many() the event contains the outcome instead. It does nothing for a call that has ended. It
/// is not async-signal-safe; to cancel in a signal handler, give the call a context.
///
/// - `queue`: the call's queue.
/// - `call`: its number, from the function that began it.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` for an invalid queue.
#[no_mangle]
pub unsafe extern "C" fn codat_call_cancel(queue: *const CodatQueue, call: u64) -> CodatStatus {
    // SAFETY: NULL is allowed for the error.
    unsafe {
        boundary::quiet(std::ptr::null_mut(), || {
            QUEUES.get(queue).map(|queue| queue.cancel(call))
        })
    }
}

/// Lets a begun codat_companies_create_many() end when the requests in flight are done, as if a progress callback had
/// returned 1. It does nothing for other calls, and for one that has ended.
///
/// - `queue`: the call's queue.
/// - `call`: its number, from the function that began it.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` for an invalid queue.
#[no_mangle]
pub unsafe extern "C" fn codat_call_stop(queue: *const CodatQueue, call: u64) -> CodatStatus {
    // SAFETY: NULL is allowed for the error.
    unsafe {
        boundary::quiet(std::ptr::null_mut(), || {
            QUEUES.get(queue).map(|queue| queue.stop(call))
        })
    }
}
