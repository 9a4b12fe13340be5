//! The C ABI: functions in any order, with handles of any kind and age, and any strings, as a careless program
//! would. Whatever happens, all JSON is complete, statuses fit it, and in the end no object is left.
#![no_main]

use std::ffi::{c_char, CStr, CString};
use std::ptr;
use std::sync::LazyLock;

use arbitrary::Arbitrary;
use codat::ffi::call::codat_call;
use codat::ffi::client::{codat_client_free, codat_client_new, codat_client_new_with_log, CodatClient};
use codat::ffi::context::{
    codat_context_cancel, codat_context_free, codat_context_new, codat_context_new_with_progress,
    codat_context_set_interrupt, CodatContext,
};
use codat::ffi::library::{
    codat_live_objects, codat_operations, codat_status_name, codat_string_free,
};
use codat::ffi::pager::{codat_pager_free, codat_pager_new, codat_pager_next, CodatPager};
use codat::ffi::sandbox::{codat_sandbox_control, codat_sandbox_start, codat_sandbox_stop, CodatSandbox};
use codat::ffi::status::CodatStatus;
use codat::ffi::webhooks::codat_webhook_verify;
use codat::operations::OPERATIONS;
use serde_json::Value;

/// A string as C has it, or NULL; not always UTF-8.
#[derive(Arbitrary, Debug)]
struct Text(Option<Vec<u8>>);

/// A handle: the n-th made so far, of whatever kind; NULL; or a number out of the air.
#[derive(Arbitrary, Debug)]
enum Handle {
    Made(u8),
    Null,
    Number(usize),
}

#[derive(Arbitrary, Debug)]
enum Step {
    ClientNew(Text),
    ClientFree(Handle),
    ContextNew(Text),
    ContextCancel(Handle),
    ContextFree(Handle),
    Call { client: Handle, context: Handle, operation: u8, input: Text },
    CallByName { client: Handle, context: Handle, operation: Text, input: Text },
    /// With a client that reaches the sandbox.
    CallForReal { context: Handle, operation: u8, input: Text },
    Control { sandbox: Handle, action: Text, input: Text },
    ControlForReal { action: u8, input: Text },
    SandboxStop(Handle),
    Verify { secret: Text, headers: Text, body: Vec<u8>, options: Text },
    StatusName(i32),
    Operations,
    NowhereToWrite { client: Handle, operation: u8, input: Text },
    ContextWithProgress { options: Text, goes_on: bool },
    PagerNew { client: Handle, context: Handle, operation: Text, input: Text },
    /// Of the client that reaches the sandbox.
    PagerForReal { context: Handle, operation: u8, input: Text },
    PagerNext(Handle),
    PagerFree(Handle),
    SetInterrupt { context: Handle, goes_on: bool },
}

const LISTS: [&CStr; 4] =
    [c"companies.list", c"connections.list", c"refresh.list_pull_operations", c"integrations.list"];

const ACTIONS: [&str; 6] = ["queue-faults", "clear-faults", "stats", "list-requests", "seed-companies", "reset"];

/// A handle in the guise that a function wants.
fn pointer<T>(handle: &Handle, made: &[usize]) -> *mut T {
    let address = match handle {
        Handle::Null => 0,
        Handle::Number(number) => *number,
        Handle::Made(index) if made.is_empty() => usize::from(*index),
        Handle::Made(index) => made[usize::from(*index) % made.len()],
    };
    ptr::without_provenance_mut(address)
}

struct Held(Option<CString>);

impl Held {
    fn new(text: &Text) -> Held {
        let bytes = text.0.as_ref().map(|bytes| bytes.split(|byte| *byte == 0).next().unwrap_or_default());
        Held(bytes.and_then(|bytes| CString::new(bytes).ok()))
    }

    /// The input of an operation: not one that would write a file somewhere.
    fn input(text: &Text) -> Held {
        let held = Held::new(text);
        let writes = held.0.as_ref().is_some_and(|text| text.as_bytes().windows(3).any(|part| part == b"jou"));
        Held(held.0.filter(|_| !writes))
    }

    fn pointer(&self) -> *const c_char {
        self.0.as_ref().map_or(ptr::null(), |text| text.as_ptr())
    }
}

/// Checks the JSON of a call against its status, and frees it.
unsafe fn check(status: CodatStatus, document: *mut c_char) {
    assert_ne!(status, CodatStatus::CODAT_PANIC);
    assert!(!document.is_null());
    let text = CStr::from_ptr(document).to_str().expect("the JSON is UTF-8").to_owned();
    codat_string_free(document);
    // Numbers beyond what serde_json holds, and half surrogate pairs, are passed through untouched.
    if let Ok(value) = serde_json::from_str::<Value>(&text) {
        let succeeded = status == CodatStatus::CODAT_OK;
        assert_eq!(value.get("result").is_some(), succeeded, "{text}");
        assert_eq!(value.get("error").is_some(), !succeeded, "{text}");
        if !succeeded {
            let name = CStr::from_ptr(codat_status_name(status as i32)).to_str().expect("ASCII");
            assert_eq!(value["error"]["kind"], name);
        }
    } else {
        assert!(text.starts_with("{\"result\":"), "{text}");
    }
}

