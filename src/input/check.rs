//! What each kind of field must be.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::free::{check_json, check_path, fields, query_texts};
use super::text::{length, text, HALF_IN_NAME};
use super::{describe, parse_object, Given, Members};
use crate::error::{Error, Result};
use crate::operations::{Kind, Member, COMPANIES_CREATE};

/// Checks a field's value, given as JSON; the message says what was expected and what was found.
pub(crate) fn check(member: &str, kind: Kind, raw: &str) -> Result<()> {
    let expected = |what: &str| {
        Err(Error::invalid_member(
            member,
            format!("expected {what}, found {}", describe(raw)),
        ))
    };
    match kind {
        Kind::Text if !raw.starts_with('"') => return expected("a string"),
        Kind::Text => {
            text(member, raw)?;
        }
        Kind::Name { max } => {
            if !raw.starts_with('"') {
                return expected("a string");
            }
            let length = length(member, raw)?;
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
            // Names include the unit.
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
            for (index, group) in list(member, raw, EXPECTED)?.into_iter().enumerate() {
                let place = format!("{member}[{index}]");
                if !group.starts_with('{') {
                    let message = format!("expected {EXPECTED}, found {}", describe(group));
                    return Err(Error::invalid_member(place, message));
                }
                match object_of_strings(&place, group)?.as_slice() {
                    [(name, id)] if name == "id" => {
                        let place = format!("{place}.id");
                        check_id(&place, &text(&place, id)?)?;
                    }
                    _ => return Err(Error::invalid_member(place, format!("expected {EXPECTED}"))),
                }
            }
        }
        Kind::Companies => {
            let companies = list(member, raw, "an array of companies")?;
            for (index, company) in companies.into_iter().enumerate() {
                let place = format!("{member}[{index}]");
                Given::input(&COMPANIES_CREATE, company).map_err(|error| within(&place, error))?;
            }
        }
        Kind::Objects { of } => {
            for (index, object) in list(member, raw, "an array of objects")?.into_iter().enumerate() {
                check_object(&format!("{member}[{index}]"), of, object)?;
            }
        }
        Kind::ObjectMap { of } => {
            for (name, object) in fields(member, raw)? {
                check_object(&format!("{member}.{name}"), of, object)?;
            }
        }
        Kind::TextList => {
            texts(member, raw)?;
        }
        Kind::IdList => {
            let ids = texts(member, raw)?;
            if ids.is_empty() {
                return Err(Error::invalid_member(member, "must not be empty"));
            }
            for (place, id) in ids {
                check_id(&place, &id)?;
            }
        }
        Kind::TextMap => {
            for (key, value) in object_of_strings(member, raw)? {
                text(&format!("{member}.{key}"), value)?;
            }
        }
        Kind::Flag if !matches!(raw, "true" | "false") => return expected("true or false"),
        Kind::Flag => {}
        Kind::Path if !raw.starts_with('"') => return expected("a string"),
        Kind::Path => check_path(member, &text(member, raw)?)?,
        Kind::Query => {
            for (name, value) in fields(member, raw)? {
                query_texts(&format!("{member}.{name}"), value)?;
            }
        }
        Kind::Json => check_json(member, raw)?,
        Kind::Fields => {
            for (name, value) in fields(member, raw)? {
                check_json(&format!("{member}.{name}"), value)?;
            }
        }
    }
    Ok(())
}

/// Checks the fields of an object that stands at this place.
fn check_object(place: &str, of: &'static [Member], raw: &str) -> Result<()> {
    if !raw.starts_with('{') {
        let message = format!("expected an object, found {}", describe(raw));
        return Err(Error::invalid_member(place, message));
    }
    let fields = of.iter().map(|field| (field.name, field.kind, field.required));
    Given::read(raw, place, place, fields)
        .map(drop)
        .map_err(|error| within(place, error))
}

