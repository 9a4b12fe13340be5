//! Fields of a response that repeat the request: with another value the response belongs to another request.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// A field of a successful response that repeats an input field, if the response and the input have these.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Echo {
    /// Its name at the top level of the response, or of each row.
    pub field: &'static str,
    /// Whether it is a field of each row of the response's lists.
    pub in_rows: bool,
    /// The input field.
    pub member: &'static str,
    /// How it repeats the input field.
    pub how: EchoKind,
}

/// How a field of a response repeats an input field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum EchoKind {
    /// It has the same value. Upper and lower case are the same, and so is a UUID without its hyphens.
    Equal,
    /// It has the same value, from which the service may have removed characters, or the end. Compared are the ASCII letters
    /// and digits; other letters may have become one to three of them.
    Cleaned,
    /// As `Cleaned`, for a name: the signs that the service keeps in names are compared too.
    Name,
    /// It is the same URL, in any of its spellings.
    Url,
    /// It is a URL whose path has the value after `/companies/`. Compared are UUIDs.
    Link,
    /// It is the same number, if it is not 0.
    Number,
    /// It is an object of tags. Those that the value has too have the same text.
    Tags,
}

/// After how many signs the service may cut off a name or a description.
const CUT: usize = 50;

impl EchoKind {
    /// Whether a field with this text can belong to a request with this value.
    pub(crate) fn allows(self, value: &str, text: &str) -> bool {
        match self {
            EchoKind::Equal => value.eq_ignore_ascii_case(text) || is_same_uuid(value, text),
            EchoKind::Cleaned => is_cleaned(value, text, "", CUT),
            EchoKind::Name => is_cleaned(value, text, "-',&@.?!", CUT),
            EchoKind::Url => is_same_url(value, text),
            EchoKind::Link => {
                let after = text.split_once("/companies/").map(|(_, after)| after);
                let company = after.and_then(|after| uuid(after.split(['/', '?', '#']).next()?));
                company.is_none_or(|company| uuid(value).is_none_or(|value| value == company))
            }
            EchoKind::Number => text == "0" || text == value,
            EchoKind::Tags => are_tags(value, text),
        }
    }
}

fn is_same_uuid(one: &str, other: &str) -> bool {
    uuid(one).is_some_and(|one| uuid(other) == Some(one))
}

fn uuid(text: &str) -> Option<Uuid> {
    Uuid::parse_str(text).ok()
}

/// Whether two URLs are one: in any case, escaped or not, with or without the scheme's port, a slash at the end of the
/// path, user information and a fragment. Of a host in other letters nothing is compared, since it may be in Punycode.
fn is_same_url(one: &str, other: &str) -> bool {
    fn parts(url: &str) -> (String, String, String) {
        let url = percent_decode_str(url.trim()).decode_utf8_lossy().to_lowercase();
        let url = url.split('#').next().unwrap_or_default();
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let host = authority.rsplit('@').next().unwrap_or_default();
        let port = if scheme == "https" { ":443" } else { ":80" };
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let path = path.strip_suffix('/').unwrap_or(path);
        (
            scheme.to_owned(),
            host.strip_suffix(port).unwrap_or(host).to_owned(),
            format!("{path}?{query}"),
        )
    }
    let (one, other) = (parts(one), parts(other));
    let is_any_host = !one.1.is_ascii() || !other.1.is_ascii();
    one.0 == other.0 && one.2 == other.2 && (is_any_host || one.1 == other.1)
}

/// Whether a text can be what the service made of a value: without some characters, with accents composed or left out, or
/// cut off after at least `cut` signs. The signs are letters, digits and `others`.
fn is_cleaned(value: &str, text: &str, others: &str, cut: usize) -> bool {
    let is_sign = |c: &char| c.is_ascii_alphanumeric() || others.contains(*c);
    let is_accent = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    let mut signs = Vec::new();
    let mut foreign = 0;
    let mut rest = value.chars().peekable();
    while let Some(c) = rest.next() {
        if !c.is_ascii() || rest.peek().copied().is_some_and(is_accent) {
            foreign += 1;
        } else if is_sign(&c) {
            signs.push(c.to_ascii_lowercase());
        }
    }
    let text: Vec<char> = text
        .chars()
        .filter(is_sign)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if text.len() >= cut && text.len() < signs.len() {
        signs.truncate(text.len());
    }
    let mut found = text.iter();
    signs.iter().all(|sign| found.any(|c| c == sign)) && text.len() <= signs.len() + 3 * foreign
}

