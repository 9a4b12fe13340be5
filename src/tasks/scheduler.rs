//! The workers of one client: threads that run its tasks, at most one more than it has connections, and one during
//! callbacks.

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread, ThreadId};
use std::time::{Duration, Instant};
use std::{mem, ptr};

use super::inbox::{self, Inbox};
use super::task::{Ran, Task};
use crate::error::{Error, ErrorKind, Result};
use crate::interrupt;
use crate::threads::without_signals;

/// How long a worker waits for work before it ends.
const LINGER: Duration = Duration::from_secs(2);

/// How long a task begun in a callback waits at most for the callback to return.
const WATCH: Duration = Duration::from_millis(4);

/// Runs tasks.
///
/// A worker runs one task after the other. One of the idle workers leads: it sleeps until the next timer, and
/// whatever wakes a task rings its bell. Before a worker blocks, it ensures that another worker is there for the
/// other tasks.
///
/// If callbacks begin tasks in quick succession, the leader watches: it checks every few milliseconds, and the bell
/// does not ring for a task that a callback begins. When the callback returns, its worker runs the task itself, which
/// is faster than waking another thread. If the callback does not return, the leader finds the task.
pub(crate) struct Scheduler {
    /// The largest number of workers.
    most: usize,
    /// The tasks that were woken; its bell wakes the leader.
    inbox: Arc<Inbox<Task>>,
    state: Mutex<State>,
}

/// A call of a function of the program.
type Callback = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct State {
    queue: VecDeque<Arc<Task>>,
    timers: BTreeMap<(Instant, u64), Arc<Task>>,
    /// The number of tasks.
    tasks: usize,
    workers: usize,
    /// How many of the workers are blocked.
    blocked: usize,
    /// How many of those are blocked by the program, in a callback.
    lent: usize,
    /// Callbacks that wait until another one returns.
    callbacks: VecDeque<Callback>,
    has_leader: bool,
    /// Whether the leader checks again within [`WATCH`].
    is_watched: bool,
    /// Whether the next leader is to watch.
    is_busy: bool,
    /// When a callback last began a task.
    begun: Option<Instant>,
    /// Workers that wait to be woken, besides the leader.
    resting: Vec<Thread>,
    is_over: bool,
}

thread_local! {
    /// The scheduler that this thread works for.
    static WORKS_FOR: Cell<*const Scheduler> = const { Cell::new(ptr::null()) };
    static IS_WORKER: Cell<bool> = const { Cell::new(false) };
    /// The scheduler that this thread works for while it calls the program, until a call of the program blocks.
    static LENT_BY: Cell<*const Scheduler> = const { Cell::new(ptr::null()) };
}

impl fmt::Debug for Scheduler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scheduler")
            .field("most", &self.most)
            .finish_non_exhaustive()
    }
}

impl Scheduler {
    /// The scheduler of a client with that many connections.
    pub fn new(connections: usize) -> Arc<Scheduler> {
        Arc::new(Scheduler {
            most: connections + 1,
            inbox: Arc::default(),
            state: Mutex::default(),
        })
    }

    /// A new scheduler for as many connections.
    pub fn afresh(&self) -> Arc<Scheduler> {
        Scheduler::new(self.most - 1)
    }

    /// Begins a task. If it is begun within a nested call, its calls pass the gate without waiting for a place.
    ///
    /// # Errors
    /// [`Connection`](ErrorKind::Connection) if there is no worker and no thread can be started.
    pub fn begin(self: &Arc<Scheduler>, work: impl Future<Output = ()> + Send + 'static) -> Result<()> {
        let task = Task::new(self.inbox.clone(), interrupt::is_nested(), work);
        let mut state = self.state();
        state.queue.push_back(task);
        state.tasks += 1;
        if ptr::eq(LENT_BY.get(), Arc::as_ptr(self)) {
            let now = Instant::now();
            let last = state.begun.replace(now);
            state.is_busy |= last.is_some_and(|last| now - last < WATCH);
            if state.is_watched {
                return Ok(());
            }
        }
        let called = self.call_worker(&mut state);
        if let Err(e) = called {
            if state.workers == 0 {
                let task = state.queue.pop_back();
                state.tasks -= 1;
                drop(state);
                drop(task);
                let message = format!("no thread could be started: {e}");
                return Err(Error::new(ErrorKind::Connection, message));
            }
        }
        Ok(())
    }

