//! An operation's input becomes a request.

use std::borrow::Cow;

use percent_encoding::{utf8_percent_encode, AsciiSet, NON_ALPHANUMERIC};

use super::free::{fields, query_texts};
use super::text::text;
use super::{Given, EXTRA};
use crate::error::{Error, Result};
use crate::operations::{Echo, EchoKind, Endpoint, Member, Method, Operation, Place};

/// What may stand unescaped in a query: RFC 3986's unreserved characters.
pub(crate) const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The longest URL, in bytes. Servers and proxies accept no more than 8 to 16 KiB.
pub(crate) const LONGEST_URL: usize = (16 << 10) - 384;

/// A request, ready to be sent.
#[derive(Debug)]
pub(crate) struct Request {
    pub method: Method,
    pub url: String,
    pub body: Option<String>,
    /// What fields of the response must repeat, as the operation's `echoes` say.
    pub echoed: Vec<(&'static Echo, String)>,
}

impl Request {
    /// Checks `input` against the operation's row and builds the request from it.
    pub fn build(
        operation: &Operation,
        endpoint: &'static Endpoint,
        base_url: &str,
        input: &str,
    ) -> Result<Request> {
        let given = Given::input(operation, input)?;
        let mut url = Url::with_capacity(base_url.len() + endpoint.path.len() + input.len());
        url.text.push_str(base_url);
        push_path(&mut url.text, endpoint.path, &given)?;
        let mut members = String::new();
        let mut body = endpoint.fixed_body.map(str::to_owned);
        for member in operation.members {
            let Some(raw) = given.raw(member.name) else {
                continue;
            };
            match member.place {
                Place::Path | Place::Workflow => {}
                Place::Query if raw.starts_with('"') => {
                    url.push(member.name, &text(member.name, raw)?, member.name);
                }
                Place::Query => url.push(member.name, raw, member.name),
                Place::WholeQuery => url.push_fields(operation, member.name, raw)?,
                Place::Body | Place::PathAndBody => {
                    if members.is_empty() {
                        members.reserve(input.len());
                    }
                    push_member(&mut members, member.name, raw);
                }
                Place::WholeBody => body = Some(raw.to_owned()),
            }
        }
        match given.raw(EXTRA).map(|raw| (operation.extra(), raw)) {
            Some((Some(Place::Body), raw)) => {
                if let Some(fixed) = body.as_mut().filter(|_| raw != "{}") {
                    members.push_str(fixed.trim_end_matches('}'));
                }
                for (name, value) in others(operation, EXTRA, raw)? {
                    // A text always serializes.
                    let quoted = serde_json::to_string(&name).unwrap_or_default();
                    push_member(&mut members, &quoted[1..quoted.len() - 1], value);
                }
            }
            Some((_, raw)) => url.push_fields(operation, EXTRA, raw)?,
            None => {}
        }
        let url = url.finish()?;
        if !members.is_empty() {
            body = Some(members + "}");
        } else if matches!(endpoint.method, Method::Put | Method::Patch)
            && operation.members.iter().any(|m| m.place == Place::Body)
        {
            // Something to put or change always has a body, even one that changes nothing.
            body = Some("{}".to_owned());
        }
        let mut echoed = Vec::with_capacity(endpoint.echoes.len());
        for echo in endpoint.echoes {
            match given.raw(echo.member) {
                Some(raw) if raw.starts_with('"') => {
                    echoed.push((echo, text(echo.member, raw)?.into_owned()))
                }
                Some(raw) => echoed.push((echo, raw.to_owned())),
                // Without a number the service returns the first page.
                None if echo.how == EchoKind::Number => echoed.push((echo, "1".to_owned())),
                None => {}
            }
        }
        Ok(Request {
            method: endpoint.method,
            url,
            body,
            echoed,
        })
    }
}

/// A URL that grows.
struct Url {
    text: String,
    separator: char,
    /// Which input field made the longest part of the query, and how long that is.
    longest: (&'static str, usize),
}

impl Url {
    fn with_capacity(bytes: usize) -> Url {
        Url {
            text: String::with_capacity(bytes),
            separator: '?',
            longest: ("", 0),
        }
    }

    /// Appends a query parameter that an input field has.
    fn push(&mut self, name: &str, value: &str, member: &'static str) {
        self.text.push(self.separator);
        let before = self.text.len();
        self.text.extend(utf8_percent_encode(name, QUERY));
        self.text.push('=');
        self.text.extend(utf8_percent_encode(value, QUERY));
        let length = self.text.len() - before;
        if length > self.longest.1 {
            self.longest = (member, length);
        }
        self.separator = '&';
    }

