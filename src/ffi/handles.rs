//! Handles: numbers in the form of pointers that are never dereferenced. A handle that was freed or is of another
//! kind is an error.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};

use super::fork;
use crate::error::{Error, ErrorKind, Result};

/// Objects by the numbers of their handles. The map needs no initialization at its first use, which a fork() could
/// interrupt; the numbers are our own, so nobody can choose them to collide.
type Live<T> = HashMap<usize, T, BuildHasherDefault<DefaultHasher>>;

/// All live objects of one kind; `H` is the opaque type that C sees.
pub(super) struct Registry<H, T> {
    /// The kind's name in messages: `client`.
    kind: &'static str,
    /// The part of a number that distinguishes this kind from the others.
    tag: usize,
    live: RwLock<Live<T>>,
    handle: std::marker::PhantomData<fn(H)>,
}

/// How many different tags a handle's number has room for.
const KINDS: usize = 8;

impl<H, T: Clone> Registry<H, T> {
    pub const fn new(kind: &'static str, tag: usize) -> Registry<H, T> {
        assert!(tag < KINDS);
        Registry {
            kind,
            tag,
            live: RwLock::new(HashMap::with_hasher(BuildHasherDefault::new())),
            handle: std::marker::PhantomData,
        }
    }

    /// Stores an object under a number that was never used before.
    pub fn insert(&self, object: T) -> *mut H {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        self.insert_as(NEXT.fetch_add(1, Ordering::Relaxed) * KINDS, object)
    }

    /// Stores an object under the object's own number, a multiple of [`KINDS`] that no other of this kind has or had.
    pub fn insert_as(&self, number: usize, object: T) -> *mut H {
        let number = number + self.tag;
        self.write(|live| live.insert(number, object));
        ptr::without_provenance_mut(number)
    }

    /// The object's own number in a handle of this kind, which may be stale; takes no lock.
    pub fn number(&self, handle: *const H) -> Option<usize> {
        let number = handle.addr();
        (number % KINDS == self.tag).then_some(number / KINDS * KINDS)
    }

    /// Returns the object of a handle.
    pub fn get(&self, handle: *const H) -> Result<T> {
        let found = self.read(|live| live.get(&handle.addr()).cloned());
        found.ok_or_else(|| self.invalid(handle))
    }

    /// Removes an object, which is dropped at the end of its last use.
    pub fn remove(&self, handle: *mut H) -> Result<T> {
        let removed = self.write(|live| live.remove(&handle.addr()));
        removed.ok_or_else(|| self.invalid(handle))
    }

    /// Returns all objects.
    pub fn all(&self) -> Vec<T> {
        self.read(|live| live.values().cloned().collect())
    }

    /// How many objects there are.
    pub fn live(&self) -> i64 {
        self.read(|live| live.len() as i64)
    }

    fn read<R>(&self, use_live: impl FnOnce(&Live<T>) -> R) -> R {
        // Dropped after the lock.
        let _no_fork = fork::none_meanwhile();
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        use_live(&live)
    }

    fn write<R>(&self, use_live: impl FnOnce(&mut Live<T>) -> R) -> R {
        // Dropped after the lock.
        let _no_fork = fork::none_meanwhile();
        let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
        use_live(&mut live)
    }

    fn invalid(&self, handle: *const H) -> Error {
        let kind = self.kind;
        let message = match handle.addr() {
            0 => format!("the {kind} handle is NULL"),
            number if number % KINDS == self.tag => format!("the {kind} was freed already"),
            _ => format!("this is not the handle of a {kind}"),
        };
        Error::new(ErrorKind::InvalidHandle, message)
    }
}
