//! Calls from the library to a program's functions, and what is left of a thread that one of them ended.
//!
//! A callback may call pthread_exit(), which leaves every frame of its thread behind without running it to its end.
//! Frames of this library hold locks and memory. So `callback.c` comes back from it, the call ends in order, and
//! [`end_thread`] then ends the thread, when no frame of this library has anything left to do.

use std::cell::Cell;
use std::ffi::{c_char, c_void};
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::event::CodatEvent;
use crate::tasks;

/// What a callback is handed.
#[derive(Clone, Copy)]
pub(super) struct UserData(pub *mut c_void);

// SAFETY: this library never follows the pointer, and its owner was told that callbacks come from any thread.
unsafe impl Send for UserData {}
// SAFETY: as above.
unsafe impl Sync for UserData {}

impl UserData {
    pub fn pointer(&self) -> *mut c_void {
        self.0
    }
}

/// As `struct callback` in `callback.c`.
#[repr(C)]
struct Callback {
    kind: i32,
    level: i32,
    function: Function,
    user_data: *mut c_void,
    text: *const c_char,
    returned: i32,
}

#[repr(C)]
#[derive(Clone, Copy)]
union Function {
    log: LogFunction,
    progress: ProgressFunction,
    interrupt: InterruptFunction,
    wake: WakeFunction,
    deliver: DeliverFunction,
}

pub(super) type LogFunction = unsafe extern "C" fn(*mut c_void, i32, *const c_char);
pub(super) type ProgressFunction = unsafe extern "C" fn(*mut c_void, *const c_char) -> i32;
pub(super) type InterruptFunction = unsafe extern "C" fn(*mut c_void) -> i32;
pub(super) type WakeFunction = unsafe extern "C" fn(*mut c_void);
pub(super) type DeliverFunction = unsafe extern "C" fn(*mut c_void, *const CodatEvent);

thread_local! {
    /// Whether a callback called pthread_exit() on this thread. No other callback is called on it then.
    static ENDED: Cell<bool> = const { Cell::new(false) };
}

/// Calls a log callback.
///
/// # Safety
/// The function may be called with this user data; the line is NUL-terminated.
pub(super) unsafe fn log(function: LogFunction, user_data: UserData, level: i32, line: *const c_char) {
    // SAFETY: this function's contract, and the kind is that of the function.
    unsafe { call(0, Function { log: function }, user_data, level, line) };
}

/// Calls a progress callback; what it returns, none if it called pthread_exit().
///
/// # Safety
/// As [`log`].
pub(super) unsafe fn progress(
    function: ProgressFunction,
    user_data: UserData,
    event: *const c_char,
) -> Option<i32> {
    // SAFETY: as in `log`.
    unsafe { call(1, Function { progress: function }, user_data, 0, event) }
}

/// Calls an interrupt callback; what it returns, none if it called pthread_exit().
///
/// # Safety
/// The function may be called with this user data.
pub(super) unsafe fn interrupt(function: InterruptFunction, user_data: UserData) -> Option<i32> {
    let function = Function { interrupt: function };
    // SAFETY: as in `log`.
    unsafe { call(2, function, user_data, 0, ptr::null()) }
}

/// Calls a wake callback.
///
/// # Safety
/// As [`interrupt`].
pub(super) unsafe fn wake(function: WakeFunction, user_data: UserData) {
    // SAFETY: as in `log`.
    unsafe { call(3, Function { wake: function }, user_data, 0, ptr::null()) };
}

/// Calls an event callback; false if none may be called any more.
///
/// # Safety
/// As [`interrupt`].
pub(super) unsafe fn deliver(function: DeliverFunction, user_data: UserData, event: &CodatEvent) -> bool {
    let Some(_running) = Running::begin() else {
        return false;
    };
    let function = Function { deliver: function };
    // SAFETY: as in `log`; the function of this kind takes the event that the text points to.
    unsafe { run(4, function, user_data, 0, ptr::from_ref(event).cast()) };
    true
}

unsafe fn call(
    kind: i32,
    function: Function,
    user_data: UserData,
    level: i32,
    text: *const c_char,
) -> Option<i32> {
    if ENDED.get() {
        return None;
    }
    let Some(_running) = Running::begin() else {
        // The call that would be asked about continues, in silence.
        return Some(0);
    };
    // SAFETY: the callers' contract.
    unsafe { run(kind, function, user_data, level, text) }
}

