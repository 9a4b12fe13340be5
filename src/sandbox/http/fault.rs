//! Faults: what a test can make go wrong, how it requests that, and which request a fault strikes.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::http::{header, HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Deserialize;
use serde_json::{json, Map, Value};

use super::wire::Delivery;
use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::input;

/// One fault in the queue.
#[derive(Debug, Clone)]
pub struct Fault {
    strikes: Strikes,
    pub effect: Effect,
}

/// Which requests a fault strikes, how often, when, how late, and whether the idempotency cache stores the response.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Strikes {
    method: Option<String>,
    path: Option<String>,
    #[serde(default = "once")]
    times: u32,
    #[serde(default)]
    when: When,
    #[serde(default)]
    delay_ms: u64,
    #[serde(default)]
    cached: bool,
}

fn once() -> u32 {
    1
}

fn split_pause() -> u64 {
    50
}

/// Before the work is done, or after it is done and committed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum When {
    #[default]
    Before,
    After,
}

/// The response that the client receives.
#[derive(Debug, Clone, Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Effect {
    /// The service's response, late.
    Delay {},
    /// A response that the test chooses.
    Status {
        status: u16,
        #[serde(default)]
        headers: BTreeMap<String, String>,
        body: Option<Value>,
        content_type: Option<String>,
    },
    /// No response: the connection is closed.
    Cut {},
    /// Invalid JSON with the content type of JSON.
    Garbage {},
    /// A proxy's error page.
    Html {},
    /// 200 without a body.
    Empty {},
    /// Half of the service's response, then the connection is closed.
    Truncate {},
    /// The service's response twice, the second time `pauseMs` later, as if it were the next request's.
    Duplicate {
        #[serde(default)]
        pause_ms: u64,
    },
    /// The service's response in two pieces: `at` bytes of it, by default half of them, and the rest `pauseMs` later.
    Split {
        at: Option<usize>,
        #[serde(default = "split_pause")]
        pause_ms: u64,
    },
    /// A very long response, generated while it is sent.
    Flood {
        bytes: u64,
        #[serde(default)]
        announce: bool,
    },
}

const EFFECTS: &str = "delay, status, cut, garbage, html, empty, truncate, duplicate, split, flood";
const HTML: &str = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>\
    <body><h1>502 Bad Gateway</h1></body></html>\n";
const GARBAGE: &[u8] = b"\x00\xffthis is not JSON{{{";

impl Fault {
    /// A fault from its description, checked whole, so that it cannot fail when it strikes.
    pub fn parse(value: Value) -> Result<Fault, String> {
        let Value::Object(mut members) = value else {
            return Err("expected an object".to_owned());
        };
        let delayed = members.contains_key("delayMs");
        let effect = match members.remove("effect") {
            Some(Value::String(effect)) => effect,
            _ => return Err(format!("effect: expected one of {EFFECTS}")),
        };
        let common = ["method", "path", "times", "when", "delayMs", "cached"];
        let (common, own): (Map<_, _>, Map<_, _>) = members
            .into_iter()
            .partition(|(name, _)| common.contains(&name.as_str()));
        let strikes: Strikes =
            input::from_value(Value::Object(common)).map_err(|problem| problem.to_string())?;
        let tagged = Value::Object(Map::from_iter([(effect.clone(), Value::Object(own))]));
        let effect: Effect = input::from_value(tagged).map_err(|problem| {
            problem
                .to_string()
                .replacen(&format!("{effect}."), "", 1)
                .replacen("variant", "effect", 1)
        })?;
        let mut fault = Fault { strikes, effect };
        fault.check(delayed)?;
        fault.speak_as_a_proxy();
        Ok(fault)
    }

    fn check(&self, delayed: bool) -> Result<(), String> {
        if self.strikes.times == 0 {
            return Err("times: expected at least 1".to_owned());
        }
        if let Some(path) = &self.strikes.path {
            if !path.starts_with('/') {
                return Err("path: expected a path that begins with /".to_owned());
            }
        }
        if let Some(method) = &self.strikes.method {
            Method::from_bytes(method.as_bytes()).map_err(|_| "method: not an HTTP method".to_owned())?;
        }
        if matches!(self.effect, Effect::Delay {}) && !delayed {
            return Err("delayMs: is required".to_owned());
        }
        if self.strikes.cached && self.effect.substitute().is_none() {
            return Err("cached: goes with status, garbage, html and empty only".to_owned());
        }
        let is_limit = matches!(self.effect, Effect::Status { status: 429, .. });
        if is_limit && self.strikes.cached && self.strikes.when == When::After {
            return Err("cached: the service does no work that it refuses with 429".to_owned());
        }
        self.effect.check()
    }

    /// The service does not refuse work that it did: without a given body, the error has the form of a proxy's.
    fn speak_as_a_proxy(&mut self) {
        if self.strikes.cached || self.strikes.when == When::Before {
            return;
        }
        if let Effect::Status { status, body, .. } = &mut self.effect {
            if *status >= 400 && body.is_none() {
                *body = Some(json!({"message": "the proxy lost the response"}));
            }
        }
    }

    fn strikes(&self, method: &Method, path: &str) -> bool {
        let same_method = |wanted: &String| wanted.eq_ignore_ascii_case(method.as_str());
        self.strikes.method.as_ref().is_none_or(same_method)
            && self
                .strikes
                .path
                .as_ref()
                .is_none_or(|pattern| path_matches(pattern, path))
    }

    pub fn when(&self) -> When {
        self.strikes.when
    }

    pub fn delay(&self) -> Duration {
        Duration::from_millis(self.strikes.delay_ms)
    }

