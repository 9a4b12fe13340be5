//! Calls: the door that all operations share.

use std::ffi::c_char;

use super::client::{CodatClient, CLIENTS};
use super::context::{self, CodatContext};
use super::status::CodatStatus;
use super::{boundary, strings};
use crate::error::{Error, Result};
use crate::operations::{self, Method, Operation};

/// Calls an operation by its name, and waits until the call ends.
///
/// - `client`: the client.
/// - `context`: timeout, cancellation, idempotency key and retries; or NULL for the client's
///   defaults.
/// - `operation`: the name, such as `"companies.create"`; codat_operations() lists all names.
/// - `input_json`: a JSON object with the operation's fields, `{}` if it has none.
/// - `output_json`: receives the response JSON, on success and on failure.
///
/// Returns `CODAT_OK` or the kind of failure.
#[no_mangle]
pub unsafe extern "C" fn codat_call(
    client: *const CodatClient,
    context: *const CodatContext,
    operation: *const c_char,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    let named = || {
        // SAFETY: the contract above.
        let name = unsafe { strings::text(operation, "operation") }?;
        operations::find(name).ok_or_else(|| {
            Error::invalid_member(
                "operation",
                format!("there is no {name:?}; codat_operations() lists them"),
            )
        })
    };
    // SAFETY: the contract above.
    unsafe { perform(named, client, context, input_json, output_json) }
}

/// Sends a request that has no separate function, and waits until the call ends. Authorization,
/// retries, the idempotency key, limits, cancellation and errors are the same as for every call. A
/// success may be any JSON, or empty, which becomes `null`.
///
/// Unlike the functions for operations, this function cannot compare a response with its request.
///
/// - `client`: the client.
/// - `context`: as for codat_call().
/// - `method`: `"GET"`, `"POST"`, `"PUT"`, `"PATCH"` or `"DELETE"`.
/// - `input_json`: a JSON object:
///   - `path`: required. A path below the base URL, such as `"/companies/<id>/connections"`, with
///     other characters percent-encoded. A path that could leave the base URL is refused.
///   - `query`: an object. Its values are strings, numbers, booleans, or arrays of these, which
///     become one parameter for each item.
///   - `body`: any JSON; only for POST, PUT and PATCH.
/// - `output_json`: receives the response JSON, on success and on failure.
///
/// For codat_begin(), the operations are called `"request.get"`, `"request.post"`, `"request.put"`,
/// `"request.patch"` and `"request.delete"`, with the same input. For codat_pager_new(),
/// `"request.list"` goes through any list; its `query` must not have a `page`.
///
/// Returns `CODAT_OK` or the kind of failure.
#[no_mangle]
pub unsafe extern "C" fn codat_request(
    client: *const CodatClient,
    context: *const CodatContext,
    method: *const c_char,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    let named = || {
        // SAFETY: the contract above.
        let method = unsafe { strings::text(method, "method") }?;
        Method::named(method).map(operations::request).ok_or_else(|| {
            Error::invalid_member(
                "method",
                format!("expected GET, POST, PUT, PATCH or DELETE, found {method:?}"),
            )
        })
    };
    // SAFETY: the contract above.
    unsafe { perform(named, client, context, input_json, output_json) }
}

/// What every operation's own function does.
///
/// # Safety
/// As [`codat_call`].
pub(super) unsafe fn call(
    operation: &'static Operation,
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: the contract above.
    unsafe { perform(|| Ok(operation), client, context, input_json, output_json) }
}

unsafe fn perform(
    operation: impl FnOnce() -> Result<&'static Operation>,
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: `codat_call`'s contract: strings are NULL or NUL-terminated, `output_json` is NULL or writable.
    unsafe {
        boundary::document(output_json, || {
            let operation = operation()?;
            let handles = || {
                let (client, context) = (CLIENTS.get(client)?, context::optional(context)?);
                Ok((client, context, strings::text(input_json, "input_json")?))
            };
            let (client, context, input) = handles().map_err(|mut error: Error| {
                error.operation = Some(operation.name);
                error
            })?;
            client.document(operation, input, context.as_ref())
        })
    }
}
