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

/// Receives the events of begun calls: their ends, log lines and progress. Any number of threads
/// may use a queue at once.
pub struct CodatQueue {
    _opaque: [u8; 0],
}

pub(super) static QUEUES: Registry<CodatQueue, Arc<Queue>> = Registry::new("queue", 5);

/// Creates a queue for begun calls. You receive its events in one of three ways:
///
/// - Without callbacks: call codat_queue_take(), which can wait, or watch codat_queue_fd() in your
///   event loop.
/// - With `wake`: it is called when the queue has events for codat_queue_take().
/// - With `deliver`: it is called with each event, so codat_queue_take() has nothing to take.
///
/// Parameters:
///
/// - `wake`, `deliver`: the callbacks; at least one of them is NULL. See `CodatWakeCallback` and
///   `CodatEventCallback`.
/// - `user_data`: passed to the callback. Keep it and the callback valid until codat_queue_free()
///   has returned.
/// - `queue`: receives the handle, or NULL on failure. Free it with codat_queue_free().
/// - `error_json`: NULL, or receives NULL on success and the error JSON on failure.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` if both callbacks are given.
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

/// Returns a file descriptor that is readable while the queue has events: watch it with poll() or
/// epoll. The descriptor belongs to the queue: do not read or close it. A child of fork() has
/// another descriptor: call this function again in the child.
///
/// Returns -1 for a queue with `deliver` and for an invalid handle. The first call creates the
/// descriptor. It returns `-CODAT_CONNECTION` if the process has no file descriptor left; the next
/// call tries again.
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

/// Takes events out of a queue, the oldest first, and returns how many it took.
///
/// - `queue`: the queue.
/// - `events`: an array with room for `most` events. Free the `document` of each event with
///   codat_string_free().
/// - `most`: at least 1.
/// - `timeout_ms`: how many milliseconds to wait for an event: 0 does not wait, -1 waits without
///   limit.
///
/// Returns the number of events; 0 if none came in time. On failure it returns a negative
/// `CodatStatus`: `-CODAT_INVALID_ARGUMENT` for bad arguments, `-CODAT_INVALID_HANDLE` if the
/// handle is invalid or another thread frees the queue.
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

/// Frees a queue, and cancels its calls. NULL is allowed and does nothing. No callback is called
/// any more, events that were not taken are freed, and a codat_queue_take() in another thread
/// returns.
///
/// The idempotency keys of the calls are lost with the queue. To keep them, cancel the calls and
/// receive their last events first, or choose the keys yourself.
///
/// The function waits for callbacks of the queue that are running on other threads. The calling
/// thread must not hold a lock that a callback waits for, such as Python's GIL.
///
/// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
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

/// Cancels a begun call. It does nothing if the call has ended. The call's `CODAT_EVENT_DONE`
/// follows, with `CODAT_CANCELLED`, or with the call's result if the call ended just before. For
/// codat_companies_create_many(), the event has the result of the run. The function is not
/// async-signal-safe: in a signal handler, cancel the context of the call.
///
/// - `queue`: the call's queue.
/// - `call`: the call's number, from the function that began the call.
///
/// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
#[no_mangle]
pub unsafe extern "C" fn codat_call_cancel(queue: *const CodatQueue, call: u64) -> CodatStatus {
    // SAFETY: NULL is allowed for the error.
    unsafe {
        boundary::quiet(std::ptr::null_mut(), || {
            QUEUES.get(queue).map(|queue| queue.cancel(call))
        })
    }
}

/// Stops a begun codat_companies_create_many(): it starts no further requests, and ends when those
/// in flight have finished. A progress callback that returns 1 has the same effect. The function
/// does nothing for other calls, or if the call has ended.
///
/// - `queue`: the call's queue.
/// - `call`: the call's number, from the function that began the call.
///
/// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
#[no_mangle]
pub unsafe extern "C" fn codat_call_stop(queue: *const CodatQueue, call: u64) -> CodatStatus {
    // SAFETY: NULL is allowed for the error.
    unsafe {
        boundary::quiet(std::ptr::null_mut(), || {
            QUEUES.get(queue).map(|queue| queue.stop(call))
        })
    }
}
