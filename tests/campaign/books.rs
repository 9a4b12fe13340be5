//! The reported outcome of each create and change, and whether the sandbox agrees.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use fastrand::Rng;
use serde_json::{json, Value};

use crate::support::abi::Client;

/// The outcome that a call reported.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// Done, with this id.
    Done(String),
    /// Not done.
    Failed,
    /// Perhaps done.
    Unknown,
}

/// The possible descriptions of a company.
#[derive(Debug)]
struct Description {
    /// The last text that was certainly written.
    last: String,
    /// Texts that may have been written: a lost request may still arrive after a later one.
    lost: Vec<String>,
}

/// The outcomes that one thread received.
#[derive(Default)]
pub struct Book {
    pub totals: Totals,
    /// By name.
    companies: BTreeMap<String, Fate>,
    groups: BTreeMap<String, Fate>,
    /// By URL.
    webhooks: BTreeMap<String, Fate>,
    /// By company: each is requested at most once.
    connections: BTreeMap<String, Vec<Fate>>,
    /// By company.
    descriptions: BTreeMap<String, Description>,
    deletions: BTreeMap<String, Vec<Fate>>,
}

impl Book {
    pub fn company(&mut self, name: String, fate: Fate) {
        if let Fate::Done(id) = &fate {
            let last = "first".to_owned();
            let lost = Vec::new();
            self.descriptions.insert(id.clone(), Description { last, lost });
        }
        self.companies.insert(name, fate);
    }

    pub fn group(&mut self, name: String, fate: Fate) {
        self.groups.insert(name, fate);
    }

    pub fn webhook(&mut self, url: String, fate: Fate) {
        self.webhooks.insert(url, fate);
    }

    pub fn connection(&mut self, company: String, fate: Fate) {
        self.connections.entry(company).or_default().push(fate);
    }

    pub fn described(&mut self, company: &str, text: String, fate: Fate) {
        let description = self
            .descriptions
            .get_mut(company)
            .expect("a company of this book");
        match fate {
            Fate::Failed => {}
            Fate::Unknown => description.lost.push(text),
            Fate::Done(_) => description.last = text,
        }
    }

    pub fn deleted(&mut self, company: &str, fate: Fate) {
        self.deletions.entry(company.to_owned()).or_default().push(fate);
    }

    /// One of the companies that are there for certain.
    pub fn any_company(&self, rng: &mut Rng) -> Option<String> {
        let alive: Vec<&String> = self
            .descriptions
            .keys()
            .filter(|id| !self.deletions.contains_key(*id))
            .collect();
        rng.choice(alive).cloned()
    }

    /// Compares all of it with the sandbox.
    pub fn check(mut self, direct: &Client) -> Result<Totals, String> {
        let companies = list(direct, "companies.list", json!({"pageSize": 5000}))?;
        let groups = list(direct, "groups.list", json!({}))?;
        let webhooks = list(direct, "webhooks.list", json!({}))?;
        for (name, fate) in &self.companies {
            // One that is certainly there may have been renamed since.
            let id = match fate {
                Fate::Done(id) => Some(id),
                _ => None,
            };
            if id.is_some_and(|id| self.deletions.contains_key(id)) {
                continue;
            }
            let is_it =
                |company: &&Value| company["name"] == **name || id.is_some_and(|id| company["id"] == **id);
            let found: Vec<_> = companies.iter().filter(is_it).collect();
            self.totals.compare("company", name, fate, &found)?;
        }
        for (name, fate) in &self.groups {
            let found: Vec<_> = groups.iter().filter(|group| group["name"] == **name).collect();
            self.totals.compare("group", name, fate, &found)?;
        }
        for (url, fate) in &self.webhooks {
            let found: Vec<_> = webhooks
                .iter()
                .filter(|consumer| consumer["url"] == **url)
                .collect();
            self.totals.compare("webhook consumer", url, fate, &found)?;
        }
        for (company, fates) in &self.connections {
            if self.deletions.contains_key(company) {
                continue;
            }
            let found = list(direct, "connections.list", json!({"companyId": company}))?;
            let done = fates.iter().filter(|fate| matches!(fate, Fate::Done(_))).count();
            let unknown = fates.iter().filter(|fate| **fate == Fate::Unknown).count();
            if !(done..=done + unknown).contains(&found.len()) {
                return Err(format!(
                    "{company} has {} connections after {fates:?}",
                    found.len()
                ));
            }
            self.totals.created += done as u64;
        }
        for (company, fates) in &self.deletions {
            let there = companies.iter().any(|found| found["id"] == **company);
            let done = fates.iter().any(|fate| matches!(fate, Fate::Done(_)));
            let untouched = fates.iter().all(|fate| *fate == Fate::Failed);
            if there && done || !there && untouched {
                return Err(format!("company {company} is there: {there}, after {fates:?}"));
            }
        }
        for (company, description) in &self.descriptions {
            if self.deletions.contains_key(company) {
                continue;
            }
            let found = companies.iter().find(|found| found["id"] == **company);
            let text = found
                .and_then(|found| found["description"].as_str())
                .unwrap_or_default();
            if description.last != text && !description.lost.iter().any(|lost| lost == text) {
                return Err(format!(
                    "company {company} has {text:?}, expected one of {description:?}"
                ));
            }
        }
        Ok(self.totals)
    }
}

