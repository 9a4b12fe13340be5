//! Strings across the boundary: checked on the way in, counted on the way out.

use std::ffi::{c_char, CStr};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::answer::FRONT;
use crate::error::{Error, Result};

/// Strings handed out and not yet freed.
static LIVE: AtomicI64 = AtomicI64::new(0);

/// The response JSON for a panic outside of any request. Never freed.
const PANIC: &CStr = c"{\"error\":{\"kind\":\"panic\",\"message\":\"a defect in libcodat; please report it\",\"retryable\":false,\"outcomeUnknown\":false},\"meta\":{\"attempts\":0,\"elapsedMs\":0}}";

/// The response JSON for a panic; a constant.
pub(super) fn panic_document() -> *mut c_char {
    PANIC.as_ptr().cast_mut()
}

/// Returns the text behind [`FRONT`], which ends with a NUL: its only one, as it is valid JSON.
///
/// The block is not copied; its size is noted in front. The text is not searched, and what was large and is freed as a
/// whole fits the next of that size.
pub(super) fn hand_out(document: Vec<u8>) -> *mut c_char {
    debug_assert_eq!(
        document[FRONT..].iter().position(|byte| *byte == 0),
        Some(document.len() - FRONT - 1)
    );
    let mut document = ManuallyDrop::new(document);
    let capacity = document.capacity() as u64;
    document[..FRONT].copy_from_slice(&capacity.to_ne_bytes());
    LIVE.fetch_add(1, Ordering::Relaxed);
    // SAFETY: the slice above was of `FRONT` bytes.
    unsafe { document.as_mut_ptr().add(FRONT).cast() }
}

/// Takes back a string from [`hand_out`]; NULL and the constant are left alone.
///
/// # Safety
/// `string` is NULL or came from this module and was not taken back before.
pub(super) unsafe fn take_back(string: *mut c_char) {
    if string.is_null() || string.cast_const() == PANIC.as_ptr() {
        return;
    }
    LIVE.fetch_sub(1, Ordering::Relaxed);
    // SAFETY: by this function's contract it came from `hand_out`, out of a `Vec` of this capacity, `FRONT` bytes earlier.
    unsafe {
        let block = string.cast::<u8>().sub(FRONT);
        let capacity = u64::from_ne_bytes(block.cast::<[u8; FRONT]>().read());
        drop(Vec::from_raw_parts(block, 0, capacity as usize));
    }
}

/// How many strings are out.
pub(super) fn live() -> i64 {
    LIVE.load(Ordering::Relaxed)
}

/// The text behind a parameter.
///
/// # Safety
/// `string` is NULL or points to a NUL-terminated string that outlives the borrow.
pub(super) unsafe fn text<'a>(string: *const c_char, parameter: &str) -> Result<&'a str> {
    // SAFETY: by this function's contract.
    match unsafe { optional_text(string, parameter) }? {
        Some(text) => Ok(text),
        None => Err(Error::invalid_member(parameter, "must not be NULL")),
    }
}

/// The text behind a parameter that may be NULL.
///
/// # Safety
/// As for [`text`].
pub(super) unsafe fn optional_text<'a>(string: *const c_char, parameter: &str) -> Result<Option<&'a str>> {
    if string.is_null() {
        return Ok(None);
    }
    // SAFETY: not NULL; NUL-terminated by this function's contract.
    let bytes = unsafe { CStr::from_ptr(string) };
    bytes.to_str().map(Some).map_err(|e| {
        let message = format!(
            "expected UTF-8, found an invalid byte at position {}",
            e.valid_up_to()
        );
        Error::invalid_member(parameter, message)
    })
}
