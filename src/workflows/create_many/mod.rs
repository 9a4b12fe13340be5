//! `companies.create_many`: many companies, each created exactly once, however often the run is interrupted.
//!
//! - [`list`]: the companies to create, and what makes each known again
//! - [`journal`]: a file that remembers, from one run to the next, what was begun and what is done
//! - [`lookup`]: the companies that exist already, when the service no longer remembers the keys
//! - [`queue`]: which company is next, and whether to continue
//!
//! Each company has an idempotency key, which is in the journal before it is first sent. A company that was begun in an
//! earlier run, and whose outcome is unknown, is created with the same key: within the service's 90 minutes that creates
//! no second one. After that, the library searches for it first.

mod journal;
mod list;
mod lookup;
mod queue;

use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Run;
use crate::answer::Answer;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::key::Key;
use crate::models::{CreateManyFate as Fate, CreateManyOutcome, CreateManyResult};
use crate::operations::{COMPANIES_CREATE, COMPANIES_CREATE_MANY};
use crate::order::Order;
use crate::outcome;
use crate::transport::call::{ActiveCall, Call, Wake};
use journal::Journal;
use list::List;
use queue::{Job, Queue, Stop};

const CONCURRENCY: usize = 10;

/// What the listener receives for each.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    operation: &'static str,
    done: usize,
    total: usize,
    #[serde(flatten)]
    item: &'a CreateManyResult,
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<&'a RawValue>,
}

/// `companies.create_many`: what became of each, in the order of the list.
pub(super) async fn create_many(run: &mut Run<'_>) -> Result<String> {
    let list = List::read(&run.input)?;
    let path: Option<String> = run.input.get("journal")?;
    let concurrency: Option<usize> = run.input.get("concurrency")?;
    run.may_begin()?;
    let (journal, known) = match path {
        Some(path) => {
            list.check_unlike()?;
            let (journal, known) = Journal::open(path.as_ref(), run.client.base_url(), &list)?;
            (Some(journal), known)
        }
        None => (None, BTreeMap::new()),
    };
    let mut queue = Queue::new(list.len(), journal, known);
    let mut tally = Tally::new(run.context, list.len());

    for (index, id) in queue.done() {
        tally.add(there(index, Fate::Resumed, id), None, &mut queue);
    }
    look_up(run, &list, &mut queue, &mut tally).await;
    let workers = concurrency.unwrap_or(CONCURRENCY).min(queue.open());
    create_all(run, &list, &mut queue, workers, &mut tally).await?;
    let outcome = tally.outcome(queue.stopped());
    serde_json::to_string(&outcome).map_err(|e| super::unexpected(&e.to_string()))
}

/// Looks for those whose keys may be forgotten. If that fails none of them may be created.
async fn look_up(run: &Run<'_>, list: &List<'_>, queue: &mut Queue, tally: &mut Tally<'_>) {
    let forgotten = queue.forgotten();
    if forgotten.is_empty() || !queue.goes_on() {
        return;
    }
    let others = queue.done().into_iter().map(|(_, id)| id).collect();
    match lookup::find(run, list, &forgotten, &others).await {
        Ok(found) => {
            forgotten.iter().for_each(|(index, _)| queue.not_there(*index));
            for (index, company) in found {
                queue.heard_of(index, &company.id);
                tally.add(there(index, Fate::Found, company.id), Some(&company.json), queue);
            }
        }
        Err(error) => queue.stop(Stop::By(error.kind)),
    }
}

/// Creates whatever the queue hands out, so many at a time, each in a separate task. The queue and the listener are served
/// here, one after the other.
async fn create_all(
    run: &mut Run<'_>,
    list: &List<'_>,
    queue: &mut Queue,
    most: usize,
    tally: &mut Tally<'_>,
) -> Result<()> {
    let all = Context::within(run.context);
    let arrivals = Arc::new(Arrivals::default());
    let mut waiting = arrivals.waiting();
    let mut at_work = 0;
    loop {
        while at_work < most {
            let Some(job) = queue.next() else { break };
            match begin(run, list, &job, &all, &arrivals) {
                Ok(()) => at_work += 1,
                Err(error) if at_work == 0 => return Err(error),
                // When another is done, a thread is free.
                Err(_) => {
                    queue.give_back(job);
                    break;
                }
            }
        }
        if at_work == 0 {
            return Ok(());
        }
        // An interrupt cancels those in flight, whose outcomes are still to come.
        if waiting.wait_until(Instant::now() + MINUTE).await == Wake::Cancelled {
            queue.stop(Stop::By(ErrorKind::Cancelled));
            all.cancel();
            waiting = arrivals.waiting();
            waiting.ask_no_more();
        }
        for (index, made) in arrivals.take() {
            at_work -= 1;
            take_in(run, queue, tally, index, made);
        }
    }
}

/// How long to wait at a time: what arrives ends it.
const MINUTE: Duration = Duration::from_secs(60);

/// Begins to create one.
fn begin(run: &Run<'_>, list: &List<'_>, job: &Job, all: &Context, arrivals: &Arc<Arrivals>) -> Result<()> {
    let key = match job.begun {
        Some(since) => Key::repeated(job.key.clone(), Some(since)),
        None => Key::new(job.key.clone()),
    };
    let within = Context::with_key(Some(all), Some(key));
    let (client, deadline) = (run.client.clone(), run.call.deadline);
    let (input, arrivals, index) = (list.json(job.index).to_owned(), arrivals.clone(), job.index);
    run.client.scheduler().begin(async move {
        let order = Order {
            deadline: Some(deadline),
            ..Order::new(&COMPANIES_CREATE, &input, Some(&within))
        };
        let made = client.send(&order).await.and_then(Made::read);
        arrivals.add(index, made);
    })
}

