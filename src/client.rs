//! `Client`: an operation's way from its input to its answer.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::answer::{Answer, Meta};
use crate::config::{Config, Resolved};
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::input::Request;
use crate::interrupt;
use crate::log::LogLevel;
use crate::operations::{self, Endpoint, Method, Operation, Work};
use crate::per_process::PerProcess;
use crate::response;
use crate::transport::call::Call;
use crate::transport::gate::{Gate, Rate, Refused};
use crate::transport::{retry, Failure, Response, Transport};

/// A client of the service: configuration and a pool of connections.
///
/// Make one and share it: every method takes `&self` and may be called from any number of threads at once.
/// Clones share the same pool. After fork() a child process may go on using the client: it gets a pool of its own.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    config: Resolved,
    pool: PerProcess<Pool>,
}

/// Connections, and the gate that all requests over them pass.
struct Pool {
    transport: Transport,
    gate: Gate,
}

impl Pool {
    /// One that is like this and shares nothing with it, for a child process.
    fn afresh(&self) -> Pool {
        Pool {
            transport: self.transport.afresh(),
            gate: self.gate.afresh(),
        }
    }
}

const MINUTE: Duration = Duration::from_secs(60);

impl Client {
    /// Makes a client. Nothing is sent and no connection is opened yet.
    ///
    /// # Errors
    /// [`InvalidArgument`](ErrorKind::InvalidArgument), naming the member and what was expected.
    pub fn new(config: Config) -> Result<Client> {
        let resolved = config.resolve()?;
        let transport = Transport::new(&config, &resolved)?;
        let rate = config.requests_per_minute.map(|requests| Rate {
            requests: requests as usize,
            window: MINUTE,
        });
        let gate = Gate::new(config.max_connections, rate);
        Ok(Client(Arc::new(Shared {
            config: resolved,
            pool: PerProcess::new(Pool { transport, gate }),
        })))
    }

    /// Makes a client from a configuration in JSON; see [`Config`] for its members.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn from_json(config: &str) -> Result<Client> {
        Client::new(Config::from_json(config)?)
    }

    /// Calls an operation by name, such as `companies.create`, with its input as a JSON object.
    ///
    /// # Errors
    /// Every [`ErrorKind`] but those of the C ABI.
    pub fn call(&self, operation: &str, input: &str, context: Option<&Context>) -> Result<Answer> {
        match operations::find(operation) {
            Some(operation) => self.perform(operation, input, context),
            None => Err(Error::invalid(format!("there is no operation {operation:?}"))),
        }
    }

    /// Calls an operation of the [table](crate::operations::OPERATIONS).
    ///
    /// # Errors
    /// Every [`ErrorKind`] but those of the C ABI.
    pub fn perform(
        &self,
        operation: &'static Operation,
        input: &str,
        context: Option<&Context>,
    ) -> Result<Answer> {
        self.perform_by(operation, input, context, context.and_then(Context::deadline))
    }

    /// As [`perform`](Self::perform), with a deadline other than the context's.
    pub(crate) fn perform_by(
        &self,
        operation: &'static Operation,
        input: &str,
        context: Option<&Context>,
        deadline: Option<Instant>,
    ) -> Result<Answer> {
        let started = Instant::now();
        let mut meta = Meta::default();
        let outcome = interrupt::with(context.and_then(Context::interrupt), || match &operation.work {
            Work::Request(endpoint) => {
                let deadline = deadline.unwrap_or(started + self.timeout());
                self.attempts(operation, endpoint, input, context, deadline, &mut meta)
                    .and_then(|response| response::read(operation, response))
                    .map_err(|mut error| {
                        error.outcome_unknown |=
                            meta.status.is_some_and(leaves_open) && endpoint.method != Method::Get;
                        error
                    })
            }
            Work::Workflow { workflow } => workflow.run(self, operation, input, context, deadline, &mut meta),
        });
        meta.elapsed_ms = elapsed(started);
        if let Some(log) = &self.0.config.log {
            log.ended(operation.name, &meta, outcome.as_ref().err());
        }
        match outcome {
            Ok(buffer) => Ok(Answer::new(buffer, meta)),
            Err(mut error) => {
                error.operation = Some(operation.name);
                error.meta = meta;
                Err(error)
            }
        }
    }

    /// Where the service is.
    pub(crate) fn base_url(&self) -> &str {
        &self.0.config.base_url
    }

    /// How long a whole call may take, where its context says nothing else.
    pub(crate) fn timeout(&self) -> Duration {
        self.0.config.timeout
    }

    /// Sends the request until there is an answer to keep.
    fn attempts(
        &self,
        operation: &Operation,
        endpoint: &Endpoint,
        input: &str,
        context: Option<&Context>,
        deadline: Instant,
        meta: &mut Meta,
    ) -> Result<Response> {
        let started = Instant::now();
        let Shared { config, pool } = &*self.0;
        let Pool { transport, gate } = pool.get(Pool::afresh);
        let method = endpoint.method;
        let request = Request::build(operation, endpoint, &config.base_url, input)?;
        let max_retries = context
            .and_then(Context::max_retries)
            .unwrap_or(config.max_retries);
        meta.idempotency_key = method.takes_idempotency_key().then(|| {
            context
                .and_then(Context::idempotency_key)
                .map_or_else(new_idempotency_key, str::to_owned)
        });
        let trace = context.and_then(Context::traceparent);
        let call = Call::new(deadline);
        if let Some(context) = context {
            context.adopt(&call);
        }

        // Whether an attempt went out whose answer never came, and since when the key may be known to the service.
        let mut sent_first = context.and_then(Context::repeats);
        let mut lost = sent_first.is_some();
        loop {
            let permit = gate
                .enter(&call)
                .map_err(|refused| turned_away(refused, method, lost))?;
            if lost && meta.idempotency_key.is_some() && sent_first.is_some_and(retry::is_forgotten) {
                return Err(with_outcome(forgotten(), method, true));
            }
            sent_first.get_or_insert_with(SystemTime::now);
            meta.attempts += 1;
            let outcome = transport.send(&request, meta.idempotency_key.as_deref(), trace, &call);
            meta.status = outcome.as_ref().ok().map(|response| response.status);
            if meta.status.is_some_and(|status| status != 429) {
                permit.passed();
            }
            if let Some(rate_limit) = outcome.as_ref().ok().and_then(response::rate_limit) {
                meta.rate_limit = Some(rate_limit);
            }
            let pause = retry::decide(method, &outcome, lost, meta.attempts, config.retry_delay);
            let Some(pause) = pause else {
                return settle(outcome, method, lost || call.was_sent(), lost);
            };
            let until = Instant::now() + pause.length;
            if pause.everyone {
                gate.pause_until(until);
            }
            // Not before the pause has begun: the next would slip in between.
            drop(permit);
            // Waiting for a pause that outlasts the deadline would only make the same failure late.
            if meta.attempts > max_retries || until >= call.deadline {
                return settle(outcome, method, lost || call.was_sent(), lost);
            }
            if let Some(log) = config.log.as_ref().filter(|log| log.hears(LogLevel::Warn)) {
                meta.elapsed_ms = elapsed(started);
                log.retry(operation.name, meta, &error_of(&outcome), pause.length);
            }
            lost |= match &outcome {
                Ok(response) => leaves_open(response.status),
                Err(_) => call.was_sent(),
            };
            // A pause for everyone is waited out at the gate.
            if !pause.everyone && !call.sleep_until(until) {
                return Err(with_outcome(Failure::Cancelled.to_error(), method, lost));
            }
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.config.base_url)
            .finish_non_exhaustive()
    }
}

