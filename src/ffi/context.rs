//! Contexts.

use std::ffi::{c_char, c_void, CString};

use super::callback::UserData;
use super::handles::Registry;
use super::status::CodatStatus;
use super::{boundary, callback, strings};
use crate::context::{Context, ContextOptions};
use crate::error::{Error, ErrorKind, Result};
use crate::transport::running;

/// Options of one or more calls, and the means to cancel these calls. Any number of threads may use
/// a context at once.
pub struct CodatContext {
    _opaque: [u8; 0],
}

pub(super) static CONTEXTS: Registry<CodatContext, Context> = Registry::new("context", 2);

/// Receives the progress of an operation, on the thread that made the call.
///
/// - `user_data`: as given to codat_context_new_with_progress().
/// - `event_json`: a JSON object on one line, valid until the callback returns. The description of
///   the operation has its fields.
///
/// Returns 0 to continue. After any other value, the callback is not called again, and the
/// operation ends when the requests in flight have finished.
pub type CodatProgressCallback =
    Option<unsafe extern "C" fn(user_data: *mut c_void, event_json: *const c_char) -> i32>;

/// Decides whether a waiting call continues. It is called on the thread that made the call.
///
/// - `user_data`: as given to codat_context_set_interrupt().
///
/// Returns 0 to continue; any other value ends the call. The callback may make calls. A call that
/// the callback makes never waits for a connection, so the client can exceed `maxConnections`.
/// While that call runs, the library calls only the interrupt callback of that call's context.
pub type CodatInterruptCallback = Option<unsafe extern "C" fn(user_data: *mut c_void) -> i32>;

/// The context that a handle stands for; none for NULL.
pub(super) fn optional(context: *const CodatContext) -> Result<Option<Context>> {
    (!context.is_null()).then(|| CONTEXTS.get(context)).transpose()
}

/// Creates a context.
///
/// - `options_json`: a JSON object, or NULL for `{}`. All fields are optional:
///   - `timeoutMs`: calls fail with `CODAT_TIMEOUT` this long after the context was created,
///     retries and waiting included; 0 to 86400000. Create a new context for each call, unless the
///     calls share one deadline. With 0, calls fail immediately and send nothing, so you can pass
///     what is left of another deadline. Default: the client's `timeoutMs`, counted from the start
///     of each call. Operations that wait have other defaults, which their descriptions state.
///   - `idempotencyKey`: a UUID that POST and PATCH send instead of a new one. It is sent in lower
///     case. If `error.outcomeUnknown` is true, pass `error.idempotencyKey` here to repeat the call
///     without doing its work twice. The call then counts as a repetition: its outcome remains
///     unknown until the service responds with a success, or with a refusal that proves that the
///     work was not done. Use a key for one call and its repetitions only. If another POST or PATCH
///     has the same key, the service returns the response to the first request with this key, or
///     422.
///   - `firstUse`: `true` if `idempotencyKey` was never sent, so that the first call with this
///     context does not count as a repetition. Use it with a key that you choose and store before
///     the call, for example one from codat_idempotency_key_new(). The client remembers the last
///     20,000 keys that it sent: for one of these, `true` has no effect. Default: `false`.
///   - `maxRetries`: 0 to 100. Default: the client's.
///   - `traceparent`: the trace of the calls in the format of W3C Trace Context, sent as the header
///     `traceparent`. Default: none.
/// - `context`: receives the handle, or NULL on failure. Free it with codat_context_free().
/// - `error_json`: NULL, or receives NULL on success and the error JSON on failure.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` if the options are refused.
#[no_mangle]
pub unsafe extern "C" fn codat_context_new(
    options_json: *const c_char,
    context: *mut *mut CodatContext,
    error_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: the contract above; no callback, so nothing is done with the user data.
    unsafe { codat_context_new_with_progress(options_json, None, std::ptr::null_mut(), context, error_json) }
}

