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

/// Begins a call of any operation and returns at once. The call reports to `queue`: log lines if the client has a log
/// level, progress if the operation has any, and at the end exactly one `CODAT_EVENT_DONE` with the response JSON, unless
/// the queue is freed first.
///
/// A call that waits for its turn, for a retry or between two polls occupies no thread: a client has at most
/// `maxConnections` plus two threads, however many calls have begun, and no thread after two seconds without work.
/// Calls, including blocking calls, are served in the order in which they were begun; the second and later requests of
/// a workflow or pager are ordered by the time at which they are due. If a callback begins a call, its start may be
/// delayed until the callback returns or makes a blocking call, but by 4 ms at most.
///
/// - `client`: the client. It may be freed at once.
/// - `context`: a context whose cancellation reaches the call, or NULL. It may be freed at once. Its interrupt and progress
///   callbacks are not called.
/// - `operation`: the name, such as `"companies.create"`; codat_operations() lists them.
/// - `input_json`: a JSON object with the operation's fields, `{}` if it has none. It is copied.
/// - `options_json`: the options of codat_context_new(), for this call alone; NULL for `{}`. They override those of the
///   context, which apply where this object has none. `"firstUse":false` also marks the context's `idempotencyKey` as
///   used, from then on. `timeoutMs` counts from now. A call never runs beyond the deadline of its context: if the
///   context's `timeoutMs` ends earlier, the call ends then.
/// - `queue`: receives the events.
/// - `user_data`: each event of the call has it; it is not touched.
/// - `call`: NULL, or receives the call's number for codat_call_cancel(). It needs no freeing.
/// - `error_json`: NULL, or receives NULL on success and the error JSON on failure; free that with
///   codat_string_free().
///
/// Returns `CODAT_OK` if the call has begun. Otherwise nothing was begun and no event follows: `CODAT_INVALID_ARGUMENT`,
/// `CODAT_INVALID_HANDLE`, or `CODAT_CONNECTION` if the process cannot have another thread and the client has none. Input
/// that the operation refuses is reported by `CODAT_EVENT_DONE`.
///
/// After fork() a begun call continues only in the parent, with its queue; the child begins new calls.
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

/// Begins to get a pager's next page and returns at once. `CODAT_EVENT_DONE` then has what codat_pager_next() would return.
/// Several calls of one pager are served one after the other, in the order in which they were begun: the first gets the
/// first page, the second the next one. A call that fails leaves its page to the next call.
///
/// - `pager`: the pager. It may be freed at once, which cancels the call.
/// - `queue`, `user_data`, `call`, `error_json`: as for codat_begin(). Cancelling the call leaves the pager at the same page.
///
/// Returns as codat_begin().
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
