//! fork(): the child has the thread that forked and no other, so none that may hold a lock at that moment.

use std::any::Any;
use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Once;
use std::time::Duration;

use super::client::CLIENTS;
use super::context::CONTEXTS;
use super::sandbox;

thread_local! {
    static HELD: RefCell<Vec<Box<dyn Any>>> = const { RefCell::new(Vec::new()) };
}

/// How many threads are about to fork().
static FORKING: AtomicUsize = AtomicUsize::new(0);

/// Lets a fork() go first: locks alone are not fair to the one that waits, and it may wait for many. Not for good:
/// nobody's progress is to depend on another's fork().
pub(super) fn give_way() {
    for _ in 0..100 {
        if FORKING.load(Ordering::Relaxed) == 0 {
            return;
        }
        std::thread::sleep(Duration::from_micros(50));
    }
}

/// From the first call on, every fork() waits until no other thread is at the handles.
pub(super) fn prepare() {
    static ONCE: Once = Once::new();
    #[cfg(unix)]
    ONCE.call_once(|| {
        // SAFETY: the handlers are there for as long as this library is, and do not unwind.
        unsafe { libc::pthread_atfork(Some(before), Some(after), Some(after_in_child)) };
    });
}

/// Takes the locks of all handles: in the child nobody would ever give back what another thread held.
unsafe extern "C" fn before() {
    FORKING.fetch_add(1, Ordering::Relaxed);
    let locks = vec![
        Box::new(CLIENTS.lock()) as Box<dyn Any>,
        Box::new(CONTEXTS.lock()),
        sandbox::lock(),
    ];
    let _ = HELD.try_with(|held| held.replace(locks));
}

/// Gives them back, in the parent.
unsafe extern "C" fn after() {
    let _ = HELD.try_with(RefCell::take);
    FORKING.fetch_sub(1, Ordering::Relaxed);
}

/// Gives them back, in the child, where nobody else is about to fork().
unsafe extern "C" fn after_in_child() {
    let _ = HELD.try_with(RefCell::take);
    FORKING.store(0, Ordering::Relaxed);
}
