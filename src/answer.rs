//! What a successful call returns: the service's JSON as it came, and what is known about the call.

use std::ops::Range;

use serde::de::DeserializeOwned;
use serde::Deserialize;

use crate::error::{Error, ErrorKind, Result};
use crate::meta::Meta;

/// Room in front of every response JSON, for what the C ABI notes there.
pub(crate) const FRONT: usize = 8;

/// How response JSON starts, [`FRONT`] included: a body is received right behind it, so that it need not be copied.
pub(crate) const PREFIX: &[u8] = b"\0\0\0\0\0\0\0\0{\"result\":";

/// A successful response.
#[derive(Clone, Debug)]
pub struct Answer {
    /// [`PREFIX`], then the body.
    buffer: Vec<u8>,
    body: Range<usize>,
    meta: Meta,
}

impl Answer {
    /// Wraps a buffer that holds [`PREFIX`] and then valid JSON, or nothing, which reads as `null`.
    pub(crate) fn new(mut buffer: Vec<u8>, meta: Meta) -> Answer {
        debug_assert!(buffer.starts_with(PREFIX));
        if buffer.len() == PREFIX.len() {
            buffer.extend_from_slice(b"null");
        }
        let body = PREFIX.len()..buffer.len();
        Answer { buffer, body, meta }
    }

    /// The service's response, untouched: field order, number text and unknown fields are as it sent them.
    /// `null` for an operation that returns nothing.
    pub fn json(&self) -> &str {
        // The body was checked to be UTF-8 when it came in.
        std::str::from_utf8(&self.buffer[self.body.clone()]).unwrap_or("null")
    }

    /// What is known about the call.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Decodes the response into a model.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedResponse`] if the response does not fit `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T> {
        self.decode_borrowed()
    }

    /// As [`decode`](Self::decode), for what borrows from the response.
    pub(crate) fn decode_borrowed<'a, T: Deserialize<'a>>(&'a self) -> Result<T> {
        serde_json::from_str(self.json()).map_err(|e| {
            let message = format!("the response does not fit its model: {e}");
            let mut error = Error::new(ErrorKind::UnexpectedResponse, message);
            error.meta = self.meta.clone();
            error
        })
    }

    /// The complete response JSON that the C ABI returns, `{"result":…,"meta":…}`, behind [`FRONT`] and with a closing
    /// NUL.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfMemory`] if there is no room for `meta`, which the error then has; nothing else allocates.
    pub(crate) fn into_document(self) -> Result<Vec<u8>> {
        let mut document = self.buffer;
        // Plain data always serializes.
        let meta = serde_json::to_string(&self.meta).unwrap_or_else(|_| "{}".into());
        let end = [br#","meta":"#, meta.as_bytes(), b"}\0"];
        let more = end.iter().map(|part| part.len()).sum();
        if document.try_reserve_exact(more).is_err() {
            drop(document);
            let mut error = Error::new(ErrorKind::OutOfMemory, "not enough memory for the response");
            error.meta = self.meta;
            return Err(error);
        }
        end.iter().for_each(|part| document.extend_from_slice(part));
        Ok(document)
    }
}
