//! Fields of a response that repeat the request: with another value the response belongs to another request.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

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
    /// It has the same value. Upper and lower case are the same.
    Equal,
    /// It has the same value, from which the service may have removed characters, or the end. Compared are the ASCII letters
    /// and digits; other letters may have become one to three of them.
    Cleaned,
    /// As `Cleaned`, for a name: the signs that the service keeps in names are compared too.
    Name,
    /// It is the same URL, in any case, with or without a slash at the end.
    Url,
    /// It is a URL whose path has the value after `/companies/`. Compared are UUIDs.
    Link,
    /// It is the same number, if it is not 0.
    Number,
    /// It is an object of tags. Those that the value has too have the same text.
    Tags,
}

impl EchoKind {
    /// Whether a field with this text can belong to a request with this value.
    pub(crate) fn allows(self, value: &str, text: &str) -> bool {
        match self {
            EchoKind::Equal => value.eq_ignore_ascii_case(text),
            EchoKind::Cleaned => is_cleaned(value, text, ""),
            EchoKind::Name => is_cleaned(value, text, "-',&@.?!"),
            EchoKind::Url => {
                let url = |text: &str| {
                    let text = text.trim().to_ascii_lowercase();
                    text.strip_suffix('/').map(str::to_owned).unwrap_or(text)
                };
                url(value) == url(text)
            }
            EchoKind::Link => {
                let uuid = |text: &str| uuid::Uuid::parse_str(text).ok();
                let after = text.split_once("/companies/").map(|(_, after)| after);
                let company = after.and_then(|after| uuid(after.split(['/', '?', '#']).next()?));
                company.is_none_or(|company| uuid(value).is_none_or(|value| value == company))
            }
            EchoKind::Number => text == "0" || text == value,
            EchoKind::Tags => are_tags(value, text),
        }
    }
}

/// Whether a text can be what the service made of a value: without some characters, with accents composed or left out, or
/// cut off after at least 50 signs. The signs are letters, digits and `others`.
fn is_cleaned(value: &str, text: &str, others: &str) -> bool {
    const CUT: usize = 50;
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
    if text.len() >= CUT && text.len() < signs.len() {
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
        pair.is_none_or(|(value, found)| is_tag(value.trim(), found.trim()))
    })
}

/// Whether the value of a tag can be what the service made of another: without signs other than letters, digits and `-_.`.
fn is_tag(value: &str, found: &str) -> bool {
    let is_kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut found = found.chars().peekable();
    value.chars().all(|c| {
        let is_same = found.peek().is_some_and(|other| other.eq_ignore_ascii_case(&c));
        if is_same {
            found.next();
        }
        is_same || !is_kept(c)
    }) && found.next().is_none()
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