/// Checks the result of a function that returns JSON only if it fails.
unsafe fn check_quiet(status: CodatStatus, error: *mut c_char) {
    if status == CodatStatus::CODAT_OK {
        assert!(error.is_null());
    } else {
        check(status, error);
    }
}

unsafe extern "C" fn hear(_: *mut std::ffi::c_void, level: i32, line: *const c_char) {
    assert!((1..=4).contains(&level));
    let line = CStr::from_ptr(line).to_str().expect("a line is UTF-8");
    assert!(!line.contains('\n') && serde_json::from_str::<Value>(line).is_ok(), "{line}");
}

unsafe extern "C" fn progress(stop: *mut std::ffi::c_void, event: *const c_char) -> i32 {
    let event = CStr::from_ptr(event).to_str().expect("an event is UTF-8");
    assert!(!event.contains('\n') && serde_json::from_str::<Value>(event).is_ok(), "{event}");
    i32::from(!stop.is_null())
}

unsafe extern "C" fn interrupt(stop: *mut std::ffi::c_void) -> i32 {
    i32::from(!stop.is_null())
}

/// One sandbox and one client of it for the whole run, as addresses.
static REAL: LazyLock<(usize, usize)> = LazyLock::new(|| unsafe {
    let (mut sandbox, mut client, mut text) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    assert_eq!(codat_sandbox_start(ptr::null(), &mut sandbox, &mut text), CodatStatus::CODAT_OK);
    let document: Value = serde_json::from_slice(CStr::from_ptr(text).to_bytes()).expect("JSON");
    codat_string_free(text);
    let mut config = document["result"].clone();
    for (member, value) in [("maxRetries", 1), ("retryDelayMs", 1), ("timeoutMs", 5_000), ("attemptTimeoutMs", 50)] {
        config[member] = value.into();
    }
    let config = CString::new(config.to_string()).expect("no NUL");
    let status = codat_client_new_with_log(config.as_ptr(), 4, Some(hear), ptr::null_mut(), &mut client, &mut text);
    assert_eq!(status, CodatStatus::CODAT_OK);
    (sandbox.addr(), client.addr())
});

