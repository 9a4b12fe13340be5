//! Input: one flat JSON object, checked before anything is done with it.
//!
//! - [`check`]: what each kind of field must be
//! - [`free`]: what the caller alone knows: any path, query and body, and `extra` fields
//! - [`request`]: an operation's input becomes a request
//! - [`text`]: texts in JSON
//!
//! Values are passed on as the text they came in, so numbers and escapes arrive at the service unchanged. Half of a surrogate
//! pair is refused: no text holds it, and it would become another character in transit. A byte order mark before the object
//! is skipped, for files that are passed on often begin with one.

mod check;
mod free;
mod request;
mod text;

use std::borrow::Cow;

use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::operations::{Kind, Operation};
pub(crate) use check::check;
pub(crate) use request::{Request, LONGEST_URL, QUERY};

/// The input field whose fields are added to the request as they are.
pub(crate) const EXTRA: &str = "extra";

/// What an object may hold: name, kind, and whether it must be given.
type Field = (&'static str, Kind, bool);

/// The fields of an object, each checked. Those that are `null` count as not given.
pub(crate) struct Given<'a>(Vec<(&'static str, &'a str)>);

impl<'a> Given<'a> {
    /// Reads an operation's input.
    pub fn input(operation: &Operation, json: &'a str) -> Result<Given<'a>> {
        let members = operation.members.iter();
        let fields = members.map(|member| (member.name, member.kind, member.required));
        let extra = operation.extra().map(|_| (EXTRA, Kind::Fields, false));
        Given::read(json, "the input", operation.name, fields.chain(extra))
    }

    /// Reads an object; `what` and `owner` name it in messages.
    fn read(
        json: &'a str,
        what: &str,
        owner: &str,
        fields: impl Iterator<Item = Field> + Clone,
    ) -> Result<Given<'a>> {
        // The path to the invalid field is tracked only if there is one.
        let Members(members) =
            serde_json::from_str(without_mark(json)).or_else(|_| parse_object(json, what))?;
        for (index, (name, _)) in members.iter().enumerate() {
            if !fields.clone().any(|(field, ..)| field == name) {
                return Err(Error::invalid_member(
                    name.as_ref(),
                    unknown_member(owner, fields),
                ));
            }
            if members[..index].iter().any(|(other, _)| other == name) {
                return Err(Error::invalid_member(name.as_ref(), "given twice"));
            }
        }
        let mut given = Vec::new();
        for (name, kind, required) in fields {
            let raw = members
                .iter()
                .find(|(member, _)| *member == name)
                .map(|(_, raw)| raw.get());
            match raw.filter(|raw| *raw != "null") {
                Some(raw) => {
                    check(name, kind, raw)?;
                    given.push((name, raw));
                }
                None if required => return Err(Error::invalid_member(name, "is required")),
                None => {}
            }
        }
        Ok(Given(given))
    }

    /// A field's value as the text that it came in.
    pub fn raw(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|(member, _)| *member == name)
            .map(|(_, raw)| *raw)
    }

    /// A field's value, of a kind that fits `T`.
    pub fn get<T: Deserialize<'a>>(&self, name: &str) -> Result<Option<T>> {
        self.raw(name)
            .map(|raw| {
                let misfit = |e| Error::invalid_member(name, e);
                serde_json::from_str(raw).map_err(misfit)
            })
            .transpose()
    }

    /// The pairs of an object of strings, in the order given.
    pub fn pairs(&self, name: &str) -> Result<Vec<(Cow<'a, str>, Cow<'a, str>)>> {
        let raw = self.raw(name).unwrap_or("{}");
        let pairs = check::object_of_strings(name, raw)?.into_iter();
        pairs
            .map(|(key, value)| {
                let value = text::text(&format!("{name}.{key}"), value)?;
                Ok((key, value))
            })
            .collect()
    }
}

/// Reads a configuration: an object of which every field is optional.
pub(crate) fn read_settings<T: DeserializeOwned>(
    json: &str,
    what: &str,
    settings: &[(&'static str, Kind)],
) -> Result<T> {
    let fields = settings.iter().map(|(name, kind)| (*name, *kind, false));
    let Given(given) = Given::read(json, what, what, fields)?;
    // A key may be among the values: this copy is zeroed, and with room for all of it never moved.
    let mut members = Zeroizing::new(String::with_capacity(json.len() + 2));
    let mut separator = "";
    members.push('{');
    for (name, raw) in given {
        members.extend([separator, "\"", name, "\":", raw]);
        separator = ",";
    }
    members.push('}');
    parse_object(&members, what)
}

/// An object whose fields only their reader knows; none is duplicate.
#[cfg(feature = "sandbox")]
pub(crate) fn read_any(json: &str, what: &str) -> Result<serde_json::Value> {
    let Members(members) = parse_object(json, what)?;
    for (index, (name, _)) in members.iter().enumerate() {
        if members[..index].iter().any(|(other, _)| other == name) {
            return Err(Error::invalid_member(name.as_ref(), "given twice"));
        }
    }
    parse_object(json, what)
}

/// Reads a JSON object into `T`, naming the invalid field.
pub(crate) fn parse_object<'a, T: Deserialize<'a>>(json: &'a str, what: &str) -> Result<T> {
    let json = without_mark(json);
    let trimmed = json.trim_start_matches([' ', '\t', '\r', '\n']);
    if !trimmed.starts_with('{') {
        return Err(Error::invalid(format!(
            "{what} must be a JSON object, found {}",
            describe(trimmed)
        )));
    }
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|e| {
        let path = e.path().to_string();
        let inner = e.into_inner();
        if inner.is_data() && path != "." {
            Error::invalid_member(path, inner)
        } else if inner.is_data() {
            Error::invalid(format!("{what}: {inner}"))
        } else {
            Error::invalid(format!("{what} is not valid JSON: {inner}"))
        }
    })?;
    deserializer
        .end()
        .map_err(|e| Error::invalid(format!("{what} is not valid JSON: {e}")))?;
    Ok(value)
}

/// The text without a byte order mark at its beginning.
fn without_mark(json: &str) -> &str {
    json.strip_prefix('\u{feff}').unwrap_or(json)
}

/// The fields of an object in the order given, their values untouched.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Name(name), raw)) = map.next_entry()? {
                    members.push((name, raw));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// The fields of an object in the order given, their values as JSON.
pub(crate) fn members<'a>(json: &'a str, what: &str) -> Result<Vec<(Cow<'a, str>, &'a str)>> {
    let Members(members) = parse_object(json, what)?;
    Ok(members.into_iter().map(|(name, raw)| (name, raw.get())).collect())
}

/// A field's name, borrowed if it holds no escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

fn unknown_member(owner: &str, fields: impl Iterator<Item = Field>) -> String {
    let names: Vec<_> = fields.map(|(name, ..)| name).collect();
    if names.is_empty() {
        format!("unknown; {owner} takes no fields")
    } else {
        format!("unknown; {owner} takes {}", names.join(", "))
    }
}

/// What kind of JSON value a text starts with, for messages.
fn describe(raw: &str) -> &'static str {
    match raw.bytes().next() {
        None => "nothing",
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        Some(b'-' | b'0'..=b'9') => "a number",
        Some(_) => "something that is not JSON",
    }
}
