//! Threads of the library's own, which a program's signals leave alone: they are for its threads, which may count on
//! system calls being interrupted, or wait for the signals with sigwait(). And a program's threads, as long as they last.

use std::cell::Cell;
use std::thread::{self, Thread};
use std::time::Duration;

thread_local! {
    /// Whether this thread's own destructors have begun.
    static ENDS: Cell<bool> = const { Cell::new(false) };
}

/// This thread, to wake it by; none in destructors at its end, when the standard library no longer has it.
/// Everything else that makes the standard library create one must come after this.
pub(crate) fn current() -> Option<Thread> {
    will_tell_of_end().then(thread::current)
}

/// Registers for the thread's end, a round of destructors before the standard library's own is run, which puts that off
/// for one. False if it ends already, or cannot register.
#[cfg(unix)]
fn will_tell_of_end() -> bool {
    use std::ffi::c_void;
    use std::ptr;
    use std::sync::atomic::{AtomicUsize, Ordering};

    unsafe extern "C" fn ends(_: *mut c_void) {
        ENDS.set(true);
    }
    /// The key and one; 0 before there is one. Nobody waits for who makes it: after fork() that thread may not be there.
    static KEY: AtomicUsize = AtomicUsize::new(0);

    if ENDS.get() {
        return false;
    }
    let mut known = KEY.load(Ordering::Acquire);
    if known == 0 {
        let mut key = 0;
        // SAFETY: the key goes to a local, and the destructor is there for as long as this library is.
        if unsafe { libc::pthread_key_create(&mut key, Some(ends)) } != 0 {
            return false;
        }
        known = key as usize + 1;
        if let Err(others) = KEY.compare_exchange(0, known, Ordering::AcqRel, Ordering::Acquire) {
            // SAFETY: nobody else knows it.
            unsafe { libc::pthread_key_delete(key) };
            known = others;
        }
    }
    // SAFETY: a key that is never deleted; the value, which is not NULL, is not looked at.
    unsafe { libc::pthread_setspecific((known - 1) as libc::pthread_key_t, ptr::dangling::<c_void>()) == 0 }
}

/// The same, by what is destroyed first.
#[cfg(not(unix))]
fn will_tell_of_end() -> bool {
    struct Telling;
    impl Drop for Telling {
        fn drop(&mut self) {
            ENDS.set(true);
        }
    }
    thread_local! {
        static TELLING: Telling = const { Telling };
    }
    TELLING.try_with(|_| ()).is_ok() && !ENDS.get()
}

/// Waits for what another thread does within a few instructions, unless it has lost its processor.
pub(crate) fn until(is_so: impl Fn() -> bool) {
    for turn in 0.. {
        if is_so() {
            return;
        }
        match turn {
            0..100 => std::hint::spin_loop(),
            _ => thread::sleep(Duration::from_micros(50)),
        }
    }
}

/// Runs `start` so that the threads which it starts get none of the process's signals. SIGPIPE among them, of which a
/// host that is no Rust program would die when a peer has gone.
#[cfg(unix)]
pub(crate) fn without_signals<T>(start: impl FnOnce() -> T) -> T {
    /// Restores the mask however `start` ends.
    struct Present(libc::sigset_t);
    impl Drop for Present {
        fn drop(&mut self) {
            // SAFETY: a mask that the system filled in.
            unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &self.0, std::ptr::null_mut()) };
        }
    }
    // SAFETY: both sets are locals, filled in before they are read. New threads inherit the mask.
    let _present = unsafe {
        let (mut all, mut present) = (std::mem::zeroed(), std::mem::zeroed());
        libc::sigfillset(&mut all);
        // These are a thread's own mistakes, and their handlers must be called for each.
        for fault in [
            libc::SIGSEGV,
            libc::SIGBUS,
            libc::SIGFPE,
            libc::SIGILL,
            libc::SIGTRAP,
            libc::SIGABRT,
        ] {
            libc::sigdelset(&mut all, fault);
        }
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut present);
        Present(present)
    };
    start()
}

/// There are no signals here.
#[cfg(not(unix))]
pub(crate) fn without_signals<T>(start: impl FnOnce() -> T) -> T {
    start()
}
