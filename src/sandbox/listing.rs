//! Listing companies: filter, order and page, all done by the database.

use std::collections::HashMap;

use axum::http::StatusCode;
use rusqlite::{named_params, Connection};
use serde::Serialize;
use serde_json::{json, Value};

use super::answer::{Answer, Failure};
use super::call::{Call, Work};
use super::companies::{Answered, Company};
use super::query::{Query, Subject};

const PATH: &str = "/companies";
const MAX_PAGE_SIZE: i64 = 5_000;
const DEFAULT_PAGE_SIZE: i64 = 100;

const FILTER: &str = "(:query IS NULL OR matches_company(:query, document))
     AND (:tags IS NULL OR matches_tags(:tags, document -> '$.tags'))";

struct Request {
    page: i64,
    page_size: i64,
    query: Option<String>,
    tags: Option<String>,
    order_by: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    results: Vec<Answered>,
    page_number: i64,
    page_size: i64,
    total_results: i64,
    #[serde(rename = "_links")]
    links: Value,
}

pub fn list(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let request = Request::read(call.query())?;
    let order = order(request.order_by.as_deref())?;
    let total = request.total(work.database)?;
    let results = request.results(work, &order)?;
    let page = Page {
        results,
        page_number: request.page,
        page_size: request.page_size,
        total_results: total,
        links: request.links(total),
    };
    Ok(Answer::json(StatusCode::OK, &page))
}

impl Request {
    fn read(text: &str) -> Result<Request, Failure> {
        let mut given = HashMap::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            if !value.trim().is_empty() {
                given.entry(name.into_owned()).or_insert(value.into_owned());
            }
        }
        let request = Request {
            page: number(&mut given, "page", 1, i32::MAX.into())?,
            page_size: number(&mut given, "pageSize", DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)?,
            query: given.remove("query"),
            tags: given.remove("tags"),
            order_by: given.remove("orderBy"),
        };
        for (text, subject) in [(&request.query, Subject::Company), (&request.tags, Subject::Tags)] {
            if let Some(text) = text {
                Query::parse(text, subject).map_err(|problem| {
                    Failure::new(
                        StatusCode::BAD_REQUEST,
                        format!("Error parsing query - {problem}"),
                    )
                })?;
            }
        }
        Ok(request)
    }

    fn total(&self, database: &Connection) -> rusqlite::Result<i64> {
        database
            .prepare_cached(&format!("SELECT count(*) FROM company WHERE {FILTER}"))?
            .query_row(named_params! {":query": self.query, ":tags": self.tags}, |row| {
                row.get(0)
            })
    }

    fn results(&self, work: &Work<'_>, order: &str) -> Result<Vec<Answered>, Failure> {
        let sql = format!(
            "SELECT document FROM company WHERE {FILTER} ORDER BY {order} LIMIT :limit OFFSET :offset"
        );
        let mut statement = work.database.prepare_cached(&sql)?;
        let offset = (self.page - 1) * self.page_size;
        let rows = statement.query_map(
            named_params! {":query": self.query, ":tags": self.tags, ":limit": self.page_size, ":offset": offset},
            |row| row.get::<_, String>(0),
        )?;
        rows.map(|document| {
            let company: Company = serde_json::from_str(&document?).map_err(Failure::broken)?;
            Ok(company.answered(work.base_url))
        })
        .collect()
    }

    fn links(&self, total: i64) -> Value {
        let mut links = json!({"self": {"href": PATH}, "current": {"href": self.link(self.page)}});
        if self.page * self.page_size < total {
            links["next"] = json!({"href": self.link(self.page + 1)});
        }
        if self.page > 1 {
            links["previous"] = json!({"href": self.link(self.page - 1)});
        }
        links
    }

    fn link(&self, page: i64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("page", &page.to_string())
            .append_pair("pageSize", &self.page_size.to_string());
        for (name, value) in [
            ("query", &self.query),
            ("tags", &self.tags),
            ("orderBy", &self.order_by),
        ] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        format!("{PATH}?{}", query.finish())
    }
}

fn number(given: &mut HashMap<String, String>, name: &str, default: i64, most: i64) -> Result<i64, Failure> {
    let Some(text) = given.remove(name) else {
        return Ok(default);
    };
    match text.trim().parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => Err(Failure::invalid(
            name,
            format!("expected a whole number from 1 to {most}"),
        )),
    }
}

/// The ORDER BY clause; the order of creation decides between equals, so that pages never overlap.
fn order(order_by: Option<&str>) -> Result<String, Failure> {
    let Some(order_by) = order_by else {
        return Ok("number".to_owned());
    };
    let (property, direction) = match order_by.strip_prefix('-') {
        Some(property) => (property, "DESC"),
        None => (order_by, "ASC"),
    };
    match property {
        "id" | "name" | "description" | "created" | "createdByUserName" | "lastSync" => Ok(format!(
            "(document ->> '$.{property}') COLLATE NOCASE {direction}, number"
        )),
        _ => Err(Failure::invalid(
            "orderBy",
            format!("companies cannot be ordered by {property}"),
        )),
    }
}
