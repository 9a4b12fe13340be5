//! Texts in JSON.

use std::borrow::Cow;

use super::Name;
use crate::error::{Error, Result};

const HALF: &str = "expected Unicode text, found half of a surrogate pair";
pub(super) const HALF_IN_NAME: &str = "expected names in Unicode, found half of a surrogate pair in one";

/// The string that a raw JSON string stands for.
pub(super) fn text<'a>(member: &str, raw: &'a str) -> Result<Cow<'a, str>> {
    serde_json::from_str::<Name>(raw)
        .map(|Name(text)| text)
        .map_err(|_| Error::invalid_member(member, HALF))
}

/// The length of a raw JSON string in characters.
pub(super) fn length(member: &str, raw: &str) -> Result<usize> {
    text(member, raw).map(|text| text.chars().count())
}
