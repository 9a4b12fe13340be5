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

/// Lists all webhook consumers. This is the service's operation `list-webhook-consumers`.
///
/// Input: `{}`. Result: `results`, an array of consumers.
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

/// Creates a webhook consumer: a URL that receives events. An account can have at most 50. This is
/// the service's operation `create-webhook-consumer`. The library retries this call safely: all
/// attempts carry the same idempotency key.
///
/// Input:
/// - `url`: required, the address that events are sent to.
/// - `eventTypes`: required, an array of strings such as `"read.completed"`.
/// - `companyTags`: an array of at most 10 strings `"key:value"`. The consumer then receives only
///   the events of companies with these tags.
/// - `disabled`: true if the service is to send no events for now. Default false.
///
/// Result: the consumer.
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

/// Deletes a webhook consumer. This is the service's operation `delete-webhook-consumer`.
///
/// Input: `webhookId`, required. Result: `null`.
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

/// Returns a new integration key for Zapier, and revokes the previous one. The key is a secret.
/// This is the service's operation `rotate-zapier-key`.
///
/// Input: none. Result: `key`.
#[no_mangle]
pub unsafe extern "C" fn codat_webhooks_rotate_zapier_key(
    client: *const CodatClient,
    context: *const CodatContext,
    input_json: *const c_char,
    output_json: *mut *mut c_char,
) -> CodatStatus {
    // SAFETY: codat_call()'s contract.
    unsafe {
        call(
            &operations::WEBHOOKS_ROTATE_ZAPIER_KEY,
            client,
            context,
            input_json,
            output_json,
        )
    }
}

/// Checks that a webhook comes from the service and is recent. Respond to it with 2xx only if this
/// function returns `CODAT_OK`. It sends nothing, and needs no client.
///
/// - `secret`: the consumer's secret, with or without its prefix `whsec_`: 24 to 512 bytes in
///   Base64. During a rotation, pass both the old and the new one, separated by a space.
/// - `headers_json`: a JSON object with the request's headers. Names may be in upper or lower case;
///   values are strings or arrays of strings. The function uses `webhook-id`, `webhook-timestamp`
///   and `webhook-signature`, or else the same with the prefix `svix-`, and ignores all other
///   headers. Each must have less than 4 KiB. A header may have several values, in an array or
///   joined with commas. The values of an id or a timestamp must all be the same. The function
///   considers only the first 10 signatures of the version `v1`.
/// - `body`, `body_len`: the request's body as it arrived, byte for byte, and its length. `body`
///   may be NULL if the length is 0.
/// - `options_json`: a JSON object, or NULL for `{}`:
///   - `toleranceSeconds`: by how many seconds the event's time may differ from now, in either
///     direction. Default 300.
///   - `now`: the current time in Unix seconds. Default: the system's time.
/// - `output_json`: receives the response JSON, on success and on failure. `result` is
///   `{"id", "timestamp", "eventType", "body"}`. `id` is the same when the service delivers an
///   event again. `timestamp` is in Unix seconds. `eventType` is a string, such as
///   `"read.completed"`, or null. `body` is the whole body as it was sent.
///
/// The body must be a JSON object with at most 127 levels of nesting. Its numbers must be within
/// the range of a double, and its strings must not contain unpaired surrogates. The function
/// computes one HMAC of the body for each secret, whatever the headers are.
///
/// Returns `CODAT_OK`; `CODAT_WEBHOOK_MISSING_HEADER`; `CODAT_WEBHOOK_MALFORMED`;
/// `CODAT_WEBHOOK_BAD_SIGNATURE`; `CODAT_WEBHOOK_STALE` or `CODAT_WEBHOOK_FUTURE` if the webhook is
/// genuine but not recent; or `CODAT_INVALID_ARGUMENT` for parameters that are not as described.
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
