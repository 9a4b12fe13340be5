//! Pagers.

use std::ffi::c_char;
use std::sync::Arc;

use super::client::{CodatClient, CLIENTS};
use super::context::{self, CodatContext};
use super::handles::Registry;
use super::status::CodatStatus;
use super::{boundary, strings};
use crate::pages::Pager;

/// Goes through a list, page after page: while you work on one page, the library prefetches the next one.
/// Safe to use from several threads at once: they wait for each other, and each gets the next page.
pub struct CodatPager {
    _opaque: [u8; 0],
}

pub(super) static PAGERS: Registry<CodatPager, Arc<Pager>> = Registry::new("pager", 4);

/// Makes a pager. Nothing is sent yet.
///
/// - `client`: the client. It may be freed before the pager, which continues.
/// - `context`: for all the requests, or NULL for the client's defaults: cancelling it ends the pager's work at once, and
///   its `timeoutMs` is for all pages together. It may be freed before the pager too.
/// - `operation`: `"companies.list"`, `"connections.list"`, `"refresh.list_pull_operations"` or `"integrations.list"`.
/// - `input_json`: as for that operation; `page` is the first page, `pageSize` the rows of each.
/// - `pager`: receives the handle, NULL on failure. Free it with codat_pager_free().
/// - `error_json`: NULL, or receives NULL on success and the error JSON on failure; free that with
///   codat_string_free().
///
/// Returns `CODAT_OK`, `CODAT_INVALID_HANDLE`, or `CODAT_INVALID_ARGUMENT`; the error JSON then names the invalid field
/// and what was expected.
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

/// Gets the next page, and begins to fetch the one after it.
///
/// - `pager`: the pager.
/// - `output_json`: receives the response JSON, on success and on failure; free it with codat_string_free(). On success
///   it is the response JSON of the list operation, with the rows in `results`; after the last page, `result` is null.
///
/// The list continues while a page has rows and either links to a next page or `totalResults` is larger than the number
/// of rows so far, counted from the first page. It ends with an empty page, or one that has no next link and no rows
/// left.
///
/// While another thread gets a page of this pager, the call waits: at most until the context's `timeoutMs` is over or,
/// if the context has none, for the client's `timeoutMs`. The wait can be cancelled. No lock is held while a page is
/// fetched, so a callback may get a
/// page of another pager. A request for a page of the pager that its own thread is fetching returns
/// `CODAT_INVALID_ARGUMENT`.
///
/// Returns `CODAT_OK` or the kind of failure, as the list operation does; and `CODAT_UNEXPECTED_RESPONSE`, naming the
/// page, for a list that repeats an earlier page, has a `pageNumber` that does not grow, has more rows than
/// `totalResults` plus one page of rows, is empty before `totalResults` rows, or continues after 100,000 pages. A
/// failure leaves
/// the pager at the same page: the next call requests it again.
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

/// Ends a pager, cancels what it is fetching, and returns when that has ended; a codat_pager_next() that runs in another thread returns
/// `CODAT_CANCELLED`. NULL is allowed and does nothing.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` if it was freed before or is no pager.
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
