//! `Client`: an operation's way from its input to its answer.

use std::future::Future;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::{pin, Pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

use crate::answer::{Answer, Meta};
use crate::config::{Config, Resolved};
use crate::context::{Context, Key};
use crate::error::{Error, ErrorKind, Result};
use crate::input::Request;
use crate::log::LogLevel;
use crate::made::Made;
use crate::operations::{self, Endpoint, Operation, Work};
use crate::per_process::PerProcess;
use crate::tasks::{self, Scheduler};
use crate::transport::call::Call;
use crate::transport::gate::{Gate, Rate, Refused};
use crate::transport::{retry, Failure, Response, Transport};
use crate::{interrupt, outcome, refusal, response};

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

/// Connections, the gate that all requests over them pass, what came back over them, and the workers of begun calls.
struct Pool {
    transport: Transport,
    gate: Gate,
    made: Made,
    scheduler: Arc<Scheduler>,
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.scheduler.close();
    }
}

impl Pool {
    /// One that is like this and shares nothing with it, for a child process.
    fn afresh(&self) -> Pool {
        Pool {
            transport: self.transport.afresh(),
            gate: self.gate.afresh(),
            made: Made::default(),
            scheduler: self.scheduler.afresh(),
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
            pool: PerProcess::new(Pool {
                transport,
                gate,
                made: Made::default(),
                scheduler: Scheduler::new(config.max_connections),
            }),
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
        let run = self.run(
            operation,
            input,
            context,
            context.and_then(Context::deadline),
            Instant::now(),
        );
        interrupt::with(context.and_then(Context::interrupt), || tasks::block_on(run))
    }

    /// As [`perform`](Self::perform), as a future, with a deadline other than the context's and the time when the call began.
    pub(crate) async fn run(
        &self,
        operation: &'static Operation,
        input: &str,
        context: Option<&Context>,
        deadline: Option<Instant>,
        began: Instant,
    ) -> Result<Answer> {
        let mut meta = Meta::default();
        // Caught here, where it is still known what was sent.
        let outcome = {
            let work = pin!(self.work(operation, input, context, deadline, began, &mut meta));
            Caught(work).await
        };
        meta.elapsed_ms = elapsed(began);
        let outcome = match outcome {
            Ok(Ok(buffer)) => Ok(buffer),
            Ok(Err(mut error)) => {
                error.meta = meta.clone();
                let is_open = error.outcome_unknown;
                Err(outcome::conclude(error, operation, is_open))
            }
            Err(panic) => {
                // Dropping what was thrown could throw again.
                std::mem::forget(panic);
                Err(broken_down(operation, &meta))
            }
        };
        if let Some(log) = &self.0.config.log {
            let listener = context.and_then(Context::log);
            log.ended(listener, operation.name, &meta, outcome.as_ref().err());
        }
        outcome.map(|buffer| Answer::new(buffer, meta))
    }

    /// As [`perform`](Self::perform); the document that the C ABI returns.
    pub(crate) fn document(
        &self,
        operation: &'static Operation,
        input: &str,
        context: Option<&Context>,
    ) -> Result<Vec<u8>> {
        into_document(self.perform(operation, input, context)?, operation)
    }

    /// Begins a call: `ended` gets what [`document`](Self::document) would return, on another thread.
    ///
    /// # Errors
    /// [`Connection`](ErrorKind::Connection) where no thread can be had.
    pub(crate) fn begin(
        &self,
        operation: &'static Operation,
        input: String,
        context: Context,
        ended: impl FnOnce(Result<Vec<u8>>) + Send + 'static,
    ) -> Result<()> {
        let (client, began) = (self.clone(), Instant::now());
        self.scheduler().begin(async move {
            let run = client.run(operation, &input, Some(&context), context.deadline(), began);
            ended(run.await.and_then(|answer| into_document(answer, operation)));
        })
    }

    /// Runs the client's tasks.
    pub(crate) fn scheduler(&self) -> &Arc<Scheduler> {
        &self.0.pool.get(Pool::afresh).scheduler
    }

    async fn work(
        &self,
        operation: &'static Operation,
        input: &str,
        context: Option<&Context>,
        deadline: Option<Instant>,
        began: Instant,
        meta: &mut Meta,
    ) -> Result<Vec<u8>> {
        match &operation.work {
            Work::Request(endpoint) => {
                let deadline = deadline.unwrap_or(began + self.timeout());
                let (response, identifier) = self
                    .attempts(operation, endpoint, input, context, deadline, began, meta)
                    .await?;
                self.read(operation, response, identifier.as_deref(), meta)
            }
            Work::Workflow { workflow } => {
                let run = workflow.run(self, operation, input, context, deadline, began, meta);
                run.await
            }
        }
    }

    /// Takes a success for the result, if it is one of this very request.
    fn read(
        &self,
        operation: &'static Operation,
        response: Response,
        identifier: Option<&str>,
        meta: &Meta,
    ) -> Result<Vec<u8>> {
        let Shared { config, pool } = &*self.0;
        let status = response.status;
        let read = response::read(operation, response, &config.redactor).and_then(|success| {
            let key = meta.idempotency_key.as_deref().filter(|_| operation.creates());
            let Pool { transport, made, .. } = pool.get(Pool::afresh);
            let is_mine = success.identifier.as_deref().is_none_or(|found| {
                identifier.is_none_or(|asked| asked.eq_ignore_ascii_case(found))
                    && key.is_none_or(|key| made.is_new(key, found))
            });
            if is_mine {
                return Ok(success.buffer);
            }
            transport.distrust_connections();
            Err(another_calls())
        });
        read.map_err(|mut error| {
            error.http_status = Some(status);
            error.retryable = false;
            error.outcome_unknown = operation.writes();
            error
        })
    }

    /// Makes an error that of an operation whose answer is not what it should be, although it came as a success.
    pub(crate) fn misfit(&self, mut error: Error, operation: &'static Operation, answer: &Answer) -> Error {
        error.meta = answer.meta().clone();
        error.response_body = refusal::excerpt(answer.json().as_bytes(), &self.0.config.redactor);
        outcome::after_success(error, operation)
    }

    /// Where the service is.
    pub(crate) fn base_url(&self) -> &str {
        &self.0.config.base_url
    }

    /// How long a whole call may take, where its context says nothing else.
    pub(crate) fn timeout(&self) -> Duration {
        self.0.config.timeout
    }

    /// Sends the request until there is a response to keep: a success, and the identifier that its result must have.
    #[allow(clippy::too_many_arguments)]
    async fn attempts(
        &self,
        operation: &Operation,
        endpoint: &Endpoint,
        input: &str,
        context: Option<&Context>,
        deadline: Instant,
        began: Instant,
        meta: &mut Meta,
    ) -> Result<(Response, Option<String>)> {
        let Shared { config, pool } = &*self.0;
        let Pool { transport, gate, .. } = pool.get(Pool::afresh);
        let method = endpoint.method;
        let given = context
            .and_then(Context::key)
            .filter(|_| method.takes_idempotency_key());
        let repeat = given.and_then(Key::repeat);
        // Whether the service may have done the work, and since when it may know the key.
        let mut open = repeat.is_some();
        let mut sent_first = repeat.and_then(|repeat| repeat.since);
        meta.idempotency_key = given.map(|key| key.text.clone());
        let request = Request::build(operation, endpoint, &config.base_url, input)
            .map_err(|error| with_outcome(error, open))?;
        if meta.idempotency_key.is_none() && method.takes_idempotency_key() {
            meta.idempotency_key = Some(new_idempotency_key());
        }
        let max_retries = context
            .and_then(Context::max_retries)
            .unwrap_or(config.max_retries);
        let trace = context.and_then(Context::traceparent);
        let call = Call::begin(deadline);
        if let Some(context) = context {
            context.adopt(&call);
        }

        let mut waits_since = began;
        let mut queued = Duration::ZERO;
        loop {
            let permit = gate.enter(&call).await;
            queued += waits_since.elapsed();
            meta.queued_ms = queued.as_millis() as u64;
            let permit = permit.map_err(|refused| with_outcome(turned_away(refused), open))?;
            if open && meta.idempotency_key.is_some() && sent_first.is_some_and(retry::is_forgotten) {
                return Err(with_outcome(forgotten(), true));
            }
            sent_first.get_or_insert_with(SystemTime::now);
            meta.attempts += 1;
            call.begin_attempt();
            given.inspect(|key| key.use_up());
            let key = meta.idempotency_key.as_deref();
            let attempt = tasks::blocking(|| transport.send(&request, key, trace, &call));
            meta.status = call.status();
            if meta.status.is_some_and(|status| status != 429) {
                permit.passed();
            }
            if let Some(rate_limit) = attempt
                .as_ref()
                .ok()
                .and_then(|response| response::rate_limit(response, &config.redactor))
            {
                meta.rate_limit = Some(rate_limit);
            }
            let attempt = match attempt {
                Ok(success) if (200..300).contains(&success.status) => {
                    return Ok((success, request.identifier))
                }
                other => other,
            };
            let pause = retry::decide(method, &attempt, open, meta.attempts, config.retry_delay);
            open = outcome::leaves_open(endpoint, &attempt, call.was_sent(), open);
            let error = || {
                let mut error = match &attempt {
                    Ok(response) => refusal::read(response, &config.redactor),
                    Err(failure) => failure.to_error(),
                };
                error.http_status = meta.status;
                error.retryable = pause.is_some();
                with_outcome(error, open)
            };
            let Some(pause) = &pause else {
                return Err(error());
            };
            let until = Instant::now() + pause.length;
            if pause.everyone {
                gate.pause_until(until);
            }
            // Not before the pause has begun: the next would slip in between.
            drop(permit);
            // Waiting for a pause that outlasts the deadline would only make the same failure late.
            if meta.attempts > max_retries || until >= call.deadline {
                return Err(error());
            }
            if let Some(log) = config.log.as_ref().filter(|log| log.hears(LogLevel::Warn)) {
                meta.elapsed_ms = elapsed(began);
                let listener = context.and_then(Context::log);
                log.retry(listener, operation.name, meta, &error(), pause.length);
            }
            // A pause for everyone is waited out at the gate.
            if !pause.everyone && !call.sleep_until(until).await {
                return Err(with_outcome(Failure::Cancelled.to_error(), open));
            }
            waits_since = Instant::now();
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

/// Runs a future, and catches what it throws.
struct Caught<'a, F>(Pin<&'a mut F>);

impl<F: Future> Future for Caught<'_, F> {
    type Output = std::thread::Result<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut std::task::Context<'_>) -> Poll<Self::Output> {
        match catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    }
}

fn into_document(answer: Answer, operation: &'static Operation) -> Result<Vec<u8>> {
    answer
        .into_document()
        .map_err(|error| outcome::after_success(error, operation))
}

fn new_idempotency_key() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// The error of a call that was not let in.
fn turned_away(refused: Refused) -> Error {
    match refused {
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
    }
}

/// The error of a call that met a defect of this library.
fn broken_down(operation: &'static Operation, meta: &Meta) -> Error {
    let mut error = Error::new(ErrorKind::Panic, "a defect in libcodat; please report it");
    error.meta = meta.clone();
    // What the threads of a workflow sent is not counted yet.
    let may_be_sent = meta.attempts > 0 || operation.endpoint().is_none();
    outcome::conclude(error, operation, operation.writes() && may_be_sent)
}

/// The error of a call whose response has the id of another resource, or of one that an earlier create made.
fn another_calls() -> Error {
    Error::new(
        ErrorKind::UnexpectedResponse,
        "the service answered with the id of another resource: the response belongs to another request",
    )
}

/// The error of a call whose key is too old to be sent again.
fn forgotten() -> Error {
    let message = "the answer was lost, and by now the service may have forgotten the call's idempotency key";
    let mut error = Error::new(ErrorKind::Timeout, message);
    error.retryable = false;
    error.advice = Some(outcome::TOO_OLD);
    error
}

fn rate_limited(message: &str, until: Instant) -> Error {
    let mut error = Error::new(ErrorKind::RateLimited, message);
    error.retry_after_ms = Some(until.saturating_duration_since(Instant::now()).as_millis() as u64);
    error
}

fn elapsed(started: Instant) -> u64 {
    started.elapsed().as_millis() as u64
}

fn with_outcome(mut error: Error, open: bool) -> Error {
    error.outcome_unknown = open;
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::{COMPANIES_CREATE, COMPANIES_CREATE_MANY, COMPANIES_DELETE, COMPANIES_GET};

    #[test]
    fn a_defect_after_something_was_sent_leaves_a_write_open_and_has_its_key() {
        let mut meta = Meta {
            idempotency_key: Some("k".into()),
            ..Meta::default()
        };
        let error = broken_down(&COMPANIES_CREATE, &meta);
        assert_eq!((error.outcome_unknown, &error.idempotency_key), (false, &None));
        meta.attempts = 1;
        let error = broken_down(&COMPANIES_CREATE, &meta);
        assert_eq!(
            (error.outcome_unknown, error.idempotency_key.as_deref()),
            (true, Some("k"))
        );
        assert!(!broken_down(&COMPANIES_GET, &meta).outcome_unknown);
        assert!(broken_down(&COMPANIES_CREATE_MANY, &Meta::default()).outcome_unknown);
        meta.idempotency_key = None;
        assert!(broken_down(&COMPANIES_DELETE, &meta).outcome_unknown);
    }
}