    /// Whether the service itself does this, rather than a proxy in front of it.
    pub fn is_the_services_own(&self) -> bool {
        self.strikes.cached || (matches!(self.effect, Effect::Delay {}) && self.strikes.when == When::Before)
    }
}

impl Effect {
    pub fn name(&self) -> &'static str {
        match self {
            Effect::Delay {} => "delay",
            Effect::Status { .. } => "status",
            Effect::Cut {} => "cut",
            Effect::Garbage {} => "garbage",
            Effect::Html {} => "html",
            Effect::Empty {} => "empty",
            Effect::Truncate {} => "truncate",
            Effect::Duplicate { .. } => "duplicate",
            Effect::Split { .. } => "split",
            Effect::Flood { .. } => "flood",
        }
    }

    /// Whether the client receives the service's response, or a part of it.
    pub fn needs_the_answer(&self) -> bool {
        matches!(self, Effect::Delay {} | Effect::Truncate {}) || self.delivery().is_some()
    }

    /// How the bytes of the response are sent, for the effects that change that.
    pub fn delivery(&self) -> Option<Delivery> {
        match *self {
            Effect::Duplicate { pause_ms } => Some(Delivery::Twice(Duration::from_millis(pause_ms))),
            Effect::Split { at, pause_ms } => Some(Delivery::Split(at, Duration::from_millis(pause_ms))),
            _ => None,
        }
    }

    /// The response that is sent instead of the service's, for the effects that have one.
    pub fn substitute(&self) -> Option<Answer> {
        const JSON: HeaderValue = HeaderValue::from_static("application/json");
        match self {
            Effect::Status { .. } => self.status_answer().ok(),
            Effect::Garbage {} => Some(Answer::text(StatusCode::OK, JSON, GARBAGE)),
            Effect::Html {} => Some(Answer::text(
                StatusCode::BAD_GATEWAY,
                HeaderValue::from_static("text/html"),
                HTML,
            )),
            Effect::Empty {} => Some(Answer::empty(StatusCode::OK)),
            Effect::Delay {}
            | Effect::Cut {}
            | Effect::Truncate {}
            | Effect::Duplicate { .. }
            | Effect::Split { .. }
            | Effect::Flood { .. } => None,
        }
    }

    fn check(&self) -> Result<(), String> {
        match self {
            Effect::Status { .. } => self.status_answer().map(|_| ()),
            _ => Ok(()),
        }
    }

    fn status_answer(&self) -> Result<Answer, String> {
        let Effect::Status {
            status,
            headers,
            body,
            content_type,
        } = self
        else {
            return Err("effect: expected status".to_owned());
        };
        let status = StatusCode::from_u16(*status)
            .ok()
            .filter(|status| (200..600).contains(&status.as_u16()))
            .ok_or("status: expected 200 to 599")?;
        let mut answer = match body {
            // Without a body, an error has the form of the service's errors.
            None if status.as_u16() >= 400 => {
                Failure::new(status, status.canonical_reason().unwrap_or("Error")).into()
            }
            None => Answer::empty(status),
            Some(Value::String(text)) => Answer {
                body: text.clone().into(),
                ..Answer::empty(status)
            },
            Some(json) => Answer {
                body: json.to_string().into(),
                ..Answer::empty(status)
            },
        };
        if body.is_some() || content_type.is_some() {
            let content_type = content_type.as_deref().unwrap_or("application/json");
            let value = HeaderValue::from_str(content_type).map_err(|_| "contentType: not a header value")?;
            answer.headers.insert(header::CONTENT_TYPE, value);
        }
        add_headers(&mut answer.headers, headers)?;
        Ok(answer)
    }
}

fn add_headers(answer: &mut HeaderMap, headers: &BTreeMap<String, String>) -> Result<(), String> {
    for (name, value) in headers {
        let problem = |what| format!("headers.{name}: {what}");
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| problem("not a header name"))?;
        // These headers say where the response ends: only the server sets them.
        if [
            header::CONTENT_LENGTH,
            header::TRANSFER_ENCODING,
            header::CONNECTION,
        ]
        .contains(&header)
        {
            return Err(problem("cannot be chosen"));
        }
        let value = HeaderValue::from_str(value).map_err(|_| problem("not a header value"))?;
        answer.insert(header, value);
    }
    Ok(())
}

/// A segment in braces stands for any one segment.
fn path_matches(pattern: &str, path: &str) -> bool {
    let wild = |segment: &str| segment.starts_with('{') && segment.ends_with('}');
    let mut segments = path.split('/');
    pattern.split('/').all(|wanted| {
        segments
            .next()
            .is_some_and(|segment| wild(wanted) || wanted == segment)
    }) && segments.next().is_none()
}

/// The faults that wait for a request.
#[derive(Default)]
pub struct Queue(Vec<Fault>);

impl Queue {
    pub fn add(&mut self, faults: Vec<Fault>) {
        self.0.extend(faults);
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The number of requests that the faults will still strike.
    pub fn waiting(&self) -> u64 {
        self.0.iter().map(|fault| u64::from(fault.strikes.times)).sum()
    }

    /// The first fault that strikes a request; its count is reduced by one.
    pub fn strike(&mut self, method: &Method, path: &str) -> Option<Fault> {
        let position = self.0.iter().position(|fault| fault.strikes(method, path))?;
        let fault = &mut self.0[position];
        if fault.strikes.times == 1 {
            return Some(self.0.remove(position));
        }
        fault.strikes.times -= 1;
        Some(fault.clone())
    }
}
