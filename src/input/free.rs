//! What the caller alone knows: the path, query and body of any request, and the `extra` fields of an operation.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::value::RawValue;

use super::text::{text, HALF_IN_NAME};
use super::{describe, parse_object, Members};
use crate::error::{Error, Result};
use crate::json;

/// A path is appended to the base URL: nothing in it may lead elsewhere, or end it.
pub(super) fn check_path(member: &str, path: &str) -> Result<()> {
    let refuse = |message: String| Err(Error::invalid_member(member, message));
    if !path.starts_with('/') {
        return refuse("expected a path below the base URL, which begins with '/'".into());
    }
    if path.contains(['?', '#']) {
        return refuse("expected a path without '?' and '#': the query has a field of its own".into());
    }
    let may_stay = |c: char| c.is_ascii_alphanumeric() || "/-._~!$&'()*+,;=:@%".contains(c);
    if let Some(stray) = path.chars().find(|c| !may_stay(*c)) {
        return refuse(format!("expected percent-encoding for {stray:?}"));
    }
    let is_encoded = |after: &str| after.len() >= 2 && after.bytes().take(2).all(|b| b.is_ascii_hexdigit());
    if !path.split('%').skip(1).all(is_encoded) {
        return refuse("expected two hexadecimal digits after each '%'".into());
    }
    for part in path[1..].split('/') {
        let decoded: Vec<u8> = percent_decode_str(part).collect();
        // Some servers drop what follows a semicolon.
        let name = decoded.split(|b| *b == b';').next();
        if matches!(name, None | Some(b"" | b"." | b"..")) {
            return refuse(format!(
                "expected no part that is empty, '.' or '..', found {part:?}"
            ));
        }
        if decoded.iter().any(|b| matches!(b, b'/' | b'\\' | ..=0x1f | 0x7f)) {
            return refuse(format!(
                "expected no encoded '/', '\\' or control character, found {part:?}"
            ));
        }
    }
    Ok(())
}

/// The fields of an object, their values as JSON.
pub(super) fn fields<'a>(member: &str, raw: &'a str) -> Result<Vec<(Cow<'a, str>, &'a str)>> {
    let refuse = |message: String| Err(Error::invalid_member(member, message));
    if !raw.starts_with('{') {
        return refuse(format!("expected an object, found {}", describe(raw)));
    }
    let Ok(Members(fields)) = parse_object(raw, member) else {
        return refuse(HALF_IN_NAME.into());
    };
    for (index, (name, _)) in fields.iter().enumerate() {
        if name.is_empty() {
            return refuse("expected a name for each field, found an empty one".into());
        }
        if fields[..index].iter().any(|(other, _)| other == name) {
            return Err(Error::invalid_member(format!("{member}.{name}"), "given twice"));
        }
    }
    Ok(fields
        .into_iter()
        .map(|(name, value)| (name, value.get()))
        .collect())
}

/// The texts of a query parameter: one, one for each item of an array, or none for `null`.
pub(super) fn query_texts<'a>(member: &str, raw: &'a str) -> Result<Vec<Cow<'a, str>>> {
    const EXPECTED: &str = "a string, a number, true, false, or an array of these";
    let one = |raw: &'a str| match raw.as_bytes().first() {
        Some(b'"') => text(member, raw),
        Some(b'{' | b'[' | b'n') | None => Err(Error::invalid_member(
            member,
            format!("expected {EXPECTED}, found {}", describe(raw)),
        )),
        Some(_) => Ok(raw.into()),
    };
    if raw == "null" {
        return Ok(Vec::new());
    }
    if !raw.starts_with('[') {
        return Ok(vec![one(raw)?]);
    }
    let items: Vec<&RawValue> = serde_json::from_str(raw).unwrap_or_default();
    items.into_iter().map(|item| one(item.get())).collect()
}

/// JSON that goes to the service: of bounded depth, and without half of a surrogate pair.
pub(super) fn check_json(member: &str, raw: &str) -> Result<()> {
    json::check_value(raw)
        .map_err(|what| Error::invalid_member(member, format!("expected JSON, found {what}")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_path_that_could_leave_the_base_url_is_refused() {
        for path in [
            "/companies",
            "/companies/a-1/data",
            "/a/b%20c",
            "/a/%E2%82%AC",
            "/a/b:c@d",
            "/a/b;c",
            "/a/b%2525",
        ] {
            assert!(check_path("path", path).is_ok(), "{path}");
        }
        for path in [
            "",
            "/",
            "//",
            "companies",
            "https://else.example/",
            "//else.example",
            "/a/../b",
            "/a/.",
            "/..",
            "/a//b",
            "/a/",
            "/a/%2e%2e/b",
            "/a/.%2E",
            "/a/..;/b",
            "/a/%2e%2e;x=1/b",
            "/a/;b",
            "/a%2fb",
            "/a%5Cb",
            "/a%0d%0aX: y",
            "/a?b=c",
            "/a#b",
            "/a b",
            "/a\\b",
            "/a\r\nX: y",
            "/caf\u{e9}",
            "/a%",
            "/a%4",
            "/a%zz",
            "/a\0",
        ] {
            assert!(check_path("path", path).is_err(), "{path}");
        }
    }

    proptest! {
        #[test]
        fn no_accepted_path_has_a_part_that_changes_it(path in "[/.%2eEfF5cCa-b]{0,12}") {
            if check_path("path", &path).is_ok() {
                let decoded = percent_encoding::percent_decode_str(&path).decode_utf8_lossy().into_owned();
                prop_assert_eq!(decoded.split('/').count(), path.split('/').count());
                prop_assert!(decoded[1..].split('/').all(|part| !part.is_empty() && part != "." && part != ".."));
            }
        }
    }
}
