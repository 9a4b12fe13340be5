//! A whole list of companies to create, and the outcome of each.

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
    /// The path of a file that remembers the run; created if it does not exist. It belongs to this one list. Default:
    /// none, and the run cannot be resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journal: Option<String>,
    /// A tag that each of the companies has, with another value for each: what it is looked up by. Default: by name,
    /// description and tags together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookup_tag: Option<String>,
}

/// The outcome of all of them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateManyOutcome {
    /// How many there are.
    pub total: usize,
    /// Made in this run.
    pub created: usize,
    /// Created by an earlier request whose response was lost.
    pub found: usize,
    /// Made by an earlier run.
    pub resumed: usize,
    /// Not created, or of unknown fate: see the error.
    pub failed: usize,
    /// Not sent.
    pub not_tried: usize,
    /// Why not all were tried: the kind of the failure that all others would share, `cancelled`, `timeout`, or `stopped` by
    /// the listener.
    pub stopped: Option<String>,
    /// Each, in the order of the list.
    pub results: Vec<CreateManyResult>,
}

/// The outcome of one.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateManyResult {
    /// Its place in the list, from 0.
    pub index: usize,
    /// Its outcome.
    pub outcome: CreateManyFate,
    /// Its id, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_id: Option<String>,
    /// Why it failed, with the fields of [`Details`](crate::Details).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Value>,
}

/// The outcome of a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CreateManyFate {
    /// Made in this run.
    Created,
    /// Created by an earlier request whose response was lost.
    Found,
    /// Made by an earlier run.
    Resumed,
    /// Not made, or of unknown fate.
    Failed,
    /// Not sent.
    NotTried,
}
