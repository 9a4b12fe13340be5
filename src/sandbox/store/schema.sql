-- All that a sandbox stores. A `document` is the JSON of the service's response, without what has a separate table.
-- Rows are in order of creation by `number`. Times are in Unix milliseconds of the sandbox's clock.

CREATE TABLE company (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL
);

CREATE TABLE company_group (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
);

CREATE TABLE membership (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    company TEXT NOT NULL REFERENCES company (id) ON DELETE CASCADE,
    company_group TEXT NOT NULL REFERENCES company_group (id) ON DELETE CASCADE,
    UNIQUE (company, company_group)
);

CREATE TABLE connection (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    company TEXT NOT NULL REFERENCES company (id) ON DELETE CASCADE,
    document TEXT NOT NULL,
    status TEXT NOT NULL AS (document ->> '$.status')
);
CREATE INDEX connection_company ON connection (company);
CREATE INDEX connection_linked ON connection (company) WHERE status = 'Linked';

-- `whole` is the company's JSON with its connections and groups.
CREATE VIEW whole_company AS
SELECT
    number,
    id,
    document,
    json_set(
        document,
        '$.dataConnections', json((
            SELECT json_group_array(json(connection.document) ORDER BY connection.number)
            FROM connection
            WHERE connection.company = company.id
        )),
        '$.groups', json((
            SELECT json_group_array(
                json_object('id', company_group.id, 'name', company_group.name) ORDER BY membership.number
            )
            FROM membership JOIN company_group ON company_group.id = membership.company_group
            WHERE membership.company = company.id
        ))
    ) AS whole
FROM company;

CREATE TABLE sync_settings (
    company TEXT PRIMARY KEY REFERENCES company (id) ON DELETE CASCADE,
    document TEXT NOT NULL
);

-- What belongs to the account: `profile`, `syncSettings`, and the origins of `cors` and `connectionManagementCors`.
CREATE TABLE account (
    name TEXT PRIMARY KEY,
    document TEXT NOT NULL
);

CREATE TABLE api_key (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    secret TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL
);

-- What is pulled from an integration beyond the usual: `kind` is `supplemental` or `custom`.
CREATE TABLE data_configuration (
    integration TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (integration, kind, name)
);

-- A push operation succeeds when it is `due`; `record` is the ID of what it creates.
CREATE TABLE push (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    company TEXT NOT NULL REFERENCES company (id) ON DELETE CASCADE,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    data_type TEXT NOT NULL,
    record TEXT NOT NULL,
    requested INTEGER NOT NULL,
    due INTEGER NOT NULL
);
CREATE INDEX push_company ON push (company);
CREATE INDEX push_connection ON push (connection);

-- A pull operation. `outcome` is how it ends when it is due; `ended` is null while it runs.
CREATE TABLE pull (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    company TEXT NOT NULL REFERENCES company (id) ON DELETE CASCADE,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    data_type TEXT NOT NULL,
    requested INTEGER NOT NULL,
    due INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    message TEXT,
    ended INTEGER
);
CREATE INDEX pull_company ON pull (company);
CREATE INDEX pull_connection ON pull (connection);
CREATE INDEX pull_running ON pull (due) WHERE ended IS NULL;

-- How the next pull that matches ends; null matches any.
CREATE TABLE failing_pull (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    company TEXT REFERENCES company (id) ON DELETE CASCADE,
    data_type TEXT,
    outcome TEXT NOT NULL,
    message TEXT NOT NULL
);
CREATE INDEX failing_pull_company ON failing_pull (company);

CREATE TABLE consumer (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL
);

-- An event and its deliveries are kept after their company and consumer are deleted.
CREATE TABLE event (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    company TEXT NOT NULL,
    body TEXT NOT NULL
);

-- A delivery with a `due` has not ended.
CREATE TABLE delivery (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    event INTEGER NOT NULL REFERENCES event (number) ON DELETE CASCADE,
    consumer TEXT NOT NULL,
    url TEXT NOT NULL,
    status TEXT NOT NULL,
    attempts TEXT NOT NULL,
    headers TEXT NOT NULL,
    due INTEGER
);
CREATE INDEX delivery_due ON delivery (due) WHERE due IS NOT NULL;

-- Where customers are sent after Link: one row, or none. The hosts are separated by spaces.
CREATE TABLE redirect (
    url TEXT NOT NULL,
    allowed_hosts TEXT NOT NULL
);

-- The first response to each idempotency key; `at` is in seconds.
CREATE TABLE idempotency (
    key TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    request BLOB NOT NULL,
    status INTEGER NOT NULL,
    content_type TEXT,
    answer BLOB NOT NULL
);
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
);
