//! `Slab`: values that are never freed, found by number without a lock. So a signal handler may read them at any point
//! that it interrupted, and a child after fork() finds them whole.

use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};

use once_cell::race::OnceBox;

/// The first chunk has so many values, each further one twice as many as that before.
const FIRST: usize = 64;
const CHUNKS: usize = 18;

/// How many values there can be.
const MAX: usize = FIRST * ((1 << CHUNKS) - 1);

/// Bits enough for the number of a value.
pub(crate) const NUMBER_BITS: u32 = 24;

pub(crate) struct Slab<T> {
    chunks: [OnceBox<Vec<Item<T>>>; CHUNKS],
    /// How many were ever taken.
    used: AtomicUsize,
    /// The first that was released: its number and one, 0 for none, and above it how often this changed.
    free: AtomicU64,
}

struct Item<T> {
    /// The next one that was released, as in [`Slab::free`].
    next: AtomicU32,
    value: T,
}

impl<T: Default> Slab<T> {
    pub const fn new() -> Slab<T> {
        const { assert!(MAX < 1 << NUMBER_BITS) };
        Slab {
            chunks: [const { OnceBox::new() }; CHUNKS],
            used: AtomicUsize::new(0),
            free: AtomicU64::new(0),
        }
    }

    /// A value that nobody has, as who gave it back left it; none if all are taken.
    pub fn take(&self) -> Option<usize> {
        if let Some(number) = self.pop() {
            return Some(number);
        }
        let more = |used| (used < MAX).then_some(used + 1);
        let number = self
            .used
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more)
            .ok()?;
        let (chunk, _) = place(number);
        let make = || Box::new((0..FIRST << chunk).map(|_| Item::default()).collect());
        self.chunks[chunk].get_or_init(make);
        Some(number)
    }

    /// The value of a number, taken or not.
    pub fn get(&self, number: usize) -> Option<&T> {
        Some(&self.item(number)?.value)
    }

    /// All that were ever taken.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        (0..self.used.load(Ordering::SeqCst)).filter_map(|number| self.get(number))
    }

    /// Lets another have it.
    pub fn give_back(&self, number: usize) {
        let Some(item) = self.item(number) else { return };
        let _ = self
            .free
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |first| {
                item.next.store(first as u32, Ordering::Relaxed);
                Some(changed(first) | (number as u64 + 1))
            });
    }

    fn pop(&self) -> Option<usize> {
        let after = |first: u64| {
            let item = self.item((first as u32 as usize).checked_sub(1)?)?;
            Some(changed(first) | u64::from(item.next.load(Ordering::Relaxed)))
        };
        let first = self.free.fetch_update(Ordering::AcqRel, Ordering::Acquire, after);
        first.ok().map(|first| first as u32 as usize - 1)
    }

    fn item(&self, number: usize) -> Option<&Item<T>> {
        if number >= MAX {
            return None;
        }
        let (chunk, index) = place(number);
        self.chunks[chunk].get()?.get(index)
    }
}

impl<T: Default> Default for Item<T> {
    fn default() -> Item<T> {
        Item {
            next: AtomicU32::new(0),
            value: T::default(),
        }
    }
}

/// The chunk of a number, and the place in it.
fn place(number: usize) -> (usize, usize) {
    let chunk = (number / FIRST + 1).ilog2();
    (chunk as usize, number - FIRST * ((1 << chunk) - 1))
}

/// The count of changes, one further: who compares must not take a first one that came back for the same.
fn changed(first: u64) -> u64 {
    ((first >> 32).wrapping_add(1)) << 32
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::thread;

    use super::*;

    #[test]
    fn consecutive_numbers_fill_the_chunks() {
        let mut expected = (0, 0);
        for number in 0..FIRST * 31 {
            assert_eq!(place(number), expected, "{number}");
            expected.1 += 1;
            if expected.1 == FIRST << expected.0 {
                expected = (expected.0 + 1, 0);
            }
        }
        assert_eq!(place(MAX - 1), (CHUNKS - 1, (FIRST << (CHUNKS - 1)) - 1));
    }

    #[test]
    fn a_freed_number_is_used_again() {
        let slab = Slab::<AtomicUsize>::new();
        let numbers: Vec<usize> = (0..200).map(|_| slab.take().unwrap()).collect();
        assert_eq!(numbers, (0..200).collect::<Vec<_>>());
        slab.get(7).unwrap().store(42, Ordering::Relaxed);
        slab.give_back(7);
        slab.give_back(8);
        assert_eq!(
            (slab.take(), slab.take(), slab.take()),
            (Some(8), Some(7), Some(200))
        );
        assert_eq!(slab.get(7).unwrap().load(Ordering::Relaxed), 42);
        assert!(slab.get(MAX).is_none() && slab.get(usize::MAX).is_none());
        assert_eq!(slab.iter().count(), 201);
    }

    #[test]
    fn no_number_is_in_use_twice() {
        let (slab, rounds) = (Slab::<AtomicUsize>::new(), if cfg!(miri) { 20 } else { 5000 });
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..rounds {
                        let mine: BTreeSet<usize> = (0..3).map(|_| slab.take().unwrap()).collect();
                        for number in &mine {
                            assert_eq!(slab.get(*number).unwrap().fetch_add(1, Ordering::SeqCst), 0);
                        }
                        for number in &mine {
                            slab.get(*number).unwrap().store(0, Ordering::SeqCst);
                            slab.give_back(*number);
                        }
                    }
                });
            }
        });
        assert!(slab.iter().count() <= 12);
    }
}
