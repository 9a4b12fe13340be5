//! `Pager`: goes through a list page by page, and fetches the next page while the caller works on the current one.

mod turn;

use std::cell::RefCell;
use std::future::{poll_fn, Future};
use std::mem::{self, ManuallyDrop};
use std::pin::pin;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::answer::Answer;
use crate::client::Client;
use crate::context::{Adopted, Context};
use crate::error::{Error, Result};
use crate::input;
use crate::interrupt::{self, Interrupt};
use crate::log::{LogLevel, Reports};
use crate::operations::{self, Operation};
use crate::order::Order;
use crate::per_process::PerProcess;
use crate::tasks::block_on;
use crate::transport::call::Call;
use crate::walk::{Page, Walk, MAX_PAGES};
use turn::{woken, Place, Turn};

/// How long dropping a pager waits at most for the fetch that it cancelled.
const LONGEST_END: Duration = Duration::from_secs(60);

/// Goes through the pages of a list. Safe to use from several threads at once: they wait for each other, and each gets the
/// next page.
///
/// At most one page is fetched ahead, over one of the client's connections, by a worker of the client. If no thread can be
/// started, each page is fetched when it is requested. Dropping the pager cancels the page that is fetched ahead.
///
/// # The end of a list
/// Pages are requested by their numbers. The list continues while a page has rows and either links to a next page, or the
/// rows so far, counted from the first page, are fewer than its `totalResults`: a gateway that drops the links does not
/// shorten a list. An empty page ends the list. `totalResults` may change during the walk, as companies are created or
/// deleted: each page is compared with its own. Without `totalResults` the links alone decide; without both, a list
/// continues after a full page.
///
/// A page fails with [`UnexpectedResponse`](crate::ErrorKind::UnexpectedResponse) if its `pageNumber` is not the requested one, and,
/// with a message that names the page, if
/// - all its rows were on the page before it, or are those of an earlier page, unless `totalResults` grew;
/// - more rows have come than `totalResults` and a page;
/// - it is empty, and fewer rows have come than its `totalResults`;
/// - 100,000 pages came before it.
#[derive(Debug)]
pub struct Pager {
    list: Arc<List>,
    /// Called while the pager waits for a page; the thread that fetches ahead does not call it.
    interrupt: Option<Interrupt>,
    /// The page to return next; 0 after the last. After fork() a child process knows only this number.
    next: AtomicU32,
    turn: PerProcess<Arc<Turn<Progress>>>,
}

/// What does not change from page to page.
#[derive(Debug)]
struct List {
    client: Client,
    operation: &'static Operation,
    /// The fields of the input except `page`, each with a comma before it.
    members: String,
    context: Context,
}

/// The progress of a pager.
#[derive(Debug, Default)]
struct Progress {
    walk: Walk,
    /// The page that is being fetched ahead.
    ahead: Option<Ahead>,
}

impl Progress {
    /// The progress at this page; 0 is the end.
    fn at(page: u32) -> Progress {
        Progress {
            walk: Walk::from(page, MAX_PAGES),
            ahead: None,
        }
    }
}

#[derive(Debug)]
struct Ahead {
    page: u32,
    arrival: Arc<Arrival>,
    lines: Arc<Lines>,
}

/// The log lines of a page that is fetched ahead for a begun call. That call may have ended, so the call that gets
/// the page reports them.
#[derive(Debug, Default)]
struct Lines(Mutex<Vec<(LogLevel, String)>>);

impl Reports for Lines {
    fn log(&self, level: LogLevel, line: &str) {
        lock(&self.0).push((level, line.to_owned()));
    }

    fn progress(&self, _: &str) -> bool {
        true
    }
}

#[derive(Debug)]
struct Fetched {
    answer: Answer,
    page: Page,
}

