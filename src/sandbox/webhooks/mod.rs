//! Webhooks: what happened is written down with the change itself, and told to the consumers afterwards.

mod events;

pub use events::emit;

pub const TABLES: &str = "
    CREATE TABLE event (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        at INTEGER NOT NULL,
        type TEXT NOT NULL,
        company TEXT NOT NULL,
        body TEXT NOT NULL
    );
";
