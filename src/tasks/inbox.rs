//! Tasks that were woken and that no worker has seen yet. Adding one takes no lock and allocates no memory.

use std::cell::Cell;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::Arc;

use super::bell::Bell;

/// An item of an inbox.
pub(super) trait Linked: Sized {
    /// The next one in the inbox.
    fn next(&self) -> &AtomicPtr<Self>;
}

/// A stack, linked through the tasks, and the bell of the worker that empties it.
#[derive(Debug)]
pub(super) struct Inbox<T: Linked> {
    top: AtomicPtr<T>,
    pub bell: Bell,
}

thread_local! {
    /// The address of the inbox that this thread checks by itself before it blocks.
    static OWN: Cell<usize> = const { Cell::new(0) };
}

/// From now on no inbox is this thread's.
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
    /// From now on nothing rings for what this thread adds: the thread checks the inbox by itself before it blocks.
    pub fn own(&self) {
        OWN.set(ptr::from_ref(self).addr());
    }

    /// Adds a task that is in no inbox, and rings the bell unless the inbox is this thread's.
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
            // SAFETY: the task is ours until it is in the stack.
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

    /// Takes out all tasks, and passes each to `show`, in the order in which they came.
    pub fn take(&self, mut show: impl FnMut(Arc<T>)) {
        if self.is_empty() {
            return;
        }
        let mut top = self.top.swap(ptr::null_mut(), Ordering::SeqCst);
        let mut first: *mut T = ptr::null_mut();
        while !top.is_null() {
            // SAFETY: a task that was taken out belongs to this thread alone.
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
