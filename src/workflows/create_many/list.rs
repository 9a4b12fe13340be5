//! The companies to create, and what makes each known again.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::{Error, Result};
use crate::input::Given;
use crate::models::Tags;

/// The list, each company as the input of `companies.create`.
pub(super) struct List<'a> {
    companies: Vec<&'a RawValue>,
    /// The tag whose value is another for each.
    pub tag: Option<String>,
}

/// What a company is known by: here, and in the service's responses.
#[derive(Deserialize)]
pub(super) struct Known {
    pub name: String,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub tags: Option<Tags>,
}

impl<'a> List<'a> {
    pub fn read(input: &Given<'a>) -> Result<List<'a>> {
        let companies = input.get("companies")?.unwrap_or_default();
        let list = List {
            companies,
            tag: input.get("lookupTag")?,
        };
        list.check_tags()?;
        Ok(list)
    }

    pub fn len(&self) -> usize {
        self.companies.len()
    }

    /// What `companies.create` is given.
    pub fn json(&self, index: usize) -> &'a str {
        self.companies[index].get()
    }

    pub fn known(&self, index: usize) -> Result<Known> {
        serde_json::from_str(self.json(index))
            .map_err(|e| Error::invalid_member(format!("companies[{index}]"), e))
    }

    /// Identifies the whole list.
    pub fn fingerprint(&self) -> String {
        let mut digest = ring::digest::Context::new(&ring::digest::SHA256);
        for company in &self.companies {
            digest.update(company.get().as_bytes());
            // No JSON holds this.
            digest.update(&[0]);
        }
        let bytes = digest.finish();
        bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// No two companies are alike: a search could not distinguish them.
    pub fn check_unlike(&self) -> Result<()> {
        let mut seen = HashMap::new();
        for index in (0..self.len()).filter(|_| self.tag.is_none()) {
            let Known {
                name,
                description,
                tags,
            } = self.known(index)?;
            let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
            if let Some(other) = seen.insert((letters, description, tags), index) {
                let message = format!(
                    "is like companies[{other}]: a run with a journal searches for companies, so give each a unique tag, and name the tag in lookupTag"
                );
                return Err(Error::invalid_member(format!("companies[{index}]"), message));
            }
        }
        Ok(())
    }

    /// Each company has the tag, and each another value.
    fn check_tags(&self) -> Result<()> {
        let Some(tag) = &self.tag else { return Ok(()) };
        let mut seen = HashMap::new();
        for index in 0..self.len() {
            let member = format!("companies[{index}].tags.{tag}");
            let tags = self.known(index)?.tags.unwrap_or_default();
            let Some(value) = tags.get(tag) else {
                return Err(Error::invalid_member(
                    member,
                    "is required, for it is the lookupTag",
                ));
            };
            if let Some(other) = seen.insert(value.clone(), index) {
                let message =
                    format!("expected another value for each company, found that of companies[{other}]");
                return Err(Error::invalid_member(member, message));
            }
        }
        Ok(())
    }
}
