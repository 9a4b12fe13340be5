//! Which company is next, and whether to continue.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::time::SystemTime;

use super::journal::{Claim, Journal, Known};
use crate::error::{Error, ErrorKind, Result};
use crate::transport::retry::is_forgotten;

/// So many are claimed at a time: each time the journal has to reach the disk.
const BLOCK: usize = 64;
/// A company to create.
pub(super) struct Job {
    pub index: usize,
    pub key: String,
    /// Since when an earlier run may have sent it.
    pub begun: Option<SystemTime>,
}

/// Why a run is stopped.
#[derive(Clone, Copy)]
pub(super) enum Stop {
    /// A failure that all others would share.
    By(ErrorKind),
    /// The listener wants no more.
    Asked,
    /// The journal cannot be written.
    Journal,
}

impl Stop {
    /// The word in the outcome.
    pub fn word(self) -> String {
        match self {
            Stop::By(kind) => kind.name(),
            Stop::Asked => "stopped".into(),
            Stop::Journal => "journal".into(),
        }
    }
}

/// What is left to do.
pub(super) struct Queue {
    journal: Option<Journal>,
    known: BTreeMap<usize, Known>,
    /// Claimed, and not yet handed out.
    claimed: VecDeque<Job>,
    /// Not looked at yet.
    untouched: Range<usize>,
    stopped: Option<Stop>,
}

impl Queue {
    pub fn new(total: usize, journal: Option<Journal>, known: BTreeMap<usize, Known>) -> Queue {
        // What was begun comes first: the service may still remember its response.
        let begun = known.iter().filter_map(|(index, known)| match known {
            Known::Begun(claim) => Some(Job {
                index: *index,
                key: claim.key.clone(),
                begun: Some(claim.at),
            }),
            Known::Done(_) | Known::Failed => None,
        });
        Queue {
            claimed: begun.collect(),
            journal,
            known,
            untouched: 0..total,
            stopped: None,
        }
    }

    /// Those that earlier runs made.
    pub fn done(&self) -> Vec<(usize, String)> {
        let done = self.known.iter().filter_map(|(index, known)| match known {
            Known::Done(id) => Some((*index, id.clone())),
            Known::Begun(_) | Known::Failed => None,
        });
        done.collect()
    }

    /// Those that were begun, and whose keys the service may have forgotten.
    pub fn forgotten(&self) -> Vec<(usize, Claim)> {
        let forgotten = self.known.iter().filter_map(|(index, known)| match known {
            Known::Begun(claim) if is_forgotten(claim.at) => Some((*index, claim.clone())),
            Known::Begun(_) | Known::Done(_) | Known::Failed => None,
        });
        forgotten.collect()
    }

    /// How many there are to create.
    pub fn open(&self) -> usize {
        let unclaimed = self.untouched.clone().filter(|index| self.is_free(*index));
        self.claimed.len() + unclaimed.count()
    }

    /// The next company to create, with a key that the journal holds; `None` when there is nothing left or the run is
    /// to stop.
    pub fn next(&mut self) -> Option<Job> {
        if self.stopped.is_none() && self.claimed.is_empty() {
            self.claim();
        }
        match self.stopped {
            Some(_) => None,
            None => self.claimed.pop_front(),
        }
    }

    /// A company that was handed out and not begun is the next again.
    pub fn give_back(&mut self, job: Job) {
        self.claimed.push_front(job);
    }

    /// A company is there.
    pub fn heard_of(&mut self, index: usize, id: &str) {
        self.claimed.retain(|job| job.index != index);
        self.known.insert(index, Known::Done(id.to_owned()));
        self.note(|journal| journal.done(index, id));
    }

    /// A company that was looked for is not there: its key is as good as new.
    pub fn not_there(&mut self, index: usize) {
        for job in self.claimed.iter_mut().filter(|job| job.index == index) {
            job.begun = None;
        }
    }

    /// A company was not made; or it is not known whether it was, and the next run takes the same key. Some failures
    /// would be those of all that follow.
    pub fn failed(&mut self, index: usize, error: &Error) {
        let stops = matches!(
            error.kind,
            ErrorKind::Unauthorized
                | ErrorKind::PaymentRequired
                | ErrorKind::Forbidden
                | ErrorKind::RateLimited
                | ErrorKind::Cancelled
        );
        // Nothing was sent because the time was up.
        if stops || (error.kind == ErrorKind::Timeout && error.meta.attempts == 0 && !error.outcome_unknown) {
            self.stopped.get_or_insert(Stop::By(error.kind));
        }
        // A refusal would only be repeated under the same key.
        if error.meta.attempts > 0 && !error.outcome_unknown {
            self.note(|journal| journal.failed(index));
        }
    }

    /// Lets nobody begin another.
    pub fn stop(&mut self, why: Stop) {
        self.stopped.get_or_insert(why);
    }

    pub fn goes_on(&self) -> bool {
        self.stopped().is_none()
    }

    /// Why the run was stopped.
    pub fn stopped(&self) -> Option<Stop> {
        self.stopped
    }

    /// Whether a company may be given a fresh key: it was never sent, or refused.
    fn is_free(&self, index: usize) -> bool {
        matches!(self.known.get(&index), None | Some(Known::Failed))
    }

    /// Gives the next ones keys, and has the journal hold them before anything is sent.
    fn claim(&mut self) {
        let mut claims = Vec::new();
        while claims.len() < BLOCK {
            let Some(index) = self.untouched.next() else { break };
            if self.is_free(index) {
                claims.push((index, Claim::new()));
            }
        }
        if self.note(|journal| journal.claim(&claims)) {
            let jobs = claims.into_iter().map(|(index, claim)| Job {
                index,
                key: claim.key,
                begun: None,
            });
            self.claimed.extend(jobs);
        }
    }

    /// Whether the journal, if there is one, noted it. Without its journal a run must not continue.
    fn note(&mut self, note: impl FnOnce(&mut Journal) -> Result<()>) -> bool {
        let noted = self.journal.as_mut().is_none_or(|journal| note(journal).is_ok());
        if !noted {
            self.stopped.get_or_insert(Stop::Journal);
        }
        noted
    }
}
