//! The database: its schema, opening it, refusing files of other programs, and stored numbers.

use std::fs::OpenOptions;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::types::Type;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Row, TransactionBehavior};
use serde::de::DeserializeOwned;
use serde::Serialize;

/// Marks the file as a sandbox's ("Codt").
const APPLICATION_ID: u32 = 0x436f_6474;
const SCHEMA_VERSION: u32 = 4;
const SCHEMA: &str = include_str!("schema.sql");

/// Opens the database at `path`, or an empty one in memory; the error is a complete sentence.
pub fn open(path: Option<&Path>) -> Result<Connection, String> {
    let connection = match path.filter(|path| *path != Path::new(":memory:")) {
        None => Connection::open_in_memory().and_then(|connection| {
            connection.pragma_update(None, "foreign_keys", true)?;
            create(connection)
        }),
        Some(path) => {
            let named = |problem: String| format!("{}: {problem}", path.display());
            // An absolute path, because some names, such as the empty one, have a special meaning for SQLite.
            let absolute: PathBuf = std::path::absolute(path).map_err(|error| named(error.to_string()))?;
            let new = inspect(&absolute).map_err(named)?;
            return open_file(&absolute, new).map_err(|error| named(explain(&error)));
        }
    };
    connection.map_err(|error| explain(&error))
}

/// Looks at a file without SQLite, which might change it; true if it is empty. The file is opened for writing,
/// because the system's reason for a refusal is clearer than SQLite's.
fn inspect(path: &Path) -> Result<bool, String> {
    let mut header = Vec::new();
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .and_then(|file| file.take(100).read_to_end(&mut header))
        .map_err(|error| format!("the file cannot be opened for writing: {error}."))?;
    if header.is_empty() {
        return Ok(true);
    }
    let number = |at: usize| {
        header
            .get(at..at + 4)
            .and_then(|bytes| bytes.try_into().ok())
            .map(u32::from_be_bytes)
    };
    if !header.starts_with(b"SQLite format 3\0") {
        return Err("this is not a database.".to_owned());
    }
    if number(68) != Some(APPLICATION_ID) {
        return Err("this is not a sandbox's database.".to_owned());
    }
    match number(60) {
        Some(SCHEMA_VERSION) => Ok(false),
        Some(other) => Err(format!(
            "the database has schema {other}, this sandbox knows only {SCHEMA_VERSION}."
        )),
        None => Err("the database is corrupt.".to_owned()),
    }
}

fn open_file(path: &Path, new: bool) -> rusqlite::Result<Connection> {
    // Without SQLITE_OPEN_URI, which would read a file name such as "file:x" as something else.
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    // SQLite would let everybody read it; what it makes beside the file has the file's mode.
    #[cfg(unix)]
    if new {
        use std::os::unix::fs::OpenOptionsExt;
        let made = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path);
        // SQLite's error is clearer here.
        drop(made);
    }
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::ZERO)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let connection = if new { create(connection)? } else { connection };
    let health: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if health != "ok" {
        let corrupt = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
        return Err(rusqlite::Error::SqliteFailure(corrupt, Some(health)));
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Takes the write lock, which is then kept: a second sandbox is refused when it starts, not later.
    connection.execute_batch("BEGIN IMMEDIATE; COMMIT")?;
    Ok(connection)
}

fn create(mut connection: Connection) -> rusqlite::Result<Connection> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    transaction.execute_batch(SCHEMA)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    transaction.commit()?;
    Ok(connection)
}

fn explain(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "the database is in use, by another sandbox most likely.".to_owned()
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            format!("the database is corrupt ({error}).")
        }
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::SystemIoFailure) => {
            format!("the database cannot be written, or no file beside it ({error}).")
        }
        _ => error.to_string(),
    }
}

/// A number that was set, if it was.
pub fn setting(connection: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()
}

pub fn set(connection: &Connection, name: &str, value: Option<i64>) -> rusqlite::Result<()> {
    match value {
        Some(value) => connection
            .prepare_cached("INSERT OR REPLACE INTO setting VALUES (?1, ?2)")?
            .execute((name, value))?,
        None => connection
            .prepare_cached("DELETE FROM setting WHERE name = ?1")?
            .execute([name])?,
    };
    Ok(())
}

/// Deletes every row, those that refer to others first: they are then not looked up for each row that they refer to.
pub fn clear(connection: &Connection) -> rusqlite::Result<()> {
    let tables = connection
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid DESC")?
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for table in tables {
        connection.execute(&format!("DELETE FROM {table}"), ())?;
    }
    Ok(())
}

/// How many rows a table has.
pub fn count(connection: &Connection, table: &'static str) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(&format!("SELECT count(*) FROM {table}"))?
        .query_row([], |row| row.get(0))
}

/// A column that has JSON.
pub fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}

/// JSON for a column.
pub fn text(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}
