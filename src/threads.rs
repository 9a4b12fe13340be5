//! Threads of the library's own, which a program's signals leave alone: they are for its threads, which may count on
//! system calls being interrupted, or wait for the signals with sigwait().

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
        // These are a thread's own mistakes, and who handles them wants to hear of each.
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
