//! `Cancellation`: what cancelling a call reaches while the call waits: its flag, its socket, and its thread or task.

use std::net::Shutdown;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread};

use socket2::Socket;

use crate::tasks::{self, Bell, Task};
use crate::threads::{self, until};

/// Cancels a call. Cancelling takes no lock, and allocates and frees no memory, so a signal handler may do it.
#[derive(Debug)]
pub(crate) struct Cancellation {
    id: u64,
    cancelled: AtomicBool,
    /// The thread that waits in the call. `None` for a task, and in a destructor at the thread's end: there the
    /// thread polls instead of being woken.
    thread: Option<Thread>,
    /// The task that the call belongs to.
    task: Option<Arc<Task>>,
    /// Wakes the task's worker while the worker itself waits.
    bell: Bell,
    /// The wire that cancelling shuts down.
    wire: AtomicPtr<Wire>,
    /// Keeps that wire alive.
    kept: Mutex<Option<Arc<Wire>>>,
    /// How many threads are cancelling the call at this moment: the wire is kept until none is.
    cancelling: AtomicUsize,
}

impl Cancellation {
    /// The cancellation of a call of the task that this thread runs, or else of this thread.
    pub fn new() -> Cancellation {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let task = tasks::current();
        Cancellation {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            cancelled: AtomicBool::new(false),
            thread: if task.is_none() { threads::current() } else { None },
            task,
            bell: Bell::default(),
            wire: AtomicPtr::new(ptr::null_mut()),
            kept: Mutex::default(),
            cancelling: AtomicUsize::new(0),
        }
    }

    /// The call's number, which no other call of the process has.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Ends whatever the call waits for; the call then finds itself cancelled.
    pub fn cancel(&self) {
        // Before the wire is loaded: a wire that is lent after that finds the call cancelled.
        self.cancelled.store(true, Ordering::SeqCst);
        self.cancelling.fetch_add(1, Ordering::SeqCst);
        // SAFETY: NULL, or a wire that is kept while somebody is cancelling: see `keep`.
        if let Some(wire) = unsafe { self.wire.load(Ordering::SeqCst).as_ref() } {
            wire.shut_down_for(self);
        }
        self.cancelling.fetch_sub(1, Ordering::SeqCst);
        self.wake();
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }

    /// Wakes the thread or task that waits in the call, to check the call's state.
    pub fn wake(&self) {
        if let Some(thread) = &self.thread {
            thread.unpark();
        }
        if let Some(task) = &self.task {
            self.bell.ring();
            task.wake();
        }
    }

    /// Waits on this thread, which the call's task uses alone meanwhile.
    pub fn waiting_here<T>(&self, wait: impl FnOnce() -> T) -> T {
        let thread = self.task.as_ref().map(|_| thread::current());
        let _beside = thread.as_ref().map(|thread| self.bell.beside(thread));
        wait()
    }

    /// Keeps the connection that the call uses from being used for another request.
    pub fn spend_connection(&self) {
        if let Some(wire) = &*self.kept() {
            wire.spent.store(true, Ordering::Relaxed);
        }
    }

    /// Makes this the wire that cancelling shuts down.
    fn keep(&self, wire: &Arc<Wire>) {
        let present = Arc::as_ptr(wire).cast_mut();
        if self.wire.load(Ordering::SeqCst) == present {
            return;
        }
        let mut kept = self.kept();
        self.wire.store(present, Ordering::SeqCst);
        until(|| self.cancelling.load(Ordering::SeqCst) == 0);
        *kept = Some(wire.clone());
    }

    fn kept(&self) -> MutexGuard<'_, Option<Arc<Wire>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A socket that can be shut down while a call uses it.
#[derive(Debug)]
pub(crate) struct Wire {
    pub socket: Socket,
    /// The id of the call that uses the wire: cancelling another call must not affect it.
    user: AtomicU64,
    /// Whether it is not to be used for another request.
    spent: AtomicBool,
}

/// Added to a user's id while that call is being cancelled: no other call may get the wire meanwhile.
const BEING_SHUT_DOWN: u64 = 1 << 63;

impl Wire {
    pub fn new(socket: Socket) -> Arc<Wire> {
        Arc::new(Wire {
            socket,
            user: AtomicU64::new(0),
            spent: AtomicBool::new(false),
        })
    }

    /// Whether it is not to be used for another request.
    pub fn is_spent(&self) -> bool {
        self.spent.load(Ordering::Relaxed)
    }

    /// Lends the wire to a call; false if the call is cancelled already.
    pub fn lend_to(self: &Arc<Wire>, call: &Cancellation) -> bool {
        if call.is_cancelled() {
            return false;
        }
        let mut user = self.user.load(Ordering::SeqCst);
        while user != call.id {
            if user & BEING_SHUT_DOWN != 0 {
                until(|| self.user.load(Ordering::SeqCst) & BEING_SHUT_DOWN == 0);
                user = self.user.load(Ordering::SeqCst);
                continue;
            }
            match self
                .user
                .compare_exchange(user, call.id, Ordering::SeqCst, Ordering::SeqCst)
            {
                Ok(_) => break,
                Err(found) => user = found,
            }
        }
        call.keep(self);
        // A thread that cancelled the call before may not have found the wire.
        !call.is_cancelled()
    }

    fn shut_down_for(&self, call: &Cancellation) {
        let busy = call.id | BEING_SHUT_DOWN;
        let taken = self
            .user
            .compare_exchange(call.id, busy, Ordering::SeqCst, Ordering::SeqCst);
        if taken.is_ok() {
            // An error means that the socket is closed already.
            let _ = self.socket.shutdown(Shutdown::Both);
            self.user.store(call.id, Ordering::SeqCst);
        }
    }
}
