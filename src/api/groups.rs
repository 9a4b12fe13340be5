//! `client.groups()`.

use serde::Serialize;

use super::{Nothing, OfCompany, Reply, Scope};
use crate::error::Result;
use crate::models::{Company, Group, GroupList};
use crate::operations as op;

/// The operations on groups. Every method may fail with any [`ErrorKind`](crate::ErrorKind) of a call.
#[derive(Clone, Copy, Debug)]
pub struct Groups<'a>(pub(super) Scope<'a>);

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InGroup<'a> {
    group_id: &'a str,
}

impl Groups<'_> {
    /// Lists all groups (`list-groups`).
    pub fn list(&self) -> Result<Reply<GroupList>> {
        self.0.call(&op::GROUPS_LIST, &Nothing {})
    }

    /// Creates a group (`create-group`). Its name, of at most 50 characters, cannot be changed afterwards.
    pub fn create(&self, name: &str) -> Result<Reply<Group>> {
        self.0.call(&op::GROUPS_CREATE, &Named { name })
    }

    /// Adds a company to a group; it may be in several (`add-company-to-group`).
    pub fn add_company(&self, company_id: &str, group_id: &str) -> Result<Reply<Company>> {
        self.0.call(
            &op::GROUPS_ADD_COMPANY,
            &OfCompany {
                company_id,
                request: InGroup { group_id },
            },
        )
    }

    /// Removes a company from a group (`remove-company-from-group`).
    pub fn remove_company(&self, company_id: &str, group_id: &str) -> Result<Reply<()>> {
        self.0.call(
            &op::GROUPS_REMOVE_COMPANY,
            &OfCompany {
                company_id,
                request: InGroup { group_id },
            },
        )
    }
}
