//! The attempts of one request, until there is a response to keep.

use std::borrow::Cow;
use std::time::{Duration, Instant, SystemTime};

use crate::config::Resolved;
use crate::context::{Adopted, Context};
use crate::error::{Error, ErrorKind, Result};
use crate::input::Request;
use crate::key::Key;
use crate::log::LogLevel;
use crate::made::{Made, Maker};
use crate::meta::Meta;
use crate::named::About;
use crate::operations::{Echo, Endpoint, Method, COMPANIES_CREATE};
use crate::order::Order;
use crate::tasks;
use crate::transport::gate::{Gate, Permit, Refused};
use crate::transport::{retry, Failure, Response, Transport};
use crate::{outcome, refusal, response};

/// The way to the service, which all requests of a client share.
#[derive(Clone, Copy)]
pub(crate) struct Way<'a> {
    pub config: &'a Resolved,
    pub transport: &'a Transport,
    pub gate: &'a Gate,
    pub made: &'a Made,
}

/// A request that is sent, and sent again if that is safe.
pub(crate) struct Attempts<'a> {
    way: Way<'a>,
    order: &'a Order<'a>,
    endpoint: &'static Endpoint,
    request: Request,
    call: Adopted<'a>,
    /// The key that the caller gave.
    given: Option<&'a Key>,
    /// Whether the service may have done the work.
    open: bool,
    /// Since when it may know the key.
    sent_first: Option<SystemTime>,
    /// When the last attempt began.
    sent_last: Instant,
    /// How long it has waited for its turn.
    queued: Duration,
}

/// What comes after an attempt.
enum Next {
    /// A response to keep.
    End(Response),
    /// Another attempt, at that time; at the gate's, where all calls pause.
    Again { at: Instant, everyone: bool },
}

