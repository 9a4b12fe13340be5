//! `Context`: deadline, cancellation, idempotency key and retries of the calls made with it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::config::MAX_RETRIES;
use crate::error::{Error, Result};
use crate::input::check;
use crate::operations::Kind;
use crate::transport::call::Call;

/// Options of one call or of several: what they share is cancelled together.
///
/// Cheap to clone (clones are the same context) and safe to use from several threads at once.
#[derive(Clone, Debug, Default)]
pub struct Context(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    deadline: Option<Instant>,
    idempotency_key: Option<String>,
    max_retries: Option<u32>,
    running: Mutex<Running>,
}

#[derive(Debug, Default)]
struct Running {
    cancelled: bool,
    calls: Vec<Weak<Call>>,
}

/// A time, of at most a day. 0 is a deadline that has passed: so a caller can hand on what is left of its own.
const TIME: Kind = Kind::Integer {
    min: 0,
    max: 86_400_000,
};

/// What a context may hold as JSON.
const SETTINGS: &[(&str, Kind)] = &[
    ("timeoutMs", TIME),
    ("idempotencyKey", Kind::Text),
    ("maxRetries", MAX_RETRIES),
];

/// What a [`Context`] is made from; as JSON in camel case, `null` counting as not given, unknown members refused.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ContextOptions {
    /// Calls fail with a time-out this many milliseconds after the context was made, retries and waiting
    /// included; at most a day. With 0 they fail so at once, and nothing is sent. Default: the client's
    /// `timeoutMs`, counted from the start of each call.
    pub timeout_ms: Option<u64>,
    /// Sent as `Idempotency-Key` with POST and PATCH in place of a fresh one: a UUID. Give it to repeat a
    /// call whose outcome is unknown.
    pub idempotency_key: Option<String>,
    /// How often a failed attempt is repeated, at most 100. Default: the client's `maxRetries`.
    pub max_retries: Option<u32>,
}

impl Context {
    /// A context with nothing set, for cancelling.
    pub fn new() -> Context {
        Context::default()
    }

    /// A context with these options.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) where the idempotency key is not a UUID, or a number is
    /// out of its bounds.
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
        }
        Ok(Context(Arc::new(Shared {
            deadline: options
                .timeout_ms
                .map(|ms| Instant::now() + Duration::from_millis(ms)),
            idempotency_key: options.idempotency_key.clone(),
            max_retries: options.max_retries,
            running: Mutex::default(),
        })))
    }

    /// A context from options in JSON.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument), naming the member and what was expected.
    pub fn from_json(json: &str) -> Result<Context> {
        Context::with_options(&crate::input::read_settings(json, "the context", SETTINGS)?)
    }

    /// Cancels the calls now running with this context, at once, and every later one before it is sent.
    pub fn cancel(&self) {
        let calls = {
            let mut running = self.running();
            running.cancelled = true;
            std::mem::take(&mut running.calls)
        };
        for call in calls.iter().filter_map(Weak::upgrade) {
            call.cancel();
        }
    }

    /// Whether [`cancel`](Self::cancel) was called.
    pub fn is_cancelled(&self) -> bool {
        self.running().cancelled
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.0.deadline
    }

    pub(crate) fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key.as_deref()
    }

    pub(crate) fn max_retries(&self) -> Option<u32> {
        self.0.max_retries
    }

    /// Lets cancelling reach this call from now on.
    pub(crate) fn adopt(&self, call: &Arc<Call>) {
        let mut running = self.running();
        if running.cancelled {
            call.cancel();
            return;
        }
        // Ended calls are swept out here, so a context that lives long stays small.
        running.calls.retain(|call| call.strong_count() > 0);
        running.calls.push(Arc::downgrade(call));
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
