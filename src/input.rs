//! Input: one flat JSON object, checked against an operation's row and turned into a request.
//!
//! Values are passed on as the text they came in, so numbers and escapes arrive at the service unchanged.

use std::borrow::Cow;
use std::collections::BTreeMap;

use percent_encoding::{utf8_percent_encode, AsciiSet, NON_ALPHANUMERIC};
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::error::{Error, Result};
use crate::operations::{Kind, Member, Method, Operation, Place};

/// What may stand unescaped in a query: RFC 3986's unreserved characters.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A request, ready to be sent.
#[derive(Debug)]
pub(crate) struct Request {
    pub operation: &'static Operation,
    pub url: String,
    pub body: Option<String>,
}

impl Request {
    /// Checks `input` against the operation's row and builds the request from it.
    pub fn build(operation: &'static Operation, base_url: &str, input: &str) -> Result<Request> {
        let Members(given) = parse_object(input, "the input")?;
        for (index, (name, _)) in given.iter().enumerate() {
            if !operation.members.iter().any(|member| member.name == name) {
                return Err(Error::invalid_member(name.as_ref(), unknown_member(operation)));
            }
            if given[..index].iter().any(|(other, _)| other == name) {
                return Err(Error::invalid_member(name.as_ref(), "given twice"));
            }
        }

        let mut url = format!("{base_url}{}", operation.path);
        let mut separator = '?';
        let mut body = String::new();
        for member in operation.members {
            let raw = given
                .iter()
                .find(|(name, _)| name == member.name)
                .map(|(_, raw)| raw.get());
            let Some(raw) = raw.filter(|raw| *raw != "null") else {
                if member.required {
                    return Err(Error::invalid_member(member.name, "is required"));
                }
                continue;
            };
            check(member, raw)?;
            match member.place {
                Place::Path => url = url.replace(&format!("{{{}}}", member.name), &text(member, raw)?),
                Place::Query => {
                    let value = if raw.starts_with('"') {
                        text(member, raw)?
                    } else {
                        raw.into()
                    };
                    url.push(separator);
                    url.push_str(member.name);
                    url.push('=');
                    url.extend(utf8_percent_encode(&value, QUERY));
                    separator = '&';
                }
                Place::Body => {
                    body.push(if body.is_empty() { '{' } else { ',' });
                    body.push('"');
                    body.push_str(member.name);
                    body.push_str("\":");
                    body.push_str(raw);
                }
            }
        }

        let body = match (operation.method, body.is_empty()) {
            (Method::Get | Method::Delete, _) => None,
            (_, false) => Some(body + "}"),
            // Something to put or change always has a body, even one that changes nothing.
            (_, true) if operation.members.iter().any(|m| m.place == Place::Body) => {
                (operation.method != Method::Post).then(|| "{}".to_owned())
            }
            _ => None,
        };
        Ok(Request { operation, url, body })
    }
}

/// Reads a JSON object into `T`, naming the member that is wrong.
pub(crate) fn parse_object<'a, T: Deserialize<'a>>(json: &'a str, what: &str) -> Result<T> {
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
            // The parser's own words would repeat the value.
            let is_secret = matches!(path.as_str(), "apiKey" | "authHeader" | "proxy");
            let expected = if is_secret {
                "expected a string".into()
            } else {
                inner.to_string()
            };
            Error::invalid_member(path, expected)
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

/// The members of an object in the order given, their values untouched.
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

/// A member's name, borrowed where it holds no escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

fn unknown_member(operation: &Operation) -> String {
    let names: Vec<_> = operation.members.iter().map(|member| member.name).collect();
    if names.is_empty() {
        format!("unknown; {} takes no members", operation.name)
    } else {
        format!("unknown; {} takes {}", operation.name, names.join(", "))
    }
}

/// Checks a member's value; the message says what was expected and what was found.
fn check(member: &Member, raw: &str) -> Result<()> {
    let expected = |what: &str| {
        Err(Error::invalid_member(
            member.name,
            format!("expected {what}, found {}", describe(raw)),
        ))
    };
    match member.kind {
        Kind::Text if !raw.starts_with('"') => return expected("a string"),
        Kind::Text => {}
        Kind::Name { max } => {
            if !raw.starts_with('"') {
                return expected("a string");
            }
            let length = length(raw);
            if length == 0 {
                return Err(Error::invalid_member(member.name, "must not be empty"));
            }
            if max.is_some_and(|max| length > max) {
                let limit = max.unwrap_or_default();
                let message = format!("expected at most {limit} characters, found {length}");
                return Err(Error::invalid_member(member.name, message));
            }
        }
        Kind::Id => {
            if !raw.starts_with('"') {
                return expected("a string");
            }
            check_id(member.name, &text(member, raw)?)?;
        }
        Kind::Integer { min, max } => match serde_json::from_str::<i64>(raw) {
            Ok(number) if (min..=max).contains(&number) => {}
            Ok(number) => {
                let message = format!("expected a whole number from {min} to {max}, found {number}");
                return Err(Error::invalid_member(member.name, message));
            }
            Err(_) => return expected(&format!("a whole number from {min} to {max}")),
        },
        Kind::Tags => check_tags(member.name, raw)?,
        Kind::GroupRefs => {
            const EXPECTED: &str = "an array of objects {\"id\": …}";
            let groups: Vec<BTreeMap<String, String>> = parse_member(member.name, raw, EXPECTED)?;
            for (index, group) in groups.iter().enumerate() {
                let place = format!("{}[{index}]", member.name);
                match group.get("id") {
                    Some(id) if group.len() == 1 => check_id(&format!("{place}.id"), id)?,
                    _ => return Err(Error::invalid_member(place, format!("expected {EXPECTED}"))),
                }
            }
        }
        Kind::TextList => {
            let _: Vec<String> = parse_member(member.name, raw, "an array of strings")?;
        }
    }
    Ok(())
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
    let Members(tags) = match raw.starts_with('{') {
        true => parse_object(raw, member)?,
        false => {
            let message = format!("expected an object of strings, found {}", describe(raw));
            return Err(Error::invalid_member(member, message));
        }
    };
    if tags.len() > 10 {
        return Err(Error::invalid_member(
            member,
            format!("expected at most 10 tags, found {}", tags.len()),
        ));
    }
    for (key, value) in tags {
        let value = value.get();
        let path = format!("{member}.{key}");
        if !(1..=27).contains(&key.chars().count()) {
            return Err(Error::invalid_member(
                path,
                "expected a key of 1 to 27 characters",
            ));
        }
        if !value.starts_with('"') {
            return Err(Error::invalid_member(
                path,
                format!("expected a string, found {}", describe(value)),
            ));
        }
        if length(value) > 100 {
            return Err(Error::invalid_member(
                path,
                "expected a value of at most 100 characters",
            ));
        }
    }
    Ok(())
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
fn text<'a>(member: &Member, raw: &'a str) -> Result<Cow<'a, str>> {
    serde_json::from_str::<Name>(raw)
        .map(|Name(text)| text)
        .map_err(|_| {
            Error::invalid_member(
                member.name,
                "expected Unicode text, found half of a surrogate pair",
            )
        })
}

