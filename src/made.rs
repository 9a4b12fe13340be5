//! What a client remembers of its calls, to recognize a response that belongs to another request and a key that was sent
//! before:
//!
//! - the ids that responses had, with what made each. An id that an earlier create returned, or that was known before the
//!   request was sent, cannot be that of a new company.
//! - the idempotency keys, with the time when each was first sent.
//! - the correlation ids of refusals, with the call that each refused. A copy of one proves nothing about another call.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime};

use uuid::Uuid;

use crate::operations::Resource;

/// How many ids, keys and refusals each are remembered, the last ones: about 3 MB at most.
const REMEMBERED: usize = 20_000;

/// What a client remembers. Safe to use from several threads at once.
#[derive(Debug, Default)]
pub(crate) struct Made {
    hasher: RandomState,
    ids: Mutex<Last<Origin>>,
    keys: Mutex<Last<SystemTime>>,
    refusals: Mutex<Last<u64>>,
}

/// How an id became known.
#[derive(Clone, Copy, Debug)]
struct Origin {
    resource: Option<Resource>,
    /// The hash of what made it; `None` for what was only read.
    maker: Option<u64>,
    since: Instant,
}

/// What a create's result is a result of.
#[derive(Debug)]
pub(crate) struct Maker<'a> {
    /// What is the same for a repetition, such as the call's key.
    pub name: &'a str,
    /// When the request was sent, if a resource known before cannot be its result.
    pub sent: Option<Instant>,
}

impl Made {
    /// Notes an id that a response has; false if it is that of another resource, or not the result of its maker.
    pub fn note(&self, id: &str, resource: Option<Resource>, maker: Option<&Maker<'_>>) -> bool {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let name = maker.map(|maker| self.hasher.hash_one(maker.name));
        let now = Origin {
            resource,
            maker: name,
            since: Instant::now(),
        };
        // A UUID is that of one resource. Other ids, such as numbers, say nothing about resources of another kind.
        let kind = resource.filter(|_| Uuid::parse_str(id).is_err());
        let known = ids.get_or_insert(self.hash_id(kind, id), now);
        if known.resource != resource {
            return false;
        }
        let Some(maker) = maker else {
            return true;
        };
        match known.maker {
            Some(_) => known.maker == name,
            None if maker.sent.is_some_and(|sent| known.since < sent) => false,
            None => {
                known.maker = name;
                true
            }
        }
    }

    /// Forgets the id of what was deleted: a service of somebody's tests may use it again.
    pub fn forget(&self, id: &str) {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let kinds = [
            None,
            Some(Resource::Company),
            Some(Resource::Connection),
            Some(Resource::Webhook),
            Some(Resource::ApiKey),
        ];
        for kind in kinds {
            // Its place in the order is kept until it is the oldest.
            ids.by_hash.remove(&self.hash_id(kind, id));
        }
    }

    /// Upper and lower case are the same, and so is a UUID without its hyphens.
    fn hash_id(&self, kind: Option<Resource>, id: &str) -> u64 {
        let id = match Uuid::parse_str(id) {
            Ok(uuid) => uuid.to_string(),
            Err(_) => id.to_ascii_lowercase(),
        };
        self.hasher.hash_one((kind, id))
    }

    /// Notes a refusal; false if it refused another call before.
    pub fn refuses(&self, correlation_id: &str, call: &str) -> bool {
        let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        let call = self.hasher.hash_one(call);
        *refusals.get_or_insert(self.hasher.hash_one(correlation_id), call) == call
    }

    /// When a key was first sent.
    pub fn sent(&self, key: &str) -> Option<SystemTime> {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.by_hash.get(&self.hasher.hash_one(key)).copied()
    }

    /// Notes that a key is about to be sent; when it was first sent, if it was.
    pub fn send(&self, key: &str) -> Option<SystemTime> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let hash = self.hasher.hash_one(key);
        let earlier = keys.by_hash.get(&hash).copied();
        keys.get_or_insert(hash, SystemTime::now());
        earlier
    }
}

/// The last values, by hashes.
#[derive(Debug)]
struct Last<T> {
    by_hash: HashMap<u64, T>,
    order: VecDeque<u64>,
}

