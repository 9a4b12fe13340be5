//! `Made`: which call made which resource. A response that belongs to another request is recognized by it: an id that an
//! earlier call with another key returned cannot be that of a new company.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

/// How many ids are remembered, the last ones: about 1 MB at most.
const REMEMBERED: usize = 20_000;

/// What a client's calls made. Safe to use from several threads at once.
#[derive(Debug, Default)]
pub(crate) struct Made {
    hasher: RandomState,
    keys: Mutex<Keys>,
}

/// Hashes: of ids, and of what made them.
#[derive(Debug, Default)]
struct Keys {
    by_id: HashMap<u64, u64>,
    order: VecDeque<u64>,
}

impl Made {
    /// Notes what made the resource with this id, such as a call's key; false if something else did.
    pub fn is_new(&self, maker: &str, id: &str) -> bool {
        let id = self.hasher.hash_one(id);
        let maker = self.hasher.hash_one(maker);
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(earlier) = keys.by_id.get(&id) {
            return *earlier == maker;
        }
        if keys.order.len() == REMEMBERED {
            let oldest = keys.order.pop_front();
            oldest.and_then(|oldest| keys.by_id.remove(&oldest));
        }
        keys.order.push_back(id);
        keys.by_id.insert(id, maker);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_belongs_to_the_key_that_it_was_first_returned_to() {
        let made = Made::default();
        assert!(made.is_new("a", "1"));
        assert!(made.is_new("b", "2"));
        // A repetition.
        assert!(made.is_new("a", "1"));
        assert!(!made.is_new("b", "1"));
    }

    #[test]
    fn only_the_last_ones_are_remembered() {
        let made = Made::default();
        let make = |number: usize| made.is_new(&number.to_string(), &number.to_string());
        assert!((0..=REMEMBERED).all(make));
        assert!(made.is_new("x", "0"));
        assert!(!made.is_new("x", &REMEMBERED.to_string()));
        assert_eq!(made.keys.lock().unwrap().by_id.len(), REMEMBERED);
    }
}
