//! Groups.

use serde::{Deserialize, Serialize};

use super::Extra;

/// A group of companies, for sorting them. It can be neither renamed nor deleted.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Group {
    /// Its identifier.
    pub id: String,
    /// Its name; within a company, the service may leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Names a group in a request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct GroupRef {
    /// The group's identifier.
    pub id: String,
}

impl GroupRef {
    /// The group with this identifier.
    pub fn new(id: impl Into<String>) -> GroupRef {
        GroupRef { id: id.into() }
    }
}

/// All groups of the client.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct GroupList {
    /// The groups.
    pub results: Vec<Group>,
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}
