//! The C ABI for tests: handles that free themselves, JSON as values.

use std::ffi::{c_char, CStr, CString};
use std::ptr;

use codat::ffi::begin::{codat_begin, codat_pager_begin_next};
use codat::ffi::call::codat_call;
use codat::ffi::client::{codat_client_free, codat_client_new, CodatClient};
use codat::ffi::context::{codat_context_cancel, codat_context_free, codat_context_new, CodatContext};
use codat::ffi::event::CodatEventKind;
use codat::ffi::library::{codat_live_objects, codat_string_free};
use codat::ffi::pager::{codat_pager_free, codat_pager_new, codat_pager_next};
use codat::ffi::queue::{codat_queue_free, codat_queue_new, codat_queue_take, CodatQueue};
use codat::ffi::sandbox::{codat_sandbox_control, codat_sandbox_start, codat_sandbox_stop, CodatSandbox};
use codat::ffi::status::CodatStatus;
use serde_json::Value;

/// A handle's address: every function may be called with it from any thread.
pub struct Client(usize);
pub struct Context(usize);
pub struct Sandbox(usize, pub Value);

/// Where one thread's begun calls report.
pub struct Queue(usize);

/// The way to call: blocking or begun.
#[derive(Clone, Copy)]
pub enum Way<'a> {
    Blocking,
    Begun(&'a Queue),
}

/// `result` and `meta`, or `error` and `meta`.
pub type Outcome = Result<Value, Value>;

pub fn live_objects() -> i64 {
    codat_live_objects()
}

fn text(value: &Value) -> CString {
    CString::new(value.to_string()).unwrap()
}

/// Reads the JSON of a call and frees it.
fn outcome(status: CodatStatus, document: *mut c_char) -> Outcome {
    // SAFETY: a string of the library, freed once, here.
    let text = unsafe {
        let text = CStr::from_ptr(document).to_str().unwrap().to_owned();
        codat_string_free(document);
        text
    };
    let value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e} in {text}"));
    if status == CodatStatus::CODAT_OK {
        Ok(value)
    } else {
        Err(value)
    }
}

impl Client {
    pub fn new(config: &Value) -> Client {
        let (config, mut client, mut error) = (text(config), ptr::null_mut(), ptr::null_mut());
        // SAFETY: NUL-terminated text, and locals to write to.
        let status = unsafe { codat_client_new(config.as_ptr(), &mut client, &mut error) };
        assert_eq!(status, CodatStatus::CODAT_OK, "{config:?}");
        Client(client.addr())
    }

    pub fn call(&self, context: Option<&Context>, operation: &str, input: &Value) -> Outcome {
        let client: *const CodatClient = ptr::without_provenance(self.0);
        let context: *const CodatContext = ptr::without_provenance(context.map_or(0, |context| context.0));
        let (operation, input, mut document) =
            (CString::new(operation).unwrap(), text(input), ptr::null_mut());
        // SAFETY: handles of the library's, NUL-terminated text, a local to write to.
        let status =
            unsafe { codat_call(client, context, operation.as_ptr(), input.as_ptr(), &mut document) };
        outcome(status, document)
    }

    /// Makes a call in either way.
    pub fn call_by(&self, way: Way, context: Option<&Context>, operation: &str, input: &Value) -> Outcome {
        let Way::Begun(queue) = way else {
            return self.call(context, operation, input);
        };
        let client: *const CodatClient = ptr::without_provenance(self.0);
        let context: *const CodatContext = ptr::without_provenance(context.map_or(0, |context| context.0));
        let (operation, input) = (CString::new(operation).unwrap(), text(input));
        // SAFETY: handles of the library's, NUL-terminated text.
        let status = unsafe {
            codat_begin(
                client,
                context,
                operation.as_ptr(),
                input.as_ptr(),
                ptr::null(),
                queue.handle(),
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
            )
        };
        assert_eq!(status, CodatStatus::CODAT_OK, "{operation:?} {input:?}");
        queue.next()
    }

