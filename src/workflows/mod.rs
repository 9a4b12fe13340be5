//! Workflows: operations that take several requests, which people would otherwise write by hand.
//!
//! - [`link`]: the URL to send the customer to
//! - [`connections`]: waiting until a customer has authorized a connection; connections to authorize again
//! - [`refresh`]: queueing a pull, or finding the one that is running; waiting until data has been pulled
//! - [`create_many`]: a whole list of companies, each created exactly once
//!
//! Each request of a workflow is an ordinary call: it has the client's `timeoutMs`, and the retries that any call has.
//! A request that fails after these ends the workflow with its error; [`create_many`] continues with the other companies,
//! unless all would fail in the same way.

mod connections;
mod create_many;
mod link;
mod refresh;

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::answer::{Answer, PREFIX};
use crate::client::{Client, Work};
use crate::context::{Adopted, Context};
use crate::error::{Error, ErrorKind, Result};
use crate::input::Given;
use crate::meta::Meta;
use crate::operations::{Operation, Workflow};
use crate::order::Order;

/// The first pause between two polls, unless the input has a `pollIntervalMs`.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The length at which pauses stop growing.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Runs the order's workflow to its end. `meta` receives what is known about its requests.
pub(crate) fn run<'a>(client: &'a Client, order: &'a Order<'a>, meta: &'a mut Meta) -> Work<'a> {
    Box::pin(async move {
        let Some(workflow) = order.operation.workflow() else {
            return Err(Error::invalid(format!("{} is one request", order.operation.name)));
        };
        let mut run = Run {
            client,
            context: order.context,
            input: Given::input(order.operation, order.input)?,
            call: order.call(patience(workflow).unwrap_or(client.timeout())),
            meta,
        };
        let result = steps(workflow, &mut run).await?;
        Ok([PREFIX, result.as_bytes()].concat())
    })
}

/// The steps of a workflow; the result is JSON. Boxed, so that no workflow takes the memory that the longest needs.
fn steps<'a>(
    workflow: Workflow,
    run: &'a mut Run<'_>,
) -> Pin<Box<dyn Future<Output = Result<String>> + Send + 'a>> {
    match workflow {
        Workflow::CreateMany => Box::pin(create_many::create_many(run)),
        Workflow::LinkUrl => Box::pin(link::link_url(run)),
        Workflow::NeedsReauthorization => Box::pin(connections::needs_reauthorization(run)),
        Workflow::QueueOrJoin => Box::pin(refresh::queue_or_join(run)),
        Workflow::WaitUntilComplete => Box::pin(refresh::wait_until_complete(run)),
        Workflow::WaitUntilLinked => Box::pin(connections::wait_until_linked(run)),
    }
}

/// How long a workflow may take if the context sets no time; `None`: as long as any call.
fn patience(workflow: Workflow) -> Option<Duration> {
    let minutes = match workflow {
        Workflow::CreateMany => 24 * 60,
        Workflow::WaitUntilComplete => 30,
        Workflow::WaitUntilLinked => 15,
        Workflow::LinkUrl | Workflow::NeedsReauthorization | Workflow::QueueOrJoin => return None,
    };
    Some(Duration::from_secs(60 * minutes))
}

/// A running workflow.
pub(crate) struct Run<'a> {
    client: &'a Client,
    context: Option<&'a Context>,
    input: Given<'a>,
    /// Has the deadline, and ends pauses when the context is cancelled.
    call: Adopted<'a>,
    meta: &'a mut Meta,
}

impl Run<'_> {
    /// Makes one of the workflow's calls.
    async fn call(&mut self, operation: &'static Operation, input: Value) -> Result<Answer> {
        let (client, context, deadline) = (self.client, self.context, self.call.deadline);
        // Boxed, so that a workflow that waits does not hold the memory of the call.
        let outcome = Box::pin(async move {
            let input = input.to_string();
            let mut order = Order::new(operation, &input, context);
            let timeout = order.began + client.timeout();
            order.deadline = Some(deadline.min(timeout));
            client.send(&order).await
        })
        .await;
        let meta = match &outcome {
            Ok(answer) => answer.meta(),
            Err(error) => &error.meta,
        };
        self.meta.attempts += meta.attempts;
        self.meta.queued_ms += meta.queued_ms;
        self.meta.status = meta.status;
        if meta.rate_limit.is_some() {
            self.meta.rate_limit.clone_from(&meta.rate_limit);
        }
        outcome
    }

    /// Fails if the context was cancelled, or the time is up, before anything was done.
    fn may_begin(&self) -> Result<()> {
        if self.call.is_cancelled() {
            return Err(Error::cancelled());
        }
        if self.call.remaining().is_zero() {
            return Err(Error::new(
                ErrorKind::Timeout,
                "the time was up before anything was done",
            ));
        }
        Ok(())
    }

    /// The company that the workflow is about.
    fn company_id(&self) -> Result<String> {
        Ok(self.input.get("companyId")?.unwrap_or_default())
    }

    /// The pauses between two polls: each is half as long again as the one before. `late` is the error's message when
    /// the time is up.
    fn pauses(&self, late: &'static str) -> Result<Pauses> {
        let first = self.input.get("pollIntervalMs")?.map(Duration::from_millis);
        Ok(Pauses {
            next: first.unwrap_or(FIRST_PAUSE),
            late,
        })
    }
}

/// The pauses of a workflow that polls until it has a result.
struct Pauses {
    next: Duration,
    late: &'static str,
}

impl Pauses {
    /// Waits until the next poll; fails if the time is up or the call was cancelled.
    async fn wait(&mut self, run: &Run<'_>) -> Result<()> {
        let until = (Instant::now() + self.next).min(run.call.deadline);
        if !run.call.sleep_until(until).await {
            return Err(Error::cancelled());
        }
        if run.call.remaining().is_zero() {
            return Err(Error::new(ErrorKind::Timeout, self.late));
        }
        self.next = grown(self.next);
        Ok(())
    }
}

/// Returns the pause after one of this length.
fn grown(pause: Duration) -> Duration {
    (pause * 3 / 2).min(LONGEST_PAUSE).max(pause)
}

/// The error of a response that lacks a required value.
fn unexpected(message: &str) -> Error {
    Error::new(ErrorKind::UnexpectedResponse, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_have_the_timeouts_of_the_manual() {
        let minutes = |workflow: Workflow| patience(workflow).map(|patience| patience.as_secs() / 60);
        assert_eq!(minutes(Workflow::WaitUntilLinked), Some(15));
        assert_eq!(minutes(Workflow::WaitUntilComplete), Some(30));
        assert_eq!(minutes(Workflow::CreateMany), Some(24 * 60));
        assert_eq!(minutes(Workflow::LinkUrl), None);
        assert_eq!(minutes(Workflow::NeedsReauthorization), None);
        assert_eq!(minutes(Workflow::QueueOrJoin), None);
    }

    #[test]
    fn pauses_grow_by_half_to_15_seconds() {
        let mut pauses = vec![FIRST_PAUSE];
        for _ in 0..9 {
            pauses.push(grown(pauses[pauses.len() - 1]));
        }
        let ms: Vec<u128> = pauses.iter().map(Duration::as_millis).collect();
        assert_eq!(
            ms,
            [1000, 1500, 2250, 3375, 5062, 7593, 11390, 15000, 15000, 15000]
        );
        // The caller asked for a longer pause.
        assert_eq!(grown(Duration::from_secs(60)), Duration::from_secs(60));
    }
}
