//! The one way in and out of the C ABI.

use std::ffi::c_char;
use std::panic::{catch_unwind, AssertUnwindSafe};

use serde::Serialize;

use super::callback::{self, Uncancelled};
use super::handles::Registry;
use super::status::CodatStatus;
use super::strings;
use crate::answer::FRONT;
use crate::error::{Error, Result};
use crate::meta::Meta;
use crate::threads;

/// Runs `work` and returns its response JSON, or the error JSON, through `output`.
///
/// # Safety
/// `output` is NULL or may be written to.
pub(super) unsafe fn document(
    output: *mut *mut c_char,
    work: impl FnOnce() -> Result<Vec<u8>>,
) -> CodatStatus {
    if output.is_null() {
        // There is no place to say more; nothing was done.
        return CodatStatus::CODAT_INVALID_ARGUMENT;
    }
    let (status, string) = inside(|| match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(document)) => (CodatStatus::CODAT_OK, strings::hand_out(document)),
        Ok(Err(error)) => failure(&error),
        Err(panic) => {
            // Dropping what was thrown could throw again.
            std::mem::forget(panic);
            (CodatStatus::CODAT_PANIC, strings::panic_document())
        }
    });
    // SAFETY: not NULL; writable by this function's contract.
    unsafe { output.write(string) };
    status
}

/// Does the work of an export. The thread is not cancelled meanwhile; if a callback ended it, it ends here, and nobody is
/// left to free the string.
fn inside(work: impl FnOnce() -> (CodatStatus, *mut c_char)) -> (CodatStatus, *mut c_char) {
    let uncancelled = Uncancelled::new();
    // Before anything else that depends on its thread: only then does it report the thread's end.
    let _ = threads::current();
    let (status, string) = work();
    let has_ended = callback::has_ended_thread();
    if has_ended {
        // SAFETY: it was handed out just now, and to nobody.
        unsafe { strings::take_back(string) };
    }
    drop(uncancelled);
    if has_ended {
        callback::end_thread();
    }
    (status, string)
}

/// Runs `work`, which makes or ends an object and has nothing to say unless it fails; `error` may be NULL.
///
/// # Safety
/// `error` is NULL or may be written to.
pub(super) unsafe fn quiet(error: *mut *mut c_char, work: impl FnOnce() -> Result<()>) -> CodatStatus {
    let (status, string) = inside(|| match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(())) => (CodatStatus::CODAT_OK, std::ptr::null_mut()),
        Ok(Err(failed)) if error.is_null() => (failed.kind.into(), std::ptr::null_mut()),
        Ok(Err(failed)) => failure(&failed),
        Err(panic) => {
            std::mem::forget(panic);
            (CodatStatus::CODAT_PANIC, strings::panic_document())
        }
    });
    if !error.is_null() {
        // SAFETY: not NULL; writable by this function's contract.
        unsafe { error.write(string) };
    }
    status
}

/// Makes an object: its handle goes to `handle`, NULL on failure.
///
/// # Safety
/// `handle` and `error` are NULL or may be written to.
pub(super) unsafe fn make<H>(
    handle: *mut *mut H,
    parameter: &str,
    error: *mut *mut c_char,
    work: impl FnOnce() -> Result<*mut H>,
) -> CodatStatus {
    let make = || {
        if handle.is_null() {
            return Err(Error::invalid_member(parameter, "must not be NULL"));
        }
        // SAFETY: not NULL; writable by this function's contract.
        unsafe { handle.write(std::ptr::null_mut()) };
        let made = work()?;
        // SAFETY: as above.
        unsafe { handle.write(made) };
        Ok(())
    };
    // SAFETY: this function's contract.
    unsafe { quiet(error, make) }
}

/// Ends an object; NULL does nothing.
pub(super) fn end<H, T: Clone>(handle: *mut H, registry: &Registry<H, T>) -> CodatStatus {
    if handle.is_null() {
        return CodatStatus::CODAT_OK;
    }
    // SAFETY: NULL is allowed for the error.
    unsafe { quiet(std::ptr::null_mut(), || registry.remove(handle).map(drop)) }
}

/// A call's status and response JSON, and the JSON's length.
pub(super) fn outcome(outcome: Result<Vec<u8>>) -> (CodatStatus, *mut c_char, usize) {
    let (status, document) = match outcome {
        Ok(document) => (CodatStatus::CODAT_OK, document),
        Err(error) => (error.kind.into(), failure_document(&error)),
    };
    let length = document.len() - FRONT - 1;
    (status, strings::hand_out(document), length)
}

fn failure(error: &Error) -> (CodatStatus, *mut c_char) {
    (error.kind.into(), strings::hand_out(failure_document(error)))
}

fn failure_document(error: &Error) -> Vec<u8> {
    [&[0; FRONT], error.to_document().as_bytes(), b"\0"].concat()
}

/// Returns a short text that is not response JSON; NULL if there is no memory for it.
pub(super) fn text(work: impl FnOnce() -> String) -> *mut c_char {
    let made = catch_unwind(AssertUnwindSafe(|| {
        let text = work();
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(FRONT + text.len() + 1).ok()?;
        bytes.resize(FRONT, 0);
        bytes.extend_from_slice(text.as_bytes());
        bytes.push(0);
        Some(strings::hand_out(bytes))
    }));
    made.ok().flatten().unwrap_or(std::ptr::null_mut())
}

/// A success response that the library creates itself, behind [`FRONT`] and with its closing NUL.
pub(super) fn result(result: &impl Serialize) -> Vec<u8> {
    #[derive(Serialize)]
    struct Document<'a, T> {
        result: &'a T,
        meta: Meta,
    }
    // Plain data always serializes.
    let document = Document {
        result,
        meta: Meta::default(),
    };
    let mut bytes = vec![0; FRONT];
    let _ = serde_json::to_writer(&mut bytes, &document);
    bytes.push(0);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CStr;

    #[test]
    fn a_panic_becomes_a_status_and_error_json() {
        let mut output = std::ptr::null_mut();
        // SAFETY: `output` is a local.
        let status = unsafe { document(&mut output, || panic!("on purpose")) };
        assert_eq!(status, CodatStatus::CODAT_PANIC);
        // SAFETY: the boundary hands out NUL-terminated strings.
        let text = unsafe { CStr::from_ptr(output) }.to_str().unwrap();
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(text).unwrap()["error"]["kind"],
            "panic"
        );
        for _ in 0..2 {
            // SAFETY: from this module; a constant, so freeing it is a no-op, even twice.
            unsafe { strings::take_back(output) };
        }
    }

    #[test]
    fn nowhere_to_write_is_refused_before_anything_is_done() {
        // SAFETY: NULL is allowed.
        let status = unsafe { document(std::ptr::null_mut(), || unreachable!()) };
        assert_eq!(status, CodatStatus::CODAT_INVALID_ARGUMENT);
    }
}
