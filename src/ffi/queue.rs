//! Queues: where begun calls report.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::ffi::{c_char, c_void};
use std::mem;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::callback::DeliverFunction;
use super::handles::Registry;
use super::log::UserData;
use super::status::CodatStatus;
use super::wakeup::Wakeup;
use super::{boundary, callback, strings};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::log::{LogLevel, Reports};
use crate::per_process::PerProcess;
use crate::tasks::lent;

/// Receives the events of begun calls: their ends, log lines and progress. Safe to use from several threads at once.
pub struct CodatQueue {
    _opaque: [u8; 0],
}

/// What an event of a begun call is.
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum CodatEventKind {
    /// The call ended. It is the call's last event.
    CODAT_EVENT_DONE = 1,
    /// A log line; see `CodatLogCallback`.
    CODAT_EVENT_LOG = 2,
    /// Progress; see `CodatProgressCallback`.
    CODAT_EVENT_PROGRESS = 3,
}

/// An event of a begun call.
#[repr(C)]
#[derive(Debug)]
pub struct CodatEvent {
    /// As given to the function that began the call.
    pub user_data: *mut c_void,
    /// A `CodatEventKind`. Later versions may add some: free the document of an unknown one and ignore it.
    pub kind: i32,
    /// The call's `CodatStatus` for `CODAT_EVENT_DONE`, the `CodatLogLevel` for `CODAT_EVENT_LOG`, otherwise 0.
    pub number: i32,
    /// The response JSON of the call, or the log line or progress event. It is yours: free it with codat_string_free().
    pub document: *mut c_char,
    /// The length of the document in bytes, without the NUL at its end.
    pub length: usize,
}

// SAFETY: this library never follows the user data, and the document is owned by the event.
unsafe impl Send for CodatEvent {}

/// Called when a queue that was empty has an event: once until codat_queue_take() has emptied it again.
///
/// - `user_data`: as given to codat_queue_new().
///
/// It is called on a thread of the library, with no lock held, never from inside a function that begins, cancels or takes.
/// It must not block. No exception and no longjmp() may leave it.
pub type CodatWakeCallback = Option<unsafe extern "C" fn(user_data: *mut c_void)>;

/// Called for each event, instead of keeping it for codat_queue_take().
///
/// - `user_data`: as given to codat_queue_new().
/// - `event`: only to be read, during the call; its document is yours to free.
///
/// It is called on a thread of the library, with no lock held, never from inside a function that begins or cancels; the
/// events of one call come one after the other, those of different calls on several threads at once. The call's connection
/// is free by then. It may call every function of this library, blocking calls too. While it blocks, it keeps one of its
/// client's threads; one such thread of each client is replaced by another. No exception and no longjmp() may leave it.
pub type CodatEventCallback = Option<unsafe extern "C" fn(user_data: *mut c_void, event: *const CodatEvent)>;

pub(super) static QUEUES: Registry<CodatQueue, Arc<Queue>> = Registry::new("queue", 5);

/// A queue, which each process has for itself.
pub(super) struct Queue {
    way: Way,
    user_data: UserData,
    /// Whether it was closed before a fork(): then it is in the child too.
    is_closed: AtomicBool,
    own: PerProcess<Own>,
}

/// What happens when there is an event.
#[derive(Clone, Copy)]
enum Way {
    Kept(CodatWakeCallback),
    Delivered(DeliverFunction),
}

struct Own {
    state: Mutex<State>,
    /// An event arrived, the queue was closed, or a callback returned.
    changed: Condvar,
    /// Made when it is asked for.
    wakeup: OnceLock<Wakeup>,
}

#[derive(Default)]
struct State {
    events: VecDeque<CodatEvent>,
    /// Whether the wake callback was called since the queue was last empty.
    is_signaled: bool,
    is_closed: bool,
    calls: HashMap<u64, Begun>,
    /// How many callbacks of this queue are running.
    callbacks: usize,
}

/// A call from its beginning to its last event.
struct Begun {
    context: Context,
    reporter: Arc<Reporter>,
}

/// Where a call's events go.
pub(super) struct Reporter {
    /// For the thread that delivers.
    own: Weak<Reporter>,
    queue: Arc<Queue>,
    user_data: UserData,
    is_stopped: AtomicBool,
    line: Mutex<Line>,
}

/// What a call reports.
enum News {
    Done(Result<Vec<u8>>),
    Text(CodatEventKind, i32, String),
}

/// News of a call that wait for the callback to return from those before: they may come from several threads.
#[derive(Default)]
struct Line {
    news: VecDeque<News>,
    /// Whether a thread is delivering them.
    is_served: bool,
}

thread_local! {
    /// The queues whose callbacks this thread is running, the innermost last.
    static INSIDE: RefCell<Vec<*const Own>> = const { RefCell::new(Vec::new()) };
}

