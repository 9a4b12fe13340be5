//! Calls: the door that all operations share.

use std::ffi::c_char;

use super::client::{CodatClient, CLIENTS};
use super::context::{self, CodatContext};
use super::status::CodatStatus;
use super::{boundary, strings};
use crate::error::{Error, Result};
use crate::operations::{self, Operation};

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
