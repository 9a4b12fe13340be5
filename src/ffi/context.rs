//! Contexts.

use std::ffi::{c_char, c_void, CString};

use super::callback::UserData;
use super::handles::Registry;
use super::status::CodatStatus;
use super::{boundary, callback, strings};
use crate::context::{Context, ContextOptions};
use crate::error::{Error, ErrorKind, Result};
use crate::transport::running;

/// Options of one call or of several, and the means to cancel them. Safe to use from several threads at once.
pub struct CodatContext {
    _opaque: [u8; 0],
}

pub(super) static CONTEXTS: Registry<CodatContext, Context> = Registry::new("context", 2);

/// Reports how far an operation is, in the thread that called it, with no lock held.
///
/// - `user_data`: what was given with the callback.
/// - `event_json`: a JSON object on one line, described with the operation. Only to be read, during the call.
///
/// Returns 0 to continue. After any other value it is not called again, and the operation ends when the requests in
/// flight are done. It may call this library. No exception and no longjmp() may leave it; pthread_exit() counts as a
/// nonzero value, and ends its thread when the call is over.
pub type CodatProgressCallback =
    Option<unsafe extern "C" fn(user_data: *mut c_void, event_json: *const c_char) -> i32>;

/// Decides, in the thread of a call that waits, whether the call continues; with no lock held.
///
/// - `user_data`: what was given with the callback.
///
/// Returns 0 to continue; any other value ends the call. It may call this library, and its calls do not wait for a
/// connection that the outer call holds. Such an inner call uses only the callback of its own context. The callback
/// must return in the process in which it was called, not in a child of fork(). No exception and no longjmp() may leave
/// it; pthread_exit()
/// ends the call and then its thread.
pub type CodatInterruptCallback = Option<unsafe extern "C" fn(user_data: *mut c_void) -> i32>;

/// The context that a handle stands for; none for NULL.
pub(super) fn optional(context: *const CodatContext) -> Result<Option<Context>> {
    (!context.is_null()).then(|| CONTEXTS.get(context)).transpose()
}

/// Makes a context.
///
/// - `options_json`: a JSON object, or NULL for `{}`. All fields are optional; unknown ones are refused:
///   - `timeoutMs`: calls fail with `CODAT_TIMEOUT` this long after now, retries and waiting included; 0 to
///     86400000. With 0 they fail immediately and send nothing, so you can pass the remaining time of a deadline of
///     your own unchanged. If you set `timeoutMs`, make a new context for each call. Default: the client's `timeoutMs`,
///     counted from the start of each call; operations that wait have defaults of their own, which their descriptions
///     give.
///   - `idempotencyKey`: a UUID, sent in lower case with POST and PATCH instead of a fresh one. Give `error.idempotencyKey` of a
///     call whose `error.outcomeUnknown` is true to repeat that call without doing its work twice. The call counts
///     as a repetition: its outcome is unknown until the service responds with a success, or with a refusal that proves
///     that the work was not done. Use a key for
///     one call. For another POST or PATCH with the same key, the service repeats its first response, or responds with
///     422.
///   - `firstUse`: `true` if `idempotencyKey` was never sent before, so that the first call with this context is no
///     repetition. It is ignored for the last 20,000 keys that the client sent. It is for programs that choose a key,
///     for example with codat_idempotency_key_new(), and store it
///     before the call. Default: `false`.
///   - `maxRetries`: 0 to 100. Default: the client's.
///   - `traceparent`: the trace that the calls belong to, in the format of W3C Trace Context; sent as the header
///     `traceparent`. Default: none.
/// - `context`: receives the handle, NULL on failure. Free it with codat_context_free().
/// - `error_json`: NULL, or receives NULL on success and the error JSON on failure; free that with
///   codat_string_free().
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT`; the error JSON then names the invalid field and what was expected.
#[no_mangle]
pub unsafe extern "C" fn codat_context_new(
    options_json: *const c_char,
    context: *mut *mut CodatContext,
    error_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: the contract above; no callback, so nothing is done with the user data.
    unsafe { codat_context_new_with_progress(options_json, None, std::ptr::null_mut(), context, error_json) }
}

/// Makes a context whose calls report progress, for operations that have any, such as codat_companies_create_many().
/// As codat_context_new(), and:
///
/// - `callback`: is called for each event; NULL for none. See `CodatProgressCallback`.
/// - `user_data`: handed to the callback and not touched. Keep it and the callback valid until every call with the
///   context has returned.
///
/// Returns as codat_context_new().
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

/// Sets a callback that decides whether a waiting call with this context continues. While the call waits, the callback
/// is called in the thread of the call: at once if a signal interrupted a system call of that thread, and otherwise
/// about every 50 milliseconds. It is for languages whose signal handlers run in one thread, between bytecode
/// instructions, such as Python and
/// Ruby: without the callback they would run only after the call.
///
/// - `context`: the context. Begun calls do not use the callback.
/// - `callback`: is called while a call waits, only by the thread that made the call. If it returns anything but 0, the
///   call ends as if codat_context_cancel() had been called: it returns `CODAT_CANCELLED`, and
///   codat_companies_create_many() stops its run. The context itself is not cancelled, so later calls with it work. See
///   `CodatInterruptCallback`.
/// - `user_data`: handed to the callback and not touched. Keep it and the callback valid until every call with the
///   context has returned.
///
/// While a thread waits for another one at the same pager, the callback is not called.
///
/// Returns `CODAT_OK`, `CODAT_INVALID_ARGUMENT` if the callback is NULL or the context has one already, or
/// `CODAT_INVALID_HANDLE`.
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

/// Cancels every call that runs with this context, from any thread or signal handler: the calls return
/// `CODAT_CANCELLED` at once, except that a running codat_companies_create_many() returns its result, with `stopped` as
/// `cancelled`. For every operation except reads, `error.outcomeUnknown` is true if a request was sent
/// and no refusal proved that its work was not done.
/// Later calls with the context return the same without sending anything.
///
/// The function is async-signal-safe: it takes no lock, neither allocates nor frees memory, and leaves `errno` as it was.
/// A handler that interrupts it must not leave it with siglongjmp().
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` if the context is NULL, was freed already or is no context.
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

/// Ends a context. NULL is allowed and does nothing. Calls that run with it continue undisturbed.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` if it was freed before or is no context.
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