impl Own {
    fn new(is_closed: bool) -> Own {
        let state = State {
            is_closed,
            ..State::default()
        };
        Own {
            state: Mutex::new(state),
            changed: Condvar::new(),
            wakeup: OnceLock::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a callback that [`State::callbacks`] counts already.
    fn call_back(&self, call: impl FnOnce()) {
        INSIDE.with_borrow_mut(|inside| inside.push(self));
        call();
        INSIDE.with_borrow_mut(|inside| inside.pop());
        self.state().callbacks -= 1;
        self.changed.notify_all();
    }

    /// The descriptor that is readable while there are events; -1 for none.
    fn descriptor(&self) -> i32 {
        let state = self.state();
        let wakeup = self.wakeup.get_or_init(|| {
            let wakeup = Wakeup::new();
            if state.is_signaled || state.is_closed {
                wakeup.set();
            }
            wakeup
        });
        wakeup.descriptor()
    }

    /// How many callbacks of this queue this thread is running.
    fn callbacks_here(&self) -> usize {
        INSIDE.with_borrow(|inside| inside.iter().filter(|queue| std::ptr::eq(**queue, self)).count())
    }
}

impl Queue {
    fn new(way: Way, user_data: UserData) -> Queue {
        Queue {
            way,
            user_data,
            is_closed: AtomicBool::new(false),
            own: PerProcess::new(Own::new(false)),
        }
    }

    fn own(&self) -> &Own {
        self.own.get(|_| Own::new(self.is_closed.load(Ordering::SeqCst)))
    }

    /// Keeps a call until its end, for [`cancel`](Self::cancel); its number, which no other call of this process has.
    pub fn add(&self, context: Context, reporter: Arc<Reporter>) -> Result<u64> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let mut state = self.own().state();
        if state.is_closed {
            return Err(Error::new(
                crate::ErrorKind::InvalidHandle,
                "the queue was freed already",
            ));
        }
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        state.calls.insert(number, Begun { context, reporter });
        Ok(number)
    }

    /// Takes out a call that came to nothing.
    pub fn remove(&self, number: u64) {
        self.own().state().calls.remove(&number);
    }

    /// Keeps an event for [`take`](Self::take).
    fn keep(&self, news: News, user_data: UserData, wake: CodatWakeCallback) {
        let own = self.own();
        let mut state = own.state();
        if state.is_closed {
            return;
        }
        state.events.push_back(news.event(user_data));
        let is_first = !mem::replace(&mut state.is_signaled, true);
        if is_first {
            own.wakeup.get().inspect(|wakeup| wakeup.set());
        }
        let wake = wake.filter(|_| is_first);
        state.callbacks += usize::from(wake.is_some());
        drop(state);
        own.changed.notify_all();
        if let Some(wake) = wake {
            // SAFETY: the queue is not closed, so the callback may be called.
            own.call_back(|| unsafe { callback::wake(wake, self.user_data) });
        }
    }

    /// Hands an event to the callback.
    fn deliver(&self, news: News, user_data: UserData, function: DeliverFunction) {
        let own = self.own();
        let mut state = own.state();
        if state.is_closed {
            return;
        }
        state.callbacks += 1;
        drop(state);
        own.call_back(|| {
            let event = news.event(user_data);
            // SAFETY: the queue is not closed, so the callback may be called.
            if !unsafe { callback::deliver(function, self.user_data, &event) } {
                free(&event);
            }
        });
    }

    /// Cancels a call; one that has ended already is left alone.
    fn cancel(&self, number: u64) {
        let context = {
            let state = self.own().state();
            state.calls.get(&number).map(|call| call.context.clone())
        };
        if let Some(context) = context {
            context.cancel();
        }
    }

    /// Lets a call end with what is in flight.
    fn stop(&self, number: u64) {
        if let Some(call) = self.own().state().calls.get(&number) {
            call.reporter.is_stopped.store(true, Ordering::Relaxed);
        }
    }

    /// Waits for events until that time, for good without one, and moves as many as there is room for.
    fn take(&self, room: &mut [mem::MaybeUninit<CodatEvent>], until: Option<Instant>) -> Result<usize> {
        let own = self.own();
        let mut state = own.state();
        while state.events.is_empty() && !state.is_closed {
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            state = match left {
                Some(Duration::ZERO) => return Ok(0),
                Some(left) => {
                    let waited = own.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => own.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
        if state.is_closed {
            return Err(Error::new(
                crate::ErrorKind::InvalidHandle,
                "the queue was freed already",
            ));
        }
        let count = room.len().min(state.events.len());
        for (place, event) in room.iter_mut().zip(state.events.drain(..count)) {
            place.write(event);
        }
        if state.events.is_empty() && mem::take(&mut state.is_signaled) {
            own.wakeup.get().inspect(|wakeup| wakeup.clear());
        }
        Ok(count)
    }

    /// Ends it: nothing is reported any more, and its calls are cancelled. Returns when no callback of it runs, except those
    /// of this thread.
    pub fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
        let own = self.own();
        let (calls, events) = {
            let mut state = own.state();
            state.is_closed = true;
            (mem::take(&mut state.calls), mem::take(&mut state.events))
        };
        own.changed.notify_all();
        own.wakeup.get().inspect(|wakeup| wakeup.set());
        calls.into_values().for_each(|call| call.context.cancel());
        events.iter().for_each(free);
        let here = own.callbacks_here();
        let mut state = own.state();
        while state.callbacks > here {
            state = own.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Reporter {
    pub fn new(queue: Arc<Queue>, user_data: UserData) -> Arc<Reporter> {
        Arc::new_cyclic(|own| Reporter {
            own: own.clone(),
            queue,
            user_data,
            is_stopped: AtomicBool::new(false),
            line: Mutex::default(),
        })
    }

    /// Reports the end of a call.
    pub fn done(&self, number: u64, outcome: Result<Vec<u8>>) {
        self.queue.remove(number);
        self.report(News::Done(outcome));
    }

    fn report(&self, news: News) {
        match self.queue.way {
            Way::Kept(wake) => self.queue.keep(news, self.user_data, wake),
            Way::Delivered(function) => {
                let mut line = self.line();
                line.news.push_back(news);
                if !mem::replace(&mut line.is_served, true) {
                    drop(line);
                    if let Some(own) = self.own.upgrade() {
                        lent(move || own.serve(function));
                    }
                }
            }
        }
    }

    /// Delivers what there is.
    fn serve(&self, function: DeliverFunction) {
        let mut line = self.line();
        while let Some(news) = line.news.pop_front() {
            drop(line);
            self.queue.deliver(news, self.user_data, function);
            line = self.line();
        }
        line.is_served = false;
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reports for Reporter {
    fn log(&self, level: LogLevel, line: &str) {
        self.report(News::Text(
            CodatEventKind::CODAT_EVENT_LOG,
            level as i32,
            line.to_owned(),
        ));
    }

    fn progress(&self, event: &str) -> bool {
        self.report(News::Text(
            CodatEventKind::CODAT_EVENT_PROGRESS,
            0,
            event.to_owned(),
        ));
        !self.is_stopped.load(Ordering::Relaxed)
    }
}

impl News {
    fn event(self, user_data: UserData) -> CodatEvent {
        let (kind, number, document, length) = match self {
            News::Done(outcome) => {
                let (status, document, length) = boundary::outcome(outcome);
                (CodatEventKind::CODAT_EVENT_DONE, status as i32, document, length)
            }
            News::Text(kind, number, text) => {
                let document = boundary::text(|| text.clone());
                let length = if document.is_null() { 0 } else { text.len() };
                (kind, number, document, length)
            }
        };
        CodatEvent {
            user_data: user_data.pointer(),
            kind: kind as i32,
            number,
            document,
            length,
        }
    }
}

/// Frees the document of an event that nobody gets.
fn free(event: &CodatEvent) {
    // SAFETY: it was handed out for the event, which nobody got.
    unsafe { strings::take_back(event.document) };
}

/// Makes a queue for begun calls. You collect their events in one of three ways:
///
/// - Without callbacks: call codat_queue_take(), which can wait, or watch codat_queue_fd() in your event loop.
/// - With `wake`: it is called when there is something to take.
/// - With `deliver`: it is called for each event, and nothing is left to take.
///
/// Parameters:
///
/// - `wake`, `deliver`: at most one of them; NULL for none. See `CodatWakeCallback` and `CodatEventCallback`.
/// - `user_data`: handed to the callback and not touched. It must live, as the callback must, until codat_queue_free() has
///   returned.
/// - `queue`: receives the handle, NULL on failure. Free it with codat_queue_free().
/// - `error_json`: NULL, or receives NULL on success and the error's document on failure; free that with
///   codat_string_free().
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` for two callbacks.
#[no_mangle]
pub unsafe extern "C" fn codat_queue_new(
    wake: CodatWakeCallback,
    deliver: CodatEventCallback,
    user_data: *mut c_void,
    queue: *mut *mut CodatQueue,
    error_json: *mut *mut c_char,
) -> CodatStatus {
    let user_data = UserData(user_data);
    // SAFETY: the contract above.
    unsafe {
        boundary::make(queue, "queue", error_json, || {
            let way = match (wake, deliver) {
                (Some(_), Some(_)) => {
                    return Err(Error::invalid_member("deliver", "expected NULL beside wake"))
                }
                (_, Some(deliver)) => Way::Delivered(deliver),
                (wake, None) => Way::Kept(wake),
            };
            Ok(QUEUES.insert(Arc::new(Queue::new(way, user_data))))
        })
    }
}

/// A file descriptor that is readable while the queue has events: watch it with poll(), epoll or kqueue. It belongs to the
/// queue: do not read or close it. A child process gets a descriptor of its own: ask for it there.
///
/// Returns the descriptor; -1 if the queue has none, which is so on Windows, for a queue with `deliver`, and for an invalid
/// handle.
#[no_mangle]
pub unsafe extern "C" fn codat_queue_fd(queue: *const CodatQueue) -> i32 {
    let found = std::panic::catch_unwind(|| QUEUES.get(queue));
    match found {
        Ok(Ok(queue)) if matches!(queue.way, Way::Kept(_)) => queue.own().descriptor(),
        _ => -1,
    }
}

/// Takes events out of a queue, the oldest first.
///
/// - `queue`: the queue.
/// - `events`: room for `most` events. The documents of those that it receives are yours; free each with
///   codat_string_free().
/// - `most`: at least 1.
/// - `timeout_ms`: how long to wait for an event, in milliseconds; 0 not at all, -1 without limit.
///
/// Returns how many events it took; 0 if there were none in time. A failure returns a `CodatStatus` as a negative number:
/// `-CODAT_INVALID_ARGUMENT` for bad arguments, `-CODAT_INVALID_HANDLE` for an invalid handle or if the queue is freed
/// meanwhile.
#[no_mangle]
pub unsafe extern "C" fn codat_queue_take(
    queue: *const CodatQueue,
    events: *mut CodatEvent,
    most: usize,
    timeout_ms: i32,
) -> i32 {
    if events.is_null() || most == 0 || timeout_ms < -1 {
        return -(CodatStatus::CODAT_INVALID_ARGUMENT as i32);
    }
    let most = most.min(i32::MAX as usize);
    let mut count = 0;
    let until = u64::try_from(timeout_ms)
        .ok()
        .map(|ms| Instant::now() + Duration::from_millis(ms));
    let take = || {
        // SAFETY: the contract above; what is there is not looked at.
        let room = unsafe { std::slice::from_raw_parts_mut(events.cast(), most) };
        count = QUEUES.get(queue)?.take(room, until)? as i32;
        Ok(())
    };
    // SAFETY: NULL is allowed for the error.
    match unsafe { boundary::quiet(std::ptr::null_mut(), take) } {
        CodatStatus::CODAT_OK => count,
        failure => -(failure as i32),
    }
}

/// Ends a queue. Its calls are cancelled, and nothing more of it is reported: no callback is called, documents that were
/// not taken are freed, and another thread's codat_queue_take() returns. It returns when no callback of the queue runs any
/// more; called in such a callback, it does not wait for that one. A thread that holds a lock which a callback waits for,
/// such as Python's GIL, must not call it. NULL is allowed and does nothing.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` if it was freed before or is no queue.
#[no_mangle]
pub unsafe extern "C" fn codat_queue_free(queue: *mut CodatQueue) -> CodatStatus {
    if queue.is_null() {
        return CodatStatus::CODAT_OK;
    }
    // SAFETY: NULL is allowed for the error.
    unsafe {
        boundary::quiet(std::ptr::null_mut(), || {
            QUEUES.remove(queue).map(|queue| queue.close())
        })
    }
}

/// Cancels a begun call. Its `CODAT_EVENT_DONE` follows, with `CODAT_CANCELLED` unless the call ended just before. It does
/// nothing for a call that has ended. It is not async-signal-safe; to cancel in a signal handler, give the call a context.
///
/// - `queue`: the call's queue.
/// - `call`: its number, from the function that began it.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` for an invalid queue.
#[no_mangle]
pub unsafe extern "C" fn codat_call_cancel(queue: *const CodatQueue, call: u64) -> CodatStatus {
    // SAFETY: NULL is allowed for the error.
    unsafe {
        boundary::quiet(std::ptr::null_mut(), || {
            QUEUES.get(queue).map(|queue| queue.cancel(call))
        })
    }
}

/// Lets a begun codat_companies_create_many() end when the requests in flight are done, as if a progress callback had
/// returned 1. It does nothing for other calls, and for one that has ended.
///
/// - `queue`: the call's queue.
/// - `call`: its number, from the function that began it.
///
/// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` for an invalid queue.
#[no_mangle]
pub unsafe extern "C" fn codat_call_stop(queue: *const CodatQueue, call: u64) -> CodatStatus {
    // SAFETY: NULL is allowed for the error.
    unsafe {
        boundary::quiet(std::ptr::null_mut(), || {
            QUEUES.get(queue).map(|queue| queue.stop(call))
        })
    }
}
