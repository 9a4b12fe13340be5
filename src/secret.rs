//! `Secret`: text that nobody may read by accident.

use std::borrow::Cow;
use std::fmt;

use base64::prelude::{Engine, BASE64_STANDARD};
use bytes::Bytes;
use percent_encoding::{utf8_percent_encode, NON_ALPHANUMERIC};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ureq::http::HeaderValue;
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// An API key, or another text that must not be seen: it does not print itself, and its memory is zeroed when it goes.
///
/// Made from text: `"key".into()`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// As the value of a header, whose clones all share the one copy of the text. `member` is whom to name.
    pub(crate) fn to_header(&self, member: &str) -> Result<HeaderValue> {
        let shared = Bytes::from_owner(Zeroizing::new(self.0.as_bytes().to_vec()));
        match HeaderValue::from_maybe_shared(shared) {
            Ok(mut value) if is_printable(self.reveal()) => {
                value.set_sensitive(true);
                Ok(value)
            }
            _ => Err(Error::invalid_member(member, PRINTABLE)),
        }
    }
}

/// What the value of a header must be.
pub(crate) const PRINTABLE: &str = "expected printable ASCII characters without line breaks";

/// Whether a text may be the value of a header.
pub(crate) fn is_printable(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

impl From<String> for Secret {
    fn from(text: String) -> Secret {
        Secret(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Secret {
        text.to_owned().into()
    }
}

/// Models that are sent back to the service contain secrets.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.reveal())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Secret, D::Error> {
        String::deserialize(deserializer).map(Secret::from)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How encoders write a slash and a plus sign.
const WRITTEN: [(&str, &str); 9] = [
    ("\\/", "+"),
    ("/", "\\u002B"),
    ("\\/", "\\u002B"),
    ("/", "\\u002b"),
    ("/", "%2B"),
    ("%2F", "%2B"),
    ("%2f", "%2b"),
    ("/", "&#43;"),
    ("&#x2F;", "&#x2B;"),
];

/// Replaces the client's credentials in the text of others.
#[derive(Clone)]
pub(crate) struct Redactor(Vec<Secret>);

impl Redactor {
    /// For the value of an `Authorization` header.
    pub fn new(authorization: &HeaderValue) -> Redactor {
        let header = String::from_utf8_lossy(authorization.as_bytes());
        let encoded = header.rsplit(' ').next().unwrap_or_default();
        // Without the padding, which some encoders of JSON escape.
        let mut secrets = vec![Secret::from(encoded.trim_end_matches('='))];
        let decoded = BASE64_STANDARD.decode(encoded).map(Zeroizing::new);
        let key = decoded
            .as_ref()
            .ok()
            .and_then(|key| std::str::from_utf8(key).ok());
        // A shorter one is found in too many words.
        secrets.extend(key.filter(|key| key.len() >= 8).map(Secret::from));
        // As encoders of JSON, of URLs and of HTML write it.
        for index in 0..secrets.len() {
            for (slash, plus) in WRITTEN {
                let slashes = Secret::from(secrets[index].reveal().replace('/', slash));
                secrets.push(slashes.reveal().replace('+', plus).into());
            }
            let in_url = utf8_percent_encode(secrets[index].reveal(), NON_ALPHANUMERIC).to_string();
            secrets.push(in_url.into());
        }
        secrets.retain(|secret| !secret.reveal().is_empty());
        secrets.sort_by(|a, b| {
            b.reveal()
                .len()
                .cmp(&a.reveal().len())
                .then(a.reveal().cmp(b.reveal()))
        });
        secrets.dedup_by(|a, b| a.reveal() == b.reveal());
        Redactor(secrets)
    }

    /// The text with `***` instead of them.
    pub fn apply<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(text);
        for secret in &self.0 {
            if text.contains(secret.reveal()) {
                text = Cow::Owned(text.replace(secret.reveal(), "***"));
            }
        }
        text
    }

    /// The length of the longest, in bytes.
    pub fn longest(&self) -> usize {
        self.0
            .iter()
            .map(|secret| secret.reveal().len())
            .max()
            .unwrap_or_default()
    }
}
