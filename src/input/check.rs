//! What each kind of member must be.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{describe, parse_object, Given, Members, Name};
use crate::error::{Error, Result};
use crate::operations::{Kind, COMPANIES_CREATE};

/// Checks a member's value, given as JSON; the message says what was expected and what was found.
pub(crate) fn check(member: &str, kind: Kind, raw: &str) -> Result<()> {
    let expected = |what: &str| {
        Err(Error::invalid_member(
            member,
            format!("expected {what}, found {}", describe(raw)),
        ))
    };
    match kind {
        Kind::Text if !raw.starts_with('"') => return expected("a string"),
        Kind::Text => {}
        Kind::Name { max } => {
            if !raw.starts_with('"') {
                return expected("a string");
            }
            let length = length(raw);
            if length == 0 {
                return Err(Error::invalid_member(member, "must not be empty"));
            }
            if max.is_some_and(|max| length > max) {
                let limit = max.unwrap_or_default();
                let message = format!("expected at most {limit} characters, found {length}");
                return Err(Error::invalid_member(member, message));
            }
        }
        Kind::Id => {
            if !raw.starts_with('"') {
                return expected("a string");
            }
            check_id(member, &text(member, raw)?)?;
        }
        Kind::Integer { min, max } => {
            // Names tell the unit.
            let unit = if member.ends_with("Ms") {
                " of milliseconds"
            } else {
                ""
            };
            let wanted = format!("a whole number{unit} from {min} to {max}");
            match serde_json::from_str::<i64>(raw) {
                Ok(number) if (min..=max).contains(&number) => {}
                Ok(number) => {
                    let message = format!("expected {wanted}, found {number}");
                    return Err(Error::invalid_member(member, message));
                }
                Err(_) => return expected(&wanted),
            }
        }
        Kind::Tags => check_tags(member, raw)?,
        Kind::GroupRefs => {
            const EXPECTED: &str = "an array of objects {\"id\": …}";
            let groups: Vec<BTreeMap<String, String>> = parse_member(member, raw, EXPECTED)?;
            for (index, group) in groups.iter().enumerate() {
                let place = format!("{}[{index}]", member);
                match group.get("id") {
                    Some(id) if group.len() == 1 => check_id(&format!("{place}.id"), id)?,
                    _ => return Err(Error::invalid_member(place, format!("expected {EXPECTED}"))),
                }
            }
        }
        Kind::Companies => {
            let companies: Vec<&RawValue> = serde_json::from_str(raw)
                .map_err(|_| Error::invalid_member(member, "expected an array of companies"))?;
            for (index, company) in companies.iter().enumerate() {
                let place = format!("{member}[{index}]");
                Given::input(&COMPANIES_CREATE, company.get()).map_err(|error| within(&place, error))?;
            }
        }
        Kind::TextList => {
            let _: Vec<String> = parse_member(member, raw, "an array of strings")?;
        }
        Kind::IdList => {
            let ids: Vec<String> = parse_member(member, raw, "an array of strings")?;
            if ids.is_empty() {
                return Err(Error::invalid_member(member, "must not be empty"));
            }
            for (index, id) in ids.iter().enumerate() {
                check_id(&format!("{member}[{index}]"), id)?;
            }
        }
        Kind::TextMap => {
            for (key, value) in object_of_strings(member, raw)? {
                text(&format!("{member}.{key}"), value)?;
            }
        }
        Kind::Flag if !matches!(raw, "true" | "false") => return expected("true or false"),
        Kind::Flag => {}
    }
    Ok(())
}

/// What is wrong with an object that stands at this place.
fn within(place: &str, error: Error) -> Error {
    match &error.member {
        // The message begins with the member's name.
        Some(member) => {
            let rest = error
                .message
                .strip_prefix(&format!("{member}: "))
                .unwrap_or(&error.message);
            Error::invalid_member(format!("{place}.{member}"), rest)
        }
        None => Error::invalid_member(place, &error.message),
    }
}

/// An identifier becomes part of a path: nothing that could lead to another path may be in it.
fn check_id(member: &str, id: &str) -> Result<()> {
    const EXPECTED: &str = "expected 1 to 128 letters, digits, '-', '_' or '.'";
    let stray = id
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && !"-_.".contains(*c));
    if let Some(stray) = stray {
        return Err(Error::invalid_member(
            member,
            format!("{EXPECTED}, found {stray:?}"),
        ));
    }
    match id {
        "" => Err(Error::invalid_member(member, "must not be empty")),
        "." | ".." => Err(Error::invalid_member(member, format!("{EXPECTED}, found {id:?}"))),
        _ if id.len() > 128 => Err(Error::invalid_member(
            member,
            format!("{EXPECTED}, found {} characters", id.len()),
        )),
        _ => Ok(()),
    }
}

fn check_tags(member: &str, raw: &str) -> Result<()> {
    let tags = object_of_strings(member, raw)?;
    if tags.len() > 10 {
        let message = format!("expected at most 10 tags, found {}", tags.len());
        return Err(Error::invalid_member(member, message));
    }
    for (key, value) in tags {
        let refuse = |expected| Err(Error::invalid_member(format!("{member}.{key}"), expected));
        if !(1..=27).contains(&key.chars().count()) {
            return refuse("expected a key of 1 to 27 characters");
        }
        if length(value) > 100 {
            return refuse("expected a value of at most 100 characters");
        }
    }
    Ok(())
}

/// The pairs of an object whose values are strings, the values as JSON.
pub(super) fn object_of_strings<'a>(member: &str, raw: &'a str) -> Result<Vec<(Cow<'a, str>, &'a str)>> {
    if !raw.starts_with('{') {
        let message = format!("expected an object of strings, found {}", describe(raw));
        return Err(Error::invalid_member(member, message));
    }
    let Members(pairs) = parse_object(raw, member)?;
    for (key, value) in &pairs {
        if !value.get().starts_with('"') {
            let message = format!("expected a string, found {}", describe(value.get()));
            return Err(Error::invalid_member(format!("{member}.{key}"), message));
        }
    }
    Ok(pairs.into_iter().map(|(key, value)| (key, value.get())).collect())
}

fn parse_member<T: DeserializeOwned>(member: &str, raw: &str, expected: &str) -> Result<T> {
    let mut deserializer = serde_json::Deserializer::from_str(raw);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|e| {
        let path = e.path().to_string();
        let path = if path == "." {
            member.to_owned()
        } else {
            format!("{member}{}", dotted(&path))
        };
        Error::invalid_member(path, format!("expected {expected}: {}", e.into_inner()))
    })
}

fn dotted(path: &str) -> String {
    if path.starts_with('[') {
        path.to_owned()
    } else {
        format!(".{path}")
    }
}

/// The string that a raw JSON string stands for.
pub(super) fn text<'a>(member: &str, raw: &'a str) -> Result<Cow<'a, str>> {
    serde_json::from_str::<Name>(raw)
        .map(|Name(text)| text)
        .map_err(|_| Error::invalid_member(member, "expected Unicode text, found half of a surrogate pair"))
}

/// The length of a raw JSON string in characters; half a surrogate pair makes it count its raw text.
fn length(raw: &str) -> usize {
    match serde_json::from_str::<Name>(raw) {
        Ok(Name(text)) => text.chars().count(),
        Err(_) => raw.len() - 2,
    }
}
