//! The operations that pull data.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Queues a pull of all data that is set up for a company. This is the service's operation
/// `refresh-company-data`.
///
/// Input: `companyId`, required. Result: `null`.
#[no_mangle]
pub unsafe extern "C" fn codat_refresh_all(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe { call(&operations::REFRESH_ALL, client, context, input_json, output_json) }
}

/// Queues a pull of one type of data. This is the service's operation `refresh-data-type`. If a
/// pull of this type is already running, the call returns `CODAT_CONFLICT`.
///
/// Input:
/// - `companyId`: required.
/// - `dataType`: required, such as `"invoices"` or `"banking-accounts"`.
/// - `connectionId`: the connection to pull from. Default: the service chooses one.
///
/// Result: the pull operation.
#[no_mangle]
pub unsafe extern "C" fn codat_refresh_by_data_type(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::REFRESH_BY_DATA_TYPE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Queues a pull of one data type, as codat_refresh_by_data_type() does. If a pull of this data is
/// running already, returns that pull instead of failing with `CODAT_CONFLICT`. The service pulls
/// data by itself when a customer has linked, so use this function after linking.
///
/// Input:
/// - `companyId`: required.
/// - `dataType`: required, such as `"invoices"` or `"banking-accounts"`.
/// - `connectionId`: pull from this connection only.
///
/// Result: the pull operation. This is a workflow: it sends codat_refresh_by_data_type(), and if
/// that fails, codat_refresh_list_pull_operations(). It takes no idempotency key: if the outcome is
/// unknown, call it again, and it finds the pull.
#[no_mangle]
pub unsafe extern "C" fn codat_refresh_queue_or_join(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::REFRESH_QUEUE_OR_JOIN,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Returns the synchronization status of each type of data of a company. This is the service's
/// operation `get-company-data-status`.
///
/// Input: `companyId`, required. Result: an object that maps each type of data to its status,
/// `{"dataType", "currentStatus", "lastSuccessfulSync", "latestSyncId", "latestSuccessfulSyncId"}`.
#[no_mangle]
pub unsafe extern "C" fn codat_refresh_get_data_status(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::REFRESH_GET_DATA_STATUS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Lists a company's pull operations, a page at a time. This is the service's operation
/// `list-pull-operations`.
///
/// Input, all optional except `companyId`:
/// - `companyId`: required.
/// - `page`: from 1. Default 1.
/// - `pageSize`: 1 to 5000. Default 100.
/// - `query`: a filter in the service's query language, such as `"dataType=invoices"`.
/// - `orderBy`: a property to order by, `"-name"` for descending.
///
/// Result: `results` (pull operations), `pageNumber`, `pageSize`, `totalResults`, and `_links`,
/// whose `next` is absent on the last page.
#[no_mangle]
pub unsafe extern "C" fn codat_refresh_list_pull_operations(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::REFRESH_LIST_PULL_OPERATIONS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Returns a pull operation. This is the service's operation `get-pull-operation`.
///
/// Input, both required: `companyId`; `datasetId`, the pull operation's `id`. Result: the pull
/// operation.
#[no_mangle]
pub unsafe extern "C" fn codat_refresh_get_pull_operation(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::REFRESH_GET_PULL_OPERATION,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Returns the warnings and errors that the service found in the data of a pull operation. This is
/// the service's operation `get-read-validation-results`.
///
/// Input: `companyId` and `datasetId`, the ID of the pull operation, both required. Result:
/// `errors` and `warnings`, arrays of objects with `ruleId`, `itemId`, `message` and
/// `validatorName`.
#[no_mangle]
pub unsafe extern "C" fn codat_refresh_get_validation_results(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::REFRESH_GET_VALIDATION_RESULTS,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Waits until data has been pulled, whether the pull succeeds or fails.
///
/// Input:
/// - `companyId`: required.
/// - `pullOperationIds`: the pull operations to wait for; at least one. Prefer this field to
///   `dataTypes`, because it waits only for the pulls that you started yourself.
/// - `dataTypes`: the types of data to wait for, instead of `pullOperationIds`; at least one. Waits
///   until none of them is being pulled.
/// - `pollIntervalMs`: the first pause between polls, 10 to 60000. Default 1000.
///
/// Without `pullOperationIds` and `dataTypes`, the call waits until no data of the company is being
/// pulled, and ignores types that were never pulled (their status has no `currentStatus`).
///
/// Result: `failed` (whether any pull failed) and `items`. Each item is `{"dataType", "failed"}`,
/// with `pullOperation` or `dataStatus` as the service sent it.
///
/// These rules decide whether a pull has ended, and whether it failed:
/// - With `Complete` or `NotSupported`, the pull has ended and has not failed.
/// - With `Cancelled` or a status that ends in `Error`, the pull has ended and has failed.
/// - A status that this version does not know counts as running, unless `isCompleted`, `isErrored`
///   or a `progress` of 100 shows that the pull operation has ended.
/// - A type in `dataTypes` that was never pulled counts as failed. Its item has no `dataStatus`.
///
/// The call polls and returns as codat_connections_wait_until_linked() does, except that the
/// default timeout is 30 minutes.
#[no_mangle]
pub unsafe extern "C" fn codat_refresh_wait_until_complete(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::REFRESH_WAIT_UNTIL_COMPLETE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}