fn list(direct: &Client, operation: &str, input: Value) -> Result<Vec<Value>, String> {
    let mut document = direct
        .call(None, operation, &input)
        .map_err(|error| format!("{operation}: {error}"))?;
    match document["result"]["results"].take() {
        Value::Array(items) => Ok(items),
        other => Err(format!("{operation}: {other}")),
    }
}

/// Counts over a campaign.
#[derive(Default)]
pub struct Totals {
    pub calls: u64,
    pub succeeded: u64,
    pub cancelled: u64,
    pub faults: u64,
    /// Creates of unknown outcome that were repeated with their key.
    pub repeated: u64,
    /// Things reported as made, each there exactly once.
    pub created: u64,
    /// Things reported as not made, none of them there.
    pub refused: u64,
    /// Things whose fate was reported as unknown, and how many of them are there, once.
    pub unknown: u64,
    pub unknown_there: u64,
    /// How long after its deadline a call came back, at most.
    pub latest: Duration,
}

impl Totals {
    fn compare(&mut self, what: &str, name: &str, fate: &Fate, found: &[&Value]) -> Result<(), String> {
        let count = found.len();
        let fits = match fate {
            Fate::Done(id) => count == 1 && found[0]["id"] == **id,
            Fate::Failed => count == 0,
            Fate::Unknown => count <= 1,
        };
        if !fits {
            return Err(format!(
                "{what} {name:?}: reported as {fate:?}, there are {count}: {found:?}"
            ));
        }
        match fate {
            Fate::Done(_) => self.created += 1,
            Fate::Failed => self.refused += 1,
            Fate::Unknown => {
                self.unknown += 1;
                self.unknown_there += count as u64;
            }
        }
        Ok(())
    }

    pub fn add(&mut self, other: Totals) {
        self.calls += other.calls;
        self.succeeded += other.succeeded;
        self.cancelled += other.cancelled;
        self.faults += other.faults;
        self.repeated += other.repeated;
        self.created += other.created;
        self.refused += other.refused;
        self.unknown += other.unknown;
        self.unknown_there += other.unknown_there;
        self.latest = self.latest.max(other.latest);
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} calls, {} faults: {} succeeded, {} failed, {} cancelled; creates: {} reported done and there once, \
             {} reported failed and not there, {} reported unknown of which {} are there once, {} repeated with \
             their key; nothing lost, duplicated, swapped or misjudged; at most {} ms after the deadline",
            self.calls,
            self.faults,
            self.succeeded,
            self.calls - self.succeeded - self.cancelled,
            self.cancelled,
            self.created,
            self.refused,
            self.unknown,
            self.unknown_there,
            self.repeated,
            self.latest.as_millis()
        )
    }
}
