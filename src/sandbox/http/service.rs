//! From a request to its response: authorization, quota, idempotency, the operation, and faults around it.

use std::collections::HashSet;
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::{header, HeaderValue, Method, StatusCode};
use base64::prelude::{Engine, BASE64_STANDARD};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::Notify;

use super::fault::{Effect, Fault, Queue, When};
use super::idempotency;
use super::log::Log;
use super::quota::Quota;
use super::secret::Secret;
use super::wire::Delivery;
use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::call::{Call, Operation, Work};
use crate::sandbox::clock::{self, Clock};
use crate::sandbox::resources::limits::Limits;
use crate::sandbox::resources::refresh;
use crate::sandbox::rows::account;

/// The state of one sandbox.
pub struct Service {
    pub api_key: String,
    pub webhook_secret: Secret,
    pub base_url: String,
    pub clock: Clock,
    pub connections: Connections,
    /// Notified when work may be due.
    pub wake: Notify,
    database: Mutex<Connection>,
    faults: Mutex<Queue>,
    log: Mutex<Log>,
    running: Mutex<Running>,
}

/// The number of TCP connections, accepted and open.
#[derive(Default)]
pub struct Connections {
    pub accepted: AtomicU64,
    pub open: AtomicU64,
}

/// The requests that are being served.
#[derive(Default)]
struct Running {
    count: u32,
    keys: HashSet<String>,
}

/// The way in which a request ends.
pub enum Outcome {
    Whole(Answer),
    /// The headers of the complete response, and half of its body.
    Truncated(Answer),
    /// The complete response, its bytes twice or in pieces.
    Delivered(Answer, Delivery),
    Flood {
        bytes: u64,
        announce: bool,
    },
    Cut,
}