    /// Appends all fields of an object.
    fn push_fields(&mut self, operation: &Operation, member: &'static str, raw: &str) -> Result<()> {
        for (name, raw) in others(operation, member, raw)? {
            for value in query_texts(&format!("{member}.{name}"), raw)? {
                self.push(&name, &value, member);
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<String> {
        if self.text.len() <= LONGEST_URL {
            return Ok(self.text);
        }
        let (name, length) = self.longest;
        let found = format!(
            "too long: the request's URL may have {LONGEST_URL} bytes, found {}, of them {length} here",
            self.text.len()
        );
        Err(Error::invalid_member(name, found))
    }
}

/// The fields of an object that are none of the operation's own.
fn others<'a>(operation: &Operation, member: &str, raw: &'a str) -> Result<Vec<(Cow<'a, str>, &'a str)>> {
    let fields = fields(member, raw)?;
    for (name, _) in &fields {
        let is_fixed = || {
            let body = operation.endpoint().and_then(|endpoint| endpoint.fixed_body);
            body.is_some_and(|body| body.contains(&format!("\"{}\"", name.to_ascii_lowercase())))
        };
        let is_own = |own: &Member| {
            own.name.eq_ignore_ascii_case(name) && (member == EXTRA || own.place == Place::Query)
        };
        if operation.members.iter().any(is_own) || is_fixed() {
            let message = format!(
                "{} has a field of this name, which does not belong in {member}",
                operation.name
            );
            return Err(Error::invalid_member(format!("{member}.{name}"), message));
        }
    }
    Ok(fields)
}

/// Appends a field to an object that has no closing brace yet. The name is escaped already.
fn push_member(members: &mut String, name: &str, raw: &str) {
    members.push(if members.is_empty() { '{' } else { ',' });
    members.push('"');
    members.push_str(name);
    members.push_str("\":");
    members.push_str(raw);
}

/// Appends a path, its names in braces replaced by the fields' values.
fn push_path(url: &mut String, mut path: &str, given: &Given<'_>) -> Result<()> {
    while let Some((before, (name, after))) = path
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        url.push_str(before);
        url.push_str(&text(name, given.raw(name).unwrap_or("\"\""))?);
        path = after;
    }
    url.push_str(path);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{json, Value};

    use super::*;
    use crate::operations::{COMPANIES_CREATE, COMPANIES_LIST, GROUPS_REMOVE_COMPANY};

    const BASE: &str = "https://api.example/base";

    fn build(operation: &'static Operation, input: &str) -> Result<Request> {
        Request::build(operation, operation.endpoint().unwrap(), BASE, input)
    }

    proptest! {
        /// With any identifier the path keeps its shape.
        #[test]
        fn ids_cannot_change_the_path(company in any::<String>(), group in any::<String>()) {
            let input = json!({"companyId": company, "groupId": group}).to_string();
            if let Ok(request) = build(&GROUPS_REMOVE_COMPANY, &input) {
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
            prop_assert!(build(&GROUPS_REMOVE_COMPANY, &input).is_ok());
        }

        /// A query arrives as it was given, with any content, and is a valid URL.
        #[test]
        fn query_parameters_are_encoded_without_loss(query in any::<String>(), tags in any::<String>()) {
            let input = json!({"query": query, "tags": tags}).to_string();
            let request = build(&COMPANIES_LIST, &input).unwrap();
            let uri: ureq::http::Uri = request.url.parse().unwrap();
            let pairs: Vec<(&str, String)> = uri.query().unwrap().split('&').map(|pair| {
                let (name, value) = pair.split_once('=').unwrap();
                let value = percent_encoding::percent_decode_str(value).decode_utf8().unwrap();
                (name, value.into_owned())
            }).collect();
            prop_assert_eq!(pairs, vec![("query", query), ("tags", tags)]);
        }

        /// No input, JSON or not, causes a panic; what is accepted has a body that is the input's fields.
        #[test]
        fn no_input_text_causes_a_panic(text in any::<String>()) {
            let _ = build(&COMPANIES_CREATE, &text);
        }

        #[test]
        fn bodies_hold_the_values_untouched(name in ".{1,40}", description in any::<String>()) {
            let input = json!({"description": description, "name": name});
            let request = build(&COMPANIES_CREATE, &input.to_string()).unwrap();
            prop_assert_eq!(serde_json::from_str::<Value>(&request.body.unwrap()).unwrap(), input);
        }
    }

    #[test]
    fn deeply_nested_input_is_refused_without_harm() {
        let deep = format!("{{\"name\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let error = build(&COMPANIES_CREATE, &deep).unwrap_err();
        assert_eq!(error.member.as_deref(), Some("name"));
        let deep = format!(
            "{{\"name\":\"x\",\"groups\":{}1{}}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert_eq!(
            build(&COMPANIES_CREATE, &deep).unwrap_err().member.as_deref(),
            Some("groups[0]")
        );
    }
}
