//! What a response other than a success says: in the service's own form, a gateway's, or as plain text.

use serde::de::DeserializeOwned;
use serde::Deserialize;
use serde_json::{Map, Value};
use ureq::http::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION};

use crate::error::{Error, ErrorKind};
use crate::named::{self, About, Asked};
use crate::secret::Redactor;
use crate::transport::retry::asked_pause;
use crate::transport::Response;

/// How much of a body an error carries, in bytes.
const EXCERPT: usize = 2048;
/// A longer body is nobody's error message.
const LONGEST_READ: usize = 1 << 20;
/// The most characters of somebody else's words in a message.
const LONGEST_WORDS: usize = 500;
/// The most characters of an identifier.
const LONGEST_ID: usize = 128;

/// An error body: the service's own, problem details (RFC 9457), or what gateways send. Everything may be missing.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Body {
    status_code: Option<Value>,
    error: Option<Value>,
    correlation_id: Option<Value>,
    detailed_error_code: Option<Value>,
    validation: Option<Value>,
    title: Option<Value>,
    detail: Option<Value>,
    message: Option<Value>,
    errors: Option<Value>,
    trace_id: Option<Value>,
}

/// The id with which the service finds a request in its logs.
pub(crate) fn correlation_id(response: &Response) -> Option<String> {
    match parse(response.body())?.correlation_id? {
        // A UUID in another spelling is the same.
        Value::String(id) => {
            Some(named::uuid(id.trim()).map_or_else(|| id.trim().to_owned(), |uuid| uuid.to_string()))
        }
        _ => None,
    }
}

/// Whether a refusal is provably the service's own response to this request, and not that of a gateway in front of it, nor
/// to another request.
pub(crate) fn is_the_services(response: &Response) -> bool {
    let is_text = |field: Option<Value>| {
        field
            .as_ref()
            .and_then(Value::as_str)
            .is_some_and(|text| !text.trim().is_empty())
    };
    // 407 is a proxy's, with any body.
    response.status != 407
        && !response.followed
        && parse(response.body()).is_some_and(|body| {
            let is_this = match body.status_code {
                None | Some(Value::Null) => true,
                // The OpenAPI example of a 402 says 429.
                Some(status) => status == response.status || response.status == 402 && status == 429,
            };
            is_this && is_text(body.correlation_id) && is_text(body.error)
        })
}

/// Whom a refusal of a request with this URL and body is about, by all its texts: then it may have refused another request.
pub(crate) fn about(response: &Response, url: &str, body: Option<&str>) -> About {
    let refusal = match (400..500).contains(&response.status) {
        true => parse_any(response.body()).unwrap_or_default(),
        false => Map::new(),
    };
    // A refusal may name itself.
    let own = refusal
        .get("correlationId")
        .and_then(Value::as_str)
        .map(str::trim);
    let own = own.filter(|id| named::uuid(id).is_some());
    let asked = Asked::of(url, body);
    let is_absent = response.status == 404;
    let mut found = About::Nobody;
    for text in texts(&refusal) {
        let text = own.map_or_else(|| text.clone(), |own| text.replace(own, ""));
        // The service refuses a key with 409 or 422.
        if response.status == 400 && text.to_ascii_lowercase().contains("idempotency") {
            return About::Others;
        }
        match asked.about(&text, is_absent) {
            About::Others => return About::Others,
            About::Request => found = About::Request,
            About::Nobody => {}
        }
    }
    found
}

/// The texts of a refusal, except those about itself; each after the name of its field, if that is not a text for people.
fn texts(refusal: &Map<String, Value>) -> Vec<String> {
    const ITSELF: [&str; 8] = [
        "canBeRetried",
        "correlationId",
        "requestId",
        "service",
        "title",
        "traceId",
        "type",
        "validatorName",
    ];
    fn read(field: &str, value: &Value, texts: &mut Vec<String>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| read(name, value, texts)),
            Value::Array(items) => items.iter().for_each(|item| read(field, item, texts)),
            Value::String(text) if !ITSELF.contains(&field) => texts.push(match field {
                "error" | "errors" | "message" | "detail" | "details" | "validation" | "warnings" => {
                    text.clone()
                }
                field => format!("{field}: {text}"),
            }),
            _ => {}
        }
    }
    let mut texts = Vec::new();
    refusal
        .iter()
        .for_each(|(name, value)| read(name, value, &mut texts));
    texts
}

/// Whether its error begins with this text.
pub(crate) fn says(response: &Response, text: &str) -> bool {
    let error = parse(response.body()).and_then(|body| body.error);
    error
        .as_ref()
        .and_then(Value::as_str)
        .is_some_and(|error| error.starts_with(text))
}

