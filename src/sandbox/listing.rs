//! Listing companies: filter, order and page, all done by the database.

use rusqlite::{named_params, Connection};

use super::answer::{Answer, Failure};
use super::call::{Call, Work};
use super::companies::Company;
use super::paging::{Order, Paging};
use super::query::Subject;

const FILTER: &str = "(:query IS NULL OR matches_company(:query, document))
     AND (:tags IS NULL OR matches_tags(:tags, document -> '$.tags'))";
const ORDERABLE: [&str; 6] = [
    "id",
    "name",
    "description",
    "created",
    "createdByUserName",
    "lastSync",
];

pub fn list(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let paging = Paging::read(call, Subject::Company)?;
    let order = clause(paging.order(&ORDERABLE)?);
    let total = total(&paging, work.database)?;
    Ok(paging.answer(results(&paging, work, &order)?, total))
}

fn total(paging: &Paging, database: &Connection) -> rusqlite::Result<i64> {
    database
        .prepare_cached(&format!("SELECT count(*) FROM company WHERE {FILTER}"))?
        .query_row(
            named_params! {":query": paging.query, ":tags": paging.tags},
            |row| row.get(0),
        )
}

fn results(paging: &Paging, work: &Work<'_>, order: &str) -> Result<Vec<Company>, Failure> {
    let sql =
        format!("SELECT document FROM company WHERE {FILTER} ORDER BY {order} LIMIT :limit OFFSET :offset");
    let mut statement = work.database.prepare_cached(&sql)?;
    let rows = statement.query_map(
        named_params! {":query": paging.query, ":tags": paging.tags, ":limit": paging.page_size,
        ":offset": paging.offset()},
        |row| row.get::<_, String>(0),
    )?;
    rows.map(|document| {
        let company: Company = serde_json::from_str(&document?).map_err(Failure::broken)?;
        Ok(company.answered(work.base_url))
    })
    .collect()
}

/// The ORDER BY clause; the order of creation decides between equals, so that pages never overlap.
fn clause(order: Option<Order<'_>>) -> String {
    match order {
        None => "number".to_owned(),
        Some(Order { property, descending }) => {
            let direction = if descending { "DESC" } else { "ASC" };
            format!("(document ->> '$.{property}') COLLATE NOCASE {direction}, number")
        }
    }
}
