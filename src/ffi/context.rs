//! Contexts.

use std::ffi::c_char;

use super::handles::Registry;
use super::status::CodatStatus;
use super::{boundary, strings};
use crate::context::Context;

/// Options of one call or of several, and the means to cancel them. Safe to use from several threads at once.
pub struct CodatContext {
    _opaque: [u8; 0],
}

pub(super) static CONTEXTS: Registry<CodatContext, Context> = Registry::new("context", 2);

/// Makes a context.
///
/// - `options_json`: a JSON object, or NULL for `{}`. All members are optional; unknown ones are refused:
///   - `timeoutMs`: calls fail with `CODAT_TIMEOUT` this long after now, retries and waiting included; 0 to
///     86400000. With 0 they fail so at once and nothing is sent: what is left of a deadline of your own can be
///     given as it is. Make a fresh context for each call. Default: the client's `timeoutMs`, from the start of
///     each call; for operations that wait, the time that they name.
///   - `idempotencyKey`: a UUID, sent with POST and PATCH in place of a fresh one. Give the key of a call
///     whose `error.outcomeUnknown` is true to repeat that call without doing its work twice. It is for one
///     call: another POST or PATCH with it is answered as the first was, or `CODAT_UNPROCESSABLE`.
///   - `maxRetries`: 0 to 100. Default: the client's.
///   - `traceparent`: the trace that the calls belong to, as W3C Trace Context has it; sent as the header of that
///     name. Default: none.
/// - `context`: receives the handle, NULL on failure. Free it with codat_context_free().
/// - `error_json`: NULL, or receives NULL on success and the error's document on failure; free that with
///   codat_string_free().
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` with the member and what was expected in the document.
#[no_mangle]
pub unsafe extern "C" fn codat_context_new(
    options_json: *const c_char,
    context: *mut *mut CodatContext,
    error_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: the contract above.
    unsafe {
        boundary::make(context, "context", error_json, || {
            let options = strings::optional_text(options_json, "options_json")?.unwrap_or("{}");
            Ok(CONTEXTS.insert(Context::from_json(options)?))
        })
    }
}

/// Cancels every call that runs with this context, from any thread: they return `CODAT_CANCELLED` at once,
/// wherever they are; where a request was sent, `error.outcomeUnknown` is true for all but reads. Later calls
/// with it return the same without sending anything.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE`.
#[no_mangle]
pub unsafe extern "C" fn codat_context_cancel(context: *const CodatContext) -> CodatStatus {
    // SAFETY: NULL is allowed for the error.
    unsafe {
        boundary::quiet(std::ptr::null_mut(), || {
            CONTEXTS.get(context).map(|context| context.cancel())
        })
    }
}

/// Ends a context. NULL is allowed and does nothing. Calls that run with it go on undisturbed.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` where it was freed before or is no context.
#[no_mangle]
pub unsafe extern "C" fn codat_context_free(context: *mut CodatContext) -> CodatStatus {
    boundary::end(context, &CONTEXTS)
}
