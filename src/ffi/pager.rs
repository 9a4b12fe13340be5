//! Pagers.

use std::ffi::c_char;
use std::sync::Arc;

use super::client::{CodatClient, CLIENTS};
use super::context::{self, CodatContext};
use super::handles::Registry;
use super::status::CodatStatus;
use super::{boundary, strings};
use crate::pages::Pager;

/// Goes through the pages of a list. While you work on one page, the library prefetches the next
/// one. Several threads may use a pager at once: each of them gets a different page, one after the
/// other.
pub struct CodatPager {
    _opaque: [u8; 0],
}

pub(super) static PAGERS: Registry<CodatPager, Arc<Pager>> = Registry::new("pager", 4);

/// Creates a pager. It sends nothing yet.
///
/// - `client`: the client. You may free it before the pager, which continues to work.
/// - `context`: for all requests of the pager, or NULL for the client's defaults. Its `timeoutMs`
///   is for all pages together. Cancelling the context cancels the pager's requests at once. You
///   may free it before the pager.
/// - `operation`: `"companies.list"`, `"connections.list"`, `"integrations.list"`,
///   `"refresh.list_pull_operations"`, `"push.list_operations"`,
///   `"custom_data_types.list_records"`, or `"request.list"` for any other list, see
///   codat_request().
/// - `input_json`: the input of that operation; `page` is the first page, and `pageSize` the number
///   of rows of each page.
/// - `pager`: receives the handle, or NULL on failure. Free it with codat_pager_free().
/// - `error_json`: NULL, or receives NULL on success and the error JSON on failure.
///
/// Returns `CODAT_OK`, `CODAT_INVALID_HANDLE`, or `CODAT_INVALID_ARGUMENT` if the operation has no
/// pages or refuses the input.
#[no_mangle]
pub unsafe extern "C" fn codat_pager_new(
    client: *const CodatClient,
    context: *const CodatContext,
    operation: *const c_char,
    input_json: *const c_char,
    pager: *mut *mut CodatPager,
    error_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: the contract above.
    unsafe {
        boundary::make(pager, "pager", error_json, || {
            let (client, context) = (CLIENTS.get(client)?, context::optional(context)?);
            let operation = strings::text(operation, "operation")?;
            let input = strings::text(input_json, "input_json")?;
            let pager = client.pages(operation, input, context.as_ref())?;
            Ok(PAGERS.insert(Arc::new(pager)))
        })
    }
}

/// Returns the next page, and begins to fetch the page after it.
///
/// - `pager`: the pager.
/// - `output_json`: receives the response JSON, on success and on failure. On success it is the
///   response JSON of the list operation, with the rows in `results`. After the last page, `result`
///   is null.
///
/// A page is the last one in two cases: it has no rows; or it has no link to a next page, and
/// `totalResults` is absent or reached. If the page has neither links nor `totalResults`, it is the
/// last one only if it is not full. An empty page that comes too early is an error, see below.
///
/// Only one thread at a time gets a page of a pager; other calls wait. They wait at most until the
/// context's deadline or, if the context has no `timeoutMs`, for the client's `timeoutMs`. The wait
/// can be cancelled. A callback may get a page of another pager. If its own thread is getting a
/// page of the same pager, the call returns `CODAT_INVALID_ARGUMENT`.
///
/// Returns `CODAT_OK` or the kind of failure. After a failure, the next call requests the same page
/// again. The function returns `CODAT_UNEXPECTED_RESPONSE` if the page's `pageNumber` is not the
/// requested one. It also does so, with a message that names the page, if the list
/// - repeats an earlier page,
/// - exceeds `totalResults` by more than the rows of one page,
/// - has an empty page before `totalResults` rows, or
/// - has more than 100,000 pages.
#[no_mangle]
pub unsafe extern "C" fn codat_pager_next(
    pager: *const CodatPager,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: the contract above.
    unsafe {
        boundary::document(output_json, || match PAGERS.get(pager)?.next_page()? {
            Some(page) => page.into_document(),
            None => Ok(boundary::result(&())),
        })
    }
}

/// Frees a pager. NULL is allowed and does nothing. The function cancels the prefetch, and waits
/// until it has ended. A codat_pager_next() that runs in another thread returns `CODAT_CANCELLED`.
///
/// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
#[no_mangle]
pub unsafe extern "C" fn codat_pager_free(pager: *mut CodatPager) -> CodatStatus {
    if pager.is_null() {
        return CodatStatus::CODAT_OK;
    }
    // SAFETY: NULL is allowed for the error.
    unsafe {
        boundary::quiet(std::ptr::null_mut(), || {
            PAGERS.remove(pager).map(|pager| pager.cancel())
        })
    }
}
