//! The secret that signs webhooks: HMAC-SHA256, as in Standard Webhooks.

use base64::prelude::{Engine, BASE64_STANDARD};
use ring::hmac;

pub struct Secret {
    text: String,
    key: hmac::Key,
}

impl Secret {
    /// `whsec_` and the key in Base64; None if the text has another form.
    pub fn parse(text: String) -> Option<Secret> {
        let key = BASE64_STANDARD.decode(text.strip_prefix("whsec_")?).ok()?;
        if key.is_empty() {
            return None;
        }
        Some(Secret {
            text,
            key: hmac::Key::new(hmac::HMAC_SHA256, &key),
        })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The value of the signature header.
    pub fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        let tag = hmac::sign(&self.key, format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", BASE64_STANDARD.encode(tag))
    }
}
