//! Events: what happened, to whom it is to be told, and how that went.

use jiff::Timestamp;
use rusqlite::{Connection as Database, Row};
use serde_json::{json, Value};
use uuid::Uuid;

use super::consumers::Consumer;
use super::post;
use crate::sandbox::answer::Failure;
use crate::sandbox::call::Work;
use crate::sandbox::clock;
use crate::sandbox::companies::Company;

/// Keeps an event in the same transaction as the change that it tells of: neither is ever without the other.
/// `payload` is as the service's webhook of that type has it; it is made only where somebody wants to know.
pub fn emit(
    work: &Work<'_>,
    event_type: &str,
    company: &Company,
    payload: impl FnOnce() -> Value,
) -> Result<(), Failure> {
    let mut consumers = Consumer::all(work.database)?;
    consumers.retain(|consumer| consumer.wants(event_type, company));
    if consumers.is_empty() {
        return Ok(());
    }
    let id = Uuid::new_v4().to_string();
    let body = json!({
        "id": id,
        "eventType": event_type,
        "generatedDate": clock::text(work.now),
        "payload": payload(),
    });
    work.database
        .prepare_cached("INSERT INTO event (id, type, company, body) VALUES (?1, ?2, ?3, ?4)")?
        .execute((&id, event_type, &company.id, body.to_string()))?;
    let event = work.database.last_insert_rowid();
    for consumer in consumers {
        // What could leave this machine is only written down.
        let (status, attempts, due) = match post::address(&consumer.url) {
            Ok(_) => ("pending", json!([]), Some(work.now.as_millisecond())),
            Err(reason) => (
                "refused",
                json!([{"at": clock::text(work.now), "error": reason}]),
                None,
            ),
        };
        work.database
            .prepare_cached(
                "INSERT INTO delivery (event, consumer, url, status, attempts, headers, due)
                     VALUES (?1, ?2, ?3, ?4, ?5, '{}', ?6)",
            )?
            .execute((
                event,
                &consumer.id,
                &consumer.url,
                status,
                attempts.to_string(),
                due,
            ))?;
    }
    Ok(())
}

/// The first `limit` deliveries after the one with the number `since`, as testers see them.
pub fn list(database: &Database, since: u64, limit: Option<usize>) -> rusqlite::Result<Vec<Value>> {
    let limit = limit
        .and_then(|limit| i64::try_from(limit).ok())
        .unwrap_or(i64::MAX);
    database
        .prepare_cached(
            "SELECT delivery.number, event.id, event.type, event.company, delivery.consumer, delivery.url,
                 delivery.status, delivery.attempts, delivery.headers, delivery.due, event.body
             FROM delivery JOIN event ON event.number = delivery.event
             WHERE delivery.number > ?1 ORDER BY delivery.number LIMIT ?2",
        )?
        .query_map((i64::try_from(since).unwrap_or(i64::MAX), limit), shown)?
        .collect()
}

fn shown(row: &Row<'_>) -> rusqlite::Result<Value> {
    let text = |column: usize| row.get::<_, String>(column);
    let parsed = |column: usize| -> rusqlite::Result<Value> {
        Ok(serde_json::from_str(&text(column)?).unwrap_or_default())
    };
    let due = row.get::<_, Option<i64>>(9)?;
    let due = due.and_then(|due| Timestamp::from_millisecond(due).ok());
    Ok(json!({
        "number": row.get::<_, i64>(0)?,
        "id": text(1)?,
        "eventType": text(2)?,
        "companyId": text(3)?,
        "consumerId": text(4)?,
        "url": text(5)?,
        "status": text(6)?,
        "attempts": parsed(7)?,
        "headers": parsed(8)?,
        "nextAttemptAt": due.map(clock::text),
        "body": text(10)?,
    }))
}