    /// Ends the workers as soon as there is nothing left to do.
    pub fn close(&self) {
        let mut state = self.state();
        state.is_over = true;
        state.resting.drain(..).for_each(|thread| thread.unpark());
        drop(state);
        self.inbox.bell.ring();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes a worker for the work that there is; starts one if all are blocked.
    fn call_worker(self: &Arc<Scheduler>, state: &mut State) -> std::io::Result<()> {
        if state.has_leader {
            self.inbox.bell.ring();
        } else if let Some(thread) = state.resting.pop() {
            thread.unpark();
        } else if state.workers == state.blocked && state.workers < self.most + state.lent.min(1) {
            let own = self.clone();
            let thread = thread::Builder::new().name("codat-worker".into());
            without_signals(|| thread.spawn(move || own.work()))?;
            state.workers += 1;
        }
        Ok(())
    }

    /// Runs tasks until there are none for a while.
    fn work(self: Arc<Scheduler>) {
        works_for(&self);
        IS_WORKER.set(true);
        let this = thread::current();
        let mut state = self.state();
        loop {
            self.collect(&mut state);
            if let Some(task) = state.queue.pop_front() {
                drop(state);
                let ran = task.run();
                state = self.state();
                let before = first_timer(&state);
                settle(&mut state, task, ran);
                if state.tasks == 0 && state.has_leader {
                    // The leader may sleep until a timer that is gone.
                    self.inbox.bell.ring();
                }
                if state.has_leader && first_timer(&state) != before {
                    // The leader sleeps until the timer that was first before.
                    self.inbox.bell.ring();
                }
            } else if state.workers - state.lent.min(1) > self.most {
                // This worker stood in for one that has returned from a callback.
                break;
            } else if !state.has_leader {
                let (after, stays) = self.lead(state, &this);
                state = after;
                if !stays {
                    break;
                }
            } else {
                let (after, stays) = self.rest(state, &this);
                state = after;
                if !stays {
                    break;
                }
            }
        }
        state.workers -= 1;
        self.see_to_the_rest(&mut state);
    }

    /// Queues the tasks that were woken and those whose time has come.
    fn collect(&self, state: &mut State) {
        self.inbox.take(|task| {
            forget_timer(state, &task);
            state.queue.push_back(task);
        });
        let due = match state.timers.first_key_value() {
            None => return,
            Some(_) => Instant::now(),
        };
        while let Some(first) = state.timers.first_entry().filter(|first| first.key().0 <= due) {
            let task = first.remove();
            *task.wakes_at.lock().unwrap_or_else(PoisonError::into_inner) = None;
            if task.becomes_queued() {
                state.queue.push_back(task);
            }
        }
    }

    /// Sleeps until the next timer or the bell; false if the worker is to end.
    fn lead<'a>(&'a self, mut state: MutexGuard<'a, State>, this: &Thread) -> (MutexGuard<'a, State>, bool) {
        if state.tasks == 0 && state.is_over {
            return (state, false);
        }
        state.has_leader = true;
        let now = Instant::now();
        let mut until = match state.timers.first_key_value() {
            Some(((time, _), _)) => *time,
            None => now + LINGER,
        };
        let watches = mem::take(&mut state.is_busy);
        if watches {
            until = until.min(now + WATCH);
        }
        state.is_watched = watches;
        {
            let _beside = self.inbox.bell.beside(this);
            drop(state);
            // Checked after that: a task that was added before rang no bell for this thread.
            if self.inbox.is_empty() {
                thread::park_timeout(until.saturating_duration_since(now));
            }
        }
        let mut state = self.state();
        state.has_leader = false;
        state.is_watched = false;
        let is_idle = state.tasks == 0 && self.inbox.is_empty() && state.queue.is_empty();
        let stays = !is_idle || !state.is_over && (watches || Instant::now() < until);
        (state, stays)
    }

    /// Waits to be woken; false if that took too long, and the worker is to end.
    fn rest<'a>(&'a self, mut state: MutexGuard<'a, State>, this: &Thread) -> (MutexGuard<'a, State>, bool) {
        if state.is_over {
            return (state, false);
        }
        let id = |thread: &Thread| -> ThreadId { thread.id() };
        state.resting.push(this.clone());
        drop(state);
        thread::park_timeout(LINGER);
        let mut state = self.state();
        let place = state.resting.iter().position(|thread| id(thread) == this.id());
        if let Some(place) = place {
            state.resting.remove(place);
        }
        let stays = place.is_none() && !state.is_over;
        (state, stays)
    }

    /// Wakes another worker before this one blocks or ends: for queued tasks, or to lead if others wait. If none can
    /// be started, the tasks wait until a worker is back.
    fn see_to_the_rest(self: &Arc<Scheduler>, state: &mut State) {
        let is_queued = !state.queue.is_empty() || !self.inbox.is_empty();
        if is_queued || !state.timers.is_empty() && !state.has_leader {
            let _ = self.call_worker(state);
        }
    }
}

