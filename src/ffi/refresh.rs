//! The operations that pull data.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Queues a pull of all data that is set up for a company. The service's operation `refresh-company-data`.
///
/// Input: `companyId`, required. Result: `null`. Parameters and ownership are those of codat_call().
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

/// Queues a pull of one type of data. The service's operation `refresh-data-type`. If one is running already, returns
/// `CODAT_CONFLICT`.
///
/// Input:
/// - `companyId`: required.
/// - `dataType`: required, such as `"invoices"` or `"banking-accounts"`.
/// - `connectionId`: pull from this connection. Default: the service chooses.
///
/// Result: the pull operation. Parameters and ownership are those of codat_call().
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

/// Returns the synchronization status of each type of data of a company. The service's operation
/// `get-company-data-status`.
///
/// Input: `companyId`, required. Result: an object that maps each type of data to its status, `{"dataType",
/// "currentStatus", "lastSuccessfulSync", "latestSyncId", "latestSuccessfulSyncId"}`. Parameters and ownership
/// are those of codat_call().
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

/// Lists a company's pull operations, a page at a time. The service's operation `list-pull-operations`.
///
/// Input, all optional except `companyId`:
/// - `companyId`: required.
/// - `page`: from 1. Default 1.
/// - `pageSize`: 1 to 5000. Default 100.
/// - `query`: a filter in the service's query language, such as `"dataType=invoices"`.
/// - `orderBy`: a property to order by, `"-name"` for descending.
///
/// Result: `results` (pull operations), `pageNumber`, `pageSize`, `totalResults`, and `_links`, whose `next` is
/// absent on the last page. Parameters and ownership are those of codat_call().
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

/// Gets a pull operation. The service's operation `get-pull-operation`.
///
/// Input, both required: `companyId`; `datasetId`, the pull operation's `id`. Result: the pull operation.
/// Parameters and ownership are those of codat_call().
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

/// Waits until data has been pulled, whether the pull succeeds or fails.
///
/// Input:
/// - `companyId`: required.
/// - `pullOperationIds`: at least one; waits for these pull operations. Prefer this field to `dataTypes`, because it
///   waits only for the pulls that you started yourself.
/// - `dataTypes`: instead of `pullOperationIds`, at least one; waits until none of these types of data is being
///   pulled.
/// - `pollIntervalMs`: the first pause, 10 to 60000. Default 1000.
///
/// Without `pullOperationIds` and `dataTypes`: waits until no data of the company is being pulled. Types that were never
/// pulled, whose status has no `currentStatus`, are left out.
///
/// Result: `failed` (whether any failed), `items`: for each `{"dataType", "failed"}` with `pullOperation` or
/// `dataStatus`, as the service sent it. `Complete` and `NotSupported` are no failures; a status that this version does
/// not know counts as still running, unless `isCompleted`, `isErrored` or a `progress` of 100 shows that the pull has
/// ended; a type of
/// data that was named and never pulled counts as failed, without `dataStatus`.
///
/// Polls until this call ends, with a pause before each further poll. The first pause is `pollIntervalMs`, and each
/// later pause is 1.5 times as long as the one before, but at most 15 s; if `pollIntervalMs` is longer than that, all
/// pauses have its length. Ends with `CODAT_TIMEOUT` when the context's `timeoutMs` is over, or 30 minutes after
/// its start if the context sets none; with `CODAT_CANCELLED` at once when the context is cancelled; and
/// with the error of a poll that failed after its retries. Each poll is a separate call with the client's
/// `timeoutMs`. `meta.attempts` counts all their requests. Parameters and ownership are those of codat_call().
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
