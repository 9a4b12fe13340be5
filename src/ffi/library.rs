//! The library itself: versions, strings, the table of operations.

use std::ffi::{c_char, CStr};

use super::status::CodatStatus;
use super::{boundary, callback};
use super::{client, context, pager, queue, sandbox, strings};
use crate::error::ErrorKind;
use crate::operations;

/// The version of the functions in this header. codat_abi_version() returns the version of the
/// loaded library. If the two differ, do not use that library.
pub const CODAT_ABI_VERSION: u32 = 1;

/// Returns the version of the library's functions. It grows only when a function changes its
/// meaning or is removed. New functions and status numbers do not change it.
#[no_mangle]
pub extern "C" fn codat_abi_version() -> u32 {
    CODAT_ABI_VERSION
}

/// Returns the version of the library, such as `"0.1.0"`. The string is a constant: do not free it.
#[no_mangle]
pub extern "C" fn codat_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}

/// Returns the name of a status as in `error.kind`, such as `"not_found"`. It is `"ok"` for
/// success, and `"unknown"` for a number that this version does not know. The string is a constant:
/// do not free it.
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

/// Frees a string that this library returned: through `output_json` or `error_json`, as the
/// `document` of an event, or from codat_idempotency_key_new(). NULL is allowed and does nothing.
/// Free each string once, and only with this function.
#[no_mangle]
pub unsafe extern "C" fn codat_string_free(string: *mut c_char) {
    // SAFETY: the contract above.
    unsafe { strings::take_back(string) }
}

/// Returns a new key for the context option `idempotencyKey`: a random UUID, such as
/// `"6f9619ff-8b86-4d01-b42d-00cf4fc964ff"`. Store the key, then pass it with `firstUse` to a call
/// that creates something. You can then repeat the call with the key, even after the program ended.
///
/// Free the key with codat_string_free(). The function returns NULL if the system has no memory or
/// no random numbers for the key.
#[no_mangle]
pub extern "C" fn codat_idempotency_key_new() -> *mut c_char {
    boundary::text(|| {
        uuid::Uuid::new_v4()
            .hyphenated()
            .encode_lower(&mut [0; 36])
            .to_owned()
    })
}

/// Returns how many objects of this library exist in the process: clients, contexts, pagers,
/// queues, sandboxes and strings that were not freed. A test can check at its end that the number
/// is 0.
#[no_mangle]
pub extern "C" fn codat_live_objects() -> i64 {
    client::CLIENTS.live()
        + context::CONTEXTS.live()
        + pager::PAGERS.live()
        + queue::QUEUES.live()
        + sandbox::live()
        + strings::live()
}

/// Describes every operation that codat_call() knows: `result` is an array of `{"name", "method",
/// "path", "fixedBody", "operationId", "settledBy", "conflict", "echoes": [{"field", "inRows",
/// "member", "how"}], "members": [{"name", "place", "kind", "required"}], "answer", "resource",
/// "requires": [{"name", "kind"}]}`.
///
/// - `method`, `path`, `operationId`: the request to the service. Absent for a workflow, which
///   makes several requests.
/// - `fixedBody`: the text of the request body if it is always the same; absent otherwise.
/// - `settledBy`: the refusals (HTTP statuses) that prove that no earlier attempt with the same
///   idempotency key succeeded. Absent if there are none.
/// - `conflict`: a text. If the service's `error` in a 409 begins with it, the cause is not the
///   idempotency key. Absent if there is no such conflict.
/// - `echoes`: the fields of the response, or of each of its rows, that must repeat an input field
///   if both are present. Absent if there are none. `how` says how they are compared: `"equal"`;
///   `"cleaned"` (letters and digits of a text); `"name"` (letters, digits, and the other
///   characters that the service keeps in names); `"tags"` (the values of tags that both have);
///   `"url"` (the same URL); `"link"` (a URL with the value of the input field after
///   `/companies/`); or `"number"`.
/// - `resource`: the type of the result, or of the rows of a list: `"company"`, `"connection"`,
///   `"group"`, `"pullOperation"`, `"pushOperation"`, `"webhook"`, `"integration"` or `"apiKey"`.
///   Absent for other results.
/// - `members`: the input fields.
/// - `place`: the part of the request that an input field goes into: `"path"`, `"query"`, `"body"`
///   (a field of the body), `"pathAndBody"` (both), `"wholeBody"` (the value of the field is the
///   body) or `"workflow"` (the field goes into no request as such; it directs a workflow).
/// - `kind`: what an input field must be:
///   - `"text"`: any string.
///   - `"id"`: 1 to 128 letters, digits, `-`, `_` and `.`.
///   - `{"name": {"max"}}`: a string of 1 to `max` characters; null for no limit.
///   - `{"integer": {"min", "max"}}`: a whole number, bounds included.
///   - `"flag"`: `true` or `false`.
///   - `"tags"`: at most 10 pairs of strings; keys have at most 27 characters, values at most 100.
///   - `"textMap"`: an object of strings.
///   - `"textList"`: an array of strings.
///   - `"idList"`: an array of at least one string as for `"id"`.
///   - `"groupRefs"`: an array of `{"id": …}`, each naming a group.
///   - `"companies"`: an array of objects, each with the input of codat_companies_create().
///   - `{"objects": {"of"}}`: an array of objects with the fields of `of`, an array like `members`.
///   - `{"objectMap": {"of"}}`: an object whose values are objects with the fields of `of`.
/// - `answer`: the type of `result` on success: `"object"`, or `"nothing"` (`null`).
/// - `requires`: the fields that a valid response must have, each a string (`"text"`) or an array
///   (`"list"`). Absent if there are none.
/// - `output_json`: receives the response JSON.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` if `output_json` is NULL.
#[no_mangle]
pub unsafe extern "C" fn codat_operations(output_json: *mut *mut c_char) -> CodatStatus {
    // SAFETY: the contract above.
    unsafe { boundary::document(output_json, || Ok(boundary::result(&operations::OPERATIONS))) }
}

/// Ends all callbacks of the process: log, progress, interrupt, wake and event callbacks. Call it
/// when a language's runtime ends before the process does. The calling thread must not hold a lock
/// that a callback waits for, such as Python's GIL.
///
/// After this function has returned, the library calls no callback. The function waits until no
/// callback is running, with two exceptions: it does not wait for callbacks on the calling thread, and
/// it waits at most one second for log, progress and interrupt callbacks. Do not call it in two
/// callbacks at the same time, because each call would wait for the other callback.
///
/// The function closes all queues as codat_queue_free() does, but you must still free their
/// handles. Blocking calls of other threads continue without callbacks. Children that fork()
/// creates later have no callbacks either.
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
