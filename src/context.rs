//! `Context`: deadline, cancellation, idempotency key and retries of the calls made with it.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use once_cell::race::OnceBox;
use serde::Deserialize;

use crate::config::MAX_RETRIES;
use crate::error::{Error, Result};
use crate::input::check;
use crate::interrupt::Interrupt;
use crate::key::Key;
use crate::log::Reports;
use crate::operations::Kind;
use crate::per_process::PerProcess;
use crate::progress::Progress;
use crate::traceparent::is_traceparent;
use crate::transport::call::{ActiveCall, Call};
use crate::transport::running::{self, Ticket};

/// Options of one call or of several: what they share is cancelled together.
///
/// Cheap to clone (clones are the same context) and safe to use from several threads at once. After fork() parent and
/// child each have a separate one: cancelling it in one does not affect the other.
#[derive(Clone, Default)]
pub struct Context(Arc<Shared>);

#[derive(Default)]
struct Shared {
    deadline: Option<Instant>,
    key: Option<Arc<Key>>,
    max_retries: Option<u32>,
    traceparent: Option<String>,
    progress: Option<Progress>,
    /// The receiver of a begun call's events.
    reports: Option<Arc<dyn Reports>>,
    interrupt: OnceBox<Interrupt>,
    /// Cancelling it cancels this one too.
    parent: Option<Context>,
    /// Its number, if it has one: cancelling goes by that, and the two below are not used.
    ticket: Option<Ticket>,
    cancelled: AtomicBool,
    running: Running,
}

/// The calls that cancelling reaches: those of this process, for a socket of the parent's is shared with it.
type Running = PerProcess<Mutex<Calls>>;

/// By their ids. Without a seed of the process, which fork() could cut in half.
type Calls = HashMap<u64, Weak<Call>, BuildHasherDefault<DefaultHasher>>;

/// A time, of at most a day. 0 is a deadline that has passed: so a caller can pass on what is left of another deadline.
const TIME: Kind = Kind::Integer {
    min: 0,
    max: 86_400_000,
};

/// What a context may hold as JSON.
const SETTINGS: &[(&str, Kind)] = &[
    ("timeoutMs", TIME),
    ("idempotencyKey", Kind::Text),
    ("firstUse", Kind::Flag),
    ("maxRetries", MAX_RETRIES),
    ("traceparent", Kind::Text),
];

/// What a [`Context`] is created from; as JSON in camel case, `null` counting as not given, unknown fields refused.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ContextOptions {
    /// Calls fail with a timeout this many milliseconds after the context was created, retries and waiting
    /// included; at most a day. With 0 they fail so at once, and nothing is sent. Default: the client's
    /// `timeoutMs`, counted from the start of each call; for operations that wait, what they say.
    pub timeout_ms: Option<u64>,
    /// Sent as `Idempotency-Key` with POST and PATCH instead of a fresh one: a UUID, sent in lower case. Give it to repeat a call whose outcome
    /// is unknown. The call then counts as a repetition: its outcome is unknown until a success, or a refusal that
    /// settles it, comes back. Default: a fresh key for each call.
    pub idempotency_key: Option<String>,
    /// The idempotency key was never sent before, so the first call with this context is no repetition. For programs that
    /// choose a key and store it before the call. A client knows the last 20,000 keys that it sent, and takes none of them for
    /// new. Default: false.
    pub first_use: Option<bool>,
    /// How often a failed attempt is repeated, at most 100. Default: the client's `maxRetries`.
    pub max_retries: Option<u32>,
    /// The trace that the calls belong to, sent as the header `traceparent`: 55 characters as W3C Trace Context has
    /// them, such as `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`. Default: none.
    pub traceparent: Option<String>,
}

impl ContextOptions {
    /// Options from JSON.
    pub(crate) fn from_json(json: &str) -> Result<ContextOptions> {
        crate::input::read_settings(json, "the context", SETTINGS)
    }
}

impl Context {
    /// A context with nothing set, for cancelling.
    pub fn new() -> Context {
        Context::default()
    }

