//! Contexts by number and the calls that run with them, so that a signal handler can cancel them: the functions that
//! it calls take no lock, and allocate and free no memory, and the data is consistent at any point in a thread that
//! it interrupts.

use std::process;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicUsize, Ordering};

use super::cancellation::Cancellation;
use crate::slab::{Slab, NUMBER_BITS};
use crate::threads::until;

/// Bits of a number that are free for other uses.
const SPARE_BITS: u32 = 3;
/// The number may still be used for cancelling.
const OPEN: usize = 1;
const CANCELLED: usize = 2;

/// For each context its present number, or the last number of the place, with the flags.
static TICKETS: Slab<AtomicUsize> = Slab::new();

/// The calls that run with contexts that have a number.
static CALLS: Slab<Entry> = Slab::new();

/// The id of this process, as of the last fork(). The calls of another process are not ours to cancel: their sockets
/// are shared.
static PROCESS: AtomicU32 = AtomicU32::new(0);

#[derive(Default)]
struct Entry {
    /// The context's number; 0 for no call.
    number: AtomicUsize,
    process: AtomicU32,
    call: AtomicPtr<Cancellation>,
    /// How many threads are cancelling the call at this moment: the call is kept until none is.
    users: AtomicUsize,
}

/// A context's number, which no other context ever has.
#[derive(Debug)]
pub(crate) struct Ticket {
    place: usize,
    number: usize,
}

impl Ticket {
    /// Takes a new number; `None` if there are too many contexts.
    pub fn take() -> Option<Ticket> {
        loop {
            let place = TICKETS.take()?;
            let word = TICKETS.get(place)?;
            let turn = (word.load(Ordering::Relaxed) >> SPARE_BITS >> NUMBER_BITS) + 1;
            // A place that ran out of numbers is never used again.
            if turn < 1 << (usize::BITS - SPARE_BITS - NUMBER_BITS) {
                let number = (turn << NUMBER_BITS | place) << SPARE_BITS;
                word.store(number | OPEN, Ordering::SeqCst);
                return Some(Ticket { place, number });
            }
        }
    }

    /// The number; its lowest bits are 0.
    pub fn number(&self) -> usize {
        self.number
    }

    pub fn is_cancelled(&self) -> bool {
        self.word().load(Ordering::SeqCst) & CANCELLED != 0
    }

    /// Closes the number: it can no longer be used for cancelling.
    pub fn close(&self) {
        self.word().fetch_and(!OPEN, Ordering::SeqCst);
    }

    fn word(&self) -> &'static AtomicUsize {
        static NONE: AtomicUsize = AtomicUsize::new(0);
        TICKETS.get(self.place).unwrap_or(&NONE)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.word().store(self.number, Ordering::SeqCst);
        TICKETS.give_back(self.place);
    }
}

/// Cancels the context of this number and the calls that run with it; false if the number was closed, or never
/// existed. May be called in a signal handler.
pub(crate) fn cancel(number: usize) -> bool {
    let place = number >> SPARE_BITS & ((1 << NUMBER_BITS) - 1);
    let Some(word) = TICKETS.get(place).filter(|_| number != 0) else {
        return false;
    };
    let cancelled = |found: usize| (found & !CANCELLED == number | OPEN).then_some(found | CANCELLED);
    // Before the calls are searched: a call that is not found yet then finds itself cancelled.
    if word
        .fetch_update(Ordering::SeqCst, Ordering::SeqCst, cancelled)
        .is_err()
    {
        return false;
    }
    for entry in CALLS.iter().filter(|entry| entry.is_of(number)) {
        entry.users.fetch_add(1, Ordering::SeqCst);
        // Checked again: from now on the call is kept.
        if entry.is_of(number) && entry.process.load(Ordering::SeqCst) == process::id() {
            // SAFETY: a call that has an entry is alive, and is kept while somebody uses it: see `leave`.
            unsafe { &*entry.call.load(Ordering::SeqCst) }.cancel();
        }
        entry.users.fetch_sub(1, Ordering::SeqCst);
    }
    true
}

impl Entry {
    fn is_of(&self, number: usize) -> bool {
        self.number.load(Ordering::SeqCst) == number
    }
}

/// From now on cancelling that number cancels the call. Returns the place to leave; `None` if there is no room.
pub(crate) fn enter(number: usize, call: &Cancellation) -> Option<usize> {
    let place = CALLS.take()?;
    let entry = CALLS.get(place)?;
    entry.call.store(ptr::from_ref(call).cast_mut(), Ordering::SeqCst);
    entry
        .process
        .store(PROCESS.load(Ordering::Relaxed), Ordering::SeqCst);
    entry.number.store(number, Ordering::SeqCst);
    Some(place)
}

/// Ends what `enter` began; returns when nobody is cancelling the call any more.
pub(crate) fn leave(place: usize) {
    if let Some(entry) = CALLS.get(place) {
        entry.number.store(0, Ordering::SeqCst);
        until(|| entry.users.load(Ordering::SeqCst) == 0);
        CALLS.give_back(place);
    }
}

/// Stores the id of this process, before the first number is created.
pub(crate) fn in_this_process() {
    PROCESS.store(process::id(), Ordering::SeqCst);
}

/// The same in a child after fork(), in which the parent's cancelling threads do not exist.
pub(crate) fn in_child() {
    in_this_process();
    for entry in CALLS.iter() {
        entry.users.store(0, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::{Duration, Instant};

    use super::super::call::Call;
    use super::*;

    #[test]
    fn a_call_can_be_cancelled_by_number_until_it_is_closed() {
        let ticket = Ticket::take().unwrap();
        let number = ticket.number();
        assert!(!ticket.is_cancelled());
        assert!(cancel(number) && ticket.is_cancelled() && cancel(number));
        ticket.close();
        assert!(!cancel(number) && ticket.is_cancelled());
        drop(ticket);
        let next = Ticket::take().unwrap();
        assert!(!cancel(number) && !next.is_cancelled() && next.number() != number);
        assert!(!cancel(0) && !cancel(usize::MAX));
    }

    #[test]
    fn only_calls_of_that_number_are_cancelled() {
        in_this_process();
        let (ours, others) = (Ticket::take().unwrap(), Ticket::take().unwrap());
        let calls = [(); 3].map(|()| Call::begin(Instant::now() + Duration::from_secs(60)));
        calls[0].cancelled_by(ours.number());
        calls[1].cancelled_by(others.number());
        calls[2].cancelled_by(ours.number());
        assert!(cancel(ours.number()));
        let cancelled = calls.each_ref().map(|call| call.is_cancelled());
        assert_eq!(cancelled, [true, false, true]);
        drop(calls);
        assert!(cancel(others.number()));
    }

    #[test]
    fn calls_begin_and_end_while_numbers_are_cancelled() {
        in_this_process();
        let ticket = Ticket::take().unwrap();
        let rounds = if cfg!(miri) { 20 } else { 5000 };
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    for _ in 0..rounds {
                        let call = Call::begin(Instant::now() + Duration::from_secs(60));
                        call.cancelled_by(ticket.number());
                    }
                });
            }
            for _ in 0..rounds {
                assert!(cancel(ticket.number()));
            }
        });
    }
}