impl Client {
    /// Goes through the pages of a list: of `companies.list`, `connections.list`, `integrations.list`,
    /// `refresh.list_pull_operations`, `push.list_operations` or `custom_data_types.list_records`, with that operation's
    /// input, whose `page` is the first page, or of any other list with `request.list`. Nothing is sent yet.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) if the operation has no pages, or refuses the input.
    pub fn pages(&self, operation: &str, input: &str, context: Option<&Context>) -> Result<Pager> {
        let found = operations::find(operation).filter(|operation| has_pages(operation));
        let operation = found.ok_or_else(|| {
            let message = format!("expected an operation that returns pages, found {operation:?}");
            Error::invalid_member("operation", message)
        })?;
        let read = || {
            let given = input::Given::input(operation, input)?;
            let others = operation.members.iter().map(|member| member.name);
            let mut members = String::new();
            for name in others.filter(|name| *name != "page").chain([input::EXTRA]) {
                if let Some(raw) = given.raw(name) {
                    members.extend([",\"", name, "\":", raw]);
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
            turn: PerProcess::new(Arc::new(Turn::new(Progress::at(first)))),
        })
    }
}

fn has_pages(operation: &Operation) -> bool {
    operation.members.iter().any(|member| member.name == "page")
}

impl Pager {
    /// The next page, as the list operation returns it; `None` after the last.
    ///
    /// While another thread gets a page of this pager, this call waits: until the deadline of the context, or for the
    /// client's `timeout_ms` if there is none. The wait can be cancelled and interrupted. No lock is held while a
    /// page is fetched, so callbacks may request pages of other pagers.
    ///
    /// # Errors
    /// As the list operation; [`UnexpectedResponse`](crate::ErrorKind::UnexpectedResponse) for a list that repeats itself, does not
    /// end, or ends early; [`Timeout`](crate::ErrorKind::Timeout) if this thread's turn did not come in time;
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) in a callback of this pager's own fetching. The pager keeps its
    /// position: the next call tries that page again.
    pub fn next_page(&self) -> Result<Option<Answer>> {
        let next = self.next(&self.list.context, Instant::now(), self.place());
        interrupt::with(self.interrupt.as_ref(), || block_on(next))
    }

    /// Begins to get the next page, with a context for this call alone that was created within the pager's: `ended`
    /// receives the page, or the error, on another thread. Of several calls, the one that began first gets the first
    /// page.
    ///
    /// # Errors
    /// [`Connection`](crate::ErrorKind::Connection) if no thread can be started.
    pub(crate) fn begin_next(
        self: Arc<Pager>,
        context: Context,
        ended: impl FnOnce(Result<Option<Answer>>) + Send + 'static,
    ) -> Result<()> {
        let (began, place) = (Instant::now(), self.place());
        let scheduler = self.list.client.scheduler().clone();
        scheduler.begin(async move {
            let next = self.next(&context, began, place).await;
            ended(next);
        })
    }

    /// The next page, within a workflow.
    pub(crate) async fn next_within_workflow(&self) -> Result<Option<Answer>> {
        self.next(&self.list.context, Instant::now(), self.place()).await
    }

    /// The place of a new call in the queue for pages.
    fn place(&self) -> Place<Progress> {
        let next = || self.next.load(Ordering::Relaxed);
        let turn = self.turn.get(|_| Arc::new(Turn::new(Progress::at(next()))));
        turn.last()
    }

    async fn next(
        &self,
        context: &Context,
        began: Instant,
        place: Place<Progress>,
    ) -> Result<Option<Answer>> {
        if self.list.is_being_fetched() {
            let message = "a callback must not ask for a page of the list that its thread waits for";
            return Err(Error::invalid(message));
        }
        let next = self.list.within(self.next_of_list(context, began, &place));
        next.await.map_err(|mut error| {
            error.operation = Some(self.list.operation.name);
            error
        })
    }

    async fn next_of_list(
        &self,
        context: &Context,
        began: Instant,
        place: &Place<Progress>,
    ) -> Result<Option<Answer>> {
        let call = self.list.waiting(context, began);
        let mut progress = place.take(&call).await?;
        let Some(page) = progress.walk.next() else {
            return Ok(None);
        };
        let fetched = self.list.take(&mut progress.ahead, page, &call, context).await?;
        let Fetched { answer, page } = fetched;
        let List {
            client, operation, ..
        } = &*self.list;
        let went_on = progress.walk.go_on(page);
        went_on.map_err(|error| client.misfit(error, operation, &answer))?;
        let next = progress.walk.next();
        self.next.store(next.unwrap_or(0), Ordering::Relaxed);
        progress.ahead = next.and_then(|page| self.list.fetch_ahead(page, context));
        Ok(Some(answer))
    }

    /// The context that all pages share.
    pub(crate) fn context(&self) -> &Context {
        &self.list.context
    }

    /// The client that the list belongs to.
    pub(crate) fn client(&self) -> &Client {
        &self.list.client
    }

    /// The list operation.
    pub(crate) fn operation(&self) -> &'static Operation {
        self.list.operation
    }

    /// Ends the pager: cancels the fetch that is running, and every later page.
    pub fn cancel(&self) {
        self.list.context.cancel();
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        self.cancel();
        // Dropping waits until the fetch has ended.
        let progress = self.turn.present().and_then(|turn| turn.end());
        let ahead = progress.and_then(|progress| progress.ahead);
        // A callback may drop the pager whose page is being fetched: that thread cannot wait for itself.
        if let Some(ahead) = ahead.filter(|_| !self.list.is_being_fetched()) {
            // The call begins inside `block_on`, so that it wakes this thread and not the task that drops the pager.
            let _ = block_on(async {
                let call = Call::begin(Instant::now() + LONGEST_END);
                ahead.arrival.wait(&call).await
            });
        }
    }
}

