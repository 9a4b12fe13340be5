//! The companies that exist already, when the service no longer remembers the keys.

use std::collections::HashSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::super::{unexpected, Run};
use super::journal::Claim;
use super::list::{Known, List};
use crate::error::Result;
use crate::operations::COMPANIES_LIST;

/// By how much this machine's clock may have been ahead of the service's: by a wrong time zone, or a wrong day.
const CLOCKS: Duration = Duration::from_secs(25 * 60 * 60);

/// A company that is there.
pub(super) struct Found {
    pub id: String,
    pub json: Box<RawValue>,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    #[serde(flatten)]
    known: Known,
}

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    results: Vec<&'a RawValue>,
}

/// Goes through the companies that came into being since the first of `wanted` was claimed, and returns those that are
/// among them. `others` belong to other companies of the list.
pub(super) async fn find(
    run: &Run<'_>,
    list: &List<'_>,
    wanted: &[(usize, Claim)],
    others: &HashSet<String>,
) -> Result<Vec<(usize, Found)>> {
    let mut missing = Vec::new();
    for (index, _) in wanted {
        missing.push((*index, list.known(*index)?));
    }
    let mut found = Vec::new();
    let since = wanted.iter().map(|(_, claim)| claim.at).min().and_then(since);
    let input = json!({"pageSize": 5000, "orderBy": "created", "query": since}).to_string();
    let pages = run.client.pages(COMPANIES_LIST.name, &input, run.context)?;
    while let Some(answer) = pages.next_within_workflow().await? {
        let page: Page = answer.decode_borrowed()?;
        for raw in &page.results {
            let listed: Listed = serde_json::from_str(raw.get()).map_err(|e| unexpected(&e.to_string()))?;
            if others.contains(&listed.id) {
                continue;
            }
            let is_it = |(_, known): &(usize, Known)| is_same(known, &listed.known, list.tag.as_deref());
            if let Some(place) = missing.iter().position(is_it) {
                let (index, _) = missing.swap_remove(place);
                let json = (*raw).to_owned();
                found.push((index, Found { id: listed.id, json }));
            }
        }
        if missing.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// The query for the companies that came into being since that time, or a little earlier; none if the time cannot be
/// true, and all companies must be searched.
fn since(time: SystemTime) -> Option<String> {
    let now = SystemTime::now();
    let time = time
        .checked_sub(CLOCKS)
        .filter(|time| *time > UNIX_EPOCH && *time < now)?;
    Some(format!("created>{}", humantime::format_rfc3339_seconds(time)))
}

/// Whether the service's company is the one that was sent: by the tag, or else by what it was given.
fn is_same(sent: &Known, listed: &Known, tag: Option<&str>) -> bool {
    match tag {
        Some(tag) => {
            let value = |known: &Known| known.tags.as_ref().and_then(|tags| tags.get(tag).cloned());
            value(sent) == value(listed)
        }
        None => {
            let description = |known: &Known| known.description.clone().unwrap_or_default();
            let tags = |known: &Known| known.tags.clone().unwrap_or_default();
            is_name_of(&listed.name, &sent.name)
                && description(sent) == description(listed)
                && tags(sent) == tags(listed)
        }
    }
}

/// Whether this is what the service makes of a name: it removes characters, which ones of other scripts is not said.
fn is_name_of(listed: &str, sent: &str) -> bool {
    let without = |is_letter: fn(char) -> bool| -> String {
        let stays = |c: &char| is_letter(*c) || c.is_whitespace() || "-',&@.?!".contains(*c);
        sent.chars().filter(stays).collect()
    };
    [
        without(char::is_alphanumeric),
        without(|c| c.is_ascii_alphanumeric()),
    ]
    .iter()
    .any(|name| name.trim() == listed.trim())
}
