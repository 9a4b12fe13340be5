//! `Pager`: a list, page after page, the next one fetched while its caller works on the present one.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{mpsc, Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use serde::de::IgnoredAny;
use serde::Deserialize;

use crate::answer::Answer;
use crate::client::Client;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::input;
use crate::interrupt::{self, Interrupt, NotReceived};
use crate::operations::{self, Operation};
use crate::per_process::PerProcess;
use crate::threads::without_signals;

/// Goes through the pages of a list. Safe to use from several threads at once: they wait for each other, and each gets the
/// next page.
///
/// At most one page is fetched ahead, over one of the client's connections. Dropping the pager cancels that.
#[derive(Debug)]
pub struct Pager {
    list: Arc<List>,
    /// Asked while a page is waited for; the thread that fetches ahead asks nobody.
    interrupt: Option<Interrupt>,
    /// The page to hand out next; 0 after the last. What a child process knows after fork().
    next: AtomicU32,
    /// The page that is being fetched.
    ahead: PerProcess<Mutex<Option<Ahead>>>,
}

/// What does not change from page to page.
#[derive(Debug)]
struct List {
    client: Client,
    operation: &'static Operation,
    /// The members of the input but `page`, each with a comma before it.
    members: String,
    context: Context,
}

#[derive(Debug)]
struct Ahead {
    page: u32,
    fetched: mpsc::Receiver<Result<Fetched>>,
    fetching: JoinHandle<()>,
}

#[derive(Debug)]
struct Fetched {
    answer: Answer,
    is_last: bool,
}

impl Client {
    /// Goes through the pages of a list: of `companies.list`, `connections.list`, `refresh.list_pull_operations` or
    /// `integrations.list`, with that operation's input, in which `page` is where to begin. Nothing is sent yet.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) where the operation has no pages, or refuses the input.
    pub fn pages(&self, operation: &str, input: &str, context: Option<&Context>) -> Result<Pager> {
        let found = operations::find(operation).filter(|operation| has_pages(operation));
        let operation = found.ok_or_else(|| {
            let message = format!("expected an operation that answers in pages, found {operation:?}");
            Error::invalid_member("operation", message)
        })?;
        let read = || {
            let given = input::Given::input(operation, input)?;
            let others = operation.members.iter().filter(|member| member.name != "page");
            let mut members = String::new();
            for member in others {
                if let Some(raw) = given.raw(member.name) {
                    members.extend([",\"", member.name, "\":", raw]);
                }
            }
            Ok((given.get("page")?.unwrap_or(1), members))
        };
        let (first, members) = read().map_err(|mut error: Error| {
            error.operation = Some(operation.name);
            error
        })?;
        Ok(Pager {
            list: Arc::new(List {
                client: self.clone(),
                operation,
                members,
                context: Context::within(context),
            }),
            interrupt: context.and_then(Context::interrupt).cloned(),
            next: AtomicU32::new(first),
            ahead: PerProcess::default(),
        })
    }
}

fn has_pages(operation: &Operation) -> bool {
    operation.members.iter().any(|member| member.name == "page")
}

impl Pager {
    /// The next page, as the list operation answers; `None` after the last.
    ///
    /// # Errors
    /// As the list operation. The pager stays where it was: the next call tries that page again.
    pub fn next_page(&self) -> Result<Option<Answer>> {
        if FETCHING.get() == Arc::as_ptr(&self.list) {
            let message = "a callback must not ask for a page of the list that its thread waits for";
            return Err(Error::invalid(message));
        }
        self.list.fetching(|| self.next_of_list())
    }

    fn next_of_list(&self) -> Result<Option<Answer>> {
        let ahead = self.ahead.get(|_| Mutex::default());
        let mut ahead = ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let page = self.next.load(Ordering::Relaxed);
        if page == 0 {
            return Ok(None);
        }
        let fetched = interrupt::with(self.interrupt.as_ref(), || self.list.take(&mut ahead, page))?;
        let next = if fetched.is_last {
            0
        } else {
            page.saturating_add(1)
        };
        self.next.store(next, Ordering::Relaxed);
        if next != 0 {
            *ahead = self.list.fetch_ahead(next);
        }
        Ok(Some(fetched.answer))
    }

