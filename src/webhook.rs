//! Checks the webhooks that the service sends, signed as [Standard Webhooks] are.
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

use std::hint::black_box;
use std::ops::RangeInclusive;
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
use crate::json;
use crate::operations::Kind;

/// How strictly the age of an event is judged; as JSON in camel case, unknown fields refused.
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
    /// [`ErrorKind::InvalidArgument`], naming the invalid field and what was expected.
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
    /// What happened, such as `read.completed`; `None` if the body does not say.
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
    /// [`ErrorKind::WebhookMalformed`] if it does not fit `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(self.body())
            .map_err(|e| malformed(format!("the body does not fit its model: {e}")))
    }
}

/// Checks that an event comes from the service, and is recent.
///
/// - `secrets`: the consumer's secret, with or without its prefix `whsec_`: 24 bytes in Base64, at most 512. While it is
///   being changed the old and the new one, with a space between.
/// - `headers`: the request's headers, in any case and order; those beginning with `webhook-` are used, else
///   those with `svix-`. A header may be given several times: then all must have the same value, but signatures are
///   collected. Each has at most 4 KiB.
/// - `body`: the request's body as it arrived, byte for byte.
///
/// It costs one HMAC of the body for each secret, however many signatures there are; the first 10 of the version `v1` are
/// considered, with spaces or commas between.
///
/// # Errors
/// [`InvalidArgument`](ErrorKind::InvalidArgument) for an invalid secret, and the kinds that begin with
/// `Webhook`. A body fails with [`WebhookMalformed`](ErrorKind::WebhookMalformed) if it is no JSON object, is nested deeper
/// than 127 levels, or holds a number beyond a double or half of a surrogate pair. Nothing that an event with an error holds
/// is to be trusted.
pub fn verify<N: AsRef<str>, V: AsRef<[u8]>>(
    secrets: &str,
    headers: impl IntoIterator<Item = (N, V)>,
    body: &[u8],
    options: &Options,
) -> Result<Event> {
    let keys = keys(secrets)?;
    let headers = Headers::find(headers)?;
    let seconds = seconds(&headers.timestamp)?;
    let signatures = signatures(&headers.signature)?;
    if !is_genuine(&keys, &headers, body, &signatures) {
        let message = "no signature fits: another secret, or the event was changed in transit";
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

    let text = std::str::from_utf8(body).map_err(|_| malformed("the body is not UTF-8"))?;
    // Signed with the rest, and no part of the JSON.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    json::check_object(text, &[], None, &[]).map_err(|what| malformed(format!("the body is {what}")))?;
    let body: &RawValue = serde_json::from_str(text).map_err(|e| malformed(format!("the body: {e}")))?;
    Ok(Event {
        id: headers.id,
        timestamp: seconds,
        event_type: event_type(body),
        body: body.to_owned(),
    })
}

/// The headers in a JSON object: values are strings, or arrays of strings.
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
                let expected = "expected a string or an array of strings";
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
const SIGNATURE: usize = 2;
/// The most bytes of a header, as it is and joined.
const LONGEST_HEADER: usize = 4096;

impl Headers {
    /// Whether this is the name of one of them.
    fn is_one(name: &str) -> bool {
        Headers::place(name).is_some()
    }

    /// Which prefix and which name this consists of.
    fn place(name: &str) -> Option<(usize, usize)> {
        let is =
            |wanted: &str, part: Option<&str>| part.is_some_and(|part| part.eq_ignore_ascii_case(wanted));
        PREFIXES.iter().enumerate().find_map(|(prefix, text)| {
            let rest = name
                .get(text.len()..)
                .filter(|_| is(text, name.get(..text.len())));
            let found = NAMES.iter().position(|wanted| is(wanted, rest));
            found.map(|found| (prefix, found))
        })
    }

    /// Finds them all under one prefix.
    fn find<N: AsRef<str>, V: AsRef<[u8]>>(headers: impl IntoIterator<Item = (N, V)>) -> Result<Headers> {
        let mut found = [const { [const { String::new() }; NAMES.len()] }; PREFIXES.len()];
        for (name, value) in headers {
            let Some((prefix, place)) = Headers::place(name.as_ref()) else {
                continue;
            };
            let (present, value) = (&mut found[prefix][place], value.as_ref());
            let refuse = |what: &str| Err(malformed(format!("{}{}: {what}", PREFIXES[prefix], NAMES[place])));
            if present.len() + value.len() >= LONGEST_HEADER {
                return refuse("longer than 4 KiB");
            }
            let Ok(value) = std::str::from_utf8(value) else {
                return refuse("expected UTF-8");
            };
            let value = match place {
                SIGNATURE => value.trim(),
                _ => once(value),
            };
            if present.is_empty() {
                present.push_str(value);
            } else if place == SIGNATURE {
                present.extend([",", value]);
            } else if *present != value {
                return refuse("given twice, with different values");
            }
        }
        let is_whole = |of: &[String; NAMES.len()]| of.iter().all(|value| !value.is_empty());
        if let Some([id, timestamp, signature]) = found.iter().find(|of| is_whole(of)).cloned() {
            return Ok(Headers {
                id,
                timestamp,
                signature,
            });
        }
        let missing = NAMES.iter().zip(&found[0]).find(|(_, value)| value.is_empty());
        let name = missing.map_or("", |(name, _)| name);
        let message = format!("the header {}{name} is missing", PREFIXES[0]);
        Err(Error::new(ErrorKind::WebhookMissingHeader, message))
    }
}

/// A header's value; that of one which was sent several times with the same value and then joined with commas.
fn once(value: &str) -> &str {
    let mut values = value.split(',').map(str::trim);
    match values.next() {
        Some(first) if values.all(|other| other == first) => first,
        _ => value.trim(),
    }
}

/// Standard Webhooks demands 24 to 64 bytes; longer ones do no harm.
const SECRET_LENGTHS: RangeInclusive<usize> = 24..=512;

fn keys(secrets: &str) -> Result<Vec<hmac::Key>> {
    const ANY_PADDING: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    // The secret's text is not part of the message.
    let refuse = |expected: String| Error::invalid_member("secret", expected);
    let none = "expected Base64, with or without the prefix whsec_; several with spaces between";
    let keys: Vec<hmac::Key> = secrets
        .split_ascii_whitespace()
        .map(|secret| {
            let encoded = secret.strip_prefix("whsec_").unwrap_or(secret);
            match ANY_PADDING.decode(encoded).map(Zeroizing::new) {
                Ok(key) if SECRET_LENGTHS.contains(&key.len()) => Ok(hmac::Key::new(hmac::HMAC_SHA256, &key)),
                Ok(key) if !key.is_empty() => Err(refuse(format!(
                    "expected {} to {} bytes in Base64, found {}",
                    SECRET_LENGTHS.start(),
                    SECRET_LENGTHS.end(),
                    key.len()
                ))),
                _ => Err(refuse(none.into())),
            }
        })
        .collect::<Result<_>>()?;
    if keys.is_empty() {
        return Err(refuse(none.into()));
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

/// An HMAC with SHA-256.
type Tag = [u8; 32];

/// The most signatures that are considered: one for each secret in use.
const MOST_SIGNATURES: usize = 10;

/// The first signatures of the version known here; others are left alone, and so is what cannot be one.
fn signatures(header: &str) -> Result<Vec<Tag>> {
    // With spaces between, or commas if headers were joined.
    let is_between = |byte: &u8| *byte == b',' || byte.is_ascii_whitespace();
    let bytes = header.as_bytes();
    let found = header
        .match_indices("v1,")
        .filter(|(at, _)| *at == 0 || is_between(&bytes[at - 1]))
        .map(|(at, version)| bytes[at + version.len()..].trim_ascii_start())
        .filter(|rest| !rest.is_empty())
        .take(MOST_SIGNATURES);
    let (mut has_any, mut tags) = (false, Vec::new());
    for rest in found {
        has_any = true;
        // Of 32 bytes there are 44 characters; the last fills up.
        let Some((encoded, behind)) = rest.split_at_checked(44) else {
            continue;
        };
        let mut decoded = [0; 33];
        if behind.first().is_none_or(is_between)
            && BASE64_STANDARD.decode_slice(encoded, &mut decoded) == Ok(32)
        {
            let mut tag = Tag::default();
            tag.copy_from_slice(&decoded[..32]);
            tags.push(tag);
        }
    }
    if !has_any {
        return Err(malformed("the signature header holds none of the version v1"));
    }
    Ok(tags)
}

/// Whether one of the signatures is one of these keys'. Each key's is computed once.
fn is_genuine(keys: &[hmac::Key], headers: &Headers, body: &[u8], signatures: &[Tag]) -> bool {
    !signatures.is_empty()
        && keys.iter().any(|key| {
            let tag = sign(key, headers, body);
            signatures
                .iter()
                .any(|signature| is_same(tag.as_ref(), signature))
        })
}

fn sign(key: &hmac::Key, headers: &Headers, body: &[u8]) -> hmac::Tag {
    #[cfg(test)]
    tests::SIGNED.set(tests::SIGNED.get() + 1);
    let mut context = hmac::Context::with_key(key);
    for part in [
        headers.id.as_bytes(),
        b".",
        headers.timestamp.as_bytes(),
        b".",
        body,
    ] {
        context.update(part);
    }
    context.sign()
}

/// Compares in constant time: the time does not depend on the place of the difference.
fn is_same(one: &[u8], other: &Tag) -> bool {
    let differs = one
        .iter()
        .zip(other)
        .fold(0, |differs, (a, b)| black_box(differs | (a ^ b)));
    one.len() == other.len() && differs == 0
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
