//! Reading the scenario files, and fitting outcomes to their patterns; `tests/conformance/README.md` has the
//! format.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

/// A scenario file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    #[serde(skip)]
    pub name: String,
    pub about: String,
    #[serde(default)]
    pub client: Map<String, Value>,
    pub steps: Vec<Value>,
}

impl Scenario {
    /// All of them, by name.
    pub fn all() -> Vec<Scenario> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/scenarios");
        let mut scenarios: Vec<Scenario> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let text = std::fs::read_to_string(&path).unwrap();
                let scenario: Scenario =
                    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
                Scenario {
                    name: path.file_stem().unwrap().to_string_lossy().into_owned(),
                    ..scenario
                }
            })
            .collect();
        scenarios.sort_by(|a, b| a.name.cmp(&b.name));
        assert!(!scenarios.is_empty());
        scenarios
    }
}

/// Fills in `${name}` in every string of a step.
pub fn resolve(step: &Value, names: &Map<String, Value>) -> Result<Value, String> {
    Ok(match step {
        Value::String(text) => {
            let mut text = text.clone();
            while let Some(start) = text.find("${") {
                let end = text[start..].find('}').ok_or("a ${ without }")? + start;
                let name = &text[start + 2..end];
                let value = names
                    .get(name)
                    .and_then(Value::as_str)
                    .ok_or(format!("nothing saved as {name}"))?;
                text.replace_range(start..=end, value);
            }
            Value::String(text)
        }
        Value::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| resolve(item, names))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(key, value)| Ok((key.clone(), resolve(value, names)?)))
                .collect::<Result<_, String>>()?,
        ),
        other => other.clone(),
    })
}

/// The expected outcome of a step.
pub struct Pattern<'a>(pub &'a Value);

impl Pattern<'_> {
    /// Whether a value fits; the error names the place.
    pub fn check(&self, place: &str, value: &Value) -> Result<(), String> {
        let misfit = || Err(format!("{place}: expected {}, found {value}", self.0));
        let fits = match self.0 {
            Value::String(pattern) => match pattern.as_str() {
                "<absent>" => value.is_null(),
                "<text>" => value.as_str().is_some_and(|text| !text.is_empty()),
                "<number>" => value.is_number(),
                "<uuid>" => value
                    .as_str()
                    .is_some_and(|text| uuid::Uuid::try_parse(text).is_ok()),
                _ => value == self.0,
            },
            Value::Object(members) => {
                if let Some(length) = members.get("<length>") {
                    return match value.as_array() {
                        Some(items) if Some(items.len() as u64) == length.as_u64() => Ok(()),
                        Some(items) => {
                            Err(format!("{place}: expected {length} items, found {}", items.len()))
                        }
                        None => misfit(),
                    };
                }
                if let Some(part) = members.get("<contains>").and_then(Value::as_str) {
                    return match value.as_str() {
                        Some(text) if text.contains(part) => Ok(()),
                        _ => misfit(),
                    };
                }
                for (name, pattern) in members {
                    let value = value.get(name).unwrap_or(&Value::Null);
                    Pattern(pattern).check(&format!("{place}.{name}"), value)?;
                }
                value.is_object() || members.is_empty()
            }
            Value::Array(patterns) => {
                let Some(items) = value.as_array().filter(|items| items.len() == patterns.len()) else {
                    return misfit();
                };
                for (index, (pattern, item)) in patterns.iter().zip(items).enumerate() {
                    Pattern(pattern).check(&format!("{place}[{index}]"), item)?;
                }
                true
            }
            _ => value == self.0,
        };
        if fits {
            Ok(())
        } else {
            misfit()
        }
    }
}
