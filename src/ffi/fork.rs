//! fork(): the child has the thread that forked and no other, so none that may hold a lock at that moment.

use std::any::Any;
use std::cell::RefCell;
use std::sync::Once;

use super::client::CLIENTS;
use super::context::CONTEXTS;
use super::sandbox;

thread_local! {
    static HELD: RefCell<Vec<Box<dyn Any>>> = const { RefCell::new(Vec::new()) };
}

/// From the first call on, every fork() waits until no other thread is at the handles.
pub(super) fn prepare() {
    static ONCE: Once = Once::new();
    #[cfg(unix)]
    ONCE.call_once(|| {
        // SAFETY: the handlers are there for as long as this library is, and do not unwind.
        unsafe { libc::pthread_atfork(Some(before), Some(after), Some(after)) };
    });
}

/// Takes the locks of all handles: in the child nobody would ever give back what another thread held.
unsafe extern "C" fn before() {
    let locks = vec![
        Box::new(CLIENTS.lock()) as Box<dyn Any>,
        Box::new(CONTEXTS.lock()),
        sandbox::lock(),
    ];
    let _ = HELD.try_with(|held| held.replace(locks));
}

/// Gives them back, in the parent and in the child.
unsafe extern "C" fn after() {
    let _ = HELD.try_with(RefCell::take);
}
