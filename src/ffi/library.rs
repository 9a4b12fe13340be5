//! The library itself: versions, strings, the table of operations.

use std::ffi::{c_char, CStr};

use super::status::CodatStatus;
use super::{boundary, callback};
use super::{client, context, pager, queue, sandbox, strings};
use crate::error::ErrorKind;
use crate::operations;

/// The version of this header's functions. codat_abi_version() returns the version of the library that was loaded:
/// refuse to continue if the two differ.
pub const CODAT_ABI_VERSION: u32 = 1;

/// The version of the library's functions. It is raised only when a function changes its meaning or is removed. New
/// functions and status numbers do not change it.
#[no_mangle]
pub extern "C" fn codat_abi_version() -> u32 {
    CODAT_ABI_VERSION
}

/// The version of the library, such as `"0.1.0"`. A constant: do not free it.
#[no_mangle]
pub extern "C" fn codat_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}

/// The name of a status as in `error.kind`, such as `"not_found"`; `"ok"` for success, `"unknown"` for a
/// number that this version does not know. A constant: do not free it.
#[no_mangle]
pub extern "C" fn codat_status_name(status: i32) -> *const c_char {
    let name: &CStr = match ErrorKind::ALL.iter().find(|kind| kind.status() == status) {
        None if status == 0 => c"ok",
        None => c"unknown",
        Some(ErrorKind::InvalidArgument) => c"invalid_argument",
        Some(ErrorKind::BadRequest) => c"bad_request",
        Some(ErrorKind::Unauthorized) => c"unauthorized",
        Some(ErrorKind::PaymentRequired) => c"payment_required",
        Some(ErrorKind::Forbidden) => c"forbidden",
        Some(ErrorKind::NotFound) => c"not_found",
        Some(ErrorKind::Conflict) => c"conflict",
        Some(ErrorKind::Unprocessable) => c"unprocessable",
        Some(ErrorKind::RateLimited) => c"rate_limited",
        Some(ErrorKind::Server) => c"server",
        Some(ErrorKind::UnexpectedResponse) => c"unexpected_response",
        Some(ErrorKind::Connection) => c"connection",
        Some(ErrorKind::Timeout) => c"timeout",
        Some(ErrorKind::Cancelled) => c"cancelled",
        Some(ErrorKind::Panic) => c"panic",
        Some(ErrorKind::OutOfMemory) => c"out_of_memory",
        Some(ErrorKind::InvalidHandle) => c"invalid_handle",
        Some(ErrorKind::Unsupported) => c"unsupported",
        Some(ErrorKind::Sandbox) => c"sandbox",
        Some(ErrorKind::WebhookMissingHeader) => c"webhook_missing_header",
        Some(ErrorKind::WebhookStale) => c"webhook_stale",
        Some(ErrorKind::WebhookFuture) => c"webhook_future",
        Some(ErrorKind::WebhookBadSignature) => c"webhook_bad_signature",
        Some(ErrorKind::WebhookMalformed) => c"webhook_malformed",
    };
    name.as_ptr()
}

/// Frees a string that this library returned through an `output_json` or `error_json`, as the `document` of an event,
/// or from codat_idempotency_key_new(). NULL is allowed. Free
/// each string once, with this function and no other.
#[no_mangle]
pub unsafe extern "C" fn codat_string_free(string: *mut c_char) {
    // SAFETY: the contract above.
    unsafe { strings::take_back(string) }
}

/// Makes a key for the context option `idempotencyKey`: a random UUID, such as
/// `"6f9619ff-8b86-4d01-b42d-00cf4fc964ff"`. Give it together with `firstUse` to a call that creates something, and store
/// it before the call: the call can then be repeated with that key, even after the program ended.
///
/// Returns the key; free it with codat_string_free(). NULL only if no memory is left.
#[no_mangle]
pub extern "C" fn codat_idempotency_key_new() -> *mut c_char {
    boundary::text(|| {
        uuid::Uuid::new_v4()
            .hyphenated()
            .encode_lower(&mut [0; 36])
            .to_owned()
    })
}

/// How many objects of this library are alive in the process: clients, contexts, pagers, queues, sandboxes and strings not
/// yet freed. Zero when everything was freed: a test can check this at its end.
#[no_mangle]
pub extern "C" fn codat_live_objects() -> i64 {
    client::CLIENTS.live()
        + context::CONTEXTS.live()
        + pager::PAGERS.live()
        + queue::QUEUES.live()
        + sandbox::live()
        + strings::live()
}