/// A panic leaves no state half changed, so a poisoned lock is used like any other.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Service {
    pub fn new(
        api_key: String,
        webhook_secret: Secret,
        base_url: String,
        database: Connection,
        clock: Clock,
    ) -> Service {
        Service {
            api_key,
            webhook_secret,
            base_url,
            clock,
            connections: Connections::default(),
            wake: Notify::new(),
            database: Mutex::new(database),
            faults: Mutex::default(),
            log: Mutex::default(),
            running: Mutex::default(),
        }
    }

    pub fn database(&self) -> MutexGuard<'_, Connection> {
        lock(&self.database)
    }

    pub fn faults(&self) -> MutexGuard<'_, Queue> {
        lock(&self.faults)
    }

    pub fn log(&self) -> MutexGuard<'_, Log> {
        lock(&self.log)
    }

    /// Changes something outside of a request, in one transaction.
    pub fn change<T, E>(&self, change: impl FnOnce(&Work<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: From<rusqlite::Error> + From<Failure>,
    {
        let mut database = self.database();
        let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let work = Work {
            database: &transaction,
            now: self.clock.now(),
            base_url: &self.base_url,
        };
        refresh::settle(&work)?;
        let outcome = change(&work)?;
        transaction.commit()?;
        self.wake.notify_one();
        Ok(outcome)
    }

    /// Serves one request, and logs it.
    pub async fn handle(&self, call: &Call, operation: Operation) -> Outcome {
        let fault = self.faults().strike(&call.method, &call.path);
        let ticket = self.log().open(
            call,
            self.clock.now(),
            fault.as_ref().map(|fault| fault.effect.name()),
        );
        let mut outcome = match fault {
            None => Outcome::Whole(self.answer(call, operation, None).await),
            Some(fault) => self.handle_struck(call, operation, &fault).await,
        };
        if let Outcome::Whole(answer) | Outcome::Truncated(answer) | Outcome::Delivered(answer, _) =
            &mut outcome
        {
            self.add_date(answer);
        }
        match &outcome {
            Outcome::Whole(answer) | Outcome::Delivered(answer, _) => {
                self.log()
                    .close(&ticket, answer.status.as_u16(), &answer.body, false)
            }
            Outcome::Truncated(answer) => {
                let half = &answer.body[..answer.body.len() / 2];
                self.log().close(&ticket, answer.status.as_u16(), half, true);
            }
            Outcome::Flood { .. } => self.log().close(&ticket, StatusCode::OK.as_u16(), b"", true),
            Outcome::Cut => {}
        }
        outcome
    }

    async fn handle_struck(&self, call: &Call, operation: Operation, fault: &Fault) -> Outcome {
        if fault.is_the_services_own() {
            let answer = self.answer(call, operation, Some(fault)).await;
            if fault.when() == When::After {
                tokio::time::sleep(fault.delay()).await;
            }
            return Outcome::Whole(answer);
        }
        if fault.when() == When::Before {
            tokio::time::sleep(fault.delay()).await;
        }
        let answer = match fault.effect.needs_the_answer() || fault.when() == When::After {
            true => Some(self.answer(call, operation, None).await),
            false => None,
        };
        if fault.when() == When::After {
            tokio::time::sleep(fault.delay()).await;
        }
        match (
            &fault.effect,
            answer.map(|answer| fault.effect.substitute().unwrap_or(answer)),
        ) {
            (Effect::Cut {}, _) => Outcome::Cut,
            (Effect::Flood { bytes, announce }, _) => Outcome::Flood {
                bytes: *bytes,
                announce: *announce,
            },
            (Effect::Truncate {}, Some(answer)) => Outcome::Truncated(answer),
            (effect, Some(answer)) => match effect.delivery() {
                Some(delivery) => Outcome::Delivered(answer, delivery),
                None => Outcome::Whole(answer),
            },
            (effect, None) => effect.substitute().map_or(Outcome::Cut, Outcome::Whole),
        }
    }

    /// The service's response, which a fault may influence.
    async fn answer(&self, call: &Call, operation: Operation, fault: Option<&Fault>) -> Answer {
        let _permit = match self.admit(call) {
            Ok(permit) => permit,
            Err(failure) => return self.refuse(failure),
        };
        if let Some(fault) = fault.filter(|fault| fault.when() == When::Before) {
            tokio::time::sleep(fault.delay()).await;
        }
        self.transact(call, operation, fault)
            .unwrap_or_else(|failure| self.refuse(failure))
    }

    /// Admits a request if its API key is right, there is a free place, and no request with its idempotency key is running.
    fn admit<'a>(&'a self, call: &Call) -> Result<Permit<'a>, Failure> {
        if !self.is_authorized(call) {
            return Err(Failure::new(StatusCode::UNAUTHORIZED, "Unauthorized"));
        }
        idempotency::check(call)?;
        let limits = Limits::read(&self.database())?;
        let mut running = lock(&self.running);
        if running.count >= limits.concurrent_requests {
            return Err(Failure::too_many_requests(1));
        }
        let key = idempotency::key(call).map(str::to_owned);
        if let Some(key) = &key {
            if !running.keys.insert(key.clone()) {
                let message = "A request with this idempotency key is still in progress.";
                return Err(Failure::new(StatusCode::CONFLICT, message));
            }
        }
        running.count += 1;
        Ok(Permit {
            running: &self.running,
            key,
        })
    }

    fn is_authorized(&self, call: &Call) -> bool {
        let sent = call
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let key = sent
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"));
        let key = key.and_then(|(_, key)| BASE64_STANDARD.decode(key.trim()).ok());
        let is_created = |key: &[u8]| {
            let key = std::str::from_utf8(key).unwrap_or_default();
            account::is_key(&self.database(), key).unwrap_or(false)
        };
        key.is_some_and(|key| key == self.api_key.as_bytes() || is_created(&key))
    }

    /// All that a request changes, with the quota and its idempotency record, in one transaction.
    fn transact(&self, call: &Call, operation: Operation, fault: Option<&Fault>) -> Result<Answer, Failure> {
        let mut database = self.database();
        let now = self.clock.now();
        let mut transaction = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let limits = Limits::read(&transaction)?;
        let mut quota = Quota::read(&transaction, &limits, now)?;
        let key = idempotency::key(call);
        let mut answer = match quota.take(&transaction, now) {
            Err(failure) => failure.into(),
            Ok(()) => match key.map_or(Ok(None), |key| idempotency::find(&transaction, key, call, now)) {
                Ok(Some(answer)) => answer,
                Err(failure) => failure.into(),
                Ok(None) => {
                    let work = |database: &Connection| {
                        let work = Work {
                            database,
                            now,
                            base_url: &self.base_url,
                        };
                        refresh::settle(&work)?;
                        operation(&work, call)
                    };
                    let answer = perform(&mut transaction, work, fault)?;
                    if let Some(key) = key {
                        idempotency::keep(&transaction, key, call, &answer, now)?;
                    }
                    answer
                }
            },
        };
        quota.add_headers(&mut answer.headers);
        transaction.commit()?;
        if call.method != Method::GET {
            self.wake.notify_one();
        }
        Ok(answer)
    }

    /// The date of a response is the sandbox's, unless a fault chose another.
    fn add_date(&self, answer: &mut Answer) {
        let date = clock::http_date(self.clock.now().as_second());
        if let Ok(date) = HeaderValue::try_from(date) {
            answer.headers.entry(header::DATE).or_insert(date);
        }
    }

    /// A refusal that leaves no trace but shows the quota, as every response does.
    pub fn refuse(&self, failure: Failure) -> Answer {
        let mut answer = Answer::from(failure);
        let database = self.database();
        let quota =
            Limits::read(&database).and_then(|limits| Quota::read(&database, &limits, self.clock.now()));
        if let Ok(quota) = quota {
            quota.add_headers(&mut answer.headers);
        }
        answer
    }
}

/// Does the work, unless a fault strikes before it; changes of a failed operation are undone.
fn perform(
    transaction: &mut Transaction<'_>,
    work: impl FnOnce(&Connection) -> Result<Answer, Failure>,
    fault: Option<&Fault>,
) -> Result<Answer, Failure> {
    let substitute = fault.and_then(|fault| Some((fault.when(), fault.effect.substitute()?)));
    if let Some((When::Before, answer)) = substitute {
        return Ok(answer);
    }
    let savepoint = transaction.savepoint()?;
    let answer = match work(&savepoint) {
        Ok(answer) => {
            savepoint.commit()?;
            answer
        }
        Err(failure) => {
            savepoint.finish()?;
            failure.into()
        }
    };
    Ok(substitute.map_or(answer, |(_, answer)| answer))
}

/// A request's place among those being served, released when it ends, however it ends.
struct Permit<'a> {
    running: &'a Mutex<Running>,
    key: Option<String>,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut running = lock(self.running);
        running.count -= 1;
        if let Some(key) = &self.key {
            running.keys.remove(key);
        }
    }
}