    /// Ends it: what is being fetched is cancelled at once, and so is every later page.
    pub fn cancel(&self) {
        self.list.context.cancel();
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        self.cancel();
        // Nothing of it goes on when it is gone.
        let ahead = self.ahead.present().and_then(|ahead| {
            let mut ahead = ahead.lock().unwrap_or_else(PoisonError::into_inner);
            ahead.take()
        });
        // A listener may end the pager whose page it is told of: that thread cannot wait for itself.
        if let Some(ahead) = ahead.filter(|ahead| ahead.fetching.thread().id() != thread::current().id()) {
            let _ = ahead.fetching.join();
        }
    }
}

thread_local! {
    /// The list of which this thread is fetching a page, or waits for one.
    static FETCHING: Cell<*const List> = const { Cell::new(ptr::null()) };
}

impl List {
    /// Does `work`, during which a callback may not ask this thread for a page: it would wait for itself.
    fn fetching<T>(&self, work: impl FnOnce() -> T) -> T {
        let outer = FETCHING.replace(self);
        let done = work();
        FETCHING.set(outer);
        done
    }

    fn fetch(&self, page: u32) -> Result<Fetched> {
        let input = format!("{{\"page\":{page}{}}}", self.members);
        let answer = self.client.perform(self.operation, &input, Some(&self.context))?;
        match answer.decode_borrowed::<Place>() {
            Ok(place) => Ok(Fetched {
                is_last: place.is_last(),
                answer,
            }),
            Err(mut error) => {
                error.operation = Some(self.operation.name);
                Err(error)
            }
        }
    }

    /// The page: the one that is fetched ahead, which goes on where the wait for it is interrupted, or one fetched now.
    fn take(&self, ahead: &mut Option<Ahead>, page: u32) -> Result<Fetched> {
        let Some(there) = ahead.take_if(|ahead| ahead.page == page) else {
            return self.fetch(page);
        };
        match interrupt::receive(&there.fetched) {
            Ok(fetched) => {
                // It has nothing left to do.
                let _ = there.fetching.join();
                fetched
            }
            Err(NotReceived::Interrupted) => {
                *ahead = Some(there);
                let mut error = Error::cancelled();
                error.operation = Some(self.operation.name);
                Err(error)
            }
            Err(NotReceived::Disconnected) => self.fetch(page),
        }
    }

    /// Begins to fetch a page; `None` where there is no thread for it, and the page must be fetched when it is wanted.
    fn fetch_ahead(self: &Arc<List>, page: u32) -> Option<Ahead> {
        let list = self.clone();
        let thread = thread::Builder::new().name("codat-pager".into());
        let (sender, fetched) = mpsc::sync_channel(1);
        // Whoever does not wait for it any more has dropped the other end.
        let is_nested = interrupt::is_nested();
        let fetch = move || {
            let fetched = interrupt::nested_if(is_nested, || list.fetching(|| list.fetch(page)));
            drop(sender.send(fetched));
        };
        let fetching = without_signals(|| thread.spawn(fetch)).ok()?;
        Some(Ahead {
            page,
            fetched,
            fetching,
        })
    }
}

/// What is read of a page. Rows take no memory: it is only asked whether there are any.
#[derive(Deserialize)]
struct Place {
    #[serde(default)]
    results: Vec<IgnoredAny>,
    #[serde(default, rename = "_links")]
    links: Option<BTreeMap<String, Option<IgnoredAny>>>,
}

impl Place {
    /// A page without a link to another; and one with nothing on it, or going on might never end.
    fn is_last(&self) -> bool {
        let next = self.links.as_ref().and_then(|links| links.get("next"));
        self.results.is_empty() || !next.is_some_and(Option::is_some)
    }
}
