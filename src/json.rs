//! What JSON from a peer may hold. One pass finds everything that a decoder of any language could fail on, so that no
//! wrapper has limits of its own:
//!
//! | limit | why |
//! |---|---|
//! | at most 127 levels of arrays and objects | decoders recurse, and their own limits differ |
//! | every number within the range of a double | so no integer has more than 309 digits |
//! | no half of a surrogate pair in a string | many languages cannot hold it |
//! | the fields that the operation requires | see [`Field`] |

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::operations::{Echo, EchoKind, Field, FieldKind, Resource};

/// What a response says of itself.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Checked {
    /// The text in the first required field, if it is one.
    pub identifier: Option<String>,
    /// The field that repeats the request, if it has another value.
    pub contradiction: Option<&'static str>,
}

/// Checks a text that must be a JSON object with the `required` fields, and compares the `echoed` ones with the request.
/// The error says what it is instead.
pub(crate) fn check_object(
    text: &str,
    required: &[Field],
    resource: Option<Resource>,
    echoed: &[(&'static Echo, String)],
) -> Result<Checked, String> {
    let mut top = Top {
        required,
        resource,
        echoed,
        has_rows: required.iter().any(|field| field.kind == FieldKind::List),
        found: vec![None; required.len()],
        checked: Checked::default(),
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let look = Look {
        top: &mut top,
        at: At::Top,
    };
    let found = look.deserialize(&mut deserializer);
    match found.and_then(|found| deserializer.end().map(|()| found)) {
        Err(e) => Err(format!("{} bytes that are not valid JSON: {e}", text.len())),
        Ok(Found::Object) => top.lacking().map_or(Ok(top.checked), Err),
        Ok(_) => Err("JSON that is not an object".into()),
    }
}

/// What a value is, as far as required fields go.
#[derive(Clone, Copy, PartialEq)]
enum Found {
    EmptyText,
    Text,
    List,
    Object,
    Other(&'static str),
}

impl Found {
    fn fits(self, kind: FieldKind) -> bool {
        match kind {
            FieldKind::Text => self == Found::Text,
            FieldKind::List => self == Found::List,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Found::EmptyText => "an empty string",
            Found::Text => "a string",
            Found::List => "an array",
            Found::Object => "an object",
            Found::Other(name) => name,
        }
    }
}

/// The outermost object: what it should have, and what it has.
struct Top<'a> {
    required: &'a [Field],
    echoed: &'a [(&'static Echo, String)],
    resource: Option<Resource>,
    /// Whether its lists have rows, and so the fields to compare.
    has_rows: bool,
    found: Vec<Option<Found>>,
    checked: Checked,
}

impl Top<'_> {
    /// What the object lacks.
    fn lacking(&self) -> Option<String> {
        let mut fields = self.required.iter().zip(&self.found);
        fields.find_map(|(required, found)| match found {
            Some(value) if value.fits(required.kind) => None,
            Some(value) => Some(format!(
                "a JSON object whose {} is {}",
                required.name,
                value.name()
            )),
            None => Some(format!("a JSON object without {}", required.name)),
        })
    }

    /// Where the value of the field with this name is.
    fn field(&self, name: &str, in_rows: bool) -> At {
        let required = || self.required.iter().position(|field| field.name == name);
        let is_echo = |(echo, _): &(&Echo, _)| echo.in_rows == in_rows && echo.field == name;
        At::Field {
            in_rows,
            required: if in_rows { None } else { required() },
            echoed: self.echoed.iter().position(is_echo),
            foreign: if in_rows == self.has_rows {
                self.resource.and_then(|resource| resource.foreign(name))
            } else {
                None
            },
        }
    }
}

/// Where a value is.
#[derive(Clone, Copy)]
enum At {
    Top,
    /// In a field of the outermost object, or of a row, with its place among the required and the echoed ones.
    Field {
        in_rows: bool,
        required: Option<usize>,
        echoed: Option<usize>,
        foreign: Option<&'static str>,
    },
    /// In a list of the outermost object.
    Row,
    Deeper,
}

/// Looks through a value to its end.
struct Look<'a, 'b> {
    top: &'a mut Top<'b>,
    at: At,
}

