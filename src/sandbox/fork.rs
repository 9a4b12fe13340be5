//! fork() while a sandbox's threads are in SQLite: the child has none of them, but SQLite's locks as they were. So they are
//! all taken before, and given back in both processes after.

use std::ffi::c_int;
use std::sync::atomic::{AtomicBool, Ordering};

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

/// Whether SQLite has anything to lock.
static USED: AtomicBool = AtomicBool::new(false);

/// Says that SQLite is used from now on.
pub(super) fn database_is_used() {
    USED.store(true, Ordering::SeqCst);
}

/// SQLite's locks, taken: no other thread is in it.
pub(crate) struct Held(bool);

impl Held {
    pub fn take() -> Held {
        let used = USED.load(Ordering::SeqCst);
        if used {
            for lock in LOCKS {
                // SAFETY: the number of a lock that is there for good; NULL does nothing.
                unsafe { ffi::sqlite3_mutex_enter(ffi::sqlite3_mutex_alloc(lock)) };
            }
        }
        Held(used)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.0 {
            for lock in LOCKS.into_iter().rev() {
                // SAFETY: this thread took it, here or before it forked.
                unsafe { ffi::sqlite3_mutex_leave(ffi::sqlite3_mutex_alloc(lock)) };
            }
        }
    }
}
