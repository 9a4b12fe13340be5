//! Checks what the service sends of its own accord: webhooks, signed as [Standard Webhooks] are.
//!
//! ```
//! use codat::webhook::{verify, Options};
//!
//! # let options = Options { now: Some(1614265330), ..Options::default() };
//! # let secrets = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
//! let headers = [
//!     ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
//!     ("webhook-timestamp", "1614265330"),
//!     ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
//! ];
//! let event = verify(secrets, headers, br#"{"test": 2432232314}"#, &options)?;
//! assert_eq!(event.body(), r#"{"test": 2432232314}"#);
//! # Ok::<(), codat::Error>(())
//! ```
//!
//! [Standard Webhooks]: https://www.standardwebhooks.com

use std::time::{SystemTime, UNIX_EPOCH};

use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::prelude::{Engine, BASE64_STANDARD};
use ring::hmac;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::input;
use crate::operations::Kind;

/// How strictly the age of an event is judged; as JSON in camel case, unknown members refused.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Options {
    /// How far the event's time may be from `now`, in seconds, to either side. Default: 300.
    pub tolerance_seconds: Option<u32>,
    /// What time it is, in Unix seconds. Default: the system's time.
    pub now: Option<i64>,
}

const SETTINGS: &[(&str, Kind)] = &[
    (
        "toleranceSeconds",
        Kind::Integer {
            min: 0,
            max: u32::MAX as i64,
        },
    ),
    (
        "now",
        Kind::Integer {
            min: 0,
            max: i64::MAX,
        },
    ),
];

impl Options {
    /// Reads options from a JSON object.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`], naming the member and what was expected.
    pub fn from_json(json: &str) -> Result<Options> {
        input::read_settings(json, "the options", SETTINGS)
    }
}

/// An event that the service did send.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Event {
    /// Its identifier: an event that is delivered again has the same.
    pub id: String,
    /// When it was sent, in Unix seconds.
    pub timestamp: i64,
    /// What happened, such as `read.completed`; `None` where the body does not say.
    pub event_type: Option<String>,
    /// The body.
    body: Box<RawValue>,
}

impl Event {
    /// The body, untouched: a JSON object.
    pub fn body(&self) -> &str {
        self.body.get()
    }

    /// Decodes the body, into a [`WebhookBody`](crate::models::WebhookBody) most likely.
    ///
    /// # Errors
    /// [`ErrorKind::WebhookMalformed`] where it does not fit `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(self.body())
            .map_err(|e| malformed(format!("the body does not fit its model: {e}")))
    }
}

/// Checks that an event comes from the service, and is of now.
///
/// - `secrets`: the consumer's secret, with or without its prefix `whsec_`; while it is being changed the old
///   and the new one, with a space between.
/// - `headers`: the request's headers, in any case and order; those beginning with `webhook-` are used, else
///   those with `svix-`.
/// - `body`: the request's body as it arrived, byte for byte.
///
/// # Errors
/// [`InvalidArgument`](ErrorKind::InvalidArgument) for a secret that is none, and the kinds that begin with
/// `Webhook`. Nothing that an event with an error holds is to be trusted.
pub fn verify<N: AsRef<str>, V: AsRef<[u8]>>(
    secrets: &str,
    headers: impl IntoIterator<Item = (N, V)>,
    body: &[u8],
    options: &Options,
) -> Result<Event> {
    let keys = keys(secrets)?;
    let Headers {
        id,
        timestamp,
        signature,
    } = Headers::find(headers)?;
    let seconds = seconds(&timestamp)?;
    let signatures = signatures(&signature)?;

    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
    let genuine = keys.iter().any(|key| {
        signatures
            .iter()
            // In constant time.
            .any(|signature| hmac::verify(key, &signed, signature).is_ok())
    });
    if !genuine {
        let message = "no signature fits: another secret, or the event was changed on its way";
        return Err(Error::new(ErrorKind::WebhookBadSignature, message));
    }

    let now = options.now.unwrap_or_else(unix_now);
    let tolerance = i64::from(options.tolerance_seconds.unwrap_or(300));
    if now.saturating_sub(seconds) > tolerance {
        let message = format!("the event was sent {} seconds ago", now.saturating_sub(seconds));
        return Err(Error::new(ErrorKind::WebhookStale, message));
    }
    if seconds.saturating_sub(now) > tolerance {
        let ahead = seconds.saturating_sub(now);
        let message = format!("the event's time is {ahead} seconds ahead of this machine's");
        return Err(Error::new(ErrorKind::WebhookFuture, message));
    }

    let body: &RawValue = serde_json::from_slice(body)
        .ok()
        .filter(|body: &&RawValue| body.get().starts_with('{'))
        .ok_or_else(|| malformed("the body is not a JSON object"))?;
    Ok(Event {
        id,
        timestamp: seconds,
        event_type: event_type(body),
        body: body.to_owned(),
    })
}

