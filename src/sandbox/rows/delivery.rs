//! Events, and their deliveries to webhook consumers.

use jiff::Timestamp;
use rusqlite::{Connection as Database, OptionalExtension, Row};
use serde_json::{json, Value};

use super::consumer::Consumer;
use crate::sandbox::{clock, store};

/// The number of a new event.
pub fn insert_event(
    database: &Database,
    id: &str,
    event_type: &str,
    company: &str,
    body: &str,
) -> rusqlite::Result<i64> {
    database
        .prepare_cached("INSERT INTO event (id, type, company, body) VALUES (?1, ?2, ?3, ?4)")?
        .execute((id, event_type, company, body))?;
    Ok(database.last_insert_rowid())
}

/// How a delivery stands: its status, its attempts, and when the next one is due.
pub struct State {
    pub status: String,
    pub attempts: Vec<Value>,
    pub due: Option<i64>,
}

impl State {
    pub fn insert(&self, database: &Database, event: i64, consumer: &Consumer) -> rusqlite::Result<()> {
        database
            .prepare_cached(
                "INSERT INTO delivery (event, consumer, url, status, attempts, headers, due)
                     VALUES (?1, ?2, ?3, ?4, ?5, '{}', ?6)",
            )?
            .execute((
                event,
                &consumer.id,
                &consumer.url,
                &self.status,
                store::text(&self.attempts)?,
                self.due,
            ))?;
        Ok(())
    }

    pub fn find(database: &Database, delivery: i64) -> rusqlite::Result<Option<State>> {
        let read = |row: &Row<'_>| {
            Ok(State {
                status: row.get(0)?,
                attempts: store::json(row, 1)?,
                due: row.get(2)?,
            })
        };
        database
            .prepare_cached("SELECT status, attempts, due FROM delivery WHERE number = ?1")?
            .query_row([delivery], read)
            .optional()
    }

    pub fn save(&self, database: &Database, delivery: i64, headers: &Value) -> rusqlite::Result<()> {
        database
            .prepare_cached(
                "UPDATE delivery SET attempts = ?2, headers = ?3, status = ?4, due = ?5 WHERE number = ?1",
            )?
            .execute((
                delivery,
                store::text(&self.attempts)?,
                headers.to_string(),
                &self.status,
                self.due,
            ))?;
        Ok(())
    }
}

/// A delivery to be attempted.
pub struct Due {
    pub number: i64,
    pub consumer: String,
    pub url: String,
    pub event_id: String,
    pub body: String,
}

/// The first delivery of each consumer that is due.
pub fn due(database: &Database, now: i64) -> rusqlite::Result<Vec<Due>> {
    let read = |row: &Row<'_>| {
        Ok(Due {
            number: row.get(0)?,
            consumer: row.get(1)?,
            url: row.get(2)?,
            event_id: row.get(3)?,
            body: row.get(4)?,
        })
    };
    database
        .prepare_cached(
            "SELECT min(delivery.number), delivery.consumer, delivery.url, event.id, event.body
             FROM delivery JOIN event ON event.number = delivery.event
             WHERE delivery.due <= ?1 GROUP BY delivery.consumer",
        )?
        .query_map([now], read)?
        .collect()
}

/// When the first of those that are not due yet will be.
pub fn next_due(database: &Database, now: i64) -> rusqlite::Result<Option<i64>> {
    database
        .prepare_cached("SELECT min(due) FROM delivery WHERE due > ?1")?
        .query_row([now], |row| row.get(0))
}

/// What a consumer has not acknowledged yet is not sent any more.
pub fn cancel(database: &Database, consumer: &str) -> rusqlite::Result<()> {
    database
        .prepare_cached(
            "UPDATE delivery SET due = NULL, status = 'cancelled' WHERE consumer = ?1 AND due IS NOT NULL",
        )?
        .execute([consumer])?;
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
        "attempts": store::json::<Value>(row, 7)?,
        "headers": store::json::<Value>(row, 8)?,
        "nextAttemptAt": due.map(clock::text),
        "body": text(10)?,
    }))
}