/// The result of fetching a page ahead.
#[derive(Debug, Default)]
struct Arrival(Mutex<Arriving>);

#[derive(Debug, Default)]
struct Arriving {
    has_ended: bool,
    fetched: Option<Result<Fetched>>,
    /// The call that waits for the page.
    call: Option<Arc<Call>>,
}

impl Arrival {
    /// Waits for the page; `None` if the fetch ended without a result.
    async fn wait(&self, call: &Arc<Call>) -> Result<Option<Result<Fetched>>> {
        loop {
            {
                let mut state = self.state();
                if state.has_ended {
                    return Ok(state.fetched.take());
                }
                state.call = Some(call.clone());
            }
            woken(call).await?;
        }
    }

    fn state(&self) -> MutexGuard<'_, Arriving> {
        lock(&self.0)
    }
}

/// Wakes the call that waits when the fetch has ended, however it ended.
struct Ending(Arc<Arrival>);

impl Drop for Ending {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.has_ended = true;
        if let Some(call) = state.call.take() {
            call.wake();
        }
    }
}

thread_local! {
    /// The lists of which this thread fetches a page or waits for one, the innermost last. A list is in here while
    /// the future that does so is polled. Never dropped, so that it exists in destructors at the thread's end, when
    /// it is empty.
    static FETCHING: RefCell<ManuallyDrop<Vec<*const List>>> = const { RefCell::new(ManuallyDrop::new(Vec::new())) };
}

impl List {
    /// Whether this thread is fetching a page of this list already, and would wait for itself.
    fn is_being_fetched(&self) -> bool {
        FETCHING.with_borrow(|lists| lists.contains(&ptr::from_ref(self)))
    }

    /// Does `work`, during which a callback must not request a page of this list on this thread.
    fn fetching<T>(&self, work: impl FnOnce() -> T) -> T {
        struct Restore;
        impl Drop for Restore {
            fn drop(&mut self) {
                FETCHING.with_borrow_mut(|lists| {
                    lists.pop();
                    if lists.is_empty() {
                        drop(mem::take(&mut **lists));
                    }
                });
            }
        }
        FETCHING.with_borrow_mut(|lists| lists.push(self));
        let _restore = Restore;
        work()
    }

    /// Runs `work`, during which a callback must not request a page of this list on its thread.
    async fn within<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        poll_fn(|context| self.fetching(|| work.as_mut().poll(context))).await
    }

    /// The call that waits for a page: it can be cancelled, and has a deadline.
    fn waiting<'a>(&self, context: &'a Context, began: Instant) -> Adopted<'a> {
        let deadline = context.deadline();
        let call = Call::begin(deadline.unwrap_or(began + self.client.timeout()));
        context.adopt(call)
    }

    async fn fetch(&self, page: u32, context: &Context) -> Result<Fetched> {
        let input = format!("{{\"page\":{page}{}}}", self.members);
        let order = Order::new(self.operation, &input, Some(context));
        let answer = self.client.send(&order).await?;
        let page = Page::of(&answer).map_err(|error| self.client.misfit(error, self.operation, &answer))?;
        Ok(Fetched { answer, page })
    }

    /// Returns the page that was fetched ahead, or fetches it now. If the wait ends early, fetching ahead continues.
    async fn take(
        &self,
        ahead: &mut Option<Ahead>,
        page: u32,
        call: &Arc<Call>,
        context: &Context,
    ) -> Result<Fetched> {
        let Some(there) = ahead.take_if(|ahead| ahead.page == page) else {
            return self.fetch(page, context).await;
        };
        match there.arrival.wait(call).await {
            Ok(fetched) => {
                self.client
                    .pass_on(context, mem::take(&mut *lock(&there.lines.0)));
                match fetched {
                    Some(fetched) => fetched,
                    None => self.fetch(page, context).await,
                }
            }
            Err(error) => {
                *ahead = Some(there);
                Err(error)
            }
        }
    }

    /// Begins to fetch a page; `None` if no thread can be started, and the page must be fetched when it is requested.
    fn fetch_ahead(self: &Arc<List>, page: u32, wanted_by: &Context) -> Option<Ahead> {
        let list = self.clone();
        let lines = Arc::new(Lines::default());
        let context = match (wanted_by.reports(), self.context.reports()) {
            (Some(_), None) => Context::heard(&self.context, lines.clone()),
            _ => self.context.clone(),
        };
        let arrival = Arc::new(Arrival::default());
        let ending = Ending(arrival.clone());
        let begun = self.client.scheduler().begin(async move {
            let fetched = list.within(list.fetch(page, &context)).await;
            ending.0.state().fetched = Some(fetched);
            drop(ending);
        });
        begun.is_ok().then_some(Ahead { page, arrival, lines })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