/// The error that a response other than a success is.
pub(crate) fn read(response: &Response, redactor: &Redactor) -> Error {
    let kind = match response.status {
        // Only the service knows what it has not.
        404 if !is_the_services(response) => ErrorKind::UnexpectedResponse,
        status => ErrorKind::of_http_status(status),
    };
    let body = parse(response.body());
    let told = match &body {
        Some(body) => body.message(),
        None => plain_text(response),
    };
    let message = match told {
        _ if (300..400).contains(&response.status) => redirect(response),
        Some(told) => told,
        None => format!(
            "the service responded {} with {}",
            response.status,
            description(response)
        ),
    };
    let body = body.unwrap_or_default();
    let mut message = words(&redactor.apply(&message), LONGEST_WORDS);
    if response.followed {
        message.push_str(" (more data followed the response, which may belong to another request)");
    }
    let mut error = Error::new(kind, message);
    error.http_status = Some(response.status);
    let id = body.correlation_id.or(body.trace_id);
    let id = id.as_ref().and_then(Value::as_str).filter(|id| !id.is_empty());
    error.correlation_id = id.map(|id| words(&redactor.apply(id), LONGEST_ID));
    error.detailed_error_code = body.detailed_error_code.and_then(|code| code.as_i64());
    error.validation = body
        .validation
        .or(body.errors)
        .filter(|validation| !validation.is_null())
        .map(|validation| redacted(validation, redactor));
    error.retry_after_ms = asked_pause(response).map(|pause| pause.as_millis() as u64);
    error.response_body = excerpt(response.body(), redactor);
    error
}

impl Body {
    /// What it says for people.
    fn message(&self) -> Option<String> {
        let text = |field: &Option<Value>| {
            let text = field.as_ref().and_then(Value::as_str).map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let inner = self
            .error
            .as_ref()
            .and_then(|error| error.get("message"))
            .cloned();
        let problem = || match (text(&self.title), text(&self.detail)) {
            (Some(title), Some(detail)) => Some(format!("{title}: {detail}")),
            (title, detail) => title.or(detail),
        };
        text(&self.error)
            .or_else(|| text(&inner))
            .or_else(|| text(&self.message))
            .or_else(problem)
    }
}

fn parse(body: &[u8]) -> Option<Body> {
    parse_any(body)
}

fn parse_any<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    if body.len() > LONGEST_READ {
        return None;
    }
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    // A struct can also be read from an array.
    let is_object = body.trim_ascii_start().starts_with(b"{");
    is_object.then(|| serde_json::from_slice(body).ok())?
}

/// A short plain text.
fn plain_text(response: &Response) -> Option<String> {
    let content_type = response.header(CONTENT_TYPE)?;
    let is_plain = content_type
        .trim_start()
        .to_ascii_lowercase()
        .starts_with("text/plain");
    let text = std::str::from_utf8(response.body()).ok()?.trim();
    (is_plain && !text.is_empty() && text.len() <= 4 * LONGEST_WORDS).then(|| text.to_owned())
}

fn redirect(response: &Response) -> String {
    let status = response.status;
    match response.header(LOCATION).filter(|location| !location.is_empty()) {
        Some(location) => {
            format!("the service responded {status}, a redirect to {location}, which is not followed")
        }
        None => format!("the service responded {status}, a redirect, which is not followed"),
    }
}

/// What came, for a message: its content type, encoding and length.
pub(crate) fn description(response: &Response) -> String {
    let content = match response.header(CONTENT_TYPE) {
        Some(kind) => words(kind, 60),
        None => "no content type".into(),
    };
    let encoding = match response.header(CONTENT_ENCODING) {
        Some(encoding) => format!(", encoded as {}, which was not requested", words(encoding, 20)),
        None => String::new(),
    };
    format!("{content} ({} bytes{encoding})", response.body().len())
}

/// The beginning of a body, for those who look into a failure.
pub(crate) fn excerpt(body: &[u8], redactor: &Redactor) -> Option<String> {
    if body.is_empty() {
        return None;
    }
    // A secret that the end of this piece cuts in two is cut off below.
    let margin = redactor.longest();
    let piece = &body[..body.len().min(EXCERPT + margin)];
    let mut text = redactor.apply(&String::from_utf8_lossy(piece)).into_owned();
    if piece.len() < body.len() {
        let whole = text.len().saturating_sub(margin);
        shorten(&mut text, whole);
    }
    shorten(&mut text, EXCERPT);
    Some(text)
}

/// Cuts a text to at most so many bytes.
fn shorten(text: &mut String, bytes: usize) {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
}

/// Somebody else's words on one line that cannot pass for another, and of bounded length.
pub(crate) fn words(text: &str, longest: usize) -> String {
    let is_unsafe = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut chars = text.chars().map(|c| if is_unsafe(c) { ' ' } else { c });
    let mut words: String = chars.by_ref().take(longest).collect();
    if chars.next().is_some() {
        words.push('…');
    }
    words
}

fn redacted(mut value: Value, redactor: &Redactor) -> Value {
    match &mut value {
        Value::String(text) => *text = redactor.apply(text).into_owned(),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| *item = redacted(item.take(), redactor)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|field| *field = redacted(field.take(), redactor)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    value
}

#[cfg(test)]
#[path = "refusal_tests.rs"]
mod tests;
