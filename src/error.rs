//! What can go wrong: one [`Error`] type, sorted by [`ErrorKind`].

use serde::Serialize;
use serde_json::Value;

use crate::meta::Meta;

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// The kind of a failure: what a program decides by.
///
/// The same names appear as `error.kind` in response JSON (in snake case) and, with the numbers of
/// [`ErrorKind::status`], as `CodatStatus` in the C ABI. Numbers never change meaning; new ones are appended. What a
/// kind means is followed by what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[repr(i32)]
pub enum ErrorKind {
    /// The input or the configuration was refused here; nothing was sent.
    ///
    /// Fix the call: the message names the invalid field and what was expected.
    InvalidArgument = 1,
    /// The service refused the request as malformed (400, or another 4xx without a separate kind).
    ///
    /// Fix the request: `validation` and the message say what the service refused. The same request fails again.
    BadRequest = 2,
    /// The API key is wrong (401).
    ///
    /// Check the key against the portal's.
    Unauthorized = 3,
    /// The account's limit is reached, for example of companies on a free plan (402).
    ///
    /// Delete companies that are no longer needed, or change the plan.
    PaymentRequired = 4,
    /// The API key may not do this (403).
    ///
    /// Use a key with the permission.
    Forbidden = 5,
    /// There is no such company, group or other resource (404).
    ///
    /// Check the identifiers. A deleted resource does not come back.
    NotFound = 6,
    /// The request conflicts with the present state, for example a group limit (409).
    ///
    /// Look at the present state first: until it changes, the same request fails.
    Conflict = 7,
    /// The idempotency key was used before with another request (422).
    ///
    /// Give a key only to repeat the same call. Without a given key, each call has a new one.
    Unprocessable = 8,
    /// Too many requests, or the daily quota is used up (429).
    ///
    /// Call again after `retryAfterMs`. `requestsPerMinute` keeps a client below a limit.
    RateLimited = 9,
    /// The service failed or is in maintenance (5xx).
    ///
    /// Call again; if the outcome is unknown, in a context with the same idempotency key. For the same key, the service
    /// repeats a 500: look whether the work was done. If it happens again, quote the correlation id to the service's
    /// support.
    Server = 10,
    /// The response cannot be the result: it is not JSON, is incomplete, is too large, is a redirect, or belongs to another
    /// request.
    ///
    /// See what responds instead of the service: a proxy, or another `baseUrl`. If the response was too large, request
    /// smaller pages or raise `maxResponseBytes`.
    UnexpectedResponse = 11,
    /// The library could not connect, or the connection broke before the response was complete. Also: the process has no
    /// thread or file descriptor left.
    ///
    /// Check the network, `baseUrl` and `proxy`, and call again; if the outcome is unknown, in a context with the same
    /// idempotency key. After a TLS error, do not repeat the call: check which certificates are trusted.
    Connection = 12,
    /// No response within the time allowed, or the service responded 408.
    ///
    /// Call again; if the outcome is unknown, in a context with the same idempotency key. If it happens often, allow more
    /// time.
    Timeout = 13,
    /// The call was cancelled: through its context, by its number, by an interrupt callback, or with its pager.
    ///
    /// Nothing: the program requested it. The outcome may be unknown, as after a timeout.
    Cancelled = 14,
    /// A defect of this library; the call was abandoned and the library remains usable.
    ///
    /// Please report it, with its message.
    Panic = 15,
    /// There was not enough memory for the response.
    ///
    /// Request less at once, such as smaller pages. The outcome may be unknown.
    OutOfMemory = 16,
    /// The handle is NULL, was freed, or is of another type; in a wrapper, the object was closed.
    ///
    /// Fix the program: do not use a handle after it was freed.
    InvalidHandle = 17,
    /// The library was built without this feature.
    ///
    /// Use a library that has it: one with the default features, of the version that the program was built for.
    Unsupported = 18,
    /// The sandbox could not be started, or its database failed.
    ///
    /// Use another port, or another file: one that a sandbox created, that can be written and that is not in use.
    Sandbox = 19,
    /// A webhook lacks one of its three headers.
    ///
    /// Refuse the request. If all lack it, see whether something on the way drops headers.
    WebhookMissingHeader = 20,
    /// A webhook is genuine but older than the tolerance: late, or sent again by somebody else.
    ///
    /// Refuse the request: the service sends an event again, with a new signature. If all are stale, check the clock here.
    WebhookStale = 21,
    /// A webhook is genuine but its time is ahead by more than the tolerance: a clock is wrong.
    ///
    /// Refuse the request, and check the clock here.
    WebhookFuture = 22,
    /// No signature of a webhook is correct: it is not from the service, it was changed, or the secret is wrong.
    ///
    /// Refuse the request. If all are refused, check the secret, and that the body is passed in as it arrived.
    WebhookBadSignature = 23,
    /// A webhook is not of the form expected: a header that is no timestamp or signature, or a body that is not a
    /// JSON object.
    ///
    /// Refuse the request.
    WebhookMalformed = 24,
}

impl ErrorKind {
    /// Every kind, in the order of its number.
    pub const ALL: [ErrorKind; 24] = [
        ErrorKind::InvalidArgument,
        ErrorKind::BadRequest,
        ErrorKind::Unauthorized,
        ErrorKind::PaymentRequired,
        ErrorKind::Forbidden,
        ErrorKind::NotFound,
        ErrorKind::Conflict,
        ErrorKind::Unprocessable,
        ErrorKind::RateLimited,
        ErrorKind::Server,
        ErrorKind::UnexpectedResponse,
        ErrorKind::Connection,
        ErrorKind::Timeout,
        ErrorKind::Cancelled,
        ErrorKind::Panic,
        ErrorKind::OutOfMemory,
        ErrorKind::InvalidHandle,
        ErrorKind::Unsupported,
        ErrorKind::Sandbox,
        ErrorKind::WebhookMissingHeader,
        ErrorKind::WebhookStale,
        ErrorKind::WebhookFuture,
        ErrorKind::WebhookBadSignature,
        ErrorKind::WebhookMalformed,
    ];