/// Notes what became of one.
fn take_in(run: &mut Run<'_>, queue: &mut Queue, tally: &mut Tally<'_>, index: usize, made: Result<Made>) {
    match made {
        Ok(Made { id, answer }) => {
            queue.heard_of(index, &id);
            run.meta.attempts += answer.meta().attempts;
            let company = serde_json::from_str(answer.json()).ok();
            tally.add(there(index, Fate::Created, id), company, queue);
        }
        Err(error) => {
            queue.failed(index, &error);
            let was_tried = error.meta.attempts > 0 || error.outcome_unknown;
            if was_tried || queue.goes_on() {
                run.meta.attempts += error.meta.attempts;
                tally.add(missing(index, Fate::Failed, Some(error)), None, queue);
            }
        }
    }
}

/// What became of those that were created, until it is noted.
#[derive(Default)]
struct Arrivals(Mutex<Arrived>);

#[derive(Default)]
struct Arrived {
    made: VecDeque<(usize, Result<Made>)>,
    /// Who waits.
    call: Option<Arc<Call>>,
}

impl Arrivals {
    /// The call that waits for what arrives from now on. No context cancels it: the outcomes of those in flight are needed.
    fn waiting(&self) -> ActiveCall {
        let call = Call::begin(Instant::now() + MINUTE);
        let mut state = self.state();
        state.call = Some(call.clone());
        if !state.made.is_empty() {
            call.wake();
        }
        call
    }

    fn add(&self, index: usize, made: Result<Made>) {
        let mut state = self.state();
        state.made.push_back((index, made));
        if let Some(call) = &state.call {
            call.wake();
        }
    }

    fn take(&self) -> VecDeque<(usize, Result<Made>)> {
        mem::take(&mut self.state().made)
    }

    fn state(&self) -> MutexGuard<'_, Arrived> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The response to one.
struct Made {
    id: String,
    answer: Answer,
}

impl Made {
    fn read(answer: Answer) -> Result<Made> {
        #[derive(Deserialize)]
        struct Company {
            id: String,
        }
        match answer.decode::<Company>() {
            Ok(Company { id }) => Ok(Made { id, answer }),
            Err(error) => Err(outcome::after_success(error, &COMPANIES_CREATE)),
        }
    }
}

/// What became of one that is there.
fn there(index: usize, outcome: Fate, company_id: String) -> CreateManyResult {
    CreateManyResult {
        index,
        outcome,
        company_id: Some(company_id),
        error: None,
    }
}

/// What became of one that is not.
fn missing(index: usize, outcome: Fate, error: Option<Error>) -> CreateManyResult {
    CreateManyResult {
        index,
        outcome,
        company_id: None,
        // Plain data always serializes.
        error: error.and_then(|error| serde_json::to_value(error).ok()),
    }
}

/// Receives an event; false ends the run.
type Listener<'a> = dyn Fn(&str) -> bool + Send + 'a;

/// Counts, and calls the listener.
struct Tally<'a> {
    listener: Option<Box<Listener<'a>>>,
    done: usize,
    items: Vec<Option<CreateManyResult>>,
}

impl Tally<'_> {
    fn new(context: Option<&Context>, total: usize) -> Tally<'_> {
        Tally {
            listener: context
                .and_then(Context::progress)
                .map(|listener| Box::new(listener) as Box<Listener<'_>>),
            done: 0,
            items: (0..total).map(|_| None).collect(),
        }
    }

    /// Takes the outcome of one, and calls the listener; if it returns false, the queue stops and it is no longer called.
    fn add(&mut self, item: CreateManyResult, company: Option<&RawValue>, queue: &mut Queue) {
        self.done += 1;
        if let Some(listener) = &self.listener {
            let event = Event {
                operation: COMPANIES_CREATE_MANY.name,
                done: self.done,
                total: self.items.len(),
                item: &item,
                company,
            };
            // Plain data always serializes.
            if !listener(&serde_json::to_string(&event).unwrap_or_default()) {
                self.listener = None;
                queue.stop(Stop::Asked);
            }
        }
        let index = item.index;
        self.items[index] = Some(item);
    }

    fn outcome(self, stopped: Option<Stop>) -> CreateManyOutcome {
        let items = self.items.into_iter().enumerate();
        let results: Vec<CreateManyResult> = items
            .map(|(index, item)| item.unwrap_or_else(|| missing(index, Fate::NotTried, None)))
            .collect();
        let count = |fate| results.iter().filter(|item| item.outcome == fate).count();
        let not_tried = count(Fate::NotTried);
        // A listener that wanted no more after the last kept nobody from anything.
        let stopped = stopped.filter(|why| not_tried > 0 || !matches!(why, Stop::Asked));
        CreateManyOutcome {
            total: results.len(),
            created: count(Fate::Created),
            found: count(Fate::Found),
            resumed: count(Fate::Resumed),
            failed: count(Fate::Failed),
            not_tried,
            stopped: stopped.map(Stop::word),
            results,
        }
    }
}
