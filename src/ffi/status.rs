//! `CodatStatus`: success, or the kind of a failure, as a number.

use crate::error::ErrorKind;

/// The outcome of a call: `CODAT_OK`, or the kind of failure. On failure, `error.kind` in the
/// response JSON is the same kind in lower case and without the prefix, such as `"not_found"`.
/// Numbers never change their meaning. Later versions may add numbers: treat an unknown number as a
/// failure.
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum CodatStatus {
    /// Success; the response JSON has `result`.
    CODAT_OK = 0,
    /// The library refused the input or the configuration, and sent nothing. `error.member` is the
    /// invalid field, if a single field is invalid.
    CODAT_INVALID_ARGUMENT = 1,
    /// The service refused the request as malformed (HTTP 400, or another 4xx that is not in this
    /// list).
    CODAT_BAD_REQUEST = 2,
    /// The API key is wrong (401).
    CODAT_UNAUTHORIZED = 3,
    /// The account's limit is reached, for example of companies on a free plan (402).
    CODAT_PAYMENT_REQUIRED = 4,
    /// The API key has no permission for the operation (403).
    CODAT_FORBIDDEN = 5,
    /// The service has no such company, group or other resource (404).
    CODAT_NOT_FOUND = 6,
    /// The request conflicts with the present state, for example with the limit of groups (409).
    CODAT_CONFLICT = 7,
    /// The idempotency key was used before, with another request (422).
    CODAT_UNPROCESSABLE = 8,
    /// Too many requests, or the daily quota is used up (429). `error.retryAfterMs` is how long to
    /// wait.
    CODAT_RATE_LIMITED = 9,
    /// The service failed or is in maintenance (5xx).
    CODAT_SERVER = 10,
    /// The response cannot be the result: it is not JSON, is incomplete, is too large, is a redirect,
    /// or belongs to another request.
    CODAT_UNEXPECTED_RESPONSE = 11,
    /// The library could not connect, or the connection broke before the response was complete. Also:
    /// the process has no thread or file descriptor left.
    CODAT_CONNECTION = 12,
    /// The response did not arrive within the time allowed, or the service responded 408.
    CODAT_TIMEOUT = 13,
    /// The call was cancelled: by codat_context_cancel() or codat_call_cancel(), by an interrupt
    /// callback, or because its pager was freed.
    CODAT_CANCELLED = 14,
    /// This library has a defect: please report it. The library remains usable.
    CODAT_PANIC = 15,
    /// There was not enough memory for the response. The library remains usable.
    CODAT_OUT_OF_MEMORY = 16,
    /// A handle is NULL, was freed already, or is of another kind.
    CODAT_INVALID_HANDLE = 17,
    /// This library was built without the feature that the call needs.
    CODAT_UNSUPPORTED = 18,
    /// The sandbox could not be started, or its database failed; the message says why.
    CODAT_SANDBOX = 19,
    /// A webhook lacks one of its three headers.
    CODAT_WEBHOOK_MISSING_HEADER = 20,
    /// A webhook is genuine but older than the tolerance: it arrived late, or somebody sent it
    /// again.
    CODAT_WEBHOOK_STALE = 21,
    /// A webhook is genuine, but its time is ahead of this machine's by more than the tolerance: a
    /// clock is wrong.
    CODAT_WEBHOOK_FUTURE = 22,
    /// No signature of a webhook is valid: the service did not send the webhook, somebody changed
    /// it, or the secret is wrong.
    CODAT_WEBHOOK_BAD_SIGNATURE = 23,
    /// A webhook has the wrong form: a header is not a timestamp or a signature, or the body is not
    /// a JSON object.
    CODAT_WEBHOOK_MALFORMED = 24,
}

impl From<ErrorKind> for CodatStatus {
    fn from(kind: ErrorKind) -> CodatStatus {
        match kind {
            ErrorKind::InvalidArgument => CodatStatus::CODAT_INVALID_ARGUMENT,
            ErrorKind::BadRequest => CodatStatus::CODAT_BAD_REQUEST,
            ErrorKind::Unauthorized => CodatStatus::CODAT_UNAUTHORIZED,
            ErrorKind::PaymentRequired => CodatStatus::CODAT_PAYMENT_REQUIRED,
            ErrorKind::Forbidden => CodatStatus::CODAT_FORBIDDEN,
            ErrorKind::NotFound => CodatStatus::CODAT_NOT_FOUND,
            ErrorKind::Conflict => CodatStatus::CODAT_CONFLICT,
            ErrorKind::Unprocessable => CodatStatus::CODAT_UNPROCESSABLE,
            ErrorKind::RateLimited => CodatStatus::CODAT_RATE_LIMITED,
            ErrorKind::Server => CodatStatus::CODAT_SERVER,
            ErrorKind::UnexpectedResponse => CodatStatus::CODAT_UNEXPECTED_RESPONSE,
            ErrorKind::Connection => CodatStatus::CODAT_CONNECTION,
            ErrorKind::Timeout => CodatStatus::CODAT_TIMEOUT,
            ErrorKind::Cancelled => CodatStatus::CODAT_CANCELLED,
            ErrorKind::Panic => CodatStatus::CODAT_PANIC,
            ErrorKind::OutOfMemory => CodatStatus::CODAT_OUT_OF_MEMORY,
            ErrorKind::InvalidHandle => CodatStatus::CODAT_INVALID_HANDLE,
            ErrorKind::Unsupported => CodatStatus::CODAT_UNSUPPORTED,
            ErrorKind::Sandbox => CodatStatus::CODAT_SANDBOX,
            ErrorKind::WebhookMissingHeader => CodatStatus::CODAT_WEBHOOK_MISSING_HEADER,
            ErrorKind::WebhookStale => CodatStatus::CODAT_WEBHOOK_STALE,
            ErrorKind::WebhookFuture => CodatStatus::CODAT_WEBHOOK_FUTURE,
            ErrorKind::WebhookBadSignature => CodatStatus::CODAT_WEBHOOK_BAD_SIGNATURE,
            ErrorKind::WebhookMalformed => CodatStatus::CODAT_WEBHOOK_MALFORMED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_core() {
        for kind in ErrorKind::ALL {
            assert_eq!(CodatStatus::from(kind) as i32, kind.status());
        }
    }
}
