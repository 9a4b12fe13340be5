//! The operations on companies.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use crate::operations;

/// Lists companies, a page at a time. This is the service's operation `list-companies`.
///
/// Input, all optional:
/// - `page`: from 1. Default 1.
/// - `pageSize`: 1 to 5000. Default 100.
/// - `query`: a filter in the service's query language, such as
///   `"name~bakery && created>2026-01-01"`.
/// - `orderBy`: a property to order by, `"-name"` for descending.
/// - `tags`: a filter by tags in the same language, such as `"region=uk && team=invoice-finance"`.
///
/// Result: `results` (companies), `pageNumber`, `pageSize`, `totalResults`, and `_links`, whose
/// `next` is absent on the last page.
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

/// Creates a company. This is the service's operation `create-company`. The library retries this
/// call safely: all attempts carry the same idempotency key, so a lost response never leads to a
/// second company.
///
/// Input:
/// - `name`: required. The service removes characters other than letters, digits, white space and
///   `-',&@.?!`.
/// - `description`: any text.
/// - `tags`: at most 10 pairs of strings; keys have at most 27 characters, values at most 100.
/// - `groups`: the groups to put the company into, `[{"id": "…"}]`.
///
/// Result: the company. Keep its `id`. Send the customer to its `redirect`.
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

/// Returns a company. This is the service's operation `get-company`.
///
/// Input: `companyId`, required. Result: the company.
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

/// Replaces a company's name, description and tags. Fields that are absent are cleared. Exception:
/// if `groups` is absent, the company's groups do not change. This is the service's operation
/// `replace-company`.
///
/// Input: `companyId` and `name`, required; `description`, `tags`, `groups` as for
/// codat_companies_create().
///
/// Result: the company.
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

/// Changes a company's name, description and tags. Fields that are absent do not change. This is
/// the service's operation `update-company`.
///
/// Input: `companyId`, required; `name`, `description`, `tags` as for codat_companies_create().
///
/// Result: the company.
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

/// Deletes a company permanently, with its connections and data. This is the service's operation
/// `delete-company`.
///
/// Input: `companyId`, required. Result: `null`.
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

/// Enables a product for a company. This is the service's operation `add-product`.
///
/// Input, both required: `companyId`; `productIdentifier`, such as `"lending"`.
///
/// Result: `null`.
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

/// Disables a product for a company. This is the service's operation `remove-product`.
///
/// Input, both required: `companyId`, `productIdentifier`.
///
/// Result: `null`.
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

/// Queues a refresh of a custom product's data for a company. This is the service's operation
/// `refresh-product-data`.
///
/// Input: `companyId` and `productIdentifier`, required; `dataTypes`, an array of strings, to
/// refresh only these types of data.
///
/// Result: `null`.
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

/// Returns a token for the service's embeddable user interfaces, valid for a day. The token is a
/// secret. This is the service's operation `get-company-access-token`.
///
/// Input: `companyId`, required. Result: `accessToken`, `expiresIn` (seconds), `tokenType`.
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

/// Returns the URL to send a customer to: the company's `redirect` with your parameters added.
/// After Link, the service sends the customer to the redirect URL that is set up in the portal. If
/// that URL contains the name of a parameter in braces, such as `{reference}`, the service inserts
/// the value of the parameter. The operation makes one request, the same as codat_companies_get().
///
/// Input:
/// - `companyId`: required.
/// - `parameters`: an object of strings, such as `{"reference": "A-17"}`. The library encodes them
///   and appends them to the parameters that the URL has.
///
/// Result: `url`. It is an `https` URL, an `http` URL of this machine, or an `http` URL with the
/// host and port of `baseUrl`, such as a sandbox's. For any other URL, or one with white space,
/// control characters or backslashes, the call returns `CODAT_UNEXPECTED_RESPONSE`.
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

/// Creates a list of companies: several at a time, and none twice. With a journal, you can resume a
/// run that was interrupted, even by the end of the process: start it again with the same list.
///
/// If a create gets no response, the library repeats it with the same idempotency key, which the
/// service remembers for 90 minutes. A resumed run repeats the creates whose outcome is unknown in
/// the same way. If such a create began 80 minutes ago or earlier, the library first searches for
/// its company. It searches among the companies created since 25 hours before the earliest of these
/// creates, to allow for wrong clocks.
///
/// Input:
/// - `companies`: required; an array of objects, each with the input of codat_companies_create().
/// - `concurrency`: how many companies at a time, 1 to 64, limited by the client's
///   `maxConnections`. Default 10.
/// - `journal`: the path of a file that records the run; it is created if it does not exist. To
///   resume the run, pass the identical list, in the same order, to a client with the same
///   `baseUrl`. The file holds no secrets. Only one run at a time can use it. Default: none, and
///   the run cannot be resumed.
/// - `lookupTag`: the tag to search by. Each company must have this tag, with a value that no other
///   company of the account has. Default: the search compares name, description and tags. With a
///   journal and without `lookupTag`, any two companies of the list must differ in the description,
///   in the tags, or in the ASCII letters and digits of the name.
///
/// Result:
/// - `total`: the number of companies. `created`, `found`, `resumed`, `failed` and `notTried` count
///   the companies with each outcome.
/// - `stopped`: null, or why the run stopped early:
///   - `unauthorized`, `payment_required`, `forbidden` or `rate_limited`: a request failed, and the
///     failure would repeat for all others.
///   - `cancelled` or `timeout`: the run was cancelled, or its time was over.
///   - `stopped`: the progress callback or codat_call_stop() stopped the run.
///   - `journal`: the journal could not be written.
///   - the `kind` of another error: the search for existing companies failed with that error.
/// - `results`: an array in the order of the list. Each element has `index` and `outcome`,
///   `companyId` if it is known, and `error`, as in the error JSON, if the company failed. If
///   `outcomeUnknown` of the error is true, the company may exist: start the run again with the
///   same journal.
///
/// The outcomes are `created`; `found` (the search found it: an earlier run created it, but lost
/// the response); `resumed` (an earlier run created it); `failed`; and `not_tried` (this run did
/// not send it).
///
/// Returns `CODAT_OK` even if some companies failed or the run stopped early: see the result.
/// Returns `CODAT_INVALID_ARGUMENT` if the input or the journal is refused, and `CODAT_CANCELLED`
/// or `CODAT_TIMEOUT` if the context is cancelled or out of time at the start; nothing was sent in
/// these cases. Returns `CODAT_CONNECTION` if no thread can be started.
///
/// The context's `timeoutMs` is for the whole run; its default is one day. Its `maxRetries` applies
/// to each create. A wait for a rate limit counts as a retry. Its `idempotencyKey` is not used. Its
/// progress callback is called once for each company, when the outcome of the company is known. The
/// event has `operation`, `done` and `total`, `index`, `outcome`, `companyId`, `error`, and
/// `company` as the service sent it. The client's log reports each create, from threads of the
/// library.
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
