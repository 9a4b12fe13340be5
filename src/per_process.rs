//! What belongs to one process. After fork() the child has a copy of everything, but no right to its parent's
//! connections, and none of the threads that may hold its locks.

use std::mem;
use std::process;
use std::sync::Arc;

use once_cell::race::OnceBox;

/// A value for each process that uses it: the one given for the process that made this, another for each child.
#[derive(Debug)]
pub(crate) struct PerProcess<T> {
    pid: u32,
    value: Arc<T>,
    /// The child's, if this process is one. The first user creates it and nobody waits for it: a thread that is waited
    /// for may not exist any more in a grandchild.
    next: OnceBox<PerProcess<T>>,
}

impl<T> PerProcess<T> {
    pub fn new(value: T) -> PerProcess<T> {
        PerProcess {
            pid: process::id(),
            value: Arc::new(value),
            next: OnceBox::new(),
        }
    }

    /// The value, in the process that made this.
    pub fn own(&self) -> Option<&T> {
        (self.pid == process::id()).then_some(&self.value)
    }

    /// This process's value, if there is one yet.
    pub fn present(&self) -> Option<&T> {
        let mut at = self;
        while at.own().is_none() {
            at = at.next.get()?;
        }
        at.own()
    }

    /// This process's value; `afresh` creates it from the parent's if there is none yet, and may do so once too often.
    /// Of the parent's it must touch nothing but what never changes.
    pub fn get(&self, afresh: impl Fn(&T) -> T) -> &T {
        let mut at = self;
        loop {
            if let Some(own) = at.own() {
                return own;
            }
            at = at
                .next
                .get_or_init(|| Box::new(PerProcess::new(afresh(&at.value))));
        }
    }
}

impl<T: Default> Default for PerProcess<T> {
    fn default() -> PerProcess<T> {
        PerProcess::new(T::default())
    }
}

impl<T> Drop for PerProcess<T> {
    fn drop(&mut self) {
        if self.own().is_none() {
            // Another process's value is not this one's to end: with a reference too many it is kept as it is.
            mem::forget(self.value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As if this process had been forked from another, and that from a third.
    #[test]
    fn each_process_has_a_separate_value() {
        let mut ancestor = PerProcess::new(1);
        assert_eq!(*ancestor.get(|_| unreachable!()), 1);
        ancestor.pid = 0;
        assert_eq!((ancestor.own(), ancestor.present()), (None, None));
        assert_eq!(*ancestor.get(|parents| parents + 1), 2);
        assert_eq!(*ancestor.get(|_| unreachable!()), 2);
        assert_eq!(ancestor.present(), Some(&2));
        let mut parent = PerProcess::new(2);
        parent.pid = 0;
        ancestor.next = OnceBox::with_value(Box::new(parent));
        assert_eq!(*ancestor.get(|parents| parents + 1), 3);
    }

    /// As in a grandchild that was forked while another thread of the child made the child's value.
    #[test]
    fn no_thread_waits_while_another_creates_the_value() {
        let mut ancestor = PerProcess::new(1);
        ancestor.pid = 0;
        let made_meanwhile = ancestor.get(|parents| {
            assert_eq!(*ancestor.get(|parents| parents + 1), 2);
            parents + 5
        });
        assert_eq!(*made_meanwhile, 2);
    }

    #[test]
    fn only_the_process_that_created_a_value_drops_it() {
        let value = Arc::new(());
        drop(PerProcess::new(value.clone()));
        assert_eq!(Arc::strong_count(&value), 1);
        let mut parents = PerProcess::new(value.clone());
        parents.pid = 0;
        drop(parents);
        assert_eq!(Arc::strong_count(&value), 2);
    }
}
