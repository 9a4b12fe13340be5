//! What begun calls report: each call's reporter, and the queue that keeps its events or delivers them.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::mem;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::callback::{DeliverFunction, UserData};
use super::event::{CodatEvent, CodatEventKind, CodatWakeCallback};
use super::wakeup::Wakeup;
use super::{boundary, callback, strings};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::log::{LogLevel, Reports};
use crate::per_process::PerProcess;
use crate::tasks::lent;

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
pub(super) enum Way {
    Kept(CodatWakeCallback),
    Delivered(DeliverFunction),
}

struct Own {
    state: Mutex<State>,
    /// An event arrived, the queue was closed, or a callback returned.
    changed: Condvar,
    /// Created at its first use.
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

/// Reports a call's events to its queue.
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

    /// The descriptor that is readable while there are events; -1 for none. None if the process has no descriptors left.
    fn descriptor(&self) -> Option<i32> {
        // Held while it is created, so that nobody creates a second one or adds an event meanwhile.
        let state = self.state();
        if self.wakeup.get().is_none() {
            let wakeup = Wakeup::new()?;
            if state.is_signaled || state.is_closed {
                wakeup.set();
            }
            let _ = self.wakeup.set(wakeup);
        }
        self.wakeup.get().map(Wakeup::descriptor)
    }

    /// How many callbacks of this queue this thread is running.
    fn callbacks_here(&self) -> usize {
        INSIDE.with_borrow(|inside| inside.iter().filter(|queue| std::ptr::eq(**queue, self)).count())
    }
}

impl Queue {
    pub fn new(way: Way, user_data: UserData) -> Queue {
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

    /// The descriptor that is readable while there are events; -1 for none. None if the process has no descriptors left.
    pub fn descriptor(&self) -> Option<i32> {
        match self.way {
            Way::Kept(_) => self.own().descriptor(),
            Way::Delivered(_) => Some(-1),
        }
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
    pub fn cancel(&self, number: u64) {
        let context = {
            let state = self.own().state();
            state.calls.get(&number).map(|call| call.context.clone())
        };
        if let Some(context) = context {
            context.cancel();
        }
    }

    /// Lets a call end with what is in flight.
    pub fn stop(&self, number: u64) {
        if let Some(call) = self.own().state().calls.get(&number) {
            call.reporter.is_stopped.store(true, Ordering::Relaxed);
        }
    }

    /// Waits for events until that time, for good without one, and moves as many as there is room for.
    pub fn take(&self, room: &mut [mem::MaybeUninit<CodatEvent>], until: Option<Instant>) -> Result<usize> {
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

/// Frees the `document` of an event that nobody receives.
fn free(event: &CodatEvent) {
    // SAFETY: it was handed out for the event, which nobody got.
    unsafe { strings::take_back(event.document) };
}
