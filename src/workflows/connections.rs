//! Waiting until a customer has authorized, and who has to do so again.

use std::borrow::Cow;
use std::ops::ControlFlow;

use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::{link, Run};
use crate::error::Result;
use crate::operations::{CONNECTIONS_GET, CONNECTIONS_LIST};
use crate::walk::{Page, Walk};

const LATE: &str = "the customer had not authorized when the time was up";

/// What is read of a connection.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connection<'a> {
    #[serde(borrow)]
    status: Option<Cow<'a, str>>,
    #[serde(borrow)]
    source_type: Option<Cow<'a, str>>,
    #[serde(borrow)]
    link_url: Option<Cow<'a, str>>,
}

impl<'a> Connection<'a> {
    /// Reads it; what is no connection has none of it.
    fn read(json: &'a str) -> Connection<'a> {
        serde_json::from_str(json).unwrap_or_default()
    }

    fn is(&self, status: &str) -> bool {
        self.status.as_deref() == Some(status)
    }
}

/// `connections.wait_until_linked`: the connection as the service sent it, once its status is `Linked`.
pub(super) async fn wait_until_linked(run: &mut Run<'_>) -> Result<String> {
    let company_id = run.company_id()?;
    let connection_id: Option<String> = run.input.get("connectionId")?;
    let mut pauses = run.pauses(LATE)?;
    loop {
        let linked = match &connection_id {
            Some(connection_id) => {
                let input = json!({"companyId": company_id, "connectionId": connection_id});
                let answer = run.call(&CONNECTIONS_GET, input).await?;
                let json = answer.json();
                Connection::read(json).is("Linked").then(|| json.to_owned())
            }
            None => {
                let mut first = None;
                let looks = each(run, |json, connection| {
                    if !connection.is("Linked") {
                        return Ok(ControlFlow::Continue(()));
                    }
                    first = Some(json.to_owned());
                    Ok(ControlFlow::Break(()))
                });
                // In a separate box, so that waiting does not keep the room.
                Box::pin(looks).await?;
                first
            }
        };
        match linked {
            Some(linked) => return Ok(linked),
            None => pauses.wait(run).await?,
        }
    }
}

/// `connections.needs_reauthorization`: the connections that the customer or the platform withdrew. Those of accounting
/// software are superseded if the company has other accounting software linked.
pub(super) async fn needs_reauthorization(run: &mut Run<'_>) -> Result<String> {
    let link_url = link::redirect(run).await?;
    let base_url = run.client.base_url().to_owned();
    let (mut withdrawn, mut has_accounting) = (Vec::new(), false);
    each(run, |json, connection| {
        let is_accounting = connection.source_type.as_deref() == Some("Accounting");
        if connection.is("Deauthorized") {
            if let Some(url) = connection.link_url.as_deref().filter(|url| !url.is_empty()) {
                link::check(url, &base_url, "a connection's linkUrl")?;
            }
            withdrawn.push((is_accounting, json.to_owned()));
        }
        has_accounting |= is_accounting && connection.is("Linked");
        Ok(ControlFlow::Continue(()))
    })
    .await?;
    // A company has one active accounting connection.
    let needed = withdrawn
        .iter()
        .filter(|(is_accounting, _)| !(*is_accounting && has_accounting));
    let connections: Vec<&str> = needed.map(|(_, json)| json.as_str()).collect();
    Ok(format!(
        "{{\"needed\":{},\"linkUrl\":{},\"connections\":[{}]}}",
        !connections.is_empty(),
        json!(link_url),
        connections.join(",")
    ))
}

/// The most pages of one poll of a company's connections.
const MAX_PAGES: u32 = 100;

/// Shows the connections of the company, from all pages, until `show` breaks off: as the service sent each, and what is
/// read of it.
async fn each(
    run: &mut Run<'_>,
    mut show: impl FnMut(&str, Connection<'_>) -> Result<ControlFlow<()>>,
) -> Result<()> {
    #[derive(Deserialize)]
    struct Rows<'a> {
        #[serde(default, borrow)]
        results: Vec<&'a RawValue>,
    }
    let company_id = run.company_id()?;
    let mut walk = Walk::from(1, MAX_PAGES);
    while let Some(page) = walk.next() {
        let input = json!({"companyId": company_id, "page": page});
        let answer = run.call(&CONNECTIONS_LIST, input).await?;
        let went_on = Page::of(&answer).and_then(|page| walk.go_on(page));
        went_on.map_err(|error| run.client.misfit(error, &CONNECTIONS_LIST, &answer))?;
        let rows: Rows = answer.decode_borrowed()?;
        for row in rows.results {
            if show(row.get(), Connection::read(row.get()))?.is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}
