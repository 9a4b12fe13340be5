//! Connections: a company's link to one platform, and the states that it goes through.

pub const TABLES: &str = "
    CREATE TABLE connection (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        company TEXT NOT NULL,
        document TEXT NOT NULL
    );
    CREATE INDEX connection_company ON connection (company);
";
