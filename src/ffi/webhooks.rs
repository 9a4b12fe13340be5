//! Webhooks: who receives events, and whether an event is genuine.

use std::ffi::c_char;

use super::call::call;
use super::client::CodatClient;
use super::context::CodatContext;
use super::status::CodatStatus;
use super::{boundary, strings};
use crate::error::{Error, Result};
use crate::operations;
use crate::webhook;

/// Lists all webhook consumers. The service's operation `list-webhook-consumers`.
///
/// Input: `{}`. Result: `results`, an array of consumers. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_webhooks_list(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::WEBHOOKS_LIST,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Creates a webhook consumer, of which there can be 50. The service's operation `create-webhook-consumer`.
/// The library can retry this call safely: all attempts of the call carry one `Idempotency-Key`. To repeat the call
/// yourself, give it the key of the error.
///
/// Input:
/// - `url`: required, the address that events are sent to.
/// - `eventTypes`: required, an array of strings such as `"read.completed"`.
/// - `companyTags`: events of companies with these tags only, an array of at most 10 `"key:value"`.
/// - `disabled`: true to send nothing for now. Default false.
///
/// Result: the consumer. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_webhooks_create(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::WEBHOOKS_CREATE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Deletes a webhook consumer. The service's operation `delete-webhook-consumer`.
///
/// Input: `webhookId`, required. Result: `null`. Parameters and ownership are those of codat_call().
#[no_mangle]
pub unsafe extern "C" fn codat_webhooks_delete(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::WEBHOOKS_DELETE,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Checks that a webhook comes from the service, and is recent. Respond with 2xx only if this succeeds.
/// Nothing is sent, and no client is needed.
///
/// - `secret`: the consumer's secret, with or without its prefix `whsec_`: 24 to 512 bytes in Base64. During a
///   rotation, pass both the old and the new one, separated by a space.
/// - `headers_json`: a JSON object of the request's headers, their values strings or arrays of strings, their
///   names in any case. `webhook-id`, `webhook-timestamp` and `webhook-signature` are used, or the equivalent `svix-`
///   headers; all others are ignored. Each has at most 4 KiB. Several values, in an array or joined with commas, must
///   be
///   the same, except signatures, of which the first 10 of the version `v1` are considered.
/// - `body`, `body_len`: the request's body as it arrived, byte for byte, and its length. May be NULL if the length is
/// 0.
/// - `options_json`: a JSON object, or NULL for `{}`:
///   - `toleranceSeconds`: how far the event's time may be from now, to either side. Default 300.
///   - `now`: what time it is, in Unix seconds. Default: the system's time.
/// - `output_json`: receives the response JSON, on success and on failure; free it with codat_string_free(). `result`
///   is `{"id", "timestamp", "eventType", "body"}`: `id` is the same when an event is delivered again,
///   `timestamp` is in Unix seconds, `eventType` such as `"read.completed"` or null, `body` the whole body as
///   it was sent.
///
/// The body must be a JSON object with at most 127 levels of nesting, its numbers must be within the range of a double,
/// and its strings must not contain unpaired surrogates. Each verification computes one HMAC of the body for each
/// secret, whatever the headers are.
///
/// Returns `CODAT_OK`; `CODAT_WEBHOOK_MISSING_HEADER`; `CODAT_WEBHOOK_MALFORMED`; `CODAT_WEBHOOK_BAD_SIGNATURE`;
/// `CODAT_WEBHOOK_STALE` and `CODAT_WEBHOOK_FUTURE`, of events that are genuine but not recent; or
/// `CODAT_INVALID_ARGUMENT` for parameters that are not as described.
#[no_mangle]
pub unsafe extern "C" fn codat_webhook_verify(
    secret: *const c_char,
    headers_json: *const c_char,
    body: *const u8,
    body_len: usize,
    options_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    let verify = || -> Result<Vec<u8>> {
        // SAFETY: the contract above.
        let (secret, headers, options, body) = unsafe {
            (
                strings::text(secret, "secret")?,
                strings::text(headers_json, "headers_json")?,
                strings::optional_text(options_json, "options_json")?.unwrap_or("{}"),
                bytes(body, body_len)?,
            )
        };
        let options = webhook::Options::from_json(options)?;
        let headers = webhook::headers_from_json(headers)?;
        Ok(boundary::result(&webhook::verify(
            secret, headers, body, &options,
        )?))
    };
    // SAFETY: the contract above.
    unsafe { boundary::document(output_json, verify) }
}

/// The bytes behind a parameter.
///
/// # Safety
/// `body` is NULL or points to `length` bytes that outlive the borrow.
unsafe fn bytes<'a>(body: *const u8, length: usize) -> Result<&'a [u8]> {
    if length == 0 {
        return Ok(&[]);
    }
    if body.is_null() {
        return Err(Error::invalid_member("body", "must not be NULL"));
    }
    if isize::try_from(length).is_err() {
        return Err(Error::invalid_member("body_len", "is larger than any memory"));
    }
    // SAFETY: not NULL, and of this length by this function's contract.
    Ok(unsafe { std::slice::from_raw_parts(body, length) })
}
