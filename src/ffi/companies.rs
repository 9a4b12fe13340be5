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

/// Creates a company. The service's operation `create-company`. Safe to repeat: all attempts of the call carry
/// one `Idempotency-Key`, so a lost answer never makes a second company.
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
/// and stay otherwise. The service's operation `replace-company`.
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

/// Changes what is given of a company's name, description and tags, and leaves the rest. The service's
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

/// Makes the URL to send a customer to: the company's `redirect` with parameters added. The redirect URL set up
/// in the portal passes on those that it names in braces.
///
/// Input:
/// - `companyId`: required.
/// - `parameters`: an object of strings, such as `{"reference": "A-17"}`; encoded here, and added behind the
///   parameters that the URL has.
///
/// Result: `url`. It is an `https` URL, or an `http` one of this machine or of the host in `baseUrl`, as a sandbox's is;
/// whatever else the service sends, or one with control characters, is `CODAT_UNEXPECTED_RESPONSE`. One request, as
/// codat_companies_get(). Parameters and ownership are those of codat_call().
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

/// Creates a list of companies, several at a time and none twice. With a journal a run that is broken off at any point,
/// even by the end of the process, can be started again with the same list, and goes on where it was.
///
/// A create whose answer never came is repeated with the key that it had, which makes no second company while the service
/// remembers that, for 90 minutes. Later, and in the next run, the companies that came into being since a day before are
/// looked through for it first.
///
/// Input:
/// - `companies`: required; an array of objects, each as the input of codat_companies_create().
/// - `concurrency`: how many at a time, 1 to 64, and never more than the client's `maxConnections`. Default 10.
/// - `journal`: the path of a file that remembers the run; made where there is none. It belongs to this list, in this order
///   and to the letter, at this `baseUrl`; holds no secrets; and is in use by one run at a time. Default: none, and the
///   run cannot be taken up again.
/// - `lookupTag`: a tag that each of the companies has, with another value for each and for all others of the account: what
///   it is looked up by. Default: by name, description and tags together; then no two of a list with a journal may be alike.
///
/// Result:
/// - `total`, and of these `created`; `found`, made by an earlier run whose answer was lost; `resumed`, made by an earlier
///   run; `failed`; and `notTried`, not sent by this run.
/// - `stopped`: why not all were tried, or null: the kind of the failure that all others would share (`unauthorized`,
///   `payment_required`, `forbidden`, `rate_limited`), of that which looking them up met, `cancelled`, `timeout`,
///   `stopped` by the callback, or `journal`, which could not be written.
/// - `results`, in the order of the list, each with `index`, `outcome` (`created`, `found`, `resumed`, `failed`,
///   `not_tried`), `companyId` where there is one, and `error` as in documents where it failed. Where its `outcomeUnknown`
///   is true the company may be there: start the run again with the same journal.
///
/// Returns `CODAT_OK` also where some failed or the run was stopped: the result tells. `CODAT_INVALID_ARGUMENT` where the
/// input or the journal is refused; `CODAT_CANCELLED` or `CODAT_TIMEOUT` where the context was so already. Then nothing was
/// sent.
///
/// A context's `timeoutMs` is for the whole run, without it a day; its `maxRetries` is for each create, its `idempotencyKey`
/// for none. Rate limits are waited out as often as a create is retried. The context's callback
/// (codat_context_new_with_progress()) hears of each company as soon as something became of it: `operation`, `done` and
/// `total`, `index`, `outcome`, `companyId`, `error`, and `company` as the service answered. The client's log hears of each
/// create, from threads of the library's. Parameters and ownership are those of codat_call().
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