/// What is wrong with an object that stands at this place.
fn within(place: &str, error: Error) -> Error {
    match &error.member {
        // The message begins with the field's name.
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
        if length(&format!("{member}.{key}"), value)? > 100 {
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
    let Members(pairs) = parse_object(raw, member).map_err(|error| match error.member {
        Some(_) => error,
        None => Error::invalid_member(member, HALF_IN_NAME),
    })?;
    for (key, value) in &pairs {
        if !value.get().starts_with('"') {
            let message = format!("expected a string, found {}", describe(value.get()));
            return Err(Error::invalid_member(format!("{member}.{key}"), message));
        }
    }
    Ok(pairs.into_iter().map(|(key, value)| (key, value.get())).collect())
}

/// The items of an array, as JSON.
fn list<'a>(member: &str, raw: &'a str, expected: &str) -> Result<Vec<&'a str>> {
    let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(|_| {
        Error::invalid_member(member, format!("expected {expected}, found {}", describe(raw)))
    })?;
    Ok(items.into_iter().map(RawValue::get).collect())
}

/// The strings of an array, each with its place.
fn texts<'a>(member: &str, raw: &'a str) -> Result<Vec<(String, Cow<'a, str>)>> {
    let items = list(member, raw, "an array of strings")?;
    let texts = items.into_iter().enumerate().map(|(index, item)| {
        let place = format!("{member}[{index}]");
        if !item.starts_with('"') {
            let message = format!("expected a string, found {}", describe(item));
            return Err(Error::invalid_member(place, message));
        }
        let text = text(&place, item)?;
        Ok((place, text))
    });
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::*;

    #[test]
    fn half_of_a_surrogate_pair_is_refused_with_the_fields_name() {
        let companies = r#"{"companies":[{"name":"a"},{"name":"b"},{"name":"c"},{"name":"\ud800"}]}"#;
        for (operation, json, member) in [
            (&COMPANIES_CREATE, r#"{"name":"\ud800"}"#, "name"),
            (
                &COMPANIES_CREATE,
                r#"{"name":"a","description":"x\udc00"}"#,
                "description",
            ),
            (
                &COMPANIES_CREATE,
                r#"{"name":"a","tags":{"region":"\ud800x"}}"#,
                "tags.region",
            ),
            (&COMPANIES_CREATE, r#"{"name":"a","tags":{"\ud800":"x"}}"#, "tags"),
            (
                &COMPANIES_CREATE,
                r#"{"name":"a","groups":[{"id":"\ud800"}]}"#,
                "groups[0].id",
            ),
            (
                &COMPANIES_CREATE,
                r#"{"name":"a","groups":[{"\ud800":"a"}]}"#,
                "groups[0]",
            ),
            (&COMPANIES_CREATE_MANY, companies, "companies[3].name"),
            (&COMPANIES_LIST, r#"{"query":"name=\ud83d"}"#, "query"),
            (&COMPANIES_GET, r#"{"companyId":"\udfff"}"#, "companyId"),
            (
                &WEBHOOKS_CREATE,
                r#"{"url":"u","eventTypes":["a","\ud800\ud800"]}"#,
                "eventTypes[1]",
            ),
            (
                &COMPANIES_LINK_URL,
                r#"{"companyId":"c","parameters":{"ref":"\ud800"}}"#,
                "parameters.ref",
            ),
            (
                &REFRESH_WAIT_UNTIL_COMPLETE,
                r#"{"companyId":"c","pullOperationIds":["a","\ud800"]}"#,
                "pullOperationIds[1]",
            ),
            (
                &CONNECTIONS_UPDATE_AUTHORIZATION,
                r#"{"companyId":"c","connectionId":"n","authorization":{"user":"\ud800"}}"#,
                "authorization.user",
            ),
            (
                &COMPANIES_SET_SYNC_SETTINGS,
                r#"{"companyId":"c","overridesDefaults":true,"settings":[{"dataType":"invoices","fetchOnFirstLink":true,"syncSchedule":1,"syncOrder":1,"syncFromUtc":"\ud800"}]}"#,
                "settings[0].syncFromUtc",
            ),
            (
                &SUPPLEMENTAL_DATA_CONFIGURE,
                r#"{"platformKey":"gbol","dataType":"items","supplementalDataConfig":{"a":{"pullData":{"b":"\ud800"}}}}"#,
                "supplementalDataConfig.a.pullData.b",
            ),
        ] {
            let error = Given::input(operation, json).map(drop).unwrap_err();
            assert_eq!(error.member.as_deref(), Some(member), "{json}: {error:?}");
            assert!(
                error.message.contains("half of a surrogate pair"),
                "{}",
                error.message
            );
        }
        let error = Given::input(&COMPANIES_CREATE, r#"{"\ud800":1}"#)
            .map(drop)
            .unwrap_err();
        assert!(error.message.contains("line 1 column "), "{}", error.message);
        let error = crate::Config::from_json(r#"{"apiKey":"\ud800"}"#).unwrap_err();
        assert_eq!(error.member.as_deref(), Some("apiKey"));
        let error = crate::Context::from_json(r#"{"idempotencyKey":"\ud800"}"#).unwrap_err();
        assert_eq!(error.member.as_deref(), Some("idempotencyKey"));
        // Whole ones are text, and so is the escape of an escape.
        for whole in [r#"{"name":"\ud83d\ude00"}"#, r#"{"name":"\\ud800"}"#] {
            assert!(Given::input(&COMPANIES_CREATE, whole).is_ok());
        }
    }

    #[test]
    fn an_error_within_objects_names_the_place() {
        let setting = |fields: &str| {
            format!(
                r#"{{"companyId":"c","overridesDefaults":true,"settings":[{{"dataType":"invoices","fetchOnFirstLink":true,
                "syncSchedule":24,"syncOrder":0}},{fields}]}}"#
            )
        };
        for (fields, member, message) in [
            ("7", "settings[1]", "expected an object, found a number"),
            ("{}", "settings[1].dataType", "is required"),
            (
                r#"{"dataType":"bills","fetchOnFirstLink":"yes"}"#,
                "settings[1].fetchOnFirstLink",
                "expected true or false, found a string",
            ),
            (
                r#"{"dataType":"bills","syncShedule":1}"#,
                "settings[1].syncShedule",
                "unknown; settings[1] takes dataType, fetchOnFirstLink",
            ),
        ] {
            let error = Given::input(&COMPANIES_SET_SYNC_SETTINGS, &setting(fields))
                .map(drop)
                .unwrap_err();
            assert_eq!(error.member.as_deref(), Some(member), "{fields}");
            assert!(error.message.contains(message), "{}", error.message);
        }
        let whole =
            setting(r#"{"dataType":"bills","fetchOnFirstLink":false,"syncSchedule":0,"syncOrder":1}"#);
        assert!(Given::input(&COMPANIES_SET_SYNC_SETTINGS, &whole).is_ok());
        let configured = |config: &str| {
            let json =
                format!(r#"{{"platformKey":"gbol","dataType":"items","supplementalDataConfig":{config}}}"#);
            Given::input(&SUPPLEMENTAL_DATA_CONFIGURE, &json).map(drop)
        };
        assert!(configured(r#"{"mine":{"dataSource":"/Items","pullData":{"a":"A"}}}"#).is_ok());
        for (config, member) in [
            ("[]", "supplementalDataConfig"),
            (r#"{"mine":[]}"#, "supplementalDataConfig.mine"),
            (
                r#"{"mine":{"pullData":{"a":1}}}"#,
                "supplementalDataConfig.mine.pullData.a",
            ),
            (r#"{"mine":{"data":{}}}"#, "supplementalDataConfig.mine.data"),
        ] {
            assert_eq!(configured(config).unwrap_err().member.as_deref(), Some(member));
        }
    }

    #[test]
    fn a_byte_order_mark_before_json_is_skipped() {
        let given = Given::input(&COMPANIES_CREATE, "\u{feff} {\"name\":\"a\"}").unwrap();
        assert_eq!(given.raw("name"), Some("\"a\""));
        assert!(crate::Config::from_json("\u{feff}{\"apiKey\":\"key\"}").is_ok());
        assert!(crate::Context::from_json("\u{feff}{\"maxRetries\":1}").is_ok());
        // One is enough.
        for json in [
            "\u{feff}\u{feff}{\"name\":\"a\"}",
            "\u{feff}",
            "{\u{feff}\"name\":\"a\"}",
        ] {
            assert!(Given::input(&COMPANIES_CREATE, json).is_err(), "{json:?}");
        }
    }
}
