//! The effects of a customer's decision in Link: access is given or not, and the customer is sent to [`redirect`](super::redirect).

use axum::http::Uri;
use serde::Serialize;

use super::integrations::Integration;
use super::redirect::{Filled, Redirect};
use super::settings::CLIENT_ID;
use super::{connections, refresh};
use crate::sandbox::answer::Failure;
use crate::sandbox::call::Work;
use crate::sandbox::rows::company::Company;
use crate::sandbox::rows::connection::{Connection, Status};

const CANCELLED: &str = "User cancelled";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Allow,
    Cancel,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    pub connection_id: Option<String>,
    pub status: Option<Status>,
    /// The URL that the browser is sent to.
    pub redirect: Option<String>,
    /// The host that it would be sent to, and must not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// Takes the customer's decision on a connection, or on the software that they picked, whose connection may have its id
/// already though it is not there yet.
pub fn take(
    work: &Work<'_>,
    company: &mut Company,
    connection: Option<String>,
    integration: Option<&Integration>,
    decision: Decision,
    query: &str,
) -> Result<Outcome, Failure> {
    let id = match integration {
        Some(integration) => Some(connections::pick(work, company, integration, connection)?),
        None => connection,
    };
    // A customer who leaves with software linked already has done what was asked.
    let has_linked = company.linked_accounting().is_some();
    let (status_code, status_text, error_message) = match (decision, &id) {
        (Decision::Allow, Some(id)) => {
            let was_linked = company.connection(id).is_some_and(Connection::is_linked);
            connections::authorize(work, company, id)?;
            if !was_linked {
                refresh::queue_on_link(work, company, id)?;
            }
            ("200", "OK", "")
        }
        (_, Some(id)) => {
            connections::cancel(work, company, id)?;
            ("403", "Forbidden", CANCELLED)
        }
        (_, None) if has_linked => ("201", "Created", ""),
        (_, None) => ("403", "Forbidden", CANCELLED),
    };
    let connection = id.as_deref().and_then(|id| company.connection(id));
    let of_connection = |read: fn(&Connection) -> &str| connection.map_or("", read);
    let key = of_connection(|connection| &connection.integration_key);
    let reserved = [
        ("clientId", CLIENT_ID),
        ("companyId", company.id.as_str()),
        ("data.company.companyName", company.name.as_str()),
        ("connectionId", id.as_deref().unwrap_or_default()),
        (
            "integrationId",
            of_connection(|connection| &connection.integration_id),
        ),
        ("sourceId", of_connection(|connection| &connection.source_id)),
        (
            "sourceType",
            of_connection(|connection| connection.source_type.name()),
        ),
        ("platform", key),
        ("platformKey", key),
        (
            "platformName",
            of_connection(|connection| &connection.platform_name),
        ),
        ("statusCode", status_code),
        ("statusText", status_text),
        ("errorMessage", error_message),
    ];
    let status = connection.map(|connection| connection.status);
    let filled = Redirect::read(work.database)?.map(|redirect| redirect.fill(&reserved, query));
    let (redirect, refused) = match filled {
        None => (None, None),
        Some(Filled::Url(url)) => (Some(url), None),
        Some(Filled::Elsewhere(host)) => (None, Some(host)),
    };
    Ok(Outcome {
        connection_id: id,
        status,
        redirect,
        refused,
    })
}

/// A Link URL of this sandbox: the ids of company and connection, and the query.
pub fn parse(base_url: &str, url: &str) -> Option<(String, Option<String>, String)> {
    let rest = url.strip_prefix(base_url)?;
    let uri: Uri = rest.parse().ok()?;
    let query = uri.query().unwrap_or_default().to_owned();
    match uri.path().split('/').collect::<Vec<_>>()[..] {
        ["", "company", company] => Some((company.to_owned(), None, query)),
        ["", "company", company, "connection", connection] => {
            Some((company.to_owned(), Some(connection.to_owned()), query))
        }
        _ => None,
    }
}
