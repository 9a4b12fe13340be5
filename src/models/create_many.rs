//! A whole list of companies to create, and what became of each.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::CompanyRequest;

/// Companies to create, each exactly once.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateMany {
    /// The companies.
    pub companies: Vec<CompanyRequest>,
    /// How many at a time, 1 to 64, and never more than the client's `max_connections`. Default: 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<u32>,
    /// The path of a file that remembers the run; made where there is none. It belongs to this one list. Default: none,
    /// and the run cannot be taken up again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journal: Option<String>,
    /// A tag that each of the companies has, with another value for each: what it is looked up by. Default: by name,
    /// description and tags together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookup_tag: Option<String>,
}

/// What became of all of them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateManyOutcome {
    /// How many there are.
    pub total: usize,
    /// Made in this run.
    pub created: usize,
    /// Made by an earlier run whose answer was lost.
    pub found: usize,
    /// Made by an earlier run.
    pub resumed: usize,
    /// Not made, or of unknown fate: the error tells.
    pub failed: usize,
    /// Not sent.
    pub not_tried: usize,
    /// Why not all were tried: the kind of the failure that all others would share, `cancelled`, `timeout`, or `stopped` by
    /// the listener.
    pub stopped: Option<String>,
    /// Each, in the order of the list.
    pub results: Vec<CreateManyResult>,
}

/// What became of one.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateManyResult {
    /// Its place in the list, from 0.
    pub index: usize,
    /// What became of it.
    pub outcome: CreateManyFate,
    /// Its id, where it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_id: Option<String>,
    /// Why it failed, with the members of [`Details`](crate::Details).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Value>,
}

/// What became of a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CreateManyFate {
    /// Made in this run.
    Created,
    /// Made by an earlier run whose answer was lost.
    Found,
    /// Made by an earlier run.
    Resumed,
    /// Not made, or of unknown fate.
    Failed,
    /// Not sent.
    NotTried,
}