    /// A context with these options.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) if the idempotency key is not a UUID, the trace not
    /// one of W3C's, or a number out of its bounds.
    pub fn with_options(options: &ContextOptions) -> Result<Context> {
        if let Some(ms) = options.timeout_ms {
            check("timeoutMs", TIME, &ms.to_string())?;
        }
        if let Some(retries) = options.max_retries {
            check("maxRetries", MAX_RETRIES, &retries.to_string())?;
        }
        if let Some(key) = &options.idempotency_key {
            if uuid::Uuid::try_parse(key).is_err() || key.len() != 36 {
                let expected = "expected a UUID such as 6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
                return Err(Error::invalid_member("idempotencyKey", expected));
            }
        } else if options.first_use == Some(true) {
            let expected = "expected only beside idempotencyKey";
            return Err(Error::invalid_member("firstUse", expected));
        }
        if let Some(traceparent) = options.traceparent.as_deref() {
            if !is_traceparent(traceparent) {
                let expected =
                    "expected a trace such as 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
                return Err(Error::invalid_member("traceparent", expected));
            }
        }
        Ok(Context(Arc::new(Shared {
            deadline: options
                .timeout_ms
                .map(|ms| Instant::now() + Duration::from_millis(ms)),
            // Databases return UUIDs in either case, and to the service another case could be another key.
            key: options
                .idempotency_key
                .as_deref()
                .map(str::to_ascii_lowercase)
                .map(|key| match options.first_use {
                    Some(true) => Key::new(key),
                    _ => Key::repeated(key, None),
                })
                .map(Arc::new),
            max_retries: options.max_retries,
            traceparent: options.traceparent.clone(),
            ..Shared::default()
        })))
    }

    /// A context with these options, whose calls report progress: `listener` is called on the thread of the call,
    /// with no lock held, for each event of an operation that has any, which says what its events are
    /// ([`Companies::create_many`](crate::api::Companies::create_many)). An event is JSON on one line. If the listener
    /// returns false, or panics, the operation ends when the requests in flight are done.
    ///
    /// # Errors
    /// As [`with_options`](Self::with_options).
    pub fn with_progress(
        options: &ContextOptions,
        listener: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Result<Context> {
        let mut context = Context::with_options(options)?;
        if let Some(shared) = Arc::get_mut(&mut context.0) {
            shared.progress = Some(Progress::new(listener));
        }
        Ok(context)
    }

    /// A context for one call that was begun: options that are not given are those of `parent`, whose cancelling reaches the
    /// call too. The call's events go to `reports`.
    pub(crate) fn begun(
        parent: Option<&Context>,
        options: &ContextOptions,
        reports: Arc<dyn Reports>,
    ) -> Result<Context> {
        let mut context = Context::with_options(options)?;
        if let Some(shared) = Arc::get_mut(&mut context.0) {
            if let Some(parent) = parent {
                let deadlines = [shared.deadline, parent.deadline()];
                shared.deadline = deadlines.into_iter().flatten().min();
                if shared.key.is_none() {
                    shared.key = parent.0.key.clone();
                    if let Some(key) = shared.key.as_ref().filter(|_| options.first_use == Some(false)) {
                        key.use_up();
                    }
                }
                shared.max_retries = shared.max_retries.or(parent.max_retries());
                if shared.traceparent.is_none() {
                    shared.traceparent = parent.0.traceparent.clone();
                }
                shared.parent = Some(parent.clone());
            }
            shared.reports = Some(reports);
        }
        Ok(context)
    }

    /// The same context with a number, by which [`running::cancel`] cancels it; none if there are too many contexts, or it
    /// has clones.
    pub(crate) fn numbered(mut self) -> Option<(Context, usize)> {
        let ticket = Ticket::take()?;
        let number = ticket.number();
        Arc::get_mut(&mut self.0)?.ticket = Some(ticket);
        Some((self, number))
    }

    /// From now on the number cancels nothing.
    pub(crate) fn close(&self) {
        if let Some(ticket) = &self.0.ticket {
            ticket.close();
        }
    }

    /// Sets a function that is called on the thread of a call, while the call waits, and returns whether the call
    /// continues: at once if a signal interrupted a system call, and otherwise every 50 milliseconds or so. If
    /// `goes_on` returns false, or panics, the call ends as if it had been cancelled; the context is not cancelled,
    /// and its later calls work.
    ///
    /// It is for programs whose signal handlers run in one thread, between two steps of the program, as those of Python
    /// and Ruby do: without it they would run only after the call. `goes_on` is called with no lock held and may make
    /// calls itself; during those only the function of their own context is called.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) if the context has one already.
    pub fn set_interrupt(&self, goes_on: impl Fn() -> bool + Send + Sync + 'static) -> Result<()> {
        let interrupt = Box::new(Interrupt::new(goes_on));
        let set = self.0.interrupt.set(interrupt);
        set.map_err(|_| Error::invalid("the context has an interrupt already"))
    }

    /// A context for calls within one that has the other, with the same options except its idempotency key. It can be
    /// cancelled alone, and is with the other.
    pub(crate) fn within(parent: Option<&Context>) -> Context {
        Context::with_key(parent, None)
    }

    /// The same with a key.
    pub(crate) fn with_key(parent: Option<&Context>, key: Option<Key>) -> Context {
        let inherited = parent.map(|parent| &*parent.0);
        Context(Arc::new(Shared {
            deadline: inherited.and_then(|shared| shared.deadline),
            key: key.map(Arc::new),
            max_retries: inherited.and_then(|shared| shared.max_retries),
            traceparent: inherited.and_then(|shared| shared.traceparent.clone()),
            reports: inherited.and_then(|shared| shared.reports.clone()),
            parent: parent.cloned(),
            ..Shared::default()
        }))
    }

    /// A context for calls within `parent` that report to `reports`.
    pub(crate) fn heard(parent: &Context, reports: Arc<dyn Reports>) -> Context {
        let mut context = Context::within(Some(parent));
        if let Some(shared) = Arc::get_mut(&mut context.0) {
            shared.reports = Some(reports);
        }
        context
    }

    /// A context from options in JSON.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument), naming the invalid field and what was expected.
    pub fn from_json(json: &str) -> Result<Context> {
        Context::with_options(&ContextOptions::from_json(json)?)
    }

    /// Cancels the calls now running with this context, at once, and every later one before it is sent. It takes locks, so
    /// it is not for signal handlers.
    pub fn cancel(&self) {
        if let Some(ticket) = &self.0.ticket {
            running::cancel(ticket.number());
            return;
        }
        // Before the calls are taken: whoever is not among them then finds itself cancelled.
        self.0.cancelled.store(true, Ordering::SeqCst);
        let calls = std::mem::take(&mut *self.running());
        for call in calls.values().filter_map(Weak::upgrade) {
            call.cancel();
        }
    }

    /// Whether [`cancel`](Self::cancel) was called.
    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled_itself() || self.0.parent.as_ref().is_some_and(Context::is_cancelled)
    }

