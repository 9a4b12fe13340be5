//! Groups.

use serde::{Deserialize, Serialize};

use super::extra::model;

model! {
    /// A group of companies, for sorting them. It can be neither renamed nor deleted.
    pub struct Group {
        /// Its identifier.
        pub id: String,
        /// Its name; within a company, the service may leave it out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
    }
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

model! {
    /// All groups of the client.
    pub struct GroupList {
        /// The groups.
        pub results: Vec<Group>,
    }
}
