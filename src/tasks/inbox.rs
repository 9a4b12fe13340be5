//! Tasks that were woken and that no worker has seen yet. To put one in takes no lock and no memory.

use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::Arc;

use super::task::Task;

/// A stack, linked through the tasks.
#[derive(Debug, Default)]
pub(super) struct Inbox(AtomicPtr<Task>);

impl Inbox {
    /// Puts in a task that is in no inbox.
    pub fn put(&self, task: Arc<Task>) {
        let task = Arc::into_raw(task).cast_mut();
        let mut top = self.0.load(Ordering::SeqCst);
        loop {
            // SAFETY: it is ours until it is in.
            unsafe { &*task }.next.store(top, Ordering::Relaxed);
            match self
                .0
                .compare_exchange_weak(top, task, Ordering::SeqCst, Ordering::SeqCst)
            {
                Ok(_) => return,
                Err(found) => top = found,
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.load(Ordering::SeqCst).is_null()
    }

    /// Takes out all, and shows each, in the order in which they came.
    pub fn take(&self, mut show: impl FnMut(Arc<Task>)) {
        if self.is_empty() {
            return;
        }
        let mut top = self.0.swap(ptr::null_mut(), Ordering::SeqCst);
        let mut first: *mut Task = ptr::null_mut();
        while !top.is_null() {
            // SAFETY: whoever took it out has it alone.
            let next = unsafe { &*top }.next.swap(first, Ordering::Relaxed);
            first = top;
            top = next;
        }
        while !first.is_null() {
            // SAFETY: as above; the count is the one that `put` gave up.
            let task = unsafe { Arc::from_raw(first) };
            first = task.next.swap(ptr::null_mut(), Ordering::Relaxed);
            show(task);
        }
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.take(drop);
    }
}
