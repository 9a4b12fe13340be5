//! fork(): the child has only the thread that forked, so no other thread may hold a lock at that moment.

use std::any::Any;
use std::cell::RefCell;
use std::mem::{self, ManuallyDrop};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use super::callback;
use crate::transport::running;

/// Threads that use the handles hold this lock together; fork() holds it alone.
static AT_HANDLES: RwLock<()> = RwLock::new(());

thread_local! {
    /// The locks that this thread holds while it forks. Never dropped, so that it exists for a fork() in a destructor
    /// at the thread's end, when it is empty.
    static HELD: RefCell<ManuallyDrop<Vec<Box<dyn Any>>>> = const { RefCell::new(ManuallyDrop::new(Vec::new())) };
}

/// How many threads are about to fork().
static FORKING: AtomicUsize = AtomicUsize::new(0);

/// Prevents a fork() while the guard lives. The thread must not request a second guard meanwhile.
pub(super) fn none_meanwhile() -> RwLockReadGuard<'static, ()> {
    prepare();
    give_way();
    AT_HANDLES.read().unwrap_or_else(PoisonError::into_inner)
}

/// Lets a fork() go first, because the lock itself need not be fair. The wait is bounded: no thread may depend on
/// another's fork().
fn give_way() {
    for _ in 0..100 {
        if FORKING.load(Ordering::Relaxed) == 0 {
            return;
        }
        std::thread::sleep(Duration::from_micros(50));
    }
}

/// From the first use of a handle on, every fork() waits until no other thread uses the handles.
///
/// Threads that come here at the same time all register the handlers: waiting for one of these threads would never
/// end in a child, which does not have it. Handlers that are registered twice do their work once.
pub(super) fn prepare() {
    static DONE: AtomicBool = AtomicBool::new(false);
    #[cfg(unix)]
    if !DONE.load(Ordering::Acquire) {
        running::in_this_process();
        // SAFETY: the handlers exist for as long as this library is loaded, and do not unwind.
        unsafe { libc::pthread_atfork(Some(before), Some(after), Some(after_in_child)) };
        DONE.store(true, Ordering::Release);
    }
}

/// Takes the locks: in the child, nothing would ever release a lock that another thread held.
unsafe extern "C" fn before() {
    let _ = HELD.try_with(|held| {
        let mut held = held.borrow_mut();
        if held.is_empty() {
            FORKING.fetch_add(1, Ordering::Relaxed);
            let handles = AT_HANDLES.write().unwrap_or_else(PoisonError::into_inner);
            held.push(Box::new(handles));
            #[cfg(feature = "sandbox")]
            held.push(Box::new(crate::sandbox::fork::Held::take()));
        }
    });
}

/// Releases the locks in the parent.
unsafe extern "C" fn after() {
    if give_back() {
        FORKING.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Releases the locks in the child, in which no other thread is about to fork().
unsafe extern "C" fn after_in_child() {
    running::in_child();
    callback::in_child();
    give_back();
    FORKING.store(0, Ordering::Relaxed);
}

/// Releases the locks; returns whether there were any.
fn give_back() -> bool {
    HELD.try_with(|held| mem::take(&mut **held.borrow_mut()))
        .is_ok_and(|held| !held.is_empty())
}
