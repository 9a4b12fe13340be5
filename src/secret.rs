//! `Secret`: text that nobody may read by accident.

use std::fmt;

use bytes::Bytes;
use serde::{Deserialize, Deserializer};
use ureq::http::HeaderValue;
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// An API key, or another text that must not be seen: it does not print itself, and its memory is zeroed when it goes.
///
/// Made from text: `"key".into()`.
#[derive(Clone)]
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
