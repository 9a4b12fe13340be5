//! The operations on companies.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Lists companies, a page at a time. The service's operation `list-companies`.
///
/// Input, all optional:
/// - `page`: from 1. Default 1.
/// - `pageSize`: 1 to 5000. Default 100.
/// - `query`: a filter in the service's query language, such as `"name~bakery && created>2026-01-01"`.
/// - `orderBy`: a property to order by, `"-name"` for descending.
/// - `tags`: a filter by tags in the same language, such as `"region=uk && team=invoice-finance"`.
///
/// Result: `results` (companies), `pageNumber`, `pageSize`, `totalResults`, and `_links`, whose `next` is absent
/// on the last page. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_companies_list(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::COMPANIES_LIST,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Creates a company. The service's operation `create-company`. The library can retry this call safely: all attempts of
/// the call carry one `Idempotency-Key`, so a lost response never creates a second company. To repeat the call
/// yourself, give it the key of the error.
///
/// Input:
/// - `name`: required. The service removes characters other than letters, digits, white space and `-',&@.?!`.
/// - `description`: any text.
/// - `tags`: at most 10 pairs of strings; keys to 27 characters, values to 100.
/// - `groups`: groups to put it in, `[{"id": "…"}]`.
///
/// Result: the company. Keep its `id`; send the customer to its `redirect`. Parameters and ownership are those
/// of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_companies_create(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::COMPANIES_CREATE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Gets a company. The service's operation `get-company`.
///
/// Input: `companyId`, required. Result: the company. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_companies_get(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::COMPANIES_GET,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Replaces a company's name, description and tags: what is not given is cleared. Groups are replaced when given
/// and kept otherwise. The service's operation `replace-company`.
///
/// Input: `companyId` and `name`, required; `description`, `tags`, `groups` as for codat_companies_create().
///
/// Result: the company. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_companies_replace(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::COMPANIES_REPLACE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Changes those of a company's name, description and tags that are given, and leaves the others unchanged. The
/// service's
/// operation `update-company`.
///
/// Input: `companyId`, required; `name`, `description`, `tags` as for codat_companies_create().
///
/// Result: the company. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_companies_update(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::COMPANIES_UPDATE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Deletes a company with its connections and data, for good. The service's operation `delete-company`.
///
/// Input: `companyId`, required. Result: `null`. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_companies_delete(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::COMPANIES_DELETE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Enables a product for a company. The service's operation `add-product`.
///
/// Input, both required: `companyId`; `productIdentifier`, such as `"lending"`.
///
/// Result: `null`. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_companies_add_product(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::COMPANIES_ADD_PRODUCT,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Disables a product for a company. The service's operation `remove-product`.
///
/// Input, both required: `companyId`, `productIdentifier`.
///
/// Result: `null`. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_companies_remove_product(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::COMPANIES_REMOVE_PRODUCT,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Queues a refresh of a custom product's data for a company. The service's operation `refresh-product-data`.
///
/// Input: `companyId` and `productIdentifier`, required; `dataTypes`, an array of strings, to refresh only
/// these.
///
/// Result: `null`. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_companies_refresh_product_data(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::COMPANIES_REFRESH_PRODUCT_DATA,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Gets a token, valid for a day, for the service's embeddable user interfaces. The service's operation
/// `get-company-access-token`.
///
/// Input: `companyId`, required. Result: `accessToken`, `expiresIn` (seconds), `tokenType`. The token is a
/// secret. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_companies_get_access_token(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::COMPANIES_GET_ACCESS_TOKEN,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Makes the URL to send a customer to: the company's `redirect` with parameters added. After Link, the customer is
/// sent to the redirect URL that is set up in the portal; parameters whose names it contains in braces are passed on to
/// it.
///
/// Input:
/// - `companyId`: required.
/// - `parameters`: an object of strings, such as `{"reference": "A-17"}`; encoded here, and added behind the
///   parameters that the URL has.
///
/// Result: `url`. It is an `https` URL, or an `http` URL of this machine or of the host in `baseUrl`, such as a
/// sandbox's; for any other URL, or one with control characters, the call returns `CODAT_UNEXPECTED_RESPONSE`. The call
/// makes one request, the same as codat_companies_get(). Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_companies_link_url(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::COMPANIES_LINK_URL,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Creates a list of companies, several at a time and none twice. With a journal, a run that was interrupted at any
/// point, even by the end of the process, can be started again with the same list, and resumes.
///
/// A create that got no response is repeated with the same idempotency key. The service remembers that key for 90
/// minutes, and creates no second company. After the 90 minutes, the library first searches for the company, among the
/// companies that were created no earlier than one day before the first attempt.
///
/// Input:
/// - `companies`: required; an array of objects, each as the input of codat_companies_create().
/// - `concurrency`: how many at a time, 1 to 64; the client's `maxConnections` is a further limit. Default 10.
/// - `journal`: the path of a file that remembers the run; created if it does not exist. Resume it with the identical
///   list, in the same order, at the same `baseUrl`. It holds no secrets, and only one run at a time can use it.
///   Default: none,
///   and the run cannot be resumed.
/// - `lookupTag`: the tag to search by; each company must have it, with a value that no other company of the account
///   has. Default: by name, description and tags together; then the companies of a list with a journal must differ in
///   at least one of these.
///
/// Result:
/// - `total`, the number of companies, and how many of them are `created`; `found` (created by a request whose response
///   was lost); `resumed` (created by an earlier run); `failed`; and `notTried` (not sent by this run).
/// - `stopped`: why not all were tried, or null: the kind of the failure that all others would share (`unauthorized`,
///   `payment_required`, `forbidden`, `rate_limited`), the kind of the failure of the search, `cancelled`, `timeout`,
///   `stopped` by the callback, or `journal` if it could not be written.
/// - `results`, in the order of the list, each with `index`, `outcome` (`created`, `found`, `resumed`, `failed`,
///   `not_tried`), `companyId` if it is known, and `error` if it failed, as in response JSON. If its `outcomeUnknown`
///   is true, the company may exist: start the run again with the same journal.
///
/// Returns `CODAT_OK` even if some companies failed or the run was stopped: see the result. Returns
/// `CODAT_INVALID_ARGUMENT` if the input or the journal is refused, and `CODAT_CANCELLED` or `CODAT_TIMEOUT` if the
/// context is cancelled or out of time at the start. In these cases nothing was sent.
///
/// A context's `timeoutMs` is for the whole run (default: one day); its `maxRetries` is for each create, and its
/// `idempotencyKey` is not used. Waits for rate limits count as retries of a create. The context's callback
/// (codat_context_new_with_progress()) is called once for each company, when its outcome is known, with `operation`,
/// `done` and `total`, `index`, `outcome`, `companyId`, `error`, and `company` as the service sent it. The client's log
/// reports each create, from threads of the library. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_companies_create_many(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::COMPANIES_CREATE_MANY,
            client,
            context,
            input_json,
            output_json,
        )
    }
}
