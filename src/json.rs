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

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::operations::{Field, FieldKind};

/// Checks a text that must be a JSON object with these fields; returns the text in the first of them, if that is one. The
/// error says what it is instead.
pub(crate) fn check_object(text: &str, required: &[Field]) -> Result<Option<String>, String> {
    match text.trim_start_matches([' ', '\t', '\r', '\n']).chars().next() {
        Some('{') => check(text, required),
        // What is wrong with it is said first.
        _ => check(text, &[]).and(Err("JSON that is not an object".into())),
    }
}

/// Checks any JSON text; `required` fields are looked for if it is an object.
fn check(text: &str, required: &[Field]) -> Result<Option<String>, String> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let looked_through = Top(required).deserialize(&mut deserializer);
    match looked_through.and_then(|top| deserializer.end().map(|()| top)) {
        Ok(top) => top,
        Err(e) => Err(format!("{} bytes that are not valid JSON: {e}", text.len())),
    }
}

/// What a value is, as far as required fields go.
#[derive(Clone, Copy, PartialEq)]
enum Found {
    EmptyText,
    Text,
    List,
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
            Found::Other(name) => name,
        }
    }
}

/// Any value, looked through to its end.
impl<'de> Deserialize<'de> for Found {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_any(Any(None))
    }
}

/// A value whose text is kept, if it is one.
struct Kept<'a>(&'a mut Option<String>);

impl<'de> DeserializeSeed<'de> for Kept<'_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_any(Any(Some(self.0)))
    }
}

/// Any value, and where to keep it if it is a text.
struct Any<'a>(Option<&'a mut Option<String>>);

impl<'de> Visitor<'de> for Any<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<Found, E> {
        if let Some(kept) = self.0 {
            *kept = Some(text.to_owned());
        }
        Ok(if text.is_empty() {
            Found::EmptyText
        } else {
            Found::Text
        })
    }

    fn visit_u64<E>(self, _: u64) -> Result<Found, E> {
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

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Found, A::Error> {
        while items.next_element::<Found>()?.is_some() {}
        Ok(Found::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Found, A::Error> {
        while fields.next_entry::<Found, Found>()?.is_some() {}
        Ok(Found::Other("an object"))
    }
}

/// The outermost value; comes out as the text in the first required field, or as what it lacks.
struct Top<'a>(&'a [Field]);

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = Result<Option<String>, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.0.is_empty() {
            Found::deserialize(deserializer).map(|_| Ok(None))
        } else {
            deserializer.deserialize_map(self)
        }
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = Result<Option<String>, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let (mut found, mut first) = (vec![None; self.0.len()], None);
        while let Some(Index(index)) = fields.next_key_seed(Names(self.0))? {
            let value = match index {
                Some(0) => fields.next_value_seed(Kept(&mut first))?,
                _ => fields.next_value::<Found>()?,
            };
            if let Some(index) = index {
                // Of two with the same name decoders take the last.
                found[index] = Some(value);
            }
        }
        let lacking = self
            .0
            .iter()
            .zip(found)
            .find_map(|(required, found)| match found {
                Some(value) if value.fits(required.kind) => None,
                Some(value) => Some(format!(
                    "a JSON object whose {} is {}",
                    required.name,
                    value.name()
                )),
                None => Some(format!("a JSON object without {}", required.name)),
            });
        Ok(lacking.map_or(Ok(first), Err))
    }
}

/// Which of these fields a name is of.
struct Names<'a>(&'a [Field]);

struct Index(Option<usize>);

impl<'de> DeserializeSeed<'de> for Names<'_> {
    type Value = Index;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Index, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Names<'_> {
    type Value = Index;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Index, E> {
        Ok(Index(self.0.iter().position(|field| field.name == name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::{COMPANIES_CREATE, COMPANIES_LIST};

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
            let identifier = check_object(&good, COMPANIES_CREATE.requires).unwrap();
            assert!(["x", "😀"].contains(&identifier.as_deref().unwrap()), "{good}");
        }
        assert_eq!(
            check_object(r#"{"results":[]}"#, COMPANIES_LIST.requires),
            Ok(None)
        );
        assert_eq!(check_object("{}", &[]), Ok(None));
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
                let told = check_object(&bad, required).unwrap_err();
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
            assert_eq!(check_object(bad, COMPANIES_CREATE.requires), Err(why.into()));
        }
        let told = check_object(r#"{"results":{}}"#, COMPANIES_LIST.requires);
        assert_eq!(told, Err("a JSON object whose results is an object".into()));
    }
}
