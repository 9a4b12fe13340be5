//! An operation's input becomes a request.

use percent_encoding::{utf8_percent_encode, AsciiSet, NON_ALPHANUMERIC};

use super::check::text;
use super::Given;
use crate::error::{Error, Result};
use crate::operations::{Echo, EchoKind, Endpoint, Method, Operation, Place};

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
        let mut url = String::with_capacity(base_url.len() + endpoint.path.len() + input.len());
        url.push_str(base_url);
        push_path(&mut url, endpoint.path, &given)?;
        let mut separator = '?';
        // Which part of the query is the longest, and how long.
        let mut longest = ("", 0);
        let mut members = String::new();
        let mut body = endpoint.fixed_body.map(str::to_owned);
        for member in operation.members {
            let Some(raw) = given.raw(member.name) else {
                continue;
            };
            match member.place {
                Place::Path | Place::Workflow => {}
                Place::Query => {
                    let value = if raw.starts_with('"') {
                        text(member.name, raw)?
                    } else {
                        raw.into()
                    };
                    url.push(separator);
                    url.push_str(member.name);
                    url.push('=');
                    let before = url.len();
                    url.extend(utf8_percent_encode(&value, QUERY));
                    if url.len() - before > longest.1 {
                        longest = (member.name, url.len() - before);
                    }
                    separator = '&';
                }
                Place::Body => {
                    if members.is_empty() {
                        members.reserve(input.len());
                    }
                    members.push(if members.is_empty() { '{' } else { ',' });
                    members.push('"');
                    members.push_str(member.name);
                    members.push_str("\":");
                    members.push_str(raw);
                }
                Place::WholeBody => body = Some(raw.to_owned()),
            }
        }
        if url.len() > LONGEST_URL {
            let (name, length) = longest;
            let found = format!(
                "too long: the request's URL may have {LONGEST_URL} bytes, found {}, of them {length} here",
                url.len()
            );
            return Err(Error::invalid_member(name, found));
        }
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
