//! Waiting until a customer has authorised, and who has to do so again.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::{link, Run};
use crate::answer::Answer;
use crate::error::Result;
use crate::operations::{CONNECTIONS_GET, CONNECTIONS_LIST};

const LATE: &str = "the customer had not authorised when the time was up";

/// What is read of a connection.
#[derive(Deserialize)]
struct Connection<'a> {
    #[serde(borrow)]
    status: Option<Cow<'a, str>>,
}

/// `connections.wait_until_linked`: the connection as the service sent it, once its status is `Linked`.
pub(super) fn wait_until_linked(run: &mut Run<'_>) -> Result<String> {
    let company_id = run.company_id()?;
    let connection_id: Option<String> = run.input.get("connectionId")?;
    run.until(LATE, |run| match &connection_id {
        Some(connection_id) => {
            let input = json!({"companyId": company_id, "connectionId": connection_id});
            let answer = run.call(&CONNECTIONS_GET, input)?;
            Ok(has_status(answer.json(), "Linked").then(|| answer.json().to_owned()))
        }
        None => Ok(with_status(run, "Linked")?.into_iter().next()),
    })
}

/// `connections.needs_reauthorization`: the connections that the customer or the platform withdrew.
pub(super) fn needs_reauthorization(run: &mut Run<'_>) -> Result<String> {
    let link_url = link::redirect(run)?;
    let connections = with_status(run, "Deauthorized")?;
    Ok(format!(
        "{{\"needed\":{},\"linkUrl\":{},\"connections\":[{}]}}",
        !connections.is_empty(),
        json!(link_url),
        connections.join(",")
    ))
}

/// The connections of the company with this status, each as the service sent it, from all pages.
fn with_status(run: &mut Run<'_>, status: &str) -> Result<Vec<String>> {
    let company_id = run.company_id()?;
    let mut found = Vec::new();
    for number in 1.. {
        let input = json!({"companyId": company_id, "page": number});
        let answer: Answer = run.call(&CONNECTIONS_LIST, input)?;
        let page: Page = answer.decode_borrowed()?;
        found.extend(
            page.results
                .iter()
                .filter(|connection| has_status(connection.get(), status))
                .map(|connection| connection.get().to_owned()),
        );
        if page.results.is_empty() || page.links.is_none_or(|links| links.next.is_none()) {
            break;
        }
    }
    Ok(found)
}

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    results: Vec<&'a RawValue>,
    #[serde(borrow, rename = "_links")]
    links: Option<Links<'a>>,
}

#[derive(Deserialize)]
struct Links<'a> {
    #[serde(borrow)]
    next: Option<&'a RawValue>,
}

fn has_status(connection: &str, wanted: &str) -> bool {
    serde_json::from_str::<Connection>(connection)
        .is_ok_and(|connection| connection.status.as_deref() == Some(wanted))
}
