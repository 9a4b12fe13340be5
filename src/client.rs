//! `Client`: configuration and connections; how a call is measured, judged and logged, and how a request gets its response.

use std::future::Future;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use crate::answer::Answer;
use crate::attempts::{Attempts, Way};
use crate::config::{Config, Resolved};
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::log::LogLevel;
use crate::made::Made;
use crate::meta::Meta;
use crate::operations::Operation;
use crate::order::Order;
use crate::per_process::PerProcess;
use crate::tasks::Scheduler;
use crate::transport::gate::{Gate, Rate};
use crate::transport::Transport;
use crate::{outcome, refusal, response};

/// A client of the service: configuration and a pool of connections.
///
/// Create one client and share it: every method takes `&self` and may be called from any number of threads at once.
/// Clones share the same pool. After fork() a child process may continue to use the client: it gets a separate pool.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    config: Resolved,
    pool: PerProcess<Pool>,
}

/// Connections, the gate that all requests over them pass, what is remembered of past calls, and the workers of begun
/// calls.
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
    /// A new pool with the same configuration that shares nothing with this one, for a child process.
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

/// The work of a call: a future that returns the buffer of the response.
pub(crate) type Work<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>>> + Send + 'a>>;

impl Client {
    /// Creates a client. Nothing is sent and no connection is opened yet.
    ///
    /// # Errors
    /// [`InvalidArgument`](ErrorKind::InvalidArgument), with the name of the invalid field and what was expected.
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

    /// Creates a client from a configuration in JSON; see [`Config`] for its fields.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn from_json(config: &str) -> Result<Client> {
        Client::new(Config::from_json(config)?)
    }

    /// Sends the operation's request, and repeats it if that is safe.
    pub(crate) async fn send(&self, order: &Order<'_>) -> Result<Answer> {
        self.run(order, |client, order, meta| Box::pin(client.fetch(order, meta)))
            .await
    }

    /// Runs a call: measures its time, judges its outcome and logs it.
    pub(crate) async fn run<'a>(
        &'a self,
        order: &'a Order<'a>,
        work: for<'b> fn(&'b Client, &'b Order<'b>, &'b mut Meta) -> Work<'b>,
    ) -> Result<Answer> {
        let (operation, mut meta) = (order.operation, Meta::default());
        // A panic is caught here, because `meta` still says what was sent.
        let outcome = Caught(work(self, order, &mut meta)).await;
        meta.elapsed_ms = elapsed(order.began);
        let outcome = match outcome {
            Ok(Ok(buffer)) => Ok(buffer),
            Ok(Err(mut error)) => {
                error.meta = meta.clone();
                let is_open = error.outcome_unknown;
                Err(outcome::conclude(error, operation, is_open))
            }
            Err(panic) => {
                // Dropping the panic's payload could panic again.
                std::mem::forget(panic);
                Err(broken_down(operation, &meta))
            }
        };
        if let Some(log) = &self.0.config.log {
            let listener = order.context.and_then(Context::reports);
            log.ended(listener, operation.name, &meta, outcome.as_ref().err());
        }
        outcome.map(|buffer| Answer::new(buffer, meta))
    }

    /// Runs the client's tasks.
    pub(crate) fn scheduler(&self) -> &Arc<Scheduler> {
        &self.0.pool.get(Pool::afresh).scheduler
    }

    async fn fetch(&self, order: &Order<'_>, meta: &mut Meta) -> Result<Vec<u8>> {
        let Some(endpoint) = order.operation.endpoint() else {
            return Err(Error::invalid(format!(
                "{} is not one request",
                order.operation.name
            )));
        };
        let Shared { config, pool } = &*self.0;
        let Pool {
            transport,
            gate,
            made,
            ..
        } = pool.get(Pool::afresh);
        let way = Way {
            config,
            transport,
            gate,
            made,
        };
        let mut attempts = Attempts::new(way, order, endpoint, order.call(self.timeout()), meta)?;
        let response = attempts.run(meta).await?;
        let status = response.status;
        let read = response::read(order.operation, response, attempts.echoed(), &config.redactor);
        let read = read.and_then(|success| {
            // The id is checked and remembered only if nothing else in the response contradicts the request.
            let is_foreign = |id: &&str| !attempts.takes(id, meta);
            let foreign_id = || success.identifier.as_deref().filter(is_foreign).map(|_| "id");
            match success.contradiction.or_else(foreign_id) {
                None => {
                    attempts.done();
                    Ok(success.buffer)
                }
                Some(field) => {
                    transport.distrust_connections();
                    Err(another_calls(field))
                }
            }
        });
        read.map_err(|mut error| {
            error.http_status = Some(status);
            error.retryable = false;
            error.outcome_unknown = order.operation.writes();
            error
        })
    }

    /// Completes the error of an operation that returned a success with an unexpected response.
    pub(crate) fn misfit(&self, mut error: Error, operation: &'static Operation, answer: &Answer) -> Error {
        error.meta = answer.meta().clone();
        error.response_body = refusal::excerpt(answer.json().as_bytes(), &self.0.config.redactor);
        outcome::after_success(error, operation)
    }

    /// The address of the service.
    pub(crate) fn base_url(&self) -> &str {
        &self.0.config.base_url
    }

    /// How long a whole call may take if its context sets no time.
    pub(crate) fn timeout(&self) -> Duration {
        self.0.config.timeout
    }

    /// Logs lines that were kept for a call with this context.
    pub(crate) fn pass_on(&self, context: &Context, lines: Vec<(LogLevel, String)>) {
        if let Some(log) = &self.0.config.log {
            for (level, line) in lines {
                log.pass_on(context.reports(), level, &line);
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

/// Polls a future, and catches its panics.
struct Caught<'a>(Work<'a>);

impl Future for Caught<'_> {
    type Output = std::thread::Result<Result<Vec<u8>>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut std::task::Context<'_>) -> Poll<Self::Output> {
        match catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    }
}

/// The error of a call in which a defect of this library caused a panic.
fn broken_down(operation: &'static Operation, meta: &Meta) -> Error {
    let mut error = Error::new(ErrorKind::Panic, "a defect in libcodat; please report it");
    error.meta = meta.clone();
    // The requests of a workflow's threads are not counted yet.
    let may_be_sent = meta.attempts > 0 || operation.endpoint().is_none();
    outcome::conclude(error, operation, operation.writes() && may_be_sent)
}

/// The error of a call whose response has another value in `field` than the request, or the id of an earlier
/// resource.
fn another_calls(field: &str) -> Error {
    let message = format!(
        "the service responded with another {field} than the request's: the response belongs to another request"
    );
    Error::new(ErrorKind::UnexpectedResponse, message)
}

fn elapsed(started: Instant) -> u64 {
    started.elapsed().as_millis() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::{COMPANIES_CREATE, COMPANIES_CREATE_MANY, COMPANIES_DELETE, COMPANIES_GET};

    #[test]
    fn a_panic_after_something_was_sent_has_an_unknown_outcome_and_the_key() {
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
