//! `Interrupt`: a function that a thread calls while it waits in a call, so that signal handlers which run in that thread
//! can end the call.

use std::cell::Cell;
use std::fmt;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr::NonNull;
use std::sync::Arc;
use std::time::Duration;

/// How long a thread waits until it calls its interrupt. A signal that interrupts a system call is noticed at once.
const SLICE: Duration = Duration::from_millis(50);

/// The function that is called; see [`Context::set_interrupt`](crate::Context::set_interrupt).
#[derive(Clone)]
pub(crate) struct Interrupt(Arc<GoesOn>);

type GoesOn = dyn Fn() -> bool + Send + Sync;

thread_local! {
    // What waits may be far below the call, and only the call's own thread may call it. Nothing that has to be dropped:
    // that would be gone in destructors at the thread's end.
    static PRESENT: Cell<Option<NonNull<Interrupt>>> = const { Cell::new(None) };
    /// Whether the thread is in its interrupt, or works for one that is.
    static NESTED: Cell<bool> = const { Cell::new(false) };
}

impl Interrupt {
    pub fn new(goes_on: impl Fn() -> bool + Send + Sync + 'static) -> Interrupt {
        Interrupt(Arc::new(goes_on))
    }
}

impl fmt::Debug for Interrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Interrupt(…)")
    }
}

/// Does `work`, and calls the interrupt while the thread waits in it. None leaves the previous one in place.
pub(crate) fn with<T>(interrupt: Option<&Interrupt>, work: impl FnOnce() -> T) -> T {
    match interrupt {
        None => work(),
        Some(interrupt) => replaced_by(Some(interrupt), work),
    }
}

fn replaced_by<T>(interrupt: Option<&Interrupt>, work: impl FnOnce() -> T) -> T {
    struct Restore(Option<NonNull<Interrupt>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            PRESENT.set(self.0);
        }
    }
    let _restore = Restore(PRESENT.replace(interrupt.map(NonNull::from)));
    work()
}

/// Calls the interrupt, if there is one; returns whether to continue. One that panics ends the call.
pub(crate) fn goes_on() -> bool {
    let Some(interrupt) = PRESENT.get() else {
        return true;
    };
    // SAFETY: it is borrowed for as long as it is there: see `replaced_by`.
    let interrupt = unsafe { interrupt.as_ref() };
    // During a call that it makes itself only that call's interrupt is called.
    replaced_by(None, || {
        let answer = catch_unwind(AssertUnwindSafe(|| nested_if(true, || (interrupt.0)())));
        answer.unwrap_or_else(|panic| {
            // Dropping what was thrown could throw again.
            std::mem::forget(panic);
            false
        })
    })
}

/// Whether calls of this thread run while another call of the same program thread waits for them, with its place at
/// the gate.
pub(crate) fn is_nested() -> bool {
    NESTED.get()
}

/// Does `work` on a thread that was started for a nested call, if it was.
pub(crate) fn nested_if<T>(is_nested: bool, work: impl FnOnce() -> T) -> T {
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            NESTED.set(self.0);
        }
    }
    let _restore = Restore(NESTED.replace(NESTED.get() || is_nested));
    work()
}

/// How much of this time to wait before asking.
pub(crate) fn slice(time: Duration) -> Duration {
    if PRESENT.get().is_some() {
        time.min(SLICE)
    } else {
        time
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// One that counts how often it is called.
    fn counting(answer: bool) -> (Interrupt, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = asked.clone();
        let interrupt = Interrupt::new(move || {
            counted.fetch_add(1, Ordering::Relaxed);
            answer
        });
        (interrupt, asked)
    }

    #[test]
    fn the_innermost_callback_runs_and_only_during_its_work() {
        let (outer, outer_asked) = counting(true);
        let (inner, inner_asked) = counting(false);
        with(Some(&outer), || {
            assert!(goes_on());
            with(None, || assert!(goes_on()));
            with(Some(&inner), || assert!(!goes_on()));
            assert!(goes_on());
        });
        assert!(goes_on());
        assert_eq!(outer_asked.load(Ordering::Relaxed), 3);
        assert_eq!(inner_asked.load(Ordering::Relaxed), 1);
        assert_eq!(slice(Duration::MAX), Duration::MAX);
    }

    #[test]
    fn a_running_callback_is_not_called_again_within_itself() {
        let interrupt = Interrupt::new(|| {
            assert_eq!(slice(Duration::MAX), Duration::MAX);
            goes_on()
        });
        with(Some(&interrupt), || assert!(goes_on()));
    }

    #[test]
    fn a_callback_that_panics_ends_the_call() {
        let interrupt = Interrupt::new(|| std::panic::resume_unwind(Box::new("thrown")));
        with(Some(&interrupt), || {
            assert!(!goes_on());
            // And it is still there.
            assert_eq!(slice(Duration::MAX), SLICE);
        });
    }
}
