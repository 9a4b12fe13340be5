//! The operations on connections.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Lists a company's connections, a page at a time. This is the service's operation
/// `list-connections`.
///
/// Input, all optional except `companyId`:
/// - `companyId`: required.
/// - `page`: from 1. Default 1.
/// - `pageSize`: 1 to 5000. Default 100.
/// - `query`: a filter in the service's query language, such as `"status=Linked"`.
/// - `orderBy`: a property to order by, `"-name"` for descending.
///
/// Result: `results` (connections), `pageNumber`, `pageSize`, `totalResults`, and `_links`, whose
/// `next` is absent on the last page.
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

/// Creates a connection to one piece of software. This is the service's operation
/// `create-connection`. The library retries this call safely: all attempts carry the same
/// idempotency key.
///
/// Input, both required:
/// - `companyId`
/// - `platformKey`: the software's key of four letters, as in the `key` of an integration.
///
/// Result: the connection, whose `status` is `PendingAuth`. Send the customer to its `linkUrl`.
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

/// Returns a connection. This is the service's operation `get-connection`.
///
/// Input, both required: `companyId`, `connectionId`. Result: the connection. Its `status` is
/// `PendingAuth`, `Linked`, `Unlinked` or `Deauthorized`, or one that the service added later.
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

/// Deletes a connection permanently, with its data. This is the service's operation
/// `delete-connection`.
///
/// Input, both required: `companyId`, `connectionId`. Result: `null`.
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

/// Unlinks a connection that is `Linked`. The service then pulls no more data, and keeps the data
/// that it pulled. This is the service's operation `unlink-connection`.
///
/// Input, both required: `companyId`, `connectionId`. Result: the connection, whose `status` is
/// `Unlinked`.
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

/// Sends the credentials that authorize a connection. This is the service's operation
/// `update-connection-authorization`.
///
/// Input, all required:
/// - `companyId`, `connectionId`
/// - `authorization`: an object of strings, the credentials that the software requires. It is the
///   whole body of the request. It never appears in an error or a log.
///
/// Result: the connection.
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

/// Waits until a customer has authorized a connection.
///
/// Input:
/// - `companyId`: required.
/// - `connectionId`: the connection to wait for. Default: wait until any connection of the company
///   is `Linked`.
/// - `pollIntervalMs`: the first pause between polls, 10 to 60000. Default 1000.
///
/// Result: the connection, whose `status` is `Linked`.
///
/// The library polls the service. Each pause between two polls is 1.5 times as long as the one
/// before, up to 15 s; if `pollIntervalMs` is more than 15 s, all pauses are `pollIntervalMs` long.
/// Each request is retried as in any call, and may take as long as the client's `timeoutMs`.
/// `meta.attempts` counts the attempts of all requests.
///
/// Returns `CODAT_OK` when the awaited state is reached; `CODAT_TIMEOUT` after the context's
/// `timeoutMs`, or after 15 minutes if the context has none; `CODAT_CANCELLED` when the context is
/// cancelled; or the kind of failure of a poll that failed in spite of its retries.
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

/// Returns the connections whose authorization the customer or the software withdrew. If there are
/// any, send the customer to `linkUrl`, and do not create a new company. The operation makes
/// several requests, within one timeout. `meta.attempts` counts the attempts of all of them.
///
/// Input: `companyId`, required. Result: `needed` (whether there are any), `connections` (those
/// that are `Deauthorized`, as the service sent them) and `linkUrl` (the company's `redirect`).
///
/// A connection whose `sourceType` is `Accounting` is left out if another accounting connection of
/// the company is `Linked`: the customer has moved to other accounting software. If the company's
/// `redirect` or the `linkUrl` of a withdrawn connection is a URL that codat_companies_link_url()
/// would refuse, such as a `javascript:` URL, the call returns `CODAT_UNEXPECTED_RESPONSE`.
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