fn new_idempotency_key() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// Whether a failure with this status leaves open what was done: a success that could not be read, a failure
/// inside the service or on the way to it.
fn leaves_open(status: u16) -> bool {
    matches!(status, 200..=299 | 408 | 500..=599)
}

/// Whether an answer to a repetition tells what became of an attempt whose answer was lost. Under an idempotency key the
/// service's own answers are those to the first attempt; without one they may be a consequence of it, as the 404 is
/// that meets a second DELETE.
fn tells_of_the_lost(response: &Response, method: Method) -> bool {
    match response.status {
        200..=299 => true,
        400 | 402 | 404 | 422 => method.takes_idempotency_key() && response::is_the_services(response),
        _ => false,
    }
}

/// Makes the outcome of the last attempt the call's. `sent`: some attempt may have reached the service;
/// `lost`: the answer of an earlier one never came.
fn settle(
    outcome: std::result::Result<Response, Failure>,
    method: Method,
    sent: bool,
    lost: bool,
) -> Result<Response> {
    match outcome {
        Ok(response) if lost && !tells_of_the_lost(&response, method) => {
            Err(with_outcome(response::read_failure(&response), method, true))
        }
        Ok(response) => Ok(response),
        Err(failure) => Err(with_outcome(failure.to_error(), method, sent)),
    }
}

/// The error of a call that was not let in.
fn turned_away(refused: Refused, method: Method, lost: bool) -> Error {
    let error = match refused {
        Refused::Cancelled => Failure::Cancelled.to_error(),
        Refused::TimedOut => Failure::TimedOut.to_error(),
        Refused::Paused(until) => rate_limited(
            "the service asked this client for a pause that outlasts the call's deadline",
            until,
        ),
        Refused::Limited(until) => rate_limited(
            "requestsPerMinute leaves no room for this call before its deadline",
            until,
        ),
    };
    with_outcome(error, method, lost)
}

/// The error of a call whose key is too old to be sent again.
fn forgotten() -> Error {
    let message = "the answer was lost, and by now the service may have forgotten the call's idempotency key";
    Error::new(ErrorKind::Timeout, message)
}

fn rate_limited(message: &str, until: Instant) -> Error {
    let mut error = Error::new(ErrorKind::RateLimited, message);
    error.retry_after_ms = Some(until.saturating_duration_since(Instant::now()).as_millis() as u64);
    error
}

/// The error that an attempt which is made again would have been.
fn error_of(outcome: &std::result::Result<Response, Failure>) -> Error {
    match outcome {
        Ok(response) => response::read_failure(response),
        Err(failure) => failure.to_error(),
    }
}

fn elapsed(started: Instant) -> u64 {
    started.elapsed().as_millis() as u64
}

/// Says whether the work may be done although the call failed; `sent`: some attempt may have reached the service.
fn with_outcome(mut error: Error, method: Method, sent: bool) -> Error {
    error.outcome_unknown = sent && method != Method::Get;
    error
}
