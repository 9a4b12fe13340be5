//! The operations on connections.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Lists a company's connections, a page at a time. The service's operation `list-connections`.
///
/// Input, all optional except `companyId`:
/// - `companyId`: required.
/// - `page`: from 1. Default 1.
/// - `pageSize`: 1 to 5000. Default 100.
/// - `query`: a filter in the service's query language, such as `"status=Linked"`.
/// - `orderBy`: a property to order by, `"-name"` for descending.
///
/// Result: `results` (connections), `pageNumber`, `pageSize`, `totalResults`, and `_links`, whose `next` is
/// absent on the last page. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_connections_list(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CONNECTIONS_LIST,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Creates a connection to one piece of software. The service's operation `create-connection`. The library can retry
/// this call safely: all attempts of the call carry one `Idempotency-Key`. To repeat the call yourself, give it the key
/// of the error.
///
/// Input, both required:
/// - `companyId`
/// - `platformKey`: the software's key of four letters, as codat_integrations_list() gives it.
///
/// Result: the connection, `PendingAuth`. Send the customer to its `linkUrl`. Parameters and ownership are
/// those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_connections_create(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CONNECTIONS_CREATE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Gets a connection. The service's operation `get-connection`.
///
/// Input, both required: `companyId`, `connectionId`. Result: the connection; its `status` is `PendingAuth`,
/// `Linked`, `Unlinked`, `Deauthorized` or a newer one. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_connections_get(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CONNECTIONS_GET,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Deletes a connection with its data, for good. The service's operation `delete-connection`.
///
/// Input, both required: `companyId`, `connectionId`. Result: `null`. Parameters and ownership are those of
/// codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_connections_delete(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CONNECTIONS_DELETE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Unlinks a connection that is `Linked`: no more data is pulled, and pulled data remains readable.
/// The service's operation `unlink-connection`.
///
/// Input, both required: `companyId`, `connectionId`. Result: the connection, `Unlinked`. Parameters and
/// ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_connections_unlink(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CONNECTIONS_UNLINK,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Sends the credentials that authorize a connection. The service's operation `update-connection-authorization`.
///
/// Input, all required:
/// - `companyId`, `connectionId`
/// - `authorization`: an object of strings, the pairs that the software requires. They are the whole body of
///   the request, and never in an error or a log.
///
/// Result: the connection. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_connections_update_authorization(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CONNECTIONS_UPDATE_AUTHORIZATION,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Waits until a customer has authorized.
///
/// Input:
/// - `companyId`: required.
/// - `connectionId`: the connection to wait for. Default: any of the company's; the first that is `Linked`.
/// - `pollIntervalMs`: the first pause, 10 to 60000. Default 1000.
///
/// Result: the connection, `Linked`.
///
/// Polls until this call ends, with a pause before each further poll. The first pause is `pollIntervalMs`, and each
/// later pause is 1.5 times as long as the one before, but at most 15 s; if `pollIntervalMs` is longer than that, all
/// pauses have its length. Ends with `CODAT_TIMEOUT` when the context's `timeoutMs` is over, or 15 minutes after
/// its start if the context sets none; with `CODAT_CANCELLED` at once when the context is cancelled; and
/// with the error of a poll that failed after its retries. Each poll is a separate call with the client's
/// `timeoutMs`. `meta.attempts` counts all their requests. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_connections_wait_until_linked(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CONNECTIONS_WAIT_UNTIL_LINKED,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Finds the connections whose authorization the customer or the software withdrew. Send the customer to the link then;
/// do not create
/// a new company for them.
///
/// Input: `companyId`, required. Result: `needed` (whether there are any), `connections` (those that are
/// `Deauthorized`, as the service sent them), `linkUrl` (the company's `redirect`). A connection whose `sourceType` is
/// `Accounting` is left out if the company has another of that type that is `Linked`: the customer has moved to other
/// accounting software. A `redirect` or `linkUrl` that is not safe to send a customer to, such as a `javascript:` URL,
/// causes `CODAT_UNEXPECTED_RESPONSE`, as for codat_companies_link_url(). Several requests, as one
/// call under one timeout; `meta.attempts` counts them all. Parameters and ownership are those of
/// codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_connections_needs_reauthorization(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::CONNECTIONS_NEEDS_REAUTHORIZATION,
            client,
            context,
            input_json,
            output_json,
        )
    }
}
