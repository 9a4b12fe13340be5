//! Pull operations: how far each is follows from the sandbox's clock alone, until it has ended.

use jiff::Timestamp;
use rusqlite::{Connection as Database, OptionalExtension, Row};
use serde_json::{json, Value};

use crate::sandbox::clock;

const COLUMNS: &str = "id, company, connection, data_type, requested, due, outcome, message, ended";

/// The stages of a pull, each with the percentage of its time at which it begins.
const STAGES: [(i64, &str, &str); 4] = [
    (0, "Queued", "Waiting for its turn"),
    (15, "Fetching", "Fetching from the software"),
    (60, "Mapping", "Bringing it into the standard form"),
    (90, "Validating", "Checking it"),
];

pub struct Pull {
    pub id: String,
    pub company: String,
    pub connection: String,
    pub data_type: String,
    pub requested: i64,
    pub due: i64,
    /// The outcome that it has when it is due.
    pub outcome: String,
    pub message: Option<String>,
    pub ended: Option<i64>,
}

/// The outcome of the next pull that matches.
pub struct Failing {
    pub company: Option<String>,
    pub data_type: Option<String>,
    pub outcome: String,
    pub message: String,
}

impl Failing {
    pub fn insert(&self, database: &Database) -> rusqlite::Result<()> {
        database
            .prepare_cached(
                "INSERT INTO failing_pull (company, data_type, outcome, message) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((&self.company, &self.data_type, &self.outcome, &self.message))?;
        Ok(())
    }

    /// Takes away the first that matches: the outcome and the message.
    pub fn take(
        database: &Database,
        company: &str,
        data_type: &str,
    ) -> rusqlite::Result<Option<(String, String)>> {
        database
            .prepare_cached(
                "DELETE FROM failing_pull WHERE number = (SELECT min(number) FROM failing_pull
                     WHERE ifnull(company, ?1) = ?1 AND ifnull(data_type, ?2) = ?2)
                 RETURNING outcome, message",
            )?
            .query_map((company, data_type), |row| Ok((row.get(0)?, row.get(1)?)))?
            .next()
            .transpose()
    }
}

impl Pull {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Pull> {
        Ok(Pull {
            id: row.get(0)?,
            company: row.get(1)?,
            connection: row.get(2)?,
            data_type: row.get(3)?,
            requested: row.get(4)?,
            due: row.get(5)?,
            outcome: row.get(6)?,
            message: row.get(7)?,
            ended: row.get(8)?,
        })
    }

    pub fn insert(&self, database: &Database) -> rusqlite::Result<()> {
        database
            .prepare_cached(
                "INSERT INTO pull (id, company, connection, data_type, requested, due, outcome, message)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((
                &self.id,
                &self.company,
                &self.connection,
                &self.data_type,
                self.requested,
                self.due,
                &self.outcome,
                &self.message,
            ))?;
        Ok(())
    }

    /// In the order in which they were queued.
    pub fn of_company(database: &Database, company: &str) -> rusqlite::Result<Vec<Pull>> {
        database
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM pull WHERE company = ?1 ORDER BY number"
            ))?
            .query_map([company], Pull::from_row)?
            .collect()
    }

    pub fn find(database: &Database, company: &str, id: &str) -> rusqlite::Result<Option<Pull>> {
        database
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM pull WHERE company = ?1 AND id = ?2"
            ))?
            .query_row((company, id), Pull::from_row)
            .optional()
    }

    /// Its status, words about it, and how far it is in percent.
    pub fn status(&self, now: Timestamp) -> (&str, &str, i64) {
        if self.ended.is_some() {
            let words = match self.outcome.as_str() {
                "Complete" => "Done",
                "NotSupported" => "The software has no such data",
                _ => "Failed",
            };
            return (&self.outcome, words, 100);
        }
        let span = (self.due - self.requested).max(1);
        let progress = ((now.as_millisecond() - self.requested) * 100 / span).clamp(0, 99);
        let stage = STAGES.iter().rev().find(|(from, ..)| progress >= *from);
        let (_, status, words) = stage.unwrap_or(&STAGES[0]);
        (status, words, progress)
    }

    pub fn succeeded(&self) -> bool {
        self.ended.is_some() && self.outcome == "Complete"
    }

    /// Data that the software does not have is no failure.
    fn failed(&self) -> bool {
        self.ended.is_some() && !matches!(self.outcome.as_str(), "Complete" | "NotSupported")
    }

    pub fn completed(&self) -> Option<String> {
        let time = Timestamp::from_millisecond(self.ended?).ok()?;
        Some(clock::text(time))
    }

    pub fn answered(&self, now: Timestamp) -> Value {
        let (status, words, progress) = self.status(now);
        let requested = Timestamp::from_millisecond(self.requested).unwrap_or(now);
        let mut body = json!({
            "id": self.id,
            "companyId": self.company,
            "connectionId": self.connection,
            "dataType": self.data_type,
            "status": status,
            "statusDescription": words,
            "requested": clock::text(requested),
            "progress": progress,
            "isCompleted": self.succeeded(),
            "isErrored": self.failed(),
            // Null rather than absent, as the service sends it.
            "errorMessage": self.message.as_ref().filter(|_| self.ended.is_some()),
        });
        if let Some(completed) = self.completed() {
            body["completed"] = json!(completed);
        }
        body
    }
}

/// The pull of such data from a connection that has not ended.
pub fn running(database: &Database, connection: &str, data_type: &str) -> rusqlite::Result<Option<String>> {
    database
        .prepare_cached("SELECT id FROM pull WHERE ended IS NULL AND connection = ?1 AND data_type = ?2")?
        .query_row((connection, data_type), |row| row.get(0))
        .optional()
}

/// When the next pull ends.
pub fn next_due(database: &Database) -> rusqlite::Result<Option<i64>> {
    database
        .prepare_cached("SELECT min(due) FROM pull WHERE ended IS NULL")?
        .query_row([], |row| row.get(0))
}

/// Ends every pull that is due; those of a connection follow each other.
pub fn end_due(database: &Database, now: i64) -> rusqlite::Result<Vec<Pull>> {
    let due = database
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM pull WHERE ended IS NULL AND due <= ?1 ORDER BY connection, due, number"
        ))?
        .query_map([now], Pull::from_row)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    if !due.is_empty() {
        database
            .prepare_cached("UPDATE pull SET ended = due WHERE ended IS NULL AND due <= ?1")?
            .execute([now])?;
    }
    Ok(due)
}

/// Ends what is being pulled from a connection that is no longer Linked.
pub fn end_all(database: &Database, connection: &str, now: i64) -> rusqlite::Result<Vec<Pull>> {
    database
        .prepare_cached(&format!(
            "UPDATE pull SET ended = ?2, outcome = 'AuthError', message = 'The connection is no longer authorized.'
                 WHERE ended IS NULL AND connection = ?1 RETURNING {COLUMNS}"
        ))?
        .query_map((connection, now), Pull::from_row)?
        .collect()
}