impl<'b> Look<'_, 'b> {
    /// Looks through a value within this one.
    fn at(&mut self, at: At) -> Look<'_, 'b> {
        Look { top: self.top, at }
    }
}

impl<'de> DeserializeSeed<'de> for Look<'_, '_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_, '_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<Found, E> {
        if let At::Field { required, echoed, .. } = self.at {
            let checked = &mut self.top.checked;
            if let Some(echoed) = echoed.filter(|_| !text.is_empty()) {
                let (echo, value) = &self.top.echoed[echoed];
                if !echo.how.allows(value, text) {
                    checked.contradiction = Some(echo.field);
                }
            }
            if required == Some(0) {
                checked.identifier = Some(text.to_owned());
            }
        }
        Ok(if text.is_empty() {
            Found::EmptyText
        } else {
            Found::Text
        })
    }

    fn visit_u64<E>(self, number: u64) -> Result<Found, E> {
        if let At::Field {
            echoed: Some(echoed), ..
        } = self.at
        {
            let (echo, value) = &self.top.echoed[echoed];
            if echo.how == EchoKind::Number && !echo.how.allows(value, &number.to_string()) {
                self.top.checked.contradiction = Some(echo.field);
            }
        }
        Ok(Found::Other("a number"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Found, E> {
        Ok(Found::Other("a number"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Found, E> {
        Ok(Found::Other("a number"))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Found, E> {
        Ok(Found::Other("a boolean"))
    }

    fn visit_unit<E>(self) -> Result<Found, E> {
        Ok(Found::Other("null"))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Found, A::Error> {
        let at = match self.at {
            At::Field { in_rows: false, .. } if self.top.has_rows => At::Row,
            _ => At::Deeper,
        };
        while items.next_element_seed(self.at(at))?.is_some() {}
        Ok(Found::List)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<Found, A::Error> {
        let in_rows = match self.at {
            At::Top => Some(false),
            At::Row => Some(true),
            _ => None,
        };
        while let Some(at) = fields.next_key_seed(Name(self.top, in_rows))? {
            let found = fields.next_value_seed(self.at(at))?;
            if let At::Field {
                required, foreign, ..
            } = at
            {
                // Of two with the same name decoders take the last.
                if let Some(place) = required {
                    self.top.found[place] = Some(found);
                }
                if foreign.is_some() && found != Found::Other("null") {
                    self.top.checked.contradiction = foreign;
                }
            }
        }
        Ok(Found::Object)
    }
}

/// Reads the name of a field: of the outermost object or of a row, or else of no interest.
struct Name<'a, 'b>(&'a Top<'b>, Option<bool>);

impl<'de> DeserializeSeed<'de> for Name<'_, '_> {
    type Value = At;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<At, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_, '_> {
    type Value = At;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<At, E> {
        Ok(self.1.map_or(At::Deeper, |in_rows| self.0.field(name, in_rows)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::{
        Operation, COMPANIES_CREATE, COMPANIES_LIST, REFRESH_BY_DATA_TYPE, REFRESH_LIST_PULL_OPERATIONS,
    };

    fn nested(levels: usize) -> String {
        format!(
            "{{\"id\":\"x\",\"a\":{}1{}}}",
            "[".repeat(levels - 1),
            "]".repeat(levels - 1)
        )
    }

    #[test]
    fn what_every_decoder_takes_passes() {
        for good in [
            r#"{"id":"x"}"#.to_owned(),
            " \r\n\t{\"id\" : \"x\", \"n\": [1.50, -0, 1e308, null, true, {}]} ".to_owned(),
            r#"{"id":"\ud83d\ude00"}"#.to_owned(),
            format!("{{\"id\":\"x\",\"n\":{}}}", "9".repeat(308)),
            format!("{{\"id\":\"x\",\"n\":0.{}}}", "9".repeat(5000)),
            nested(127),
            r#"{"id":"","id":"x"}"#.to_owned(),
        ] {
            let identifier = check_object(&good, COMPANIES_CREATE.requires, None, &[])
                .unwrap()
                .identifier;
            assert!(["x", "😀"].contains(&identifier.as_deref().unwrap()), "{good}");
        }
        assert_eq!(
            check_object(r#"{"results":[]}"#, COMPANIES_LIST.requires, None, &[]),
            Ok(Checked::default())
        );
        assert_eq!(check_object("{}", &[], None, &[]), Ok(Checked::default()));
    }

    #[test]
    fn what_some_decoder_fails_on_does_not() {
        for (bad, why) in [
            (nested(128), "recursion limit exceeded"),
            (nested(100_000), "recursion limit exceeded"),
            (
                format!("{{\"id\":\"x\",\"n\":{}}}", "9".repeat(310)),
                "number out of range",
            ),
            (r#"{"id":"x","n":1e999999}"#.into(), "number out of range"),
            (r#"{"id":"x","n":-1e309}"#.into(), "number out of range"),
            (r#"{"id":"x","n":"\ud800"}"#.into(), "hex escape"),
            (r#"{"id":"x","\udc00":1}"#.into(), "surrogate"),
            (r#"{"id":"x"} x"#.into(), "trailing characters"),
            (r#"{"id":"x""#.into(), "EOF"),
            ("".into(), "EOF"),
            ("[1]".into(), "JSON that is not an object"),
            ("\"id\"".into(), "JSON that is not an object"),
            ("<html>".into(), "expected value"),
        ] {
            for required in [COMPANIES_CREATE.requires, &[]] {
                let told = check_object(&bad, required, None, &[]).unwrap_err();
                assert!(told.contains(why), "{why}: {told}");
            }
        }
    }

    #[test]
    fn a_required_field_is_there_and_of_its_kind() {
        for (bad, why) in [
            ("{}", "a JSON object without id"),
            (r#"{"error":"no"}"#, "a JSON object without id"),
            (r#"{"id":5}"#, "a JSON object whose id is a number"),
            (r#"{"id":{}}"#, "a JSON object whose id is an object"),
            (r#"{"id":null}"#, "a JSON object whose id is null"),
            (r#"{"id":""}"#, "a JSON object whose id is an empty string"),
            (r#"{"a":{"id":"x"}}"#, "a JSON object without id"),
        ] {
            assert_eq!(
                check_object(bad, COMPANIES_CREATE.requires, None, &[]),
                Err(why.into())
            );
        }
        let told = check_object(r#"{"results":{}}"#, COMPANIES_LIST.requires, None, &[]);
        assert_eq!(told, Err("a JSON object whose results is an object".into()));
    }

    #[test]
    fn a_field_that_repeats_the_request_has_its_value() {
        let is_another = |operation: &'static Operation, values: &[&str], text: &str| {
            let echoes = operation.endpoint().unwrap().echoes;
            let values = values.iter().map(|value| (*value).to_owned());
            let echoed: Vec<_> = echoes.iter().zip(values).collect();
            check_object(text, operation.requires, operation.resource, &echoed)
                .unwrap()
                .contradiction
                .is_some()
        };
        for (text, expected) in [
            (r#"{"id":"1","companyId":"c","dataType":"invoices"}"#, false),
            (r#"{"id":"1","companyId":"C","dataType":"Invoices"}"#, false),
            (r#"{"id":"1"}"#, false),
            (
                r#"{"id":"1","companyId":"","dataType":null,"rows":[{"companyId":"x"}]}"#,
                false,
            ),
            (r#"{"id":"1","companyId":"x","dataType":"invoices"}"#, true),
            (r#"{"id":"1","companyId":"c","dataType":"bills"}"#, true),
        ] {
            assert_eq!(
                is_another(&REFRESH_BY_DATA_TYPE, &["c", "invoices"], text),
                expected,
                "{text}"
            );
        }
        for (text, expected) in [
            (
                r#"{"results":[{"companyId":"c"},{"companyId":"C"},{},null,"x",[{"companyId":"x"}]]}"#,
                false,
            ),
            (
                r#"{"results":[{"a":[{"companyId":"x"}]}],"companyId":"x"}"#,
                false,
            ),
            (r#"{"results":[{"companyId":"c"},{"companyId":"x"}]}"#, true),
        ] {
            assert_eq!(
                is_another(&REFRESH_LIST_PULL_OPERATIONS, &["c"], text),
                expected,
                "{text}"
            );
        }
    }
}