/// Creates a context whose calls report progress. Only codat_companies_create_many() has progress
/// to report. The function is like codat_context_new(), with these additional parameters:
///
/// - `callback`: called for each event; may be NULL. See `CodatProgressCallback`.
/// - `user_data`: passed to the callback. Keep it and the callback valid until every call with the
///   context has returned.
///
/// Returns the same as codat_context_new().
#[no_mangle]
pub unsafe extern "C" fn codat_context_new_with_progress(
    options_json: *const c_char,
    callback: CodatProgressCallback,
    user_data: *mut c_void,
    context: *mut *mut CodatContext,
    error_json: *mut *mut c_char,
) -> CodatStatus {
    let user_data = UserData(user_data);
    // SAFETY: the contract above.
    unsafe {
        boundary::make(context, "context", error_json, || {
            let options = strings::optional_text(options_json, "options_json")?.unwrap_or("{}");
            let options = ContextOptions::from_json(options)?;
            let made = match callback {
                None => Context::with_options(&options)?,
                Some(function) => Context::with_progress(&options, move |event| {
                    // An event is JSON, which has no NUL.
                    let event = CString::new(event).unwrap_or_default();
                    // The contract above; the event outlives the call.
                    callback::progress(function, user_data, event.as_ptr()) == Some(0)
                })?,
            };
            let (made, number) = made
                .numbered()
                .ok_or_else(|| Error::new(ErrorKind::OutOfMemory, "there are too many contexts"))?;
            Ok(CONTEXTS.insert_as(number, made))
        })
    }
}

/// Sets a callback that decides whether a waiting call of this context continues. Use it in
/// languages such as Python and Ruby, whose runtime starts a signal handler only between two
/// instructions of the program: without the callback, the handler would run only after the call.
///
/// - `context`: the context. Begun calls do not use the callback.
/// - `callback`: called while a call waits, on the thread that made the call. It is called about
///   every 50 milliseconds, and at once when a signal interrupts a system call of that thread. If
///   it returns anything but 0, the call ends with `CODAT_CANCELLED`. codat_companies_create_many()
///   is different: it stops its run and returns its result. The context itself is not cancelled, so
///   later calls with it work. See `CodatInterruptCallback`.
/// - `user_data`: passed to the callback. Keep it and the callback valid until every call with the
///   context has returned.
///
/// The callback is also called while the thread waits for another thread that gets a page of the
/// same pager.
///
/// Returns `CODAT_OK`, `CODAT_INVALID_ARGUMENT` if the callback is NULL or the context already has
/// one, or `CODAT_INVALID_HANDLE`.
#[no_mangle]
pub unsafe extern "C" fn codat_context_set_interrupt(
    context: *const CodatContext,
    callback: CodatInterruptCallback,
    user_data: *mut c_void,
) -> CodatStatus {
    let user_data = UserData(user_data);
    // SAFETY: NULL is allowed for the error.
    unsafe {
        boundary::quiet(std::ptr::null_mut(), || {
            let function = callback.ok_or_else(|| Error::invalid("callback is NULL"))?;
            // The contract above.
            CONTEXTS
                .get(context)?
                .set_interrupt(move || callback::interrupt(function, user_data) == Some(0))
        })
    }
}

/// Cancels every call that runs with this context, from any thread or signal handler. The calls
/// return `CODAT_CANCELLED` at once. As an exception, codat_companies_create_many() returns its
/// result, whose `stopped` is `cancelled`. Later calls with the context return `CODAT_CANCELLED`
/// and send nothing.
///
/// For operations that do more than read, `error.outcomeUnknown` of a cancelled call is true if a
/// request was sent and no refusal proved that the work was not done.
///
/// The function is async-signal-safe: it takes no lock, neither allocates nor frees memory, and
/// leaves `errno` unchanged. A signal handler that interrupts this function must not leave it with
/// siglongjmp().
///
/// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
#[no_mangle]
pub unsafe extern "C" fn codat_context_cancel(context: *const CodatContext) -> CodatStatus {
    let _errno = Errno::kept();
    match CONTEXTS.number(context).map(running::cancel) {
        Some(true) => CodatStatus::CODAT_OK,
        Some(false) | None => CodatStatus::CODAT_INVALID_HANDLE,
    }
}

/// What the program that was interrupted by a signal may be about to look at.
struct Errno(#[cfg(target_os = "linux")] i32);

impl Errno {
    fn kept() -> Errno {
        #[cfg(target_os = "linux")]
        // SAFETY: this thread's own number.
        return Errno(unsafe { *libc::__errno_location() });
        #[cfg(not(target_os = "linux"))]
        Errno()
    }
}

#[cfg(target_os = "linux")]
impl Drop for Errno {
    fn drop(&mut self) {
        // SAFETY: this thread's own number.
        unsafe { *libc::__errno_location() = self.0 };
    }
}

/// Frees a context. NULL is allowed and does nothing. Calls that run with the context continue.
///
/// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
#[no_mangle]
pub unsafe extern "C" fn codat_context_free(context: *mut CodatContext) -> CodatStatus {
    if context.is_null() {
        return CodatStatus::CODAT_OK;
    }
    // SAFETY: NULL is allowed for the error.
    unsafe {
        boundary::quiet(std::ptr::null_mut(), || {
            CONTEXTS.remove(context).map(|context| context.close())
        })
    }
}