impl<T> Default for Last<T> {
    fn default() -> Last<T> {
        Last {
            by_hash: HashMap::new(),
            order: VecDeque::new(),
        }
    }
}

impl<T> Last<T> {
    fn get_or_insert(&mut self, hash: u64, value: T) -> &mut T {
        if !self.by_hash.contains_key(&hash) {
            if self.order.len() == REMEMBERED {
                let oldest = self.order.pop_front();
                oldest.and_then(|oldest| self.by_hash.remove(&oldest));
            }
            self.order.push_back(hash);
        }
        self.by_hash.entry(hash).or_insert(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(name: &str) -> Option<Maker<'_>> {
        Some(Maker { name, sent: None })
    }

    #[test]
    fn an_id_belongs_to_the_key_that_it_was_first_returned_to() {
        let made = Made::default();
        assert!(made.note("1", None, by("a").as_ref()));
        assert!(made.note("2", None, by("b").as_ref()));
        // A repetition.
        assert!(made.note("1", None, by("a").as_ref()));
        assert!(!made.note("1", None, by("b").as_ref()));
        assert!(made.note("a1", None, by("a").as_ref()));
        assert!(!made.note("A1", None, by("b").as_ref()));
        assert!(made.note("8a210b68-6988-11ed-a1eb-0242ac120002", None, by("a").as_ref()));
        assert!(!made.note("8A210B68698811EDA1EB0242AC120002", None, by("b").as_ref()));
    }

    #[test]
    fn a_resource_that_was_read_before_a_create_is_not_its_result() {
        let made = Made::default();
        let before = Instant::now();
        assert!(made.note("1", None, None) && made.note("2", None, None));
        let after = Some(Maker {
            name: "a",
            sent: Some(Instant::now() + std::time::Duration::from_nanos(1)),
        });
        assert!(!made.note("1", None, after.as_ref()));
        let meanwhile = Some(Maker {
            name: "a",
            sent: Some(before),
        });
        assert!(made.note("1", None, meanwhile.as_ref()));
        assert!(made.note("2", None, by("b").as_ref()));
        assert!(!made.note("2", None, by("a").as_ref()));
        // Reading is no making.
        assert!(made.note("2", None, None) && made.note("2", None, by("b").as_ref()));
    }

    #[test]
    fn a_key_is_remembered_with_the_time_when_it_was_first_sent() {
        let made = Made::default();
        assert_eq!(made.sent("a"), None);
        assert_eq!(made.send("a"), None);
        let first = made.sent("a");
        assert!(first.is_some());
        assert_eq!(made.send("a"), first);
        assert_eq!(made.sent("b"), None);
    }

    #[test]
    fn an_id_is_that_of_one_resource() {
        let made = Made::default();
        for (id, is_uuid) in [("8a210b68-6988-11ed-a1eb-0242ac120002", true), ("1", false)] {
            assert!(made.note(id, Some(Resource::Company), by("a").as_ref()));
            assert_eq!(
                made.note(id, Some(Resource::PullOperation), by("b").as_ref()),
                !is_uuid
            );
            assert!(made.note(id, Some(Resource::Company), None));
            assert!(!made.note(id, Some(Resource::Company), by("b").as_ref()));
        }
    }

    #[test]
    fn a_deleted_id_may_be_returned_again() {
        let made = Made::default();
        assert!(made.note("1", Some(Resource::Company), by("a").as_ref()));
        made.forget("1");
        assert!(made.note("1", Some(Resource::Company), by("b").as_ref()));
    }

    #[test]
    fn a_correlation_id_belongs_to_one_refused_call() {
        let made = Made::default();
        assert!(made.refuses("1", "a") && made.refuses("1", "a"));
        assert!(!made.refuses("1", "b"));
        assert!(made.refuses("2", "b"));
    }

    #[test]
    fn only_the_latest_ids_are_remembered() {
        let made = Made::default();
        let make = |number: usize| made.note(&number.to_string(), None, by(&number.to_string()).as_ref());
        assert!((0..=REMEMBERED).all(make));
        assert!(made.note("0", None, by("x").as_ref()));
        assert!(!made.note(&REMEMBERED.to_string(), None, by("x").as_ref()));
        assert_eq!(made.ids.lock().unwrap().by_hash.len(), REMEMBERED);
    }
}
