//! Push operations: each succeeds after a while.

use jiff::Timestamp;
use rusqlite::{Connection as Database, OptionalExtension, Row};
use serde_json::{json, Value};

use crate::sandbox::clock;

const COLUMNS: &str = "id, company, connection, data_type, record, requested, due";

pub struct Push {
    pub id: String,
    pub company: String,
    pub connection: String,
    pub data_type: String,
    pub record: String,
    pub requested: i64,
    pub due: i64,
}

impl Push {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Push> {
        Ok(Push {
            id: row.get(0)?,
            company: row.get(1)?,
            connection: row.get(2)?,
            data_type: row.get(3)?,
            record: row.get(4)?,
            requested: row.get(5)?,
            due: row.get(6)?,
        })
    }

    pub fn insert(&self, database: &Database) -> rusqlite::Result<()> {
        database
            .prepare_cached(
                "INSERT INTO push (id, company, connection, data_type, record, requested, due)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute((
                &self.id,
                &self.company,
                &self.connection,
                &self.data_type,
                &self.record,
                self.requested,
                self.due,
            ))?;
        Ok(())
    }

    /// In the order in which they were requested.
    pub fn of_company(database: &Database, company: &str) -> rusqlite::Result<Vec<Push>> {
        database
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM push WHERE company = ?1 ORDER BY number"
            ))?
            .query_map([company], Push::from_row)?
            .collect()
    }

    pub fn find(database: &Database, company: &str, id: &str) -> rusqlite::Result<Option<Push>> {
        database
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM push WHERE company = ?1 AND id = ?2"
            ))?
            .query_row((company, id), Push::from_row)
            .optional()
    }

    pub fn answered(&self, now: Timestamp) -> Value {
        let text = |at| clock::text(Timestamp::from_millisecond(at).unwrap_or(now));
        let mut body = json!({
            "pushOperationKey": self.id,
            "companyId": self.company,
            "dataConnectionKey": self.connection,
            "dataType": self.data_type,
            "requestedOnUtc": text(self.requested),
            "status": "Pending",
            "statusCode": 202,
            "errorMessage": null,
            "timeoutInMinutes": null,
            "timeoutInSeconds": null,
            "validation": {"errors": [], "warnings": []},
            "changes": [],
        });
        if now.as_millisecond() >= self.due {
            body["status"] = json!("Success");
            body["statusCode"] = json!(200);
            body["completedOnUtc"] = json!(text(self.due));
            body["changes"] = json!([{
                "type": "Created",
                "recordRef": {"id": self.record, "dataType": self.data_type},
            }]);
        }
        body
    }
}