/// Describes every operation that codat_call() knows: `result` is an array of `{"name", "method", "path",
/// "fixedBody", "operationId", "settledBy", "echoes": [{"field", "inRows", "member", "how"}],
/// "members": [{"name", "place", "kind", "required"}], "answer", "resource", "requires": [{"name", "kind"}]}`.
///
/// - `method`, `path`, `operationId`: the request of the service. Absent for a workflow, which makes several
///   requests.
/// - `fixedBody`: a request body that is always this text; absent if it is built from input fields, or there is none.
/// - `settledBy`: the statuses with which the service says that no earlier attempt with the same idempotency key succeeded;
///   absent if there are none.
/// - `echoes`: the fields of the response, or of each of its rows, that must repeat an input field if both are there;
///   absent if there are none. `how` is `"equal"`, `"cleaned"` (equal, except for characters that the service removes),
///   `"link"` (a URL with the input field's value after `/companies/`) or `"number"`.
/// - `resource`: what the result is, or the rows of a list are: `"company"`, `"connection"`, `"group"`, `"pullOperation"`,
///   `"webhook"` or `"integration"`. Absent for other results.
/// - `members`: the input fields.
/// - `place`: what an input field is part of: `"path"`, `"query"`, `"body"` (the body is an object with the field in it),
///   `"wholeBody"` (the field's value is the body) or `"workflow"` (it directs a workflow).
/// - `kind`: what an input field must be:
///   - `"text"`: any string.
///   - `"id"`: 1 to 128 letters, digits, `-`, `_` and `.`.
///   - `{"name": {"max"}}`: a string of 1 to `max` characters; null for no limit.
///   - `{"integer": {"min", "max"}}`: a whole number, bounds included.
///   - `"flag"`: `true` or `false`.
///   - `"tags"`: at most 10 pairs of strings, keys to 27 characters, values to 100.
///   - `"textMap"`: an object of strings.
///   - `"textList"`: an array of strings.
///   - `"idList"`: an array of at least one string as for `"id"`.
///   - `"groupRefs"`: an array of `{"id": …}`, each naming a group.
///   - `"companies"`: an array of objects, each as the input of codat_companies_create().
/// - `answer`: what `result` is in success: `"object"`, or `"nothing"` (`null`).
/// - `requires`: the fields without which a response is refused, each a string (`"text"`) or an array (`"list"`); absent if
///   there are none.
/// - `output_json`: receives the response JSON; free it with codat_string_free().
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` if `output_json` is NULL.
#[no_mangle]
pub unsafe extern "C" fn codat_operations(output_json: *mut *mut c_char) -> CodatStatus {
    // SAFETY: the contract above.
    unsafe { boundary::document(output_json, || Ok(boundary::result(&operations::OPERATIONS))) }
}

/// Ends all callbacks of the process: log, progress, interrupt, wake and event callbacks. All queues are closed, as by
/// codat_queue_free(), but their handles must still be freed. After this function has returned, no callback is called
/// any more. No callback is running either, except this thread's own, and log, progress and interrupt callbacks that
/// still block after one second. Blocking calls of other threads continue without callbacks.
///
/// It is for a language's runtime that ends before the process does: call it then, without any lock that a callback may
/// wait for, such as Python's GIL. If two callbacks both call codat_end(), each of them waits for the other one to
/// return. A child of fork() inherits this state: if the parent had called codat_end() before fork(), callbacks have
/// ended in the child too.
///
/// Returns `CODAT_OK`.
#[no_mangle]
pub extern "C" fn codat_end() -> CodatStatus {
    // SAFETY: NULL is allowed for the error.
    unsafe {
        boundary::quiet(std::ptr::null_mut(), || {
            for queue in queue::QUEUES.all() {
                queue.close();
            }
            callback::end_all();
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_error_json() {
        for kind in ErrorKind::ALL {
            // SAFETY: a constant, NUL-terminated.
            let name = unsafe { CStr::from_ptr(codat_status_name(kind.status())) };
            assert_eq!(serde_json::to_value(kind).unwrap(), name.to_str().unwrap());
        }
    }
}