    fn is_cancelled_itself(&self) -> bool {
        match &self.0.ticket {
            Some(ticket) => ticket.is_cancelled(),
            None => self.0.cancelled.load(Ordering::SeqCst),
        }
    }

    /// The function that receives progress of its calls, and returns whether they continue.
    pub(crate) fn progress(&self) -> Option<impl Fn(&str) -> bool + Send + '_> {
        let (reports, progress) = (self.reports(), self.0.progress.as_ref());
        let is_heard = reports.is_some() || progress.is_some();
        is_heard.then_some(move |event: &str| match reports {
            Some(reports) => reports.progress(event),
            None => progress.is_none_or(|progress| progress.tell(event)),
        })
    }

    /// The receiver of its calls' events, if not the client's listener and its own.
    pub(crate) fn reports(&self) -> Option<&dyn Reports> {
        self.0.reports.as_deref()
    }

    /// The function that is called while its calls wait.
    pub(crate) fn interrupt(&self) -> Option<&Interrupt> {
        self.0.interrupt.get()
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.0.deadline
    }

    pub(crate) fn key(&self) -> Option<&Key> {
        self.0.key.as_deref()
    }

    pub(crate) fn max_retries(&self) -> Option<u32> {
        self.0.max_retries
    }

    pub(crate) fn traceparent(&self) -> Option<&str> {
        self.0.traceparent.as_deref()
    }

    /// Lets cancelling reach this call from now on, until it ends.
    pub(crate) fn adopt(&self, call: ActiveCall) -> Adopted<'_> {
        self.reach(&call);
        Adopted {
            call,
            context: Some(self),
        }
    }

    fn reach(&self, call: &Arc<Call>) {
        match &self.0.ticket {
            Some(ticket) => call.cancelled_by(ticket.number()),
            None => {
                self.running().insert(call.id(), Arc::downgrade(call));
            }
        }
        // Looked at after that: whoever cancels it from now on finds the call.
        if self.is_cancelled_itself() {
            call.cancel();
        } else if let Some(parent) = &self.0.parent {
            parent.reach(call);
        }
    }

    /// A call has ended.
    fn leave(&self, call: &Call) {
        if self.0.ticket.is_none() {
            self.running().remove(&call.id());
        }
        if let Some(parent) = &self.0.parent {
            parent.leave(call);
        }
    }

    fn running(&self) -> MutexGuard<'_, Calls> {
        let running = self.0.running.get(|_| Mutex::default());
        running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context")
            .field("is_cancelled", &self.is_cancelled())
            .finish_non_exhaustive()
    }
}

/// A call that a context may cancel.
pub(crate) struct Adopted<'a> {
    call: ActiveCall,
    context: Option<&'a Context>,
}

impl Adopted<'_> {
    /// A call that no context reaches.
    pub fn by_none(call: ActiveCall) -> Adopted<'static> {
        Adopted { call, context: None }
    }
}

impl Deref for Adopted<'_> {
    type Target = Arc<Call>;

    fn deref(&self) -> &Arc<Call> {
        &self.call
    }
}

impl Drop for Adopted<'_> {
    fn drop(&mut self) {
        if let Some(context) = self.context {
            context.leave(&self.call);
        }
    }
}