    /// Reads a list to its end, or to its first failure; returns the number of rows.
    pub fn count(
        &self,
        way: Way,
        context: Option<&Context>,
        operation: &str,
        input: &Value,
    ) -> Result<usize, Value> {
        let client: *const CodatClient = ptr::without_provenance(self.0);
        let context: *const CodatContext = ptr::without_provenance(context.map_or(0, |context| context.0));
        let (operation, input) = (CString::new(operation).unwrap(), text(input));
        let (mut pager, none) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: handles of the library's, NUL-terminated text, a local to write to.
        let status = unsafe {
            codat_pager_new(
                client,
                context,
                operation.as_ptr(),
                input.as_ptr(),
                &mut pager,
                ptr::null_mut(),
            )
        };
        assert_eq!(status, CodatStatus::CODAT_OK, "{operation:?} {input:?}");
        let next = || match way {
            Way::Blocking => {
                let mut document = ptr::null_mut();
                // SAFETY: the pager just made, a local to write to.
                let status = unsafe { codat_pager_next(pager, &mut document) };
                outcome(status, document)
            }
            Way::Begun(queue) => {
                // SAFETY: the pager just made, and a queue.
                let status = unsafe {
                    codat_pager_begin_next(pager, queue.handle(), none, ptr::null_mut(), ptr::null_mut())
                };
                assert_eq!(status, CodatStatus::CODAT_OK);
                queue.next()
            }
        };
        let mut rows = 0;
        let counted = loop {
            match next() {
                Err(failure) => break Err(failure),
                Ok(page) if page["result"].is_null() => break Ok(rows),
                Ok(page) => rows += page["result"]["results"].as_array().unwrap().len(),
            }
        };
        // SAFETY: made above, freed once.
        assert_eq!(unsafe { codat_pager_free(pager) }, CodatStatus::CODAT_OK);
        counted
    }
}

impl Queue {
    pub fn new() -> Queue {
        let mut queue = ptr::null_mut();
        // SAFETY: no callbacks, a local to write to.
        let status = unsafe { codat_queue_new(None, None, ptr::null_mut(), &mut queue, ptr::null_mut()) };
        assert_eq!(status, CodatStatus::CODAT_OK);
        Queue(queue.addr())
    }

    fn handle(&self) -> *const CodatQueue {
        ptr::without_provenance(self.0)
    }

    /// Waits for the one call that was begun; skips its events before the last.
    fn next(&self) -> Outcome {
        loop {
            let mut event = std::mem::MaybeUninit::uninit();
            // SAFETY: a queue, and room for one event.
            assert_eq!(
                unsafe { codat_queue_take(self.handle(), event.as_mut_ptr(), 1, -1) },
                1
            );
            // SAFETY: it was just taken.
            let event = unsafe { event.assume_init() };
            if event.kind == CodatEventKind::CODAT_EVENT_DONE as i32 {
                let kinds = codat::ErrorKind::ALL.into_iter().map(CodatStatus::from);
                let status = kinds.into_iter().find(|status| *status as i32 == event.number);
                return outcome(status.unwrap_or(CodatStatus::CODAT_OK), event.document);
            }
            // SAFETY: the event's, freed once.
            unsafe { codat_string_free(event.document) };
        }
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        // SAFETY: made by the library, freed once.
        let status = unsafe { codat_queue_free(ptr::without_provenance_mut(self.0)) };
        assert_eq!(status, CodatStatus::CODAT_OK);
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // SAFETY: made by the library, freed once.
        let status = unsafe { codat_client_free(ptr::without_provenance_mut(self.0)) };
        assert_eq!(status, CodatStatus::CODAT_OK);
    }
}

impl Context {
    pub fn new(options: &Value) -> Context {
        let (options, mut context, mut error) = (text(options), ptr::null_mut(), ptr::null_mut());
        // SAFETY: NUL-terminated text, and locals to write to.
        let status = unsafe { codat_context_new(options.as_ptr(), &mut context, &mut error) };
        assert_eq!(status, CodatStatus::CODAT_OK, "{options:?}");
        Context(context.addr())
    }

    pub fn cancel(&self) {
        // SAFETY: a handle of the library's.
        let status = unsafe { codat_context_cancel(ptr::without_provenance(self.0)) };
        assert_eq!(status, CodatStatus::CODAT_OK);
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: made by the library, freed once.
        let status = unsafe { codat_context_free(ptr::without_provenance_mut(self.0)) };
        assert_eq!(status, CodatStatus::CODAT_OK);
    }
}

impl Sandbox {
    /// Starts a sandbox, and keeps the configuration of a client for it.
    pub fn start() -> Sandbox {
        let (mut sandbox, mut document) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: NULL is allowed for the configuration; locals to write to.
        let status = unsafe { codat_sandbox_start(ptr::null(), &mut sandbox, &mut document) };
        let document = outcome(status, document).unwrap();
        Sandbox(sandbox.addr(), document["result"].clone())
    }

    pub fn control(&self, action: &str, input: Value) -> Value {
        let sandbox: *const CodatSandbox = ptr::without_provenance(self.0);
        let (action, input, mut document) = (CString::new(action).unwrap(), text(&input), ptr::null_mut());
        // SAFETY: a handle of the library's, NUL-terminated text, a local to write to.
        let status =
            unsafe { codat_sandbox_control(sandbox, action.as_ptr(), input.as_ptr(), &mut document) };
        outcome(status, document).unwrap()["result"].take()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // SAFETY: made by the library, stopped once.
        let status = unsafe { codat_sandbox_stop(ptr::without_provenance_mut(self.0)) };
        assert_eq!(status, CodatStatus::CODAT_OK);
    }
}
