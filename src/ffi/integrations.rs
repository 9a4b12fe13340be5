//! The operations on integrations.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Lists the software that customers can connect, a page at a time. This is the service's operation
/// `list-integrations`.
///
/// Input, all optional:
/// - `page`: from 1. Default 1.
/// - `pageSize`: 1 to 5000. Default 100.
/// - `query`: a filter in the service's query language, such as
///   `"sourceType=Accounting && enabled=true"`.
/// - `orderBy`: a property to order by, `"-name"` for descending.
///
/// Result: `results` (integrations), `pageNumber`, `pageSize`, `totalResults`, and `_links`, whose
/// `next` is absent on the last page.
#[no_mangle]
pub unsafe extern "C" fn codat_integrations_list(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::INTEGRATIONS_LIST,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Returns an integration. This is the service's operation `get-integration`.
///
/// Input: `platformKey`, required, four letters. Result: the integration.
#[no_mangle]
pub unsafe extern "C" fn codat_integrations_get(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::INTEGRATIONS_GET,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Returns an integration's logo and button. This is the service's operation
/// `get-integrations-branding`.
///
/// Input: `platformKey`, required, four letters. Result: `logo`, `button`, `sourceId`.
#[no_mangle]
pub unsafe extern "C" fn codat_integrations_get_branding(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::INTEGRATIONS_GET_BRANDING,
            client,
            context,
            input_json,
            output_json,
        )
    }
}