/// The length of a raw JSON string in characters; half a surrogate pair makes it count its raw text.
fn length(raw: &str) -> usize {
    match serde_json::from_str::<Name>(raw) {
        Ok(Name(text)) => text.chars().count(),
        Err(_) => raw.len() - 2,
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{json, Value};

    use super::*;
    use crate::operations::{COMPANIES_CREATE, COMPANIES_LIST, GROUPS_REMOVE_COMPANY};

    const BASE: &str = "https://api.example/base";

    proptest! {
        /// Whatever an identifier holds, the path keeps its shape.
        #[test]
        fn ids_cannot_change_the_path(company in any::<String>(), group in any::<String>()) {
            let input = json!({"companyId": company, "groupId": group}).to_string();
            if let Ok(request) = Request::build(&GROUPS_REMOVE_COMPANY, BASE, &input) {
                prop_assert_eq!(request.url, format!("{BASE}/companies/{company}/groups/{group}"));
                for id in [company, group] {
                    prop_assert!(!id.is_empty() && id != "." && id != "..");
                    prop_assert!(id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)));
                }
            }
        }

        /// Identifiers such as the service makes are accepted.
        #[test]
        fn ids_of_the_usual_form_pass(company in "[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}", group in "[0-9a-f]{8}-[0-9a-f]{4}") {
            let input = json!({"companyId": company, "groupId": group}).to_string();
            prop_assert!(Request::build(&GROUPS_REMOVE_COMPANY, BASE, &input).is_ok());
        }

        /// A query arrives as it was given, whatever it holds, and is a valid URL.
        #[test]
        fn queries_survive(query in any::<String>(), tags in any::<String>()) {
            let input = json!({"query": query, "tags": tags}).to_string();
            let request = Request::build(&COMPANIES_LIST, BASE, &input).unwrap();
            let uri: ureq::http::Uri = request.url.parse().unwrap();
            let pairs: Vec<(&str, String)> = uri.query().unwrap().split('&').map(|pair| {
                let (name, value) = pair.split_once('=').unwrap();
                let value = percent_encoding::percent_decode_str(value).decode_utf8().unwrap();
                (name, value.into_owned())
            }).collect();
            prop_assert_eq!(pairs, vec![("query", query), ("tags", tags)]);
        }

        /// No input, JSON or not, makes a panic; what is accepted has a body that is the input's members.
        #[test]
        fn any_text_is_refused_or_understood(text in any::<String>()) {
            let _ = Request::build(&COMPANIES_CREATE, BASE, &text);
        }

        #[test]
        fn bodies_hold_the_values_untouched(name in ".{1,40}", description in any::<String>()) {
            let input = json!({"description": description, "name": name});
            let request = Request::build(&COMPANIES_CREATE, BASE, &input.to_string()).unwrap();
            prop_assert_eq!(serde_json::from_str::<Value>(&request.body.unwrap()).unwrap(), input);
        }
    }

    #[test]
    fn deeply_nested_input_is_refused_without_harm() {
        let deep = format!("{{\"name\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let error = Request::build(&COMPANIES_CREATE, BASE, &deep).unwrap_err();
        assert_eq!(error.member.as_deref(), Some("name"));
        let deep = format!(
            "{{\"name\":\"x\",\"groups\":{}1{}}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert_eq!(
            Request::build(&COMPANIES_CREATE, BASE, &deep)
                .unwrap_err()
                .member
                .as_deref(),
            Some("groups[0]")
        );
    }
}