/// Whether tags, as JSON, can be what the service made of others: a tag that both have has the same value. What cannot be
/// read as tags is not judged.
fn are_tags(value: &str, text: &str) -> bool {
    type Tags = BTreeMap<String, Value>;
    let read = |json| serde_json::from_str::<Tags>(json).unwrap_or_default();
    let words = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    let (given, found) = (read(value), read(text));
    given.iter().all(|(key, value)| {
        let same = found.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
        let pair = words(value).zip(same.and_then(|(_, value)| words(value)));
        pair.is_none_or(|(value, found)| is_cleaned(&value, &found, "-_.", usize::MAX))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_may_repeat_a_value_in_several_ways() {
        use EchoKind::*;
        const ONE: &str = "8a210b68-6988-11ed-a1eb-0242ac120002";
        const LONG: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        for (how, value, text, is_allowed) in [
            (Equal, "A-1", "a-1", true),
            (Equal, "a-1", "a-2", false),
            (Equal, &ONE.replace('-', ""), ONE, true),
            (Cleaned, "Company (Codat[1])", "Company Codat1", true),
            (Cleaned, "  Toft   Bakery ", "Toft Bakery", true),
            (Cleaned, "Toft Bakery", "toft bakery", true),
            (Cleaned, "Toft Bakery", "Toft Bakery 2", false),
            (Cleaned, "Customer 10", "Customer 1", false),
            (Cleaned, "1-23", "12-3", true),
            (Name, "Unit 12-3", "Unit 1-23", false),
            (Name, "Team 15", "Team 1.5", false),
            (Name, "Company (Codat[1])", "Company Codat1", true),
            (Name, "O\u{2019}Neill & Sons", "O'Neill & Sons", true),
            (Name, "Müller & Co.", "Mueller & Co.", true),
            (Cleaned, "International Business Machines", "Intel", false),
            (Cleaned, "Müller AG", "Müller AG", true),
            (Cleaned, "Müller AG", "Mller AG", true),
            (Cleaned, "Müller AG", "Mueller AG", true),
            (Cleaned, "Mu\u{308}ller AG", "Müller AG", true),
            (Cleaned, "Müller AG", "Zebra Ltd", false),
            (Cleaned, "Acme", "東京", false),
            (Cleaned, "東京", "", true),
            (Cleaned, "東京", "Dongjing", false),
            (
                Cleaned,
                LONG,
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                true,
            ),
            (Url, "https://one.example", "https://One.example/", true),
            (Url, "https://one.example/1-23", "https://one.example/12-3", false),
            (Url, "https://one.example/a/b", "https://one.example/a", false),
            (Url, "https://one.example/a", "https://one.example/a//", false),
            (
                Url,
                "https://one.example:443/a b",
                "https://one.example/a%20b",
                true,
            ),
            (
                Url,
                "https://one.example/é?x=1",
                "https://one.example/%C3%A9?x=1",
                true,
            ),
            (
                Url,
                "https://me:word@one.example?x=1#top",
                "https://one.example/?x=1",
                true,
            ),
            (
                Url,
                "https://münchen.example/a",
                "https://xn--mnchen-3ya.example/a",
                true,
            ),
            (
                Url,
                "https://münchen.example/a",
                "https://xn--mnchen-3ya.example/b",
                false,
            ),
            (Url, "https://one.example/a", "http://one.example/a", false),
            (Url, "https://one.example:444/a", "https://one.example/a", false),
            (Url, "https://one.example/a", "https://two.example/a", false),
            (
                Url,
                "https://one.example/a?x=1",
                "https://one.example/a?x=2",
                false,
            ),
            (
                Link,
                ONE,
                "https://link-api.example/companies/8A210B68-6988-11ED-A1EB-0242AC120002/connections/x/start",
                true,
            ),
            (
                Link,
                ONE,
                "https://link-api.example/companies/8a210b68-6988-11ed-a1eb-0242ac120003/start",
                false,
            ),
            (Link, ONE, "https://link-api.example/companies/start?otp=1", true),
            (Link, ONE, "https://link.example/company/c-2", true),
            (
                Link,
                "c-1",
                "https://link-api.example/companies/8a210b68-6988-11ed-a1eb-0242ac120003/start",
                true,
            ),
            (Link, ONE, "", true),
            (Tags, r#"{"ref":"1"}"#, r#"{"ref":"1","region":"uk"}"#, true),
            (Tags, r#"{"Ref":"A 1"}"#, r#"{"ref":"a 1"}"#, true),
            (Tags, r#"{"ref":"1"}"#, r#"{"ref":"2"}"#, false),
            (Tags, r#"{"ref":"1"}"#, "{}", true),
            (Tags, r#"{"ref":""}"#, "{}", true),
            (Tags, r#"{"ref":"1"}"#, r#"{"ref":null}"#, true),
            (Tags, r#"{"ref":"1"}"#, r#"{"ref":1}"#, true),
            (Tags, r#"{"ref":"1"}"#, r#"{"ref":2}"#, false),
            (Tags, r#"{"ref":"12-3"}"#, r#"{"ref":"1-23"}"#, false),
            (Tags, r#"{"ref":"15"}"#, r#"{"ref":"1.5"}"#, false),
            (Tags, r#"{"ref":"1.5"}"#, r#"{"ref":"15"}"#, false),
            (Tags, r#"{"ref":" A & B "}"#, r#"{"ref":"a  b"}"#, true),
            (Tags, r#"{"ref":"A"}"#, r#"{"ref":"AB"}"#, false),
            (Tags, r#"{"ref":"Café"}"#, r#"{"ref":"Cafe"}"#, true),
            (
                Tags,
                &format!(r#"{{"ref":"{LONG}1"}}"#),
                &format!(r#"{{"ref":"{LONG}"}}"#),
                false,
            ),
            (Tags, "", "{}", true),
            (Tags, "[", r#"{"ref":"1"}"#, true),
            (Number, "2", "2", true),
            (Number, "2", "0", true),
            (Number, "2", "3", false),
        ] {
            assert_eq!(how.allows(value, text), is_allowed, "{how:?} {value:?} {text:?}");
        }
    }
}