/// The headers in a JSON object: values are strings, or arrays of one string.
pub(crate) fn headers_from_json(json: &str) -> Result<Vec<(String, String)>> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Value {
        One(String),
        Several(Vec<String>),
    }
    let mut headers = Vec::new();
    for (name, raw) in input::members(json, "the headers")? {
        // Of no other header does it matter how it is written.
        if !Headers::is_one(&name) {
            continue;
        }
        let values = match serde_json::from_str(raw) {
            Ok(Value::One(value)) => vec![value],
            Ok(Value::Several(values)) => values,
            Err(_) => {
                let expected = "expected a string or an array of one string";
                return Err(Error::invalid_member(name.as_ref(), expected));
            }
        };
        headers.extend(values.into_iter().map(|value| (name.clone().into_owned(), value)));
    }
    Ok(headers)
}

/// The three headers that matter.
struct Headers {
    id: String,
    timestamp: String,
    signature: String,
}

const PREFIXES: [&str; 2] = ["webhook-", "svix-"];
const NAMES: [&str; 3] = ["id", "timestamp", "signature"];

impl Headers {
    /// Whether this is the name of one of them.
    fn is_one(name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        PREFIXES
            .iter()
            .filter_map(|prefix| name.strip_prefix(prefix))
            .any(|rest| NAMES.contains(&rest))
    }

    /// Finds them all under one prefix.
    fn find<N: AsRef<str>, V: AsRef<[u8]>>(headers: impl IntoIterator<Item = (N, V)>) -> Result<Headers> {
        let mut found: Vec<(String, String)> = Vec::new();
        for (name, value) in headers {
            let name = name.as_ref().to_ascii_lowercase();
            if !Headers::is_one(&name) {
                continue;
            }
            if found.iter().any(|(other, _)| *other == name) {
                return Err(malformed(format!("{name}: given twice")));
            }
            let Ok(value) = std::str::from_utf8(value.as_ref()) else {
                return Err(malformed(format!("{name}: expected UTF-8")));
            };
            found.push((name, value.trim().to_owned()));
        }
        let mut missing = None;
        for prefix in PREFIXES {
            let [id, timestamp, signature] = NAMES.map(|rest| {
                let name = format!("{prefix}{rest}");
                let value = found.iter().find(|(other, _)| *other == name);
                value
                    .map(|(_, value)| value.clone())
                    .filter(|value| !value.is_empty())
                    .ok_or(name)
            });
            match (id, timestamp, signature) {
                (Ok(id), Ok(timestamp), Ok(signature)) => {
                    return Ok(Headers {
                        id,
                        timestamp,
                        signature,
                    })
                }
                (Err(name), ..) | (_, Err(name), _) | (.., Err(name)) => {
                    missing.get_or_insert(name);
                }
            }
        }
        let message = format!("the header {} is missing", missing.unwrap_or_default());
        Err(Error::new(ErrorKind::WebhookMissingHeader, message))
    }
}

fn keys(secrets: &str) -> Result<Vec<hmac::Key>> {
    const ANY_PADDING: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    // The secret's text stays out of the message.
    let refuse = || {
        let expected = "expected Base64, with or without the prefix whsec_; several with spaces between";
        Error::invalid_member("secret", expected)
    };
    let keys: Vec<hmac::Key> = secrets
        .split_ascii_whitespace()
        .map(|secret| {
            let encoded = secret.strip_prefix("whsec_").unwrap_or(secret);
            match ANY_PADDING.decode(encoded).map(Zeroizing::new) {
                Ok(key) if !key.is_empty() => Ok(hmac::Key::new(hmac::HMAC_SHA256, &key)),
                _ => Err(refuse()),
            }
        })
        .collect::<Result<_>>()?;
    if keys.is_empty() {
        return Err(refuse());
    }
    Ok(keys)
}

fn seconds(timestamp: &str) -> Result<i64> {
    let refuse = || malformed("the timestamp is not in Unix seconds");
    if !timestamp.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(refuse());
    }
    timestamp.parse().map_err(|_| refuse())
}

/// The signatures of the version known here; others are left alone.
fn signatures(header: &str) -> Result<Vec<Vec<u8>>> {
    let encoded: Vec<&str> = header
        .split_ascii_whitespace()
        .filter_map(|part| part.strip_prefix("v1,"))
        .collect();
    if encoded.is_empty() {
        return Err(malformed("the signature header holds none of the version v1"));
    }
    // What is not Base64 fits nothing.
    Ok(encoded
        .iter()
        .filter_map(|part| BASE64_STANDARD.decode(part).ok())
        .collect())
}

fn event_type(body: &RawValue) -> Option<String> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Body {
        event_type: Option<String>,
        r#type: Option<String>,
    }
    let body: Body = serde_json::from_str(body.get()).unwrap_or_default();
    body.event_type.or(body.r#type)
}

fn unix_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

fn malformed(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::WebhookMalformed, message)
}

#[cfg(test)]
#[path = "webhook_tests.rs"]
mod tests;
