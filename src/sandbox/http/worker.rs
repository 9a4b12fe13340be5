//! Background work: ends pulls that are due, and sends webhooks to consumers.
//!
//! Each consumer receives one webhook at a time, so a slow consumer delays only itself. A webhook that it does not
//! acknowledge is sent again later with the same id; the pause is in the sandbox's time.

use std::collections::HashSet;
use std::io;
use std::sync::{mpsc, Arc};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{json, Value};
use tokio::task::JoinSet;

use super::post::{post, Message};
use super::service::Service;
use crate::sandbox::answer::Failure;
use crate::sandbox::clock;
use crate::sandbox::rows::delivery::{self, State};
use crate::sandbox::rows::pull;

/// The pause after each failed attempt, before the next one.
const PAUSES_SECONDS: [i64; 7] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 10 * 3600];
/// The longest pause between two checks for due work: the clock of a machine that slept has moved.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// After the database failed.
const SHORT_SLEEP: Duration = Duration::from_millis(200);

/// A delivery to be attempted.
struct Delivery {
    number: i64,
    consumer: String,
    url: String,
    message: Message,
}

/// Runs until the sandbox stops; reports when the work that was due at the start is done.
pub async fn work(service: Arc<Service>, ready: mpsc::Sender<io::Result<()>>) {
    let mut busy: HashSet<String> = HashSet::new();
    let mut sending: JoinSet<String> = JoinSet::new();
    let mut ready = Some(ready);
    loop {
        let pause = match step(&service, &mut busy, &mut sending) {
            Ok(pause) => pause,
            Err(_) => SHORT_SLEEP,
        };
        if let Some(ready) = ready.take() {
            let _ = ready.send(Ok(()));
        }
        tokio::select! {
            Some(done) = sending.join_next() => {
                if let Ok(consumer) = done {
                    busy.remove(&consumer);
                }
            }
            () = service.wake.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Does the work that is due; returns the time until the next is.
fn step(
    service: &Arc<Service>,
    busy: &mut HashSet<String>,
    sending: &mut JoinSet<String>,
) -> Result<Duration, Failure> {
    let now = service.clock.now().as_millisecond();
    let pull_due = pull::next_due(&service.database())?;
    if pull_due.is_some_and(|due| due <= now) {
        service.change(|_| Ok::<_, Failure>(()))?;
    }
    let (due, next) = look(service, busy, now)?;
    for delivery in due {
        busy.insert(delivery.consumer.clone());
        sending.spawn(deliver(Arc::clone(service), delivery));
    }
    let next = [pull_due.filter(|due| *due > now), next]
        .into_iter()
        .flatten()
        .min();
    let wait = next.map_or(LONGEST_SLEEP, |next| {
        Duration::from_millis(u64::try_from(next - now).unwrap_or(0))
    });
    Ok(wait.min(LONGEST_SLEEP))
}

/// The first delivery that is due of each consumer that is not busy; and when the next will be.
fn look(
    service: &Service,
    busy: &HashSet<String>,
    now: i64,
) -> rusqlite::Result<(Vec<Delivery>, Option<i64>)> {
    let database = service.database();
    let mut deliveries = Vec::new();
    for due in delivery::due(&database, now)? {
        if busy.contains(&due.consumer) {
            continue;
        }
        // By the machine's clock: the receiver compares it with its own.
        let timestamp = Timestamp::now().as_second();
        let signature = service.webhook_secret.sign(&due.event_id, timestamp, &due.body);
        deliveries.push(Delivery {
            number: due.number,
            consumer: due.consumer,
            url: due.url,
            message: Message {
                headers: [
                    ("id", due.event_id),
                    ("timestamp", timestamp.to_string()),
                    ("signature", signature),
                ],
                body: due.body,
            },
        });
    }
    Ok((deliveries, delivery::next_due(&database, now)?))
}

/// Attempts a delivery, and records the outcome; returns the consumer, which is free then.
async fn deliver(service: Arc<Service>, delivery: Delivery) -> String {
    let outcome = post(&delivery.url, &delivery.message).await;
    // An attempt that cannot be recorded is repeated: the promise is delivery at least once.
    while record(&service, &delivery, &outcome).is_err() {
        tokio::time::sleep(SHORT_SLEEP).await;
    }
    delivery.consumer
}

fn record(
    service: &Service,
    delivery: &Delivery,
    outcome: &Result<axum::http::StatusCode, String>,
) -> Result<(), Failure> {
    service.change(|work| {
        // It was deleted in the meantime.
        let Some(State {
            status, mut attempts, ..
        }) = State::find(work.database, delivery.number)?
        else {
            return Ok(());
        };
        let at = clock::text(work.now);
        attempts.push(match outcome {
            Ok(status) => json!({"at": at, "status": status.as_u16()}),
            Err(error) => json!({"at": at, "error": error}),
        });
        let pause = PAUSES_SECONDS.get(attempts.len() - 1);
        let again = pause.map(|seconds| work.now.as_millisecond() + seconds * 1_000);
        let (status, due) = match outcome {
            Ok(status) if status.is_success() => ("delivered", None),
            _ if status == "cancelled" => ("cancelled", None),
            _ if again.is_some() => ("pending", again),
            _ => ("failed", None),
        };
        let headers: Value = delivery
            .message
            .headers
            .iter()
            .map(|(name, value)| (format!("webhook-{name}"), json!(value)))
            .collect();
        let state = State {
            status: status.to_owned(),
            attempts,
            due,
        };
        state.save(work.database, delivery.number, &headers)?;
        Ok(())
    })
}
