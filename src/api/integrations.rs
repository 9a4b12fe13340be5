//! `client.integrations()`.

use serde::Serialize;

use super::{All, Reply, Scope};
use crate::error::Result;
use crate::models::{Branding, Integration, ListOptions, Page};
use crate::operations as op;

/// The operations on integrations. Every method may fail with any [`ErrorKind`](crate::ErrorKind) of a call.
#[derive(Clone, Copy, Debug)]
pub struct Integrations<'a>(pub(super) Scope<'a>);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WithKey<'a> {
    platform_key: &'a str,
}

impl Integrations<'_> {
    /// Lists the software that customers can connect, one page of it (`list-integrations`).
    pub fn list(&self, request: &ListOptions) -> Result<Reply<Page<Integration>>> {
        self.0.call(&op::INTEGRATIONS_LIST, request)
    }

    /// Goes through the software of all pages from `request.page` on (`list-integrations`).
    pub fn iterate(&self, request: &ListOptions) -> All<Integration> {
        All::new(self.0, &op::INTEGRATIONS_LIST, request)
    }

    /// Gets an integration by its key of four letters (`get-integration`).
    pub fn get(&self, platform_key: &str) -> Result<Reply<Integration>> {
        self.0.call(&op::INTEGRATIONS_GET, &WithKey { platform_key })
    }

    /// Gets an integration's logo and button (`get-integrations-branding`).
    pub fn get_branding(&self, platform_key: &str) -> Result<Reply<Branding>> {
        self.0
            .call(&op::INTEGRATIONS_GET_BRANDING, &WithKey { platform_key })
    }
}
