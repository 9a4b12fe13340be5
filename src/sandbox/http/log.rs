//! The log of requests, each with its response.

use std::collections::{BTreeMap, VecDeque};

use axum::http::{header, HeaderMap};
use jiff::Timestamp;
use serde::Serialize;

use crate::sandbox::call::Call;
use crate::sandbox::clock;

const KEPT_REQUESTS: usize = 10_000;
/// The limit for all requests together: the bytes of their texts and of those of their responses.
const KEPT_IN_ALL: usize = 32 * 1024 * 1024;
/// The limit for one body.
const KEPT_BYTES: usize = 64 * 1024;

#[derive(Default)]
pub struct Log {
    entries: VecDeque<Entry>,
    /// The bytes of all entries together.
    bytes: usize,
    /// The id of the latest request.
    latest: u64,
    /// The number of resets, so that a request before a reset cannot change one after it.
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

impl Entry {
    /// The bytes of those of its fields whose length a client or a response determines.
    fn bytes(&self) -> usize {
        let headers = self.headers.iter().map(|(name, value)| name.len() + value.len());
        let answer = self.answer.as_ref().map_or(0, String::len);
        self.path.len() + self.query.len() + self.body.len() + answer + headers.sum::<usize>()
    }
}

/// The entry in which to record the response.
pub struct Ticket {
    era: u64,
    id: u64,
}

impl Log {
    pub fn open(&mut self, call: &Call, now: Timestamp, fault: Option<&'static str>) -> Ticket {
        self.latest += 1;
        let (body, body_truncated) = kept(&call.body);
        let entry = Entry {
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
        };
        self.bytes += entry.bytes();
        self.entries.push_back(entry);
        self.forget_oldest();
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
            self.bytes += answer.len();
            entry.status = Some(status);
            entry.answer = Some(answer);
            entry.answer_truncated = truncated || cut_short;
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        while self.entries.len() > KEPT_REQUESTS || self.bytes > KEPT_IN_ALL {
            let Some(oldest) = self.entries.pop_front() else {
                return;
            };
            self.bytes -= oldest.bytes();
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

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use axum::http::Method;

    use super::*;

    fn open(log: &mut Log) -> Ticket {
        open_with(log, b"")
    }

    fn open_with(log: &mut Log, body: &'static [u8]) -> Ticket {
        let call = Call {
            method: Method::GET,
            path: "/groups".to_owned(),
            target: "/groups".to_owned(),
            parameters: Default::default(),
            headers: HeaderMap::new(),
            body: Bytes::from_static(body),
            connection: 1,
        };
        log.open(&call, Timestamp::UNIX_EPOCH, None)
    }

    #[test]
    fn only_the_newest_requests_are_kept() {
        let mut log = Log::default();
        let first = open(&mut log);
        let tickets: Vec<_> = (0..KEPT_REQUESTS).map(|_| open(&mut log)).collect();
        log.close(&first, 200, b"forgotten", false);
        log.close(&tickets[0], 201, b"oldest", false);
        let kept = log.after(0, usize::MAX);
        assert_eq!(
            (kept.len(), kept[0].id, kept[0].status),
            (KEPT_REQUESTS, 2, Some(201))
        );
        assert_eq!(log.count(), KEPT_REQUESTS as u64 + 1);
    }

    #[test]
    fn long_requests_are_forgotten_sooner() {
        static BODY: [u8; 60_000] = [b'x'; 60_000];
        let mut log = Log::default();
        for number in 1..=KEPT_REQUESTS {
            let ticket = open_with(&mut log, &BODY);
            log.close(&ticket, 200, &BODY, false);
            let held: usize = log.entries.iter().map(Entry::bytes).sum();
            assert_eq!(held, log.bytes, "{number}");
            assert!(held <= KEPT_IN_ALL, "{number}: {held}");
        }
        let kept = log.after(0, usize::MAX);
        assert_eq!(kept.len(), KEPT_IN_ALL / (2 * BODY.len() + "/groups".len()));
        assert_eq!(kept.last().unwrap().id, KEPT_REQUESTS as u64);
        log.clear();
        open(&mut log);
        assert_eq!((log.bytes, log.after(0, 9).len()), ("/groups".len(), 1));
    }

    #[test]
    fn the_response_to_a_request_before_a_reset_is_not_logged_after_it() {
        let mut log = Log::default();
        let before = open(&mut log);
        log.clear();
        open(&mut log);
        log.close(&before, 200, b"", false);
        assert_eq!(log.after(0, 1)[0].status, None);
    }
}