impl<'a> Attempts<'a> {
    /// Builds the request, and gives it a key.
    pub fn new(
        way: Way<'a>,
        order: &'a Order<'a>,
        endpoint: &'static Endpoint,
        call: Adopted<'a>,
        meta: &mut Meta,
    ) -> Result<Attempts<'a>> {
        let takes_key = endpoint.method.takes_idempotency_key();
        let given = order.context.and_then(Context::key).filter(|_| takes_key);
        let repeat = given.and_then(Key::repeat);
        let sent = given.and_then(|key| way.made.sent(&key.text));
        let open = repeat.is_some() || sent.is_some();
        meta.idempotency_key = given.map(|key| key.text.clone());
        let request = Request::build(order.operation, endpoint, &way.config.base_url, order.input)
            .map_err(|error| with_outcome(error, open))?;
        if meta.idempotency_key.is_none() && takes_key {
            meta.idempotency_key = Some(new_idempotency_key());
        }
        Ok(Attempts {
            way,
            order,
            endpoint,
            request,
            call,
            given,
            open,
            sent_first: repeat.and_then(|repeat| repeat.since).or(sent),
            sent_last: order.began,
            queued: Duration::ZERO,
        })
    }

    /// What fields of the response must repeat.
    pub fn echoed(&self) -> &[(&'static Echo, String)] {
        &self.request.echoed
    }

    /// Notes the id that a success has; false if it cannot be that of its result. A company is created by one call,
    /// which its key names. Other resources may exist already, so for them it is the request.
    pub fn takes(&self, id: &str, meta: &Meta) -> bool {
        let Request { url, body, .. } = &self.request;
        let operation = self.order.operation;
        let makes_company = std::ptr::eq(operation, &COMPANIES_CREATE);
        let name = match &meta.idempotency_key {
            _ if !operation.creates() => None,
            Some(key) if makes_company => Some(Cow::Borrowed(key.as_str())),
            _ => Some(
                format!("{url} {}", body.as_deref().unwrap_or_default())
                    .to_lowercase()
                    .into(),
            ),
        };
        let maker = name.as_deref().map(|name| Maker {
            name,
            // An earlier attempt may have made what was read since then.
            sent: (makes_company && !self.open).then_some(self.sent_last),
        });
        self.way.made.note(id, operation.resource, maker.as_ref())
    }

    /// Notes a success that has no id: what a DELETE names is gone.
    pub fn done(&self) {
        if self.endpoint.method == Method::Delete {
            let id = self.request.url.rsplit('/').next().unwrap_or_default();
            self.way.made.forget(id);
        }
    }

    /// Sends the request until there is a success to keep.
    pub async fn run(&mut self, meta: &mut Meta) -> Result<Response> {
        let mut waits_since = self.order.began;
        loop {
            let entered = self.way.gate.enter(&self.call, waits_since).await;
            self.queued += waits_since.elapsed();
            meta.queued_ms = self.queued.as_millis() as u64;
            let permit = entered.map_err(|refused| with_outcome(turned_away(refused), self.open))?;
            let (at, everyone) = match self.attempt(permit, meta)? {
                Next::End(response) => return Ok(response),
                Next::Again { at, everyone } => (at, everyone),
            };
            // A pause for everyone is waited out at the gate.
            if !everyone && !self.call.sleep_until(at).await {
                return Err(with_outcome(Failure::Cancelled.to_error(), self.open));
            }
            waits_since = Instant::now();
        }
    }

    /// Makes one attempt.
    fn attempt(&mut self, permit: Permit<'_>, meta: &mut Meta) -> Result<Next> {
        let Way {
            config,
            transport,
            gate,
            made,
        } = self.way;
        if meta.attempts == 0 {
            // Two calls may have the same key at the same time.
            let sent = meta.idempotency_key.as_deref().and_then(|key| made.send(key));
            self.open |= sent.is_some();
            self.sent_first = self.sent_first.or(sent);
        }
        if self.open && meta.idempotency_key.is_some() && self.sent_first.is_some_and(retry::is_forgotten) {
            return Err(with_outcome(forgotten(), true));
        }
        self.sent_first.get_or_insert_with(SystemTime::now);
        self.sent_last = Instant::now();
        meta.attempts += 1;
        self.call.begin_attempt();
        self.given.inspect(|key| key.use_up());
        let key = meta.idempotency_key.as_deref();
        let context = self.order.context;
        let trace = context.and_then(Context::traceparent);
        let attempt = tasks::blocking(|| transport.send(&self.request, key, trace, &self.call));
        meta.status = self.call.status();
        if meta.status.is_some_and(|status| status != 429) {
            permit.passed();
        }
        let response = attempt.as_ref().ok();
        if let Some(rate_limit) = response.and_then(|it| response::rate_limit(it, &config.redactor)) {
            meta.rate_limit = Some(rate_limit);
        }
        let attempt = match attempt {
            Ok(success) if (200..300).contains(&success.status) => return Ok(Next::End(success)),
            other => other,
        };
        let refused = attempt.as_ref().ok();
        let is_repeat = self.open || refused.is_some_and(|it| outcome::shows_another(self.endpoint, it));
        let pause = retry::decide(
            self.endpoint.method,
            &attempt,
            is_repeat,
            meta.attempts,
            config.retry_delay,
        );
        // Without a key, its time and its request name the call.
        let name = || match &meta.idempotency_key {
            Some(key) => key.clone(),
            None => format!("{:?} {}", self.order.began, self.request.url),
        };
        let is_copy = refused
            .and_then(refusal::correlation_id)
            .is_some_and(|id| !made.refuses(&id, &name()));
        let Request { url, body, .. } = &self.request;
        let told = refused.map_or(About::Nobody, |it| refusal::about(it, url, body.as_deref()));
        let about = if is_copy { About::Others } else { told };
        self.open = outcome::leaves_open(self.endpoint, &attempt, self.call.was_sent(), self.open, about);
        let error = || {
            let mut error = match &attempt {
                Ok(response) => refusal::read(response, &config.redactor),
                Err(failure) => failure.to_error(),
            };
            if told == About::Others {
                error.kind = ErrorKind::UnexpectedResponse;
            }
            error.http_status = meta.status;
            error.retryable = pause.is_some();
            with_outcome(error, self.open)
        };
        let Some(pause) = &pause else {
            return Err(error());
        };
        let at = Instant::now() + pause.length;
        if pause.everyone {
            gate.pause_until(at);
        }
        // Not before the pause has begun: the next would slip in between.
        drop(permit);
        let max_retries = context.and_then(Context::max_retries);
        let may_retry = meta.attempts <= max_retries.unwrap_or(config.max_retries);
        // Waiting for a pause that outlasts the deadline would only make the same failure late.
        if !may_retry || at >= self.call.deadline {
            return Err(error());
        }
        if let Some(log) = config.log.as_ref().filter(|log| log.hears(LogLevel::Warn)) {
            meta.elapsed_ms = self.order.began.elapsed().as_millis() as u64;
            let listener = context.and_then(Context::reports);
            log.retry(listener, self.order.operation.name, meta, &error(), pause.length);
        }
        Ok(Next::Again {
            at,
            everyone: pause.everyone,
        })
    }
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

/// The error of a call whose key is too old to be sent again.
fn forgotten() -> Error {
    let message =
        "the response was lost, and by now the service may have forgotten the call's idempotency key";
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

fn with_outcome(mut error: Error, open: bool) -> Error {
    error.outcome_unknown = open;
    error
}