libfuzzer_sys::fuzz_target!(|steps: Vec<Step>| unsafe {
    let (sandbox, client) = *REAL;
    let real_sandbox: *mut CodatSandbox = ptr::without_provenance_mut(sandbox);
    let real_client: *mut CodatClient = ptr::without_provenance_mut(client);
    // A number out of the air may be one of these two: they are not for fuzzed calls to end.
    let spared = |address: usize| address == sandbox || address == client;
    let before = codat_live_objects();
    let mut made: Vec<usize> = Vec::new();
    let name_of = |operation: &u8| {
        let name = OPERATIONS[usize::from(*operation) % OPERATIONS.len()].name;
        // What waits, waits for longer than a fuzzer does.
        (!name.contains("wait_until")).then(|| CString::new(name).expect("no NUL"))
    };
    for step in steps.iter().take(64) {
        let mut text = ptr::null_mut();
        match step {
            Step::ClientNew(config) => {
                let mut client = ptr::null_mut();
                let status = codat_client_new(Held::new(config).pointer(), &mut client, &mut text);
                assert_eq!(client.is_null(), status != CodatStatus::CODAT_OK);
                check_quiet(status, text);
                made.extend((!client.is_null()).then(|| client.addr()));
            }
            Step::ClientFree(handle) => {
                let handle: *mut CodatClient = pointer(handle, &made);
                if !spared(handle.addr()) {
                    codat_client_free(handle);
                }
            }
            Step::ContextNew(options) => {
                let mut context = ptr::null_mut();
                let status = codat_context_new(Held::new(options).pointer(), &mut context, &mut text);
                assert_eq!(context.is_null(), status != CodatStatus::CODAT_OK);
                check_quiet(status, text);
                made.extend((!context.is_null()).then(|| context.addr()));
            }
            Step::ContextCancel(handle) => {
                codat_context_cancel(pointer::<CodatContext>(handle, &made));
            }
            Step::ContextFree(handle) => {
                codat_context_free(pointer::<CodatContext>(handle, &made));
            }
            // Clients of fuzzed configurations are created and freed, and send nothing: with these
            // the operation is one that does not exist, or the handle is no client.
            Step::Call { client, context, operation, input } => {
                let (client, input) = (pointer::<CodatClient>(client, &made), Held::input(input));
                let known = made.contains(&client.addr());
                let name = if known { None } else { name_of(operation) }.unwrap_or_default();
                let context = pointer::<CodatContext>(context, &made);
                let status = codat_call(client, context, name.as_ptr(), input.pointer(), &mut text);
                check(status, text);
            }
            Step::CallByName { client, context, operation, input } => {
                let (client, input) = (pointer::<CodatClient>(client, &made), Held::input(input));
                let operation = Held::new(operation);
                if !made.contains(&client.addr()) {
                    let context = pointer::<CodatContext>(context, &made);
                    check(codat_call(client, context, operation.pointer(), input.pointer(), &mut text), text);
                }
            }
            Step::CallForReal { context, operation, input } => {
                let (context, input) = (pointer::<CodatContext>(context, &made), Held::input(input));
                if let Some(name) = name_of(operation) {
                    check(codat_call(real_client, context, name.as_ptr(), input.pointer(), &mut text), text);
                }
            }
            Step::Control { sandbox, action, input } => {
                let sandbox: *mut CodatSandbox = pointer(sandbox, &made);
                let (action, input) = (Held::new(action), Held::new(input));
                if !spared(sandbox.addr()) {
                    check(codat_sandbox_control(sandbox, action.pointer(), input.pointer(), &mut text), text);
                }
            }
            Step::ControlForReal { action, input } => {
                let action = CString::new(ACTIONS[usize::from(*action) % ACTIONS.len()]).expect("no NUL");
                let input = Held::new(input);
                check(codat_sandbox_control(real_sandbox, action.as_ptr(), input.pointer(), &mut text), text);
                let clear = c"clear-faults".as_ptr();
                check(codat_sandbox_control(real_sandbox, clear, ptr::null(), &mut text), text);
            }
            Step::SandboxStop(handle) => {
                let handle: *mut CodatSandbox = pointer(handle, &made);
                if !spared(handle.addr()) {
                    codat_sandbox_stop(handle);
                }
            }
            Step::Verify { secret, headers, body, options } => {
                let (secret, headers, options) = (Held::new(secret), Held::new(headers), Held::new(options));
                let (secret, headers) = (secret.pointer(), headers.pointer());
                let status =
                    codat_webhook_verify(secret, headers, body.as_ptr(), body.len(), options.pointer(), &mut text);
                check(status, text);
            }
            Step::StatusName(status) => {
                assert!(!CStr::from_ptr(codat_status_name(*status)).is_empty());
            }
            Step::Operations => check(codat_operations(&mut text), text),
            Step::NowhereToWrite { client, operation, input } => {
                let (client, input) = (pointer::<CodatClient>(client, &made), Held::new(input));
                let name = name_of(operation).unwrap_or_default();
                let status = codat_call(client, ptr::null(), name.as_ptr(), input.pointer(), ptr::null_mut());
                assert_eq!(status, CodatStatus::CODAT_INVALID_ARGUMENT);
            }
            Step::ContextWithProgress { options, goes_on } => {
                let (mut context, options) = (ptr::null_mut(), Held::new(options));
                let user_data = if *goes_on { ptr::null_mut() } else { ptr::dangling_mut::<u8>().cast() };
                let status =
                    codat_context_new_with_progress(options.pointer(), Some(progress), user_data, &mut context, &mut text);
                check_quiet(status, text);
                made.extend((!context.is_null()).then(|| context.addr()));
            }
            Step::SetInterrupt { context, goes_on } => {
                let user_data = if *goes_on { ptr::null_mut() } else { ptr::dangling_mut::<u8>().cast() };
                let status =
                    codat_context_set_interrupt(pointer::<CodatContext>(context, &made), Some(interrupt), user_data);
                assert_ne!(status, CodatStatus::CODAT_PANIC);
            }
            Step::PagerNew { client, context, operation, input } => {
                let (client, context) = (pointer::<CodatClient>(client, &made), pointer::<CodatContext>(context, &made));
                let (mut pager, operation, input) = (ptr::null_mut(), Held::new(operation), Held::input(input));
                let status =
                    codat_pager_new(client, context, operation.pointer(), input.pointer(), &mut pager, &mut text);
                check_quiet(status, text);
                // Of a fuzzed client: made and freed, and not asked for anything.
                codat_pager_free(pager);
            }
            Step::PagerForReal { context, operation, input } => {
                let (context, input) = (pointer::<CodatContext>(context, &made), Held::input(input));
                let (mut pager, list) = (ptr::null_mut(), LISTS[usize::from(*operation) % LISTS.len()]);
                let status = codat_pager_new(real_client, context, list.as_ptr(), input.pointer(), &mut pager, &mut text);
                check_quiet(status, text);
                made.extend((!pager.is_null()).then(|| pager.addr()));
            }
            Step::PagerNext(handle) => {
                check(codat_pager_next(pointer::<CodatPager>(handle, &made), &mut text), text);
            }
            Step::PagerFree(handle) => {
                codat_pager_free(pointer::<CodatPager>(handle, &made));
            }
        }
    }
    for handle in made {
        codat_pager_free(ptr::without_provenance_mut(handle));
        codat_client_free(ptr::without_provenance_mut(handle));
        codat_context_free(ptr::without_provenance_mut(handle));
    }
    assert_eq!(codat_live_objects(), before);
});
