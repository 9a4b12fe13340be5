//! Reading successes: what is taken for the result of an operation, and what is not.

use serde_json::Value;
use ureq::http::header::{HeaderName, CONTENT_ENCODING, CONTENT_TYPE};

use crate::answer::PREFIX;
use crate::error::{Error, ErrorKind, Result};
use crate::json::Checked;
use crate::meta::RateLimit;
use crate::operations::{AnswerKind, Echo, Operation, REFRESH_GET_DATA_STATUS};
use crate::secret::Redactor;
use crate::transport::Response;
use crate::{json, refusal};

/// Some programs on Windows begin UTF-8 with it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What the response's headers say about the quota.
pub(crate) fn rate_limit(response: &Response, redactor: &Redactor) -> Option<RateLimit> {
    const LIMIT: HeaderName = HeaderName::from_static("x-rate-limit-limit");
    const REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");
    const RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");
    let number = |name| response.header(name).and_then(|text| text.trim().parse().ok());
    let rate_limit = RateLimit {
        limit: number(LIMIT),
        remaining: number(REMAINING),
        reset: response
            .header(RESET)
            .map(|reset| refusal::words(&redactor.apply(reset), 64)),
    };
    (rate_limit != RateLimit::default()).then_some(rate_limit)
}

/// A success as it goes to the caller.
pub(crate) struct Success {
    /// [`PREFIX`], then the body.
    pub buffer: Vec<u8>,
    /// The value of the field that identifies the result, if the operation requires one.
    pub identifier: Option<String>,
    /// The field that says that it belongs to another request.
    pub contradiction: Option<&'static str>,
}

/// Takes a response for a success, or says what is wrong with it.
pub(crate) fn read(
    operation: &Operation,
    response: Response,
    echoed: &[(&'static Echo, String)],
    redactor: &Redactor,
) -> Result<Success> {
    let is_nothing = match operation.answer {
        AnswerKind::Nothing => true,
        AnswerKind::Any => is_empty(&response),
        AnswerKind::Object => false,
    };
    let checked = match operation.answer {
        _ if is_nothing => check_nothing(&response).map(|()| Checked::default()),
        AnswerKind::Any => check_any(&response).map(|()| Checked::default()),
        AnswerKind::Object | AnswerKind::Nothing => check_object(operation, &response, echoed),
    };
    let checked = checked.map_err(|what| {
        let message = format!("the service responded {} with {what}", response.status);
        let message = refusal::words(&redactor.apply(&message), 300);
        let mut error = Error::new(ErrorKind::UnexpectedResponse, message);
        error.response_body = refusal::excerpt(response.body(), redactor);
        error
    })?;
    let mut buffer = response.buffer;
    if is_nothing {
        buffer.truncate(PREFIX.len());
    } else if buffer[PREFIX.len()..].starts_with(BYTE_ORDER_MARK) {
        buffer.drain(PREFIX.len()..PREFIX.len() + BYTE_ORDER_MARK.len());
    }
    Ok(Success {
        buffer,
        identifier: checked.identifier,
        contradiction: checked.contradiction,
    })
}

/// A success without a result has no body, or JSON that is not an error. Nothing in it says which request it belongs to, so
/// no data may follow.
fn check_nothing(response: &Response) -> std::result::Result<(), String> {
    if response.followed {
        return Err("no result, and more data followed: the response may belong to another request".into());
    }
    if is_empty(response) {
        return Ok(());
    }
    match serde_json::from_str(text(response.body().trim_ascii())?) {
        Ok(Value::Object(fields)) => {
            check_other(&fields, &["results"])?;
            match fields
                .iter()
                .find(|(name, value)| value.is_object() || value.is_array() || describes_resource(name))
            {
                Some((name, _)) => Err(not_of_this(name)),
                None => Ok(()),
            }
        }
        Ok(Value::Null | Value::Bool(true)) => Ok(()),
        Ok(_) => Err("a value where nothing was expected".into()),
        Err(_) => Err(format!("{}; expected no body", refusal::description(response))),
    }
}

/// Whether a field is one that results have: an ID, a name, a key, a URL, a token.
fn describes_resource(field: &str) -> bool {
    let ends = |(word, end)| field == word || field.ends_with(end);
    [
        ("id", "Id"),
        ("name", "Name"),
        ("key", "Key"),
        ("url", "Url"),
        ("token", "Token"),
    ]
    .into_iter()
    .any(ends)
}

fn is_empty(response: &Response) -> bool {
    response.status == 204 || response.body().trim_ascii().is_empty()
}

/// A success of which nothing is known is any JSON.
fn check_any(response: &Response) -> std::result::Result<(), String> {
    json::check_value(json_text(response)?)
}

fn check_object(
    operation: &Operation,
    response: &Response,
    echoed: &[(&'static Echo, String)],
) -> std::result::Result<Checked, String> {
    if response.body().is_empty() {
        return Err("an empty body; expected a JSON object".into());
    }
    let text = json_text(response)?;
    let checked = json::check_object(text, operation.requires, operation.resource, echoed)?;
    // What requires nothing could also be an error, or the result of another operation.
    if operation.requires.is_empty() {
        let fields = serde_json::from_str(text).unwrap_or_default();
        check_other(&fields, &["id", "key", "name", "results", "accessToken"])?;
        check_kind(operation, &fields)?;
    }
    Ok(checked)
}

/// The text of a body that is said to be JSON.
fn json_text(response: &Response) -> std::result::Result<&str, String> {
    let body = response.body();
    if response.header(CONTENT_TYPE).is_some_and(|kind| !is_json(kind)) {
        return Err(format!("{}; expected JSON", refusal::description(response)));
    }
    if response.headers.contains_key(CONTENT_ENCODING) && std::str::from_utf8(body).is_err() {
        return Err(refusal::description(response));
    }
    text(body)
}

/// The text of a body, without its byte order mark.
fn text(body: &[u8]) -> std::result::Result<&str, String> {
    let text = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    std::str::from_utf8(text).map_err(|_| format!("{} bytes that are not UTF-8", body.len()))
}

/// An object of which nothing is known is no error, and has no field of other operations' results.
fn check_other(fields: &serde_json::Map<String, Value>, others: &[&str]) -> std::result::Result<(), String> {
    if fields.get("error").is_some_and(|error| !error.is_null()) {
        return Err("an error".into());
    }
    match others.iter().find(|name| fields.contains_key(**name)) {
        Some(name) => Err(not_of_this(name)),
        None => Ok(()),
    }
}

/// What a data status has are objects, and a branding has none of a data type.
fn check_kind(
    operation: &Operation,
    fields: &serde_json::Map<String, Value>,
) -> std::result::Result<(), String> {
    let is_status = std::ptr::eq(operation, &REFRESH_GET_DATA_STATUS);
    let is_foreign = |value: &Value| match value {
        Value::Object(inner) => !is_status && inner.contains_key("dataType"),
        other => is_status && !other.is_null(),
    };
    match fields.iter().find(|(_, value)| is_foreign(value)) {
        Some((name, _)) => Err(not_of_this(name)),
        None => Ok(()),
    }
}

fn not_of_this(name: &str) -> String {
    format!("{name}, which this operation's result does not have: the response belongs to another request")
}

/// `application/json`, `text/json` or anything ending in `+json`, with any parameters.
fn is_json(content_type: &str) -> bool {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    matches!(essence.as_str(), "application/json" | "text/json") || essence.ends_with("+json")
}