unsafe fn run(
    kind: i32,
    function: Function,
    user_data: UserData,
    level: i32,
    text: *const c_char,
) -> Option<i32> {
    let mut callback = Callback {
        kind,
        level,
        function,
        user_data: user_data.pointer(),
        text,
        returned: 0,
    };
    // SAFETY: the callers' contract; the struct is a local.
    let has_returned = unsafe { libcodat_call_back(&mut callback) };
    // A worker has other calls to run.
    ENDED.set(has_returned == 0 && !tasks::is_worker());
    (has_returned != 0).then_some(callback.returned)
}

/// How many callbacks run in the process, twice; and one if no other may begin.
static RUNNING: AtomicUsize = AtomicUsize::new(0);
const OVER: usize = 1;

thread_local! {
    /// How many of them run on this thread.
    static RUNNING_HERE: Cell<usize> = const { Cell::new(0) };
}

/// A callback while it runs.
struct Running;

impl Running {
    /// None if no callback may begin any more.
    fn begin() -> Option<Running> {
        if RUNNING.fetch_add(2, Ordering::SeqCst) & OVER != 0 {
            RUNNING.fetch_sub(2, Ordering::SeqCst);
            return None;
        }
        RUNNING_HERE.set(RUNNING_HERE.get() + 1);
        Some(Running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING_HERE.set(RUNNING_HERE.get() - 1);
        RUNNING.fetch_sub(2, Ordering::SeqCst);
    }
}

/// Lets no callback begin any more, and returns when none runs but this thread's own; or after a second: one that blocks
/// must not keep a process from ending.
pub(super) fn end_all() {
    RUNNING.fetch_or(OVER, Ordering::SeqCst);
    let (here, until) = (RUNNING_HERE.get(), Instant::now() + Duration::from_secs(1));
    while RUNNING.load(Ordering::SeqCst) >> 1 > here && Instant::now() < until {
        std::thread::sleep(Duration::from_micros(200));
    }
}

/// In a child of fork() the callbacks of other threads do not run.
pub(super) fn in_child() {
    let over = RUNNING.load(Ordering::SeqCst) & OVER;
    RUNNING.store(RUNNING_HERE.get() << 1 | over, Ordering::SeqCst);
}

#[cfg(unix)]
extern "C" {
    fn libcodat_call_back(callback: *mut Callback) -> i32;
}

/// Without pthread_exit() there is nothing to come back from.
#[cfg(not(unix))]
unsafe fn libcodat_call_back(callback: *mut Callback) -> i32 {
    // SAFETY: the caller's contract: the kind says which function it is.
    unsafe {
        let callback = &mut *callback;
        let user_data = callback.user_data;
        match callback.kind {
            0 => (callback.function.log)(user_data, callback.level, callback.text),
            1 => callback.returned = (callback.function.progress)(user_data, callback.text),
            2 => callback.returned = (callback.function.interrupt)(user_data),
            3 => (callback.function.wake)(user_data),
            _ => (callback.function.deliver)(user_data, callback.text.cast()),
        }
    }
    1
}

/// Whether a callback of the call that ends now called pthread_exit(); says so once.
pub(super) fn has_ended_thread() -> bool {
    ENDED.take()
}

/// Ends the thread, as a callback asked for. No frame from here to the program's may have anything to drop.
#[cfg(unix)]
pub(super) fn end_thread() {
    extern "C-unwind" {
        fn pthread_exit(value: *mut c_void) -> !;
    }
    // SAFETY: any thread may end; by this function's contract nothing is left behind in its frames.
    unsafe { pthread_exit(ptr::null_mut()) }
}

/// Nothing ends threads here.
#[cfg(not(unix))]
pub(super) fn end_thread() {}

/// Keeps pthread_cancel() from acting on this thread while it lives: that too leaves frames behind. A request that came
/// meanwhile acts at the thread's next cancellation point, which is the program's.
pub(super) struct Uncancelled(#[cfg(all(target_os = "linux", not(miri)))] i32);

#[cfg(all(target_os = "linux", not(miri)))]
impl Uncancelled {
    pub fn new() -> Uncancelled {
        const DISABLE: i32 = 1;
        let mut before = 0;
        // SAFETY: the state before goes to a local.
        unsafe { pthread_setcancelstate(DISABLE, &mut before) };
        Uncancelled(before)
    }
}

#[cfg(all(target_os = "linux", not(miri)))]
impl Drop for Uncancelled {
    fn drop(&mut self) {
        // SAFETY: the system returned this state.
        unsafe { pthread_setcancelstate(self.0, ptr::null_mut()) };
    }
}

#[cfg(all(target_os = "linux", not(miri)))]
extern "C" {
    fn pthread_setcancelstate(state: i32, before: *mut i32) -> i32;
}

#[cfg(not(all(target_os = "linux", not(miri))))]
impl Uncancelled {
    pub fn new() -> Uncancelled {
        Uncancelled()
    }
}
