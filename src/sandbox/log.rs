//! The requests that were seen, and how each was answered.

use std::collections::{BTreeMap, VecDeque};

use axum::http::{header, HeaderMap};
use jiff::Timestamp;
use serde::Serialize;

use super::call::Call;
use super::clock;

const KEPT_REQUESTS: usize = 10_000;
const KEPT_BYTES: usize = 64 * 1024;

#[derive(Default)]
pub struct Log {
    entries: VecDeque<Entry>,
    /// The id of the latest request.
    latest: u64,
    /// How often the log began anew, so that a request from before cannot touch one from after.
    era: u64,
}

#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    id: u64,
    at: String,
    method: String,
    path: String,
    query: String,
    headers: BTreeMap<String, String>,
    body: String,
    body_truncated: bool,
    status: Option<u16>,
    answer: Option<String>,
    answer_truncated: bool,
    fault: Option<&'static str>,
    connection: u64,
}

/// Where to write down how a request ended.
pub struct Ticket {
    era: u64,
    id: u64,
}

impl Log {
    pub fn open(&mut self, call: &Call, now: Timestamp, fault: Option<&'static str>) -> Ticket {
        self.latest += 1;
        if self.entries.len() == KEPT_REQUESTS {
            self.entries.pop_front();
        }
        let (body, body_truncated) = kept(&call.body);
        self.entries.push_back(Entry {
            id: self.latest,
            at: clock::text(now),
            method: call.method.to_string(),
            path: call.path.clone(),
            query: call.query().to_owned(),
            headers: headers(&call.headers),
            body,
            body_truncated,
            status: None,
            answer: None,
            answer_truncated: false,
            fault,
            connection: call.connection,
        });
        Ticket {
            era: self.era,
            id: self.latest,
        }
    }

    pub fn close(&mut self, ticket: &Ticket, status: u16, answer: &[u8], cut_short: bool) {
        let first = self.entries.front().map_or(0, |entry| entry.id);
        let position = ticket
            .id
            .checked_sub(first)
            .and_then(|position| usize::try_from(position).ok());
        let entry = position.and_then(|position| self.entries.get_mut(position));
        if let Some(entry) = entry.filter(|_| ticket.era == self.era) {
            let (answer, truncated) = kept(answer);
            entry.status = Some(status);
            entry.answer = Some(answer);
            entry.answer_truncated = truncated || cut_short;
        }
    }

    /// The first `limit` requests after the one with the id `since`.
    pub fn after(&self, since: u64, limit: usize) -> Vec<Entry> {
        self.entries
            .iter()
            .filter(|entry| entry.id > since)
            .take(limit)
            .cloned()
            .collect()
    }

    pub fn count(&self) -> u64 {
        self.latest
    }

    pub fn clear(&mut self) {
        *self = Log {
            era: self.era + 1,
            ..Log::default()
        };
    }
}

fn kept(bytes: &[u8]) -> (String, bool) {
    let end = bytes.len().min(KEPT_BYTES);
    (
        String::from_utf8_lossy(&bytes[..end]).into_owned(),
        end < bytes.len(),
    )
}

/// Names in lower case; a name that came more than once has its values joined.
fn headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut shown: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        let value = match (name == header::AUTHORIZATION, value.split_once(' ')) {
            (false, _) => value.into_owned(),
            (true, Some((scheme, _))) => format!("{scheme} ***"),
            (true, None) => "***".to_owned(),
        };
        shown
            .entry(name.to_string())
            .and_modify(|all| *all = format!("{all}, {value}"))
            .or_insert(value);
    }
    shown
}
