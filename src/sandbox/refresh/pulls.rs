//! Pull operations: how far each is follows from the sandbox's clock alone, until it has ended.

use jiff::Timestamp;
use rusqlite::{Connection as Database, OptionalExtension, Row};
use serde_json::{json, Value};
use uuid::Uuid;

use crate::sandbox::answer::Failure;
use crate::sandbox::call::Work;
use crate::sandbox::companies::Company;
use crate::sandbox::{clock, store, webhooks};

/// Under which name the store remembers how long a pull takes.
pub const SECONDS: &str = "pullSeconds";
const DEFAULT_SECONDS: i64 = 2;

/// Times are in Unix milliseconds; `ended` is null while a pull is running.
pub const TABLES: &str = "
    CREATE TABLE pull (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        company TEXT NOT NULL,
        connection TEXT NOT NULL,
        data_type TEXT NOT NULL,
        requested INTEGER NOT NULL,
        due INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        message TEXT,
        ended INTEGER
    );
    CREATE INDEX pull_company ON pull (company);
    CREATE INDEX pull_running ON pull (due) WHERE ended IS NULL;
    CREATE TABLE failing_pull (
        number INTEGER PRIMARY KEY,
        company TEXT,
        data_type TEXT,
        outcome TEXT NOT NULL,
        message TEXT NOT NULL
    );
";

const COLUMNS: &str = "id, company, connection, data_type, requested, due, outcome, message, ended";

/// What a pull goes through, from which hundredth of its time on.
const STAGES: [(i64, &str, &str); 4] = [
    (0, "Queued", "Waiting for its turn"),
    (15, "Fetching", "Fetching from the software"),
    (60, "Mapping", "Bringing it into the standard form"),
    (90, "Validating", "Checking it"),
];

pub struct Pull {
    pub id: String,
    company: String,
    connection: String,
    pub data_type: String,
    requested: i64,
    due: i64,
    /// How it will have ended when it is due.
    outcome: String,
    message: Option<String>,
    ended: Option<i64>,
}

/// How the next pull that matches is to end.
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

    /// Takes away the first that matches.
    fn take(
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
            let words = if self.succeeded() { "Done" } else { "Failed" };
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
            "isErrored": self.ended.is_some() && !self.succeeded(),
        });
        for (name, value) in [
            ("completed", self.completed()),
            (
                "errorMessage",
                self.message.clone().filter(|_| self.ended.is_some()),
            ),
        ] {
            if let Some(value) = value {
                body[name] = json!(value);
            }
        }
        body
    }
}

pub fn is_running(work: &Work<'_>, connection: &str, data_type: &str) -> rusqlite::Result<bool> {
    work.database
        .prepare_cached("SELECT 1 FROM pull WHERE ended IS NULL AND connection = ?1 AND data_type = ?2")?
        .exists((connection, data_type))
}

pub fn queue(work: &Work<'_>, company: &str, connection: &str, data_type: &str) -> rusqlite::Result<Pull> {
    let seconds = store::setting(work.database, SECONDS)?.unwrap_or(DEFAULT_SECONDS);
    let requested = work.now.as_millisecond();
    let failing = Failing::take(work.database, company, data_type)?;
    let (outcome, message) = match failing {
        Some((outcome, message)) => (outcome, Some(message)),
        None => ("Complete".to_owned(), None),
    };
    let pull = Pull {
        id: Uuid::new_v4().to_string(),
        company: company.to_owned(),
        connection: connection.to_owned(),
        data_type: data_type.to_owned(),
        requested,
        due: requested + seconds * 1_000,
        outcome,
        message,
        ended: None,
    };
    work.database
        .prepare_cached(
            "INSERT INTO pull (id, company, connection, data_type, requested, due, outcome, message)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((
            &pull.id,
            &pull.company,
            &pull.connection,
            &pull.data_type,
            pull.requested,
            pull.due,
            &pull.outcome,
            &pull.message,
        ))?;
    Ok(pull)
}

/// When the next pull ends, in Unix milliseconds of the sandbox's clock.
pub fn next_due(database: &Database) -> rusqlite::Result<Option<i64>> {
    database
        .prepare_cached("SELECT min(due) FROM pull WHERE ended IS NULL")?
        .query_row([], |row| row.get(0))
}

/// Ends every pull whose time has come, and tells of them, those of a connection together.
pub fn settle(work: &Work<'_>) -> Result<(), Failure> {
    let now = work.now.as_millisecond();
    let due: Vec<Pull> = work
        .database
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM pull WHERE ended IS NULL AND due <= ?1 ORDER BY connection, due, number"
        ))?
        .query_map([now], Pull::from_row)?
        .collect::<rusqlite::Result<_>>()?;
    for pulls in due.chunk_by(|a, b| a.connection == b.connection) {
        for pull in pulls {
            work.database
                .prepare_cached("UPDATE pull SET ended = due WHERE id = ?1")?
                .execute([&pull.id])?;
        }
        tell(work, pulls)?;
    }
    Ok(())
}

/// A connection that is no longer Linked: what is being pulled from it ends badly, and now.
pub fn break_off(work: &Work<'_>, company: &Company, connection: &str) -> Result<(), Failure> {
    let pulls: Vec<Pull> = work
        .database
        .prepare_cached(&format!(
            "UPDATE pull SET ended = ?2, outcome = 'AuthError', message = 'The connection is no longer authorised.'
                 WHERE ended IS NULL AND connection = ?1 AND company = ?3 RETURNING {COLUMNS}"
        ))?
        .query_map(
            (connection, work.now.as_millisecond(), &company.id),
            Pull::from_row,
        )?
        .collect::<rusqlite::Result<_>>()?;
    match pulls.is_empty() {
        true => Ok(()),
        false => tell(work, &pulls),
    }
}

/// Tells that pulls of one connection have ended, and notes when it last went well.
fn tell(work: &Work<'_>, pulls: &[Pull]) -> Result<(), Failure> {
    let Some(mut company) = Company::find(work.database, &pulls[0].company)? else {
        return Ok(());
    };
    let ended: Vec<Value> = pulls
        .iter()
        .map(|pull| {
            json!({
                "connectionId": pull.connection,
                "dataType": pull.data_type,
                "status": pull.outcome,
                "recordsModified": pull.outcome == "Complete",
            })
        })
        .collect();
    let payload = json!({"referenceCompany": company.as_reference(), "dataTypes": ended});
    let good = pulls.iter().filter(|pull| pull.outcome == "Complete");
    let mut is_first = false;
    if let Some(at) = good.map(|pull| pull.ended.unwrap_or(pull.due)).max() {
        let at = Timestamp::from_millisecond(at).map_err(Failure::broken)?;
        let connection = company
            .data_connections
            .iter_mut()
            .find(|each| each.id == pulls[0].connection);
        if let Some(connection) = connection {
            is_first = connection.last_sync.replace(clock::text(at)).is_none();
        }
        company.last_sync = Some(clock::text(at));
        company.save(work)?;
    }
    if is_first {
        webhooks::emit(work, "read.completed.initial", &company, || payload.clone())?;
    }
    webhooks::emit(work, "read.completed", &company, || payload)
}

pub fn forget_company(work: &Work<'_>, company: &str) -> rusqlite::Result<()> {
    work.database
        .prepare_cached("DELETE FROM pull WHERE company = ?1")?
        .execute([company])?;
    Ok(())
}

pub fn forget_connection(work: &Work<'_>, connection: &str) -> rusqlite::Result<()> {
    work.database
        .prepare_cached("DELETE FROM pull WHERE connection = ?1")?
        .execute([connection])?;
    Ok(())
}
