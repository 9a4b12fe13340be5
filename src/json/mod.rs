//! What JSON from a peer may hold. One pass finds everything that a decoder of any language could fail on, so that no
//! wrapper has separate limits:
//!
//! | limit | why |
//! |---|---|
//! | at most 127 levels of arrays and objects | decoders recurse, and their own limits differ |
//! | every number within the range of a double | so no integer has more than 309 digits |
//! | no half of a surrogate pair in a string | many languages cannot hold it |
//! | the fields that the operation requires | see [`Field`] |

mod scan;

use std::borrow::Cow;

use crate::operations::{Echo, EchoKind, Field, FieldKind, Mark, Resource};
use scan::{Scalar, Scanner};

/// What a response says of itself.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Checked {
    /// The text in the first required field, if it is one.
    pub identifier: Option<String>,
    /// The field that repeats the request, if it has another value.
    pub contradiction: Option<&'static str>,
}

/// Checks a text that may be any JSON value. The error says what is wrong with it.
pub(crate) fn check_value(text: &str) -> Result<(), String> {
    let mut scanner = Scanner::new(text);
    if scanner.skip().is_some() && scanner.is_at_end() {
        return Ok(());
    }
    Err(format!(
        "{} bytes that are not valid JSON: {}",
        text.len(),
        scanner.failure()
    ))
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
        is_own: false,
        foreign: None,
        checked: Checked::default(),
    };
    let mut scanner = Scanner::new(text);
    let is_object = scanner.peek() == Some(b'{');
    let read = if is_object {
        top.read(&mut scanner)
    } else {
        scanner.skip()
    };
    if read.is_none() || !scanner.is_at_end() {
        return Err(format!(
            "{} bytes that are not valid JSON: {}",
            text.len(),
            scanner.failure()
        ));
    }
    if !is_object {
        return Err("JSON that is not an object".into());
    }
    top.lacking().map_or(Ok(top.checked), Err)
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
    /// Of the object, or of the row that is read.
    is_own: bool,
    foreign: Option<&'static str>,
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

    /// Reads the object.
    fn read(&mut self, scanner: &mut Scanner) -> Option<()> {
        scanner.object(|scanner, name| self.field(scanner, &text_of(name), false))?;
        self.judge_kind();
        Some(())
    }

    /// Compares the kind of the resource that was read with the one that the operation returns.
    fn judge_kind(&mut self) {
        let foreign = self.foreign.take();
        if !std::mem::take(&mut self.is_own) && foreign.is_some() {
            self.checked.contradiction = foreign;
        }
    }

    /// Reads the value of a field, of the object itself or of a row.
    fn field(&mut self, scanner: &mut Scanner, name: &str, in_row: bool) -> Option<()> {
        let required = self
            .required
            .iter()
            .position(|field| !in_row && field.name == name);
        let mut echoed = self.echoed.iter();
        let echoed = echoed.find(|(echo, _)| echo.in_rows == in_row && echo.field == name);
        let mark = match self.resource {
            Some(resource) if in_row == self.has_rows => resource.mark(name),
            _ => None,
        };
        let found = match scanner.peek() {
            Some(b'{') => {
                let object = scanner.skipped()?;
                if let Some((echo, _)) = echoed.filter(|(echo, value)| is_other_tags(echo, value, object)) {
                    self.checked.contradiction = Some(echo.field);
                }
                Some(Found::Object)
            }
            Some(b'[') if self.has_rows && !in_row => {
                scanner.array(|scanner| self.row(scanner)).map(|()| Found::List)
            }
            Some(b'[') => scanner.skip().map(|()| Found::List),
            _ => self.scalar(scanner, required, echoed),
        }?;
        // Of two with the same name decoders take the last.
        if let Some(place) = required {
            self.found[place] = Some(found);
        }
        if !matches!(found, Found::EmptyText | Found::Other("null")) {
            match mark {
                Some(Mark::Own) => self.is_own = true,
                Some(Mark::Foreign(name)) => self.foreign = Some(name),
                None => {}
            }
        }
        Some(())
    }

    /// Reads a value of a list.
    fn row(&mut self, scanner: &mut Scanner) -> Option<()> {
        if scanner.peek() != Some(b'{') {
            return scanner.skip();
        }
        scanner.object(|scanner, name| self.field(scanner, &text_of(name), true))?;
        self.judge_kind();
        Some(())
    }

    fn scalar(
        &mut self,
        scanner: &mut Scanner,
        required: Option<usize>,
        echoed: Option<&(&'static Echo, String)>,
    ) -> Option<Found> {
        let scalar = scanner.scalar()?;
        let echoed = echoed.filter(|(echo, _)| echo.how != EchoKind::Tags);
        let is_another = |text: &str| echoed.filter(|(echo, value)| !echo.how.allows(value, text));
        let mut another = None;
        let found = match scalar {
            Scalar::Text("") => Found::EmptyText,
            Scalar::Text(raw) => {
                if echoed.is_some() || required == Some(0) {
                    let text = text_of(raw);
                    another = is_another(&text);
                    if required == Some(0) {
                        self.checked.identifier = Some(text.into_owned());
                    }
                }
                Found::Text
            }
            Scalar::Number(digits) => {
                let is_whole = || digits.bytes().all(|digit| digit.is_ascii_digit());
                if echoed.is_some_and(|(echo, _)| echo.how == EchoKind::Number) && is_whole() {
                    another = is_another(digits);
                }
                Found::Other("a number")
            }
            Scalar::Flag => Found::Other("a boolean"),
            Scalar::Null => Found::Other("null"),
        };
        if let Some((echo, _)) = another {
            self.checked.contradiction = Some(echo.field);
        }
        Some(found)
    }
}

fn is_other_tags(echo: &Echo, value: &str, object: &str) -> bool {
    echo.how == EchoKind::Tags && !echo.how.allows(value, object)
}

/// What a string that was scanned says.
fn text_of(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    // It was checked: serde_json takes it.
    serde_json::from_str(&format!("\"{raw}\"")).map_or(Cow::Borrowed(raw), Cow::Owned)
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
    fn json_that_every_decoder_reads_is_accepted() {
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
    fn json_that_some_decoder_fails_on_is_refused() {
        for (bad, why) in [
            (nested(128), "more than 127 levels"),
            (nested(100_000), "more than 127 levels"),
            (
                format!("{{\"id\":\"x\",\"n\":{}}}", "9".repeat(310)),
                "number out of range",
            ),
            (r#"{"id":"x","n":1e999999}"#.into(), "number out of range"),
            (r#"{"id":"x","n":-1e309}"#.into(), "number out of range"),
            (r#"{"id":"x","n":"\ud800"}"#.into(), "half of a surrogate pair"),
            (r#"{"id":"x","\udc00":1}"#.into(), "half of a surrogate pair"),
            (r#"{"id":"x"} x"#.into(), "trailing characters"),
            (r#"{"id":"x""#.into(), "the text ends"),
            ("".into(), "the text ends"),
            ("[1]".into(), "JSON that is not an object"),
            ("\"id\"".into(), "JSON that is not an object"),
            ("<html>".into(), "expected a value"),
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
