//! fork() while a sandbox's threads are in SQLite: the child has none of the threads, but SQLite's locks as they were.
//! So all of SQLite's locks are taken before the fork, and released in both processes after it.

use std::ffi::c_int;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use rusqlite::ffi;

/// SQLite's locks for the whole process, in the order in which its own functions take one within another.
const LOCKS: [c_int; 12] = [
    ffi::SQLITE_MUTEX_STATIC_OPEN,
    ffi::SQLITE_MUTEX_STATIC_MAIN,
    ffi::SQLITE_MUTEX_STATIC_APP1,
    ffi::SQLITE_MUTEX_STATIC_APP2,
    ffi::SQLITE_MUTEX_STATIC_APP3,
    ffi::SQLITE_MUTEX_STATIC_VFS1,
    ffi::SQLITE_MUTEX_STATIC_VFS2,
    ffi::SQLITE_MUTEX_STATIC_VFS3,
    ffi::SQLITE_MUTEX_STATIC_LRU,
    ffi::SQLITE_MUTEX_STATIC_PMEM,
    ffi::SQLITE_MUTEX_STATIC_PRNG,
    ffi::SQLITE_MUTEX_STATIC_MEM,
];

/// Held while a sandbox starts: it creates what all sandboxes share, and a child must not find that half created.
static STARTING: RwLock<()> = RwLock::new(());

/// No thread forks while the guard exists.
pub(super) fn none_meanwhile() -> RwLockReadGuard<'static, ()> {
    STARTING.read().unwrap_or_else(PoisonError::into_inner)
}

/// Whether SQLite has anything to lock.
static USED: AtomicBool = AtomicBool::new(false);

/// Notes that SQLite is used from now on.
pub(super) fn database_is_used() {
    USED.store(true, Ordering::SeqCst);
}

/// The held locks: no other thread starts a sandbox, or is in SQLite.
pub(crate) struct Held {
    _starting: RwLockWriteGuard<'static, ()>,
    used: bool,
}

impl Held {
    pub fn take() -> Held {
        let _starting = STARTING.write().unwrap_or_else(PoisonError::into_inner);
        let used = USED.load(Ordering::SeqCst);
        if used {
            for lock in LOCKS {
                // SAFETY: the number of a lock that always exists; NULL does nothing.
                unsafe { ffi::sqlite3_mutex_enter(ffi::sqlite3_mutex_alloc(lock)) };
            }
        }
        Held { _starting, used }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.used {
            for lock in LOCKS.into_iter().rev() {
                // SAFETY: this thread took it, here or before it forked.
                unsafe { ffi::sqlite3_mutex_leave(ffi::sqlite3_mutex_alloc(lock)) };
            }
        }
    }
}