fn first_timer(state: &State) -> Option<(Instant, u64)> {
    state.timers.first_key_value().map(|(timer, _)| *timer)
}

/// Notes what a task that ran waits for, or that it is over.
fn settle(state: &mut State, task: Arc<Task>, ran: Ran) {
    match ran {
        Ran::Over => state.tasks -= 1,
        Ran::Waits(time) => {
            if let Some(time) = time {
                *task.wakes_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(time);
                state.timers.insert((time, task.number), task.clone());
            }
            if !task.becomes_waiting() {
                forget_timer(state, &task);
                state.queue.push_back(task);
            }
        }
    }
}

fn forget_timer(state: &mut State, task: &Task) {
    let time = task
        .wakes_at
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    if let Some(time) = time {
        state.timers.remove(&(time, task.number));
    }
}

/// Whether this thread is a worker, whatever it is doing.
pub(crate) fn is_worker() -> bool {
    IS_WORKER.get()
}

/// Does work that may block. If this thread is a worker, another one runs the other tasks meanwhile.
pub(crate) fn blocking<T>(work: impl FnOnce() -> T) -> T {
    match present() {
        None => {
            hand_over();
            work()
        }
        Some(scheduler) => blocked(&scheduler, scheduler.state(), false, work),
    }
}

/// Calls the program, which may block: one worker stands in for all workers that do. The last worker never calls the
/// program, because what the others wait for may be a task: then a worker that is back from the program does `work`.
pub(crate) fn lent(work: impl FnOnce() + Send + 'static) {
    let Some(scheduler) = present() else {
        return work();
    };
    let mut next: Option<Callback> = Some(Box::new(work));
    while let Some(work) = next {
        let mut state = scheduler.state();
        if state.lent >= scheduler.most {
            state.callbacks.push_back(work);
            return;
        }
        blocked(&scheduler, state, true, work);
        next = scheduler.state().callbacks.pop_front();
    }
}

/// Has other workers run the tasks that this thread's callback began, because the callback is about to block.
fn hand_over() {
    if let Some(scheduler) = shared(LENT_BY.replace(ptr::null())) {
        scheduler.see_to_the_rest(&mut scheduler.state());
    }
}

/// Makes this thread a worker, which checks the inbox after each task and before it blocks.
fn works_for(scheduler: &Arc<Scheduler>) {
    WORKS_FOR.set(Arc::as_ptr(scheduler));
    scheduler.inbox.own();
}

/// The scheduler whose worker this thread is.
fn present() -> Option<Arc<Scheduler>> {
    shared(WORKS_FOR.get())
}

/// One of this thread's schedulers, if there is one.
fn shared(scheduler: *const Scheduler) -> Option<Arc<Scheduler>> {
    if scheduler.is_null() {
        return None;
    }
    // SAFETY: the pointer came from the `Arc` that this thread's worker holds.
    unsafe {
        Arc::increment_strong_count(scheduler);
        Some(Arc::from_raw(scheduler))
    }
}

fn blocked<T>(
    scheduler: &Arc<Scheduler>,
    mut state: MutexGuard<'_, State>,
    is_lent: bool,
    work: impl FnOnce() -> T,
) -> T {
    /// Counts the worker as available again, however `work` ends.
    struct Back<'a>(&'a Arc<Scheduler>, bool);
    impl Drop for Back<'_> {
        fn drop(&mut self) {
            let mut state = self.0.state();
            state.blocked -= 1;
            state.lent -= usize::from(self.1);
            drop(state);
            works_for(self.0);
            LENT_BY.set(ptr::null());
        }
    }
    state.blocked += 1;
    state.lent += usize::from(is_lent);
    scheduler.see_to_the_rest(&mut state);
    drop(state);
    // From now on other workers have to run the tasks that this thread wakes.
    WORKS_FOR.set(ptr::null());
    inbox::own_none();
    if is_lent {
        LENT_BY.set(Arc::as_ptr(scheduler));
    }
    let _back = Back(scheduler, is_lent);
    work()
}
