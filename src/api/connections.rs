//! `client.connections()`.

use serde::Serialize;

use super::{All, Nothing, OfCompany, Reply, Scope};
use crate::error::Result;
use crate::models::{Connection, ListOptions, Page, Reauthorization, Tags, WaitUntilLinked};
use crate::operations as op;

/// The operations on connections. Every method may fail with any [`ErrorKind`](crate::ErrorKind) of a call.
#[derive(Clone, Copy, Debug)]
pub struct Connections<'a>(pub(super) Scope<'a>);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfConnection<'a, T> {
    connection_id: &'a str,
    #[serde(flatten)]
    request: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OnPlatform<'a> {
    platform_key: &'a str,
}

#[derive(Serialize)]
struct Authorized<'a> {
    authorization: &'a Tags,
}

fn of<'a, T>(company_id: &'a str, connection_id: &'a str, request: T) -> OfCompany<'a, OfConnection<'a, T>> {
    OfCompany {
        company_id,
        request: OfConnection {
            connection_id,
            request,
        },
    }
}

impl Connections<'_> {
    /// Lists a company's connections, one page of them (`list-connections`).
    pub fn list(&self, company_id: &str, request: &ListOptions) -> Result<Reply<Page<Connection>>> {
        self.0
            .call(&op::CONNECTIONS_LIST, &OfCompany { company_id, request })
    }

    /// Goes through a company's connections of all pages from `request.page` on (`list-connections`).
    pub fn iterate(&self, company_id: &str, request: &ListOptions) -> All<Connection> {
        All::new(self.0, &op::CONNECTIONS_LIST, &OfCompany { company_id, request })
    }

    /// Creates a connection to the software with this key, to be authorized at its `link_url`
    /// (`create-connection`). A lost response never creates a second one.
    pub fn create(&self, company_id: &str, platform_key: &str) -> Result<Reply<Connection>> {
        let request = OnPlatform { platform_key };
        self.0
            .call(&op::CONNECTIONS_CREATE, &OfCompany { company_id, request })
    }

    /// Gets a connection (`get-connection`).
    pub fn get(&self, company_id: &str, connection_id: &str) -> Result<Reply<Connection>> {
        let input = of(company_id, connection_id, Nothing {});
        self.0.call(&op::CONNECTIONS_GET, &input)
    }

    /// Deletes a connection with its data, for good (`delete-connection`).
    pub fn delete(&self, company_id: &str, connection_id: &str) -> Result<Reply<()>> {
        let input = of(company_id, connection_id, Nothing {});
        self.0.call(&op::CONNECTIONS_DELETE, &input)
    }

    /// Withdraws from a connection that is `Linked`; data pulled before remains readable (`unlink-connection`).
    pub fn unlink(&self, company_id: &str, connection_id: &str) -> Result<Reply<Connection>> {
        let input = of(company_id, connection_id, Nothing {});
        self.0.call(&op::CONNECTIONS_UNLINK, &input)
    }

    /// Hands over what authorizes a connection, in the pairs that its software requires
    /// (`update-connection-authorization`).
    pub fn update_authorization(
        &self,
        company_id: &str,
        connection_id: &str,
        authorization: &Tags,
    ) -> Result<Reply<Connection>> {
        let input = of(company_id, connection_id, Authorized { authorization });
        self.0.call(&op::CONNECTIONS_UPDATE_AUTHORIZATION, &input)
    }

    /// Waits until a customer has authorized: until the connection named, or any, is `Linked`. Without a
    /// timeout of the context, for 15 minutes at most.
    pub fn wait_until_linked(
        &self,
        company_id: &str,
        request: &WaitUntilLinked,
    ) -> Result<Reply<Connection>> {
        self.0.call(
            &op::CONNECTIONS_WAIT_UNTIL_LINKED,
            &OfCompany { company_id, request },
        )
    }

    /// Finds the connections that the customer or the software withdrew, and the page to send the customer to. A
    /// connection to accounting software that the customer has replaced is not among them: see
    /// [`Reauthorization::connections`](crate::models::Reauthorization::connections).
    ///
    /// It fails with [`UnexpectedResponse`](crate::ErrorKind::UnexpectedResponse) if the Link URL is no URL to send a customer to,
    /// such as a `javascript:` one.
    pub fn needs_reauthorization(&self, company_id: &str) -> Result<Reply<Reauthorization>> {
        self.0.call(
            &op::CONNECTIONS_NEEDS_REAUTHORIZATION,
            &OfCompany {
                company_id,
                request: Nothing {},
            },
        )
    }
}
