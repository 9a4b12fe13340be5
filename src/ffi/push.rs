//! The operations on pushes: records that were written to the customer's software.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Returns which fields a record of a data type may have in the customer's software, and which
/// values they may have. This is the service's operation
/// `get-create-update-model-options-by-data-type`.
///
/// Input: `companyId`, `connectionId` and `dataType`, all required.
///
/// Result: `type`, `displayName`, `description`, `required`; `properties`, whose values have the
/// same form; `options`, the values to choose from; and `validation`.
#[no_mangle]
pub unsafe extern "C" fn codat_push_get_model_options(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::PUSH_GET_MODEL_OPTIONS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Lists the push operations of a company: attempts to create, change or delete a record in the
/// customer's software. Returns one page. This is the service's operation
/// `get-company-push-history`.
///
/// Input:
/// - `companyId`: required.
/// - `page`: from 1. Default 1.
/// - `pageSize`: 1 to 5000. Default 100.
/// - `query`: a filter in the service's query language, such as `"status=Failed"`.
/// - `orderBy`: a property to order by, `"-requestedOnUtc"` for descending.
///
/// Result: `results` (push operations), `pageNumber`, `pageSize`, `totalResults`, and `_links`,
/// whose `next` is absent on the last page.
#[no_mangle]
pub unsafe extern "C" fn codat_push_list_operations(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::PUSH_LIST_OPERATIONS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Returns a push operation. This is the service's operation `get-push-operation`.
///
/// Input: `companyId` and `pushOperationKey`, both required. Result: the push operation.
#[no_mangle]
pub unsafe extern "C" fn codat_push_get_operation(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::PUSH_GET_OPERATION,
            client,
            context,
            input_json,
            output_json,
        )
    }
}
