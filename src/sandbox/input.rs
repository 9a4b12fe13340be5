//! Reads JSON from outside: a problem always names the invalid field.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// The longest body that is read.
pub const MAX_BODY: usize = 16 * 1024 * 1024;

/// What is wrong, and in which field (empty if it is the JSON as a whole).
#[derive(Debug)]
pub struct Problem {
    pub member: String,
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.member.as_str() {
            "" => f.write_str(&self.message),
            member => write!(f, "{member}: {}", self.message),
        }
    }
}

/// Reads an object from text.
pub fn from_text<T: DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    let value = serde_json::from_slice(text).map_err(|error| Problem {
        member: String::new(),
        message: format!("not valid JSON: {error}"),
    })?;
    from_value(value)
}

/// Reads an object from a JSON value.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    // serde would also fill a struct from an array, field by field.
    if !value.is_object() {
        return Err(Problem {
            member: String::new(),
            message: "expected a JSON object".to_owned(),
        });
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        Problem {
            member: if path == "." { String::new() } else { path },
            message: error.into_inner().to_string(),
        }
    })
}