    /// The number of this kind in the C ABI (`CodatStatus`).
    pub fn status(self) -> i32 {
        self as i32
    }

    /// Whether a call that failed so may succeed later; [`Details::retryable`] is about one failure.
    fn is_retryable(self) -> bool {
        matches!(
            self,
            ErrorKind::RateLimited | ErrorKind::Connection | ErrorKind::Timeout
        )
    }

    /// Its name in response JSON, such as `not_found`.
    pub(crate) fn name(self) -> String {
        // A variant without data is a string.
        serde_json::to_value(self)
            .ok()
            .and_then(|name| name.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// The kind that an HTTP status other than success stands for.
    pub(crate) fn of_http_status(status: u16) -> ErrorKind {
        match status {
            401 => ErrorKind::Unauthorized,
            402 => ErrorKind::PaymentRequired,
            403 => ErrorKind::Forbidden,
            404 => ErrorKind::NotFound,
            408 => ErrorKind::Timeout,
            409 => ErrorKind::Conflict,
            422 => ErrorKind::Unprocessable,
            429 => ErrorKind::RateLimited,
            400..=499 => ErrorKind::BadRequest,
            500..=599 => ErrorKind::Server,
            _ => ErrorKind::UnexpectedResponse,
        }
    }
}

/// A failed call.
///
/// Everything known about it is in [`Details`], which this dereferences to. Secrets never appear in it.
#[derive(Debug)]
pub struct Error(Box<Details>);

/// Everything that is known about a failure; serialized as `error` in response JSON.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Details {
    /// What kind of failure this is.
    pub kind: ErrorKind,
    /// What happened, for people.
    pub message: String,
    /// The operation that was called, such as `companies.create`; absent outside of calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<&'static str>,
    /// The field of the input or configuration that was refused, such as `name` or `tags.region`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The HTTP status of the response, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// The service's identifier of this failure: quote it to support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// The service's machine-readable code of the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detailed_error_code: Option<i64>,
    /// The service's validation errors and warnings, as it sent them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation: Option<Value>,
    /// Whether the library itself would have repeated the request if it had had retries and time left. A failure outside
    /// of a request is retryable if its kind is `RateLimited`, `Connection` or `Timeout`.
    pub retryable: bool,
    /// Whether the service may have done the work although the call failed. Repeat such a POST or PATCH only with
    /// [`idempotency_key`](Self::idempotency_key). DELETE and PUT have no key: repeat a PUT as it was, and after a
    /// repeated DELETE take `NotFound` for done.
    pub outcome_unknown: bool,
    /// The key to repeat the call with; present if the outcome is unknown and the operation has a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// What to do about an unknown outcome, for people; present if the outcome is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<&'static str>,
    /// How long to wait before the next request, as the service demands, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// The first 2 KiB of the response's body, with the client's `Authorization` value replaced by `***`. It is for people
    /// who look into a failure, and may hold what the service knows of customers: it is in no message and no log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_body: Option<String>,
    /// What is known about the call itself.
    #[serde(skip)]
    pub meta: Meta,
}

impl Error {
    /// A failure of this kind, with nothing else known yet.
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error(Box::new(Details {
            kind,
            message: message.into(),
            operation: None,
            member: None,
            http_status: None,
            correlation_id: None,
            detailed_error_code: None,
            validation: None,
            retryable: kind.is_retryable(),
            outcome_unknown: false,
            idempotency_key: None,
            advice: None,
            retry_after_ms: None,
            response_body: None,
            meta: Meta::default(),
        }))
    }

    /// A refused field of the input or the configuration; the message starts with the field's name.
    pub(crate) fn invalid_member(member: impl Into<String>, expected: impl std::fmt::Display) -> Error {
        let member = member.into();
        let mut error = Error::new(ErrorKind::InvalidArgument, format!("{member}: {expected}"));
        error.member = Some(member);
        error
    }

    /// Refused input without a single invalid field.
    pub(crate) fn invalid(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::InvalidArgument, message)
    }

    /// A call that was cancelled.
    pub(crate) fn cancelled() -> Error {
        Error::new(ErrorKind::Cancelled, "the call was cancelled")
    }

    /// This error as the complete response JSON that the C ABI returns: `{"error":…,"meta":…}`.
    pub fn to_document(&self) -> String {
        #[derive(Serialize)]
        struct Document<'a> {
            error: &'a Details,
            meta: &'a Meta,
        }
        let document = Document {
            error: &self.0,
            meta: &self.meta,
        };
        // Plain data always serializes; an empty object is still valid JSON.
        serde_json::to_string(&document).unwrap_or_else(|_| "{}".into())
    }
}

impl Serialize for Error {
    /// As `error` in response JSON.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl std::ops::Deref for Error {
    type Target = Details;
    fn deref(&self) -> &Details {
        &self.0
    }
}

impl std::ops::DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(operation) = self.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(id) = &self.correlation_id {
            write!(f, " (correlation id {id})")?;
        }
        if let Some(advice) = self.advice {
            write!(f, "; {advice}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
