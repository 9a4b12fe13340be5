//! `companies.create_many`: many companies, each made exactly once, however often the run is broken off.
//!
//! - [`list`]: the companies to create, and what makes each known again
//! - [`journal`]: a file that remembers, from one run to the next, what was begun and what is done
//! - [`lookup`]: who is there already, where the service no longer remembers
//! - [`queue`]: which company is next, and whether to go on
//!
//! Each company has an idempotency key, which is in the journal before it is first sent. A company that was begun in an
//! earlier run and not heard of again is created with the same key: within the service's 90 minutes that makes no second
//! one. Later the service is asked for it first.

mod journal;
mod list;
mod lookup;
mod queue;

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::thread;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Run;
use crate::answer::Answer;
use crate::context::{Context, Key};
use crate::error::{Error, ErrorKind, Result};
use crate::interrupt::{self, NotReceived};

use crate::models::{CreateManyFate as Fate, CreateManyOutcome, CreateManyResult};
use crate::operations::{COMPANIES_CREATE, COMPANIES_CREATE_MANY};
use crate::outcome;
use crate::progress::Progress;
use crate::threads::without_signals;
use journal::Journal;
use list::List;
use queue::{Queue, Stop};

const CONCURRENCY: usize = 10;

/// What the listener is told of each.
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
pub(super) fn create_many(run: &mut Run<'_>) -> Result<String> {
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
    let queue = Queue::new(list.len(), journal, known);
    let mut tally = Tally::new(run.context, list.len());

    for (index, id) in queue.done() {
        tally.add(there(index, Fate::Resumed, id), None, &queue);
    }
    look_up(run, &list, &queue, &mut tally);
    let workers = concurrency.unwrap_or(CONCURRENCY).min(queue.open());
    create_all(run, &list, &queue, workers, &mut tally)?;
    let outcome = tally.outcome(queue.stopped());
    serde_json::to_string(&outcome).map_err(|e| super::unexpected(&e.to_string()))
}

/// Looks for those whose keys may be forgotten. Where that fails none of them may be created.
fn look_up(run: &Run<'_>, list: &List, queue: &Queue, tally: &mut Tally<'_>) {
    let forgotten = queue.forgotten();
    if forgotten.is_empty() || !queue.goes_on() {
        return;
    }
    let others = queue.done().into_iter().map(|(_, id)| id).collect();
    match lookup::find(run, list, &forgotten, &others) {
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

/// Creates whatever the queue hands out, so many at a time. The listener hears of each on this thread.
fn create_all(
    run: &mut Run<'_>,
    list: &List,
    queue: &Queue,
    workers: usize,
    tally: &mut Tally<'_>,
) -> Result<()> {
    let (client, deadline) = (run.client, run.call.deadline);
    let all = &Context::within(run.context);
    let (sender, receiver) = mpsc::sync_channel::<(usize, Result<Made>)>(workers);
    let is_nested = interrupt::is_nested();
    let work = move |sender: mpsc::SyncSender<_>| {
        while let Some(job) = queue.next() {
            let key = match job.begun {
                Some(since) => Key::repeated(job.key, Some(since)),
                None => Key::new(job.key),
            };
            let within = Context::with_key(Some(all), Some(key));
            let answer = client.perform_by(
                &COMPANIES_CREATE,
                list.json(job.index),
                Some(&within),
                Some(deadline),
            );
            let made = answer.and_then(Made::read);
            match &made {
                Ok(made) => queue.heard_of(job.index, &made.id),
                Err(error) => queue.failed(job.index, error),
            }
            let was_tried = match &made {
                Ok(_) => true,
                Err(error) => error.meta.attempts > 0 || error.outcome_unknown,
            };
            if was_tried || queue.goes_on() {
                // The other end goes only when this function does.
                let _ = sender.send((job.index, made));
            }
        }
    };
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for number in 0..workers {
            let (work, sender) = (&work, sender.clone());
            let thread = thread::Builder::new().name(format!("codat-create-{number}"));
            match without_signals(|| {
                thread.spawn_scoped(scope, move || interrupt::nested_if(is_nested, || work(sender)))
            }) {
                Ok(thread) => threads.push(thread),
                // As many as can be had; without any, nothing is done.
                Err(_) if number > 0 => break,
                Err(e) => {
                    return Err(Error::new(
                        ErrorKind::Connection,
                        format!("no thread could be started: {e}"),
                    ))
                }
            }
        }
        drop(sender);
        while let Some((index, made)) = next_made(&receiver, all, queue) {
            match made {
                Ok(Made { id, answer }) => {
                    run.meta.attempts += answer.meta().attempts;
                    let company = serde_json::from_str(answer.json()).ok();
                    tally.add(there(index, Fate::Created, id), company, queue);
                }
                Err(error) => {
                    run.meta.attempts += error.meta.attempts;
                    tally.add(missing(index, Fate::Failed, Some(error)), None, queue);
                }
            }
        }
        for thread in threads {
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
        }
        Ok(())
    })
}

/// What became of the next one. An interrupt cancels those under way, of which it is still to be heard.
fn next_made(
    receiver: &mpsc::Receiver<(usize, Result<Made>)>,
    all: &Context,
    queue: &Queue,
) -> Option<(usize, Result<Made>)> {
    loop {
        match interrupt::receive(receiver) {
            Ok(made) => return Some(made),
            Err(NotReceived::Disconnected) => return None,
            Err(NotReceived::Interrupted) => {
                queue.stop(Stop::By(ErrorKind::Cancelled));
                all.cancel();
            }
        }
    }
}

/// The answer to one.
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

/// Counts, and tells the listener.
struct Tally<'a> {
    listener: Option<&'a Progress>,
    done: usize,
    items: Vec<Option<CreateManyResult>>,
}

impl Tally<'_> {
    fn new(context: Option<&Context>, total: usize) -> Tally<'_> {
        Tally {
            listener: context.and_then(Context::progress),
            done: 0,
            items: (0..total).map(|_| None).collect(),
        }
    }

    /// Takes what became of one, and tells the listener; where that wants no more, the queue stops and it hears no more.
    fn add(&mut self, item: CreateManyResult, company: Option<&RawValue>, queue: &Queue) {
        self.done += 1;
        if let Some(progress) = self.listener {
            let event = Event {
                operation: COMPANIES_CREATE_MANY.name,
                done: self.done,
                total: self.items.len(),
                item: &item,
                company,
            };
            // Plain data always serializes.
            if !progress.tell(&serde_json::to_string(&event).unwrap_or_default()) {
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
