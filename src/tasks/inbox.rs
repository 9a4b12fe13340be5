//! Tasks that were woken and that no worker has seen yet. To put one in takes no lock and no memory.

use std::cell::Cell;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::Arc;

use super::bell::Bell;

/// What can be put into an inbox.
pub(super) trait Linked: Sized {
    /// The next one in the inbox.
    fn next(&self) -> &AtomicPtr<Self>;
}

/// A stack, linked through the tasks, and the bell of the worker that looks into it.
#[derive(Debug)]
pub(super) struct Inbox<T: Linked> {
    top: AtomicPtr<T>,
    pub bell: Bell,
}

thread_local! {
    /// The inbox that this thread looks into by itself before it blocks, by its address.
    static OWN: Cell<usize> = const { Cell::new(0) };
}

/// No inbox is this thread's.
pub(super) fn own_none() {
    OWN.set(0);
}

impl<T: Linked> Default for Inbox<T> {
    fn default() -> Inbox<T> {
        Inbox {
            top: AtomicPtr::default(),
            bell: Bell::default(),
        }
    }
}

impl<T: Linked> Inbox<T> {
    /// Nobody rings for what this thread puts in from now on: it looks into the inbox by itself before it blocks.
    pub fn own(&self) {
        OWN.set(ptr::from_ref(self).addr());
    }

    /// Puts in a task that is in no inbox, and rings for it.
    pub fn send(&self, task: Arc<T>) {
        self.put(task);
        if OWN.get() != ptr::from_ref(self).addr() {
            self.bell.ring();
        }
    }

    fn put(&self, task: Arc<T>) {
        let task = Arc::into_raw(task).cast_mut();
        let mut top = self.top.load(Ordering::SeqCst);
        loop {
            // SAFETY: it is ours until it is in.
            unsafe { &*task }.next().store(top, Ordering::Relaxed);
            match self
                .top
                .compare_exchange_weak(top, task, Ordering::SeqCst, Ordering::SeqCst)
            {
                Ok(_) => return,
                Err(found) => top = found,
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.top.load(Ordering::SeqCst).is_null()
    }

    /// Takes out all, and shows each, in the order in which they came.
    pub fn take(&self, mut show: impl FnMut(Arc<T>)) {
        if self.is_empty() {
            return;
        }
        let mut top = self.top.swap(ptr::null_mut(), Ordering::SeqCst);
        let mut first: *mut T = ptr::null_mut();
        while !top.is_null() {
            // SAFETY: whoever took it out has it alone.
            let next = unsafe { &*top }.next().swap(first, Ordering::Relaxed);
            first = top;
            top = next;
        }
        while !first.is_null() {
            // SAFETY: as above; the count is the one that `put` gave up.
            let task = unsafe { Arc::from_raw(first) };
            first = task.next().swap(ptr::null_mut(), Ordering::Relaxed);
            show(task);
        }
    }
}

impl<T: Linked> Drop for Inbox<T> {
    fn drop(&mut self) {
        self.take(drop);
    }
}
