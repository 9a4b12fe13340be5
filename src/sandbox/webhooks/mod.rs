//! Webhooks: what happened is written down with the change itself, and told to the consumers afterwards.
//!
//! - [`consumers`]: who wants to know
//! - [`events`]: what happened, and to whom it is to be told
//! - [`worker`]: tells them, again where they do not acknowledge
//! - [`post`]: one signed request
//! - [`secret`]: what they are signed with

pub mod consumers;
mod events;
mod post;
mod secret;
mod worker;

pub use events::{emit, list};
pub use secret::Secret;
pub use worker::work;

/// Times are in Unix milliseconds of the sandbox's clock. A delivery with a `due` is not over.
pub const TABLES: &str = "
    CREATE TABLE consumer (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        document TEXT NOT NULL
    );
    CREATE TABLE event (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        type TEXT NOT NULL,
        company TEXT NOT NULL,
        body TEXT NOT NULL
    );
    CREATE TABLE delivery (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        event INTEGER NOT NULL REFERENCES event (number),
        consumer TEXT NOT NULL,
        url TEXT NOT NULL,
        status TEXT NOT NULL,
        attempts TEXT NOT NULL,
        headers TEXT NOT NULL,
        due INTEGER
    );
    CREATE INDEX delivery_due ON delivery (due) WHERE due IS NOT NULL;
";
