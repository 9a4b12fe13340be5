//! Reading the service's answers: success or failure, and never taking one thing for another.

use serde::de::IgnoredAny;
use serde::Deserialize;
use serde_json::Value;
use ureq::http::header::{HeaderName, CONTENT_TYPE};

use crate::answer::RateLimit;
use crate::error::{Error, ErrorKind, Result};
use crate::operations::{AnswerKind, Operation};
use crate::transport::retry::retry_after;
use crate::transport::Response;

/// What the answer's headers tell about the quota.
pub(crate) fn rate_limit(response: &Response) -> Option<RateLimit> {
    const LIMIT: HeaderName = HeaderName::from_static("x-rate-limit-limit");
    const REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");
    const RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");
    let number = |name| response.header(name).and_then(|text| text.trim().parse().ok());
    let rate_limit = RateLimit {
        limit: number(LIMIT),
        remaining: number(REMAINING),
        reset: response.header(RESET).map(str::to_owned),
    };
    (rate_limit != RateLimit::default()).then_some(rate_limit)
}

/// Turns a response into an answer's buffer, or the error that it is.
pub(crate) fn read(operation: &Operation, response: Response) -> Result<Vec<u8>> {
    if !(200..300).contains(&response.status) {
        return Err(read_failure(&response));
    }
    match operation.answer {
        AnswerKind::Nothing => {
            let mut buffer = response.buffer;
            buffer.truncate(crate::answer::PREFIX.len());
            Ok(buffer)
        }
        AnswerKind::Object => {
            check_object(&response)?;
            Ok(response.buffer)
        }
    }
}

fn check_object(response: &Response) -> Result<()> {
    let unexpected = |what: String| {
        let message = format!("the service answered {} with {what}", response.status);
        Err(Error::new(ErrorKind::UnexpectedResponse, message))
    };
    let body = response.body();
    if body.is_empty() {
        return unexpected("an empty body where a JSON object was expected".into());
    }
    if let Some(other) = response.header(CONTENT_TYPE).filter(|kind| !is_json(kind)) {
        return unexpected(format!(
            "{} where JSON was expected ({} bytes)",
            printable(other),
            body.len()
        ));
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return unexpected(format!("{} bytes that are not UTF-8", body.len()));
    };
    if let Err(e) = serde_json::from_str::<IgnoredAny>(text) {
        return unexpected(format!("{} bytes that are not valid JSON: {e}", body.len()));
    }
    if !text.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('{') {
        return unexpected("JSON that is not an object".into());
    }
    Ok(())
}

/// The service's error body; everything in it may be missing.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ErrorBody {
    error: Option<Value>,
    correlation_id: Option<Value>,
    detailed_error_code: Option<Value>,
    validation: Option<Value>,
}

/// Whether a failure is told by the service itself, and not by a proxy before it.
pub(crate) fn is_the_services(response: &Response) -> bool {
    let body: Option<ErrorBody> = serde_json::from_slice(response.body()).ok();
    body.is_some_and(|body| body.correlation_id.is_some() || body.error.is_some())
}

/// The error that an answer other than success is.
pub(crate) fn read_failure(response: &Response) -> Error {
    let kind = ErrorKind::of_http_status(response.status);
    let body: Option<ErrorBody> = serde_json::from_slice(response.body()).ok();
    let message = match &body {
        Some(ErrorBody {
            error: Some(Value::String(text)),
            ..
        }) if !text.is_empty() => text.clone(),
        _ if (300..400).contains(&response.status) => {
            format!(
                "the service answered {}, a redirect, which is not followed",
                response.status
            )
        }
        _ => {
            let content = response
                .header(CONTENT_TYPE)
                .map_or("no content type".into(), printable);
            let length = response.body().len();
            format!(
                "the service answered {} with {content} ({length} bytes)",
                response.status
            )
        }
    };
    let body = body.unwrap_or_default();
    let mut error = Error::new(kind, message);
    error.http_status = Some(response.status);
    error.correlation_id = body.correlation_id.and_then(|id| id.as_str().map(str::to_owned));
    error.detailed_error_code = body.detailed_error_code.and_then(|code| code.as_i64());
    error.validation = body.validation.filter(|validation| !validation.is_null());
    error.retry_after_ms = retry_after(response).map(|pause| pause.as_millis() as u64);
    error
}

/// `application/json`, `text/json` or anything ending in `+json`, whatever its parameters.
fn is_json(content_type: &str) -> bool {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    matches!(essence.as_str(), "application/json" | "text/json") || essence.ends_with("+json")
}

/// A header's value for a message: short, and on one line.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}
