//! The log of a client's calls.
//!
//! One line of JSON for each event: which operation, which attempt, its outcome. Never a body, never a
//! message, never a secret: what a line may hold is all in [`Line`].

use std::cell::Cell;
use std::fmt;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::error::{Error, ErrorKind};
use crate::meta::Meta;

/// How much an event matters; a client reports events of its level and of all levels before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum LogLevel {
    /// A call failed: the service, or the way to it, does not do what it should.
    Error = 1,
    /// An attempt failed, and the request is sent again.
    Warn = 2,
    /// A call was refused or cancelled; the service works as it should.
    Info = 3,
    /// A call succeeded.
    Debug = 4,
}

impl LogLevel {
    /// Every level, in the order of its number.
    pub const ALL: [LogLevel; 4] = [LogLevel::Error, LogLevel::Warn, LogLevel::Info, LogLevel::Debug];
}

/// The log of a client's calls.
///
/// The listener is called on the thread of the call, with no lock held, from as many threads at once as make calls; and on
/// threads of the library, for requests of a [`Pager`](crate::Pager) that prefetches and for lists of companies. It
/// may panic, which does not affect the call, and may make calls itself, which are not logged.
#[derive(Clone)]
pub struct Log {
    level: LogLevel,
    /// None if only calls with a separate listener are reported.
    listener: Option<Arc<Listener>>,
}

type Listener = dyn Fn(LogLevel, &str) + Send + Sync;

impl Log {
    /// A listener for events up to `level`: each is a JSON object on one line, with
    ///
    /// - `event`: `"failed"`, `"retry"`, `"refused"` or `"succeeded"`, one for each [`LogLevel`];
    /// - `operation`: such as `"companies.create"`;
    /// - `attempt`: which attempt this was, from 1; 0 if there was no attempt;
    /// - `elapsedMs`: how long the call has taken until now;
    /// - `status`, `correlationId`: of the service's response, if they are known;
    /// - `kind`: of the failure, as in [`ErrorKind`], if there was one;
    /// - `outcomeUnknown`: of a failed call, whether its work may be done anyway;
    /// - `pauseMs`: of a retry, how long until the next attempt;
    /// - `idempotencyKey`: what POST and PATCH carry.
    pub fn new(level: LogLevel, listener: impl Fn(LogLevel, &str) + Send + Sync + 'static) -> Log {
        Log {
            level,
            listener: Some(Arc::new(listener)),
        }
    }

    /// Reports only to the separate listeners of calls.
    pub(crate) fn of_begun_calls(level: LogLevel) -> Log {
        Log {
            level,
            listener: None,
        }
    }

    /// Whether events of this level are reported to the listener.
    pub(crate) fn hears(&self, level: LogLevel) -> bool {
        level <= self.level
    }

    /// Reports how a call ended.
    pub(crate) fn ended(
        &self,
        own: Option<&dyn Reports>,
        operation: &'static str,
        meta: &Meta,
        error: Option<&Error>,
    ) {
        let (level, event) = match error.map(|error| error.kind) {
            None => (LogLevel::Debug, "succeeded"),
            Some(kind) if is_refusal(kind) => (LogLevel::Info, "refused"),
            Some(_) => (LogLevel::Error, "failed"),
        };
        self.tell(own, level, &Line::of(event, operation, meta, error));
    }

    /// Reports that an attempt failed and that there will be another.
    pub(crate) fn retry(
        &self,
        own: Option<&dyn Reports>,
        operation: &'static str,
        meta: &Meta,
        error: &Error,
        pause: Duration,
    ) {
        let line = Line {
            pause_ms: Some(pause.as_millis() as u64),
            // Of the call that is not yet known.
            outcome_unknown: None,
            ..Line::of("retry", operation, meta, Some(error))
        };
        self.tell(own, LogLevel::Warn, &line);
    }

    /// Reports to the call's own listener, or the client's.
    fn tell(&self, own: Option<&dyn Reports>, level: LogLevel, line: &Line) {
        if self.hears(level) && (own.is_some() || self.listener.is_some()) {
            // Plain data always serializes.
            self.pass_on(own, level, &serde_json::to_string(line).unwrap_or_default());
        }
    }

    /// Reports a line that is text already to the same listener.
    pub(crate) fn pass_on(&self, own: Option<&dyn Reports>, level: LogLevel, text: &str) {
        thread_local! {
            static TELLING: Cell<bool> = const { Cell::new(false) };
        }
        if TELLING.replace(true) {
            return;
        }
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| match (own, &self.listener) {
            (Some(own), _) => own.log(level, text),
            (None, Some(listener)) => listener(level, text),
            (None, None) => {}
        })) {
            // Dropping what was thrown could throw again.
            std::mem::forget(panic);
        }
        TELLING.set(false);
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log")
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

/// Receives the events of one call, instead of the listeners of its client and its context.
pub(crate) trait Reports: Send + Sync {
    /// A log line.
    fn log(&self, level: LogLevel, line: &str);
    /// Progress, as [`Progress`](crate::progress::Progress) reports it; false to end the operation with what is in flight.
    fn progress(&self, event: &str) -> bool;
}

/// Whether a failure is a response to this very call, or is caused by its caller.
fn is_refusal(kind: ErrorKind) -> bool {
    !matches!(
        kind,
        ErrorKind::RateLimited
            | ErrorKind::Server
            | ErrorKind::UnexpectedResponse
            | ErrorKind::Connection
            | ErrorKind::Timeout
            | ErrorKind::Panic
            | ErrorKind::OutOfMemory
    )
}

/// All that a line may hold.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    event: &'static str,
    operation: &'static str,
    attempt: u32,
    elapsed_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<ErrorKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome_unknown: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pause_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<&'a str>,
}

impl<'a> Line<'a> {
    fn of(
        event: &'static str,
        operation: &'static str,
        meta: &'a Meta,
        error: Option<&'a Error>,
    ) -> Line<'a> {
        Line {
            event,
            operation,
            attempt: meta.attempts,
            elapsed_ms: meta.elapsed_ms,
            status: meta.status,
            kind: error.map(|error| error.kind),
            outcome_unknown: error.map(|error| error.outcome_unknown),
            pause_ms: None,
            correlation_id: error.and_then(|error| error.correlation_id.as_deref()),
            idempotency_key: meta.idempotency_key.as_deref(),
        }
    }
}
