//! Begun calls: they run while the program does something else, and report to a queue.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use super::callback::UserData;
use super::client::{CodatClient, CLIENTS};
use super::context::{self, CodatContext};
use super::pager::{CodatPager, PAGERS};
use super::queue::{CodatQueue, QUEUES};
use super::reports::{Queue, Reporter};
use super::status::CodatStatus;
use super::{boundary, strings};
use crate::context::{Context, ContextOptions};
use crate::error::{Error, Result};
use crate::operations;

/// Begins a call of any operation, and returns at once. The call reports to `queue`: log lines if
/// the client has a log level, progress if the operation has any, and exactly one
/// `CODAT_EVENT_DONE` with the response JSON, as its last event. If the queue is freed first, the
/// call reports nothing more.
///
/// A call that waits for a connection, for a retry or between two polls occupies no thread. A
/// client has at most `maxConnections` plus two threads, however many calls have begun. A thread
/// ends after two seconds without work.
///
/// Calls, including blocking calls, wait for connections in one queue, in the order in which they
/// began. The second and later requests of a workflow or pager join the end of this queue when they
/// are ready to be sent, for example after the pause between two polls. A call that a callback
/// begins may start late: when the callback returns, when the callback makes a blocking call, or
/// after 4 ms, whichever comes first.
///
/// - `client`: the client. You may free it at once.
/// - `context`: the context of the call, or NULL. Cancelling it cancels the call. Its callbacks are
///   not called. You may free it at once.
/// - `operation`: the name, such as `"companies.create"`; codat_operations() lists all names.
/// - `input_json`: a JSON object with the operation's fields, `{}` if it has none. It is copied.
/// - `options_json`: options for this call alone, with the fields of codat_context_new(); NULL for
///   `{}`. They override the options of the context. `timeoutMs` counts from now; if the deadline
///   of the context is earlier, that deadline counts. One option changes the context itself:
///   `"firstUse":false` without `idempotencyKey` marks the key of the context as used, permanently.
/// - `queue`: receives the events.
/// - `user_data`: passed to you in each event of the call.
/// - `call`: NULL, or receives the call's number for codat_call_cancel(). The number needs no
///   freeing.
/// - `error_json`: NULL, or receives NULL on success and the error JSON on failure.
///
/// Returns `CODAT_OK` if the call has begun. Otherwise no event follows: the function returns
/// `CODAT_INVALID_ARGUMENT`, `CODAT_INVALID_HANDLE`, or `CODAT_CONNECTION` if the client has no
/// thread and cannot start one. If the operation refuses its input, `CODAT_EVENT_DONE` reports
/// that.
///
/// After fork(), a begun call continues only in the parent, with its queue. The child can begin new
/// calls.
#[no_mangle]
pub unsafe extern "C" fn codat_begin(
    client: *const CodatClient,
    context: *const CodatContext,
    operation: *const c_char,
    input_json: *const c_char,
    options_json: *const c_char,
    queue: *const CodatQueue,
    user_data: *mut c_void,
    call: *mut u64,
    error_json: *mut *mut c_char,
) -> CodatStatus {
    let user_data = UserData(user_data);
    // SAFETY: the contract above.
    unsafe {
        boundary::quiet(error_json, || {
            let (client, queue) = (CLIENTS.get(client)?, QUEUES.get(queue)?);
            let parent = context::optional(context)?;
            let name = strings::text(operation, "operation")?;
            let operation = operations::find(name).ok_or_else(|| {
                Error::invalid_member(
                    "operation",
                    format!("there is no {name:?}; codat_operations() lists them"),
                )
            })?;
            let input = strings::text(input_json, "input_json")?.to_owned();
            let options = strings::optional_text(options_json, "options_json")?.unwrap_or("{}");
            let options = ContextOptions::from_json(options)?;
            begin(
                &queue,
                user_data,
                call,
                parent.as_ref(),
                &options,
                move |context, ended| client.begin(operation, input, context, ended),
            )
        })
    }
}

/// Begins to get a pager's next page, and returns at once. `CODAT_EVENT_DONE` has the result of
/// codat_pager_next(). Several begun calls of one pager get pages in the order in which they began:
/// the first call gets the first page, the second call the next one. If a call fails or is
/// cancelled, the next call gets its page.
///
/// - `pager`: the pager. You may free it at once, which cancels the call.
/// - `queue`, `user_data`, `call`, `error_json`: as for codat_begin().
///
/// Returns the same as codat_begin().
#[no_mangle]
pub unsafe extern "C" fn codat_pager_begin_next(
    pager: *const CodatPager,
    queue: *const CodatQueue,
    user_data: *mut c_void,
    call: *mut u64,
    error_json: *mut *mut c_char,
) -> CodatStatus {
    let user_data = UserData(user_data);
    // SAFETY: the contract above.
    unsafe {
        boundary::quiet(error_json, || {
            let (pager, queue) = (PAGERS.get(pager)?, QUEUES.get(queue)?);
            let options = ContextOptions::default();
            let parent = pager.context().clone();
            begin(
                &queue,
                user_data,
                call,
                Some(&parent),
                &options,
                move |context, ended| {
                    pager.begin_next(context, |page| {
                        ended(page.and_then(|page| match page {
                            Some(page) => page.into_document(),
                            None => Ok(boundary::result(&())),
                        }))
                    })
                },
            )
        })
    }
}

/// Begins a call by `start`, which is given what is to happen at its end. Its events go to the queue.
///
/// # Safety
/// `call` is NULL or may be written to.
unsafe fn begin(
    queue: &Arc<Queue>,
    user_data: UserData,
    call: *mut u64,
    parent: Option<&Context>,
    options: &ContextOptions,
    start: impl FnOnce(Context, Box<dyn FnOnce(Result<Vec<u8>>) + Send>) -> Result<()>,
) -> Result<()> {
    let reporter = Reporter::new(queue.clone(), user_data);
    let context = Context::begun(parent, options, reporter.clone())?;
    let number = queue.add(context.clone(), reporter.clone())?;
    if let Err(error) = start(context, Box::new(move |outcome| reporter.done(number, outcome))) {
        queue.remove(number);
        return Err(error);
    }
    if !call.is_null() {
        // SAFETY: not NULL; writable by this function's contract.
        unsafe { call.write(number) };
    }
    Ok(())
}
