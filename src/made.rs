//! `Made`: which call made which resource. A response that belongs to another request is recognized by it: an id that an
//! earlier call with another key returned cannot be that of a new resource.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;

use crate::operations::Operation;

/// How many ids are remembered, the last ones: about 5 MB at most.
const REMEMBERED: usize = 100_000;

/// What a client's calls made. Safe to use from several threads at once.
#[derive(Debug, Default)]
pub(crate) struct Made {
    hasher: RandomState,
    keys: Mutex<Keys>,
}

/// Hashes: of ids, and of the keys that they were made with.
#[derive(Debug, Default)]
struct Keys {
    by_id: HashMap<u64, u64>,
    order: VecDeque<u64>,
}

impl Made {
    /// Notes what a call of `operation` with this key made; false if another call made it. `body` is the response's.
    pub fn is_new(&self, operation: &Operation, key: &str, body: &[u8]) -> bool {
        #[derive(Deserialize)]
        struct Resource {
            id: String,
        }
        let Ok(Resource { id }) = serde_json::from_slice(body) else {
            return true;
        };
        let id = self.hasher.hash_one((operation.name, id));
        let key = self.hasher.hash_one(key);
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(earlier) = keys.by_id.get(&id) {
            return *earlier == key;
        }
        if keys.order.len() == REMEMBERED {
            let oldest = keys.order.pop_front();
            oldest.and_then(|oldest| keys.by_id.remove(&oldest));
        }
        keys.order.push_back(id);
        keys.by_id.insert(id, key);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::{COMPANIES_CREATE, GROUPS_CREATE};

    #[test]
    fn an_id_belongs_to_the_key_that_it_was_first_returned_to() {
        let made = Made::default();
        assert!(made.is_new(&COMPANIES_CREATE, "a", br#"{"id":"1"}"#));
        assert!(made.is_new(&COMPANIES_CREATE, "b", br#"{"id":"2"}"#));
        // A repetition.
        assert!(made.is_new(&COMPANIES_CREATE, "a", br#"{"id":"1","name":"x"}"#));
        assert!(!made.is_new(&COMPANIES_CREATE, "b", br#"{"id":"1"}"#));
        assert!(made.is_new(&GROUPS_CREATE, "b", br#"{"id":"1"}"#));
        assert!(made.is_new(&GROUPS_CREATE, "b", b"not JSON"));
    }

    #[test]
    fn only_the_last_ones_are_remembered() {
        let made = Made::default();
        let make = |number: usize| {
            made.is_new(
                &COMPANIES_CREATE,
                &number.to_string(),
                format!("{{\"id\":\"{number}\"}}").as_bytes(),
            )
        };
        assert!((0..=REMEMBERED).all(make));
        assert!(made.is_new(&COMPANIES_CREATE, "x", br#"{"id":"0"}"#));
        assert!(!made.is_new(
            &COMPANIES_CREATE,
            "x",
            format!("{{\"id\":\"{REMEMBERED}\"}}").as_bytes()
        ));
        assert_eq!(made.keys.lock().unwrap().by_id.len(), REMEMBERED);
    }
}
