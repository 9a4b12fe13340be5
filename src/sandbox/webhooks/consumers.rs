//! Webhook consumers: made, listed and deleted through the API.

use axum::http::{StatusCode, Uri};
use rusqlite::Connection as Database;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::call::{Call, Work};
use crate::sandbox::companies::Company;
use crate::sandbox::store;

const MAX_CONSUMERS: i64 = 50;
const MAX_TAGS: usize = 10;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Consumer {
    pub id: String,
    pub url: String,
    disabled: bool,
    event_types: Vec<String>,
    company_tags: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct Prototype {
    url: Option<String>,
    disabled: Option<bool>,
    event_types: Option<Vec<String>>,
    company_tags: Option<Vec<String>>,
}

impl Consumer {
    pub fn all(database: &Database) -> Result<Vec<Consumer>, Failure> {
        let mut statement = database.prepare_cached("SELECT document FROM consumer ORDER BY number")?;
        let documents = statement.query_map([], |row| row.get::<_, String>(0))?;
        documents
            .map(|document| serde_json::from_str(&document?).map_err(Failure::broken))
            .collect()
    }

    /// Whether it wants to know of such an event; one that names no types or tags wants all.
    pub fn wants(&self, event_type: &str, company: &Company) -> bool {
        let tagged = |tag: &String| {
            let (key, value) = tag.split_once(':').unwrap_or((tag, ""));
            company.tags.get(key).is_some_and(|tag| tag == value)
        };
        !self.disabled
            && (self.event_types.is_empty() || self.event_types.iter().any(|each| each == event_type))
            && (self.company_tags.is_empty() || self.company_tags.iter().any(tagged))
    }
}

pub fn list(work: &Work<'_>, _: &Call) -> Result<Answer, Failure> {
    let consumers = Consumer::all(work.database)?;
    Ok(Answer::json(StatusCode::OK, &json!({ "results": consumers })))
}

pub fn create(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let body: Prototype = call.json()?;
    let url = body.url.ok_or_else(|| Failure::invalid("url", "is required"))?;
    let parsed = url.parse::<Uri>().ok();
    let is_web = |uri: &Uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some();
    if !parsed.is_some_and(|uri| is_web(&uri)) {
        return Err(Failure::invalid("url", "expected an http or https URL"));
    }
    let company_tags = body.company_tags.unwrap_or_default();
    if company_tags.len() > MAX_TAGS {
        return Err(Failure::invalid(
            "companyTags",
            format!("at most {MAX_TAGS} are allowed"),
        ));
    }
    if let Some(tag) = company_tags.iter().find(|tag| !tag.contains(':')) {
        return Err(Failure::invalid(
            "companyTags",
            format!("expected key:value, found {tag:?}"),
        ));
    }
    if store::count(work.database, "consumer")? >= MAX_CONSUMERS {
        return Err(Failure::new(
            StatusCode::BAD_REQUEST,
            format!("There can be at most {MAX_CONSUMERS} webhook consumers."),
        ));
    }
    let consumer = Consumer {
        id: Uuid::new_v4().to_string(),
        url,
        disabled: body.disabled.unwrap_or(false),
        event_types: body.event_types.unwrap_or_default(),
        company_tags,
    };
    let document = serde_json::to_string(&consumer).map_err(Failure::broken)?;
    work.database
        .prepare_cached("INSERT INTO consumer (id, document) VALUES (?1, ?2)")?
        .execute((&consumer.id, document))?;
    Ok(Answer::json(StatusCode::CREATED, &consumer))
}

/// What it has not acknowledged yet is not sent any more.
pub fn delete(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let id = call.id("webhookId").unwrap_or_default();
    let deleted = work
        .database
        .prepare_cached("DELETE FROM consumer WHERE id = ?1")?
        .execute([&id])?;
    if deleted == 0 {
        let message = format!(
            "No webhook consumer was found with ID {}",
            call.parameter("webhookId")
        );
        return Err(Failure::new(StatusCode::NOT_FOUND, message));
    }
    work.database
        .prepare_cached(
            "UPDATE delivery SET due = NULL, status = 'cancelled' WHERE consumer = ?1 AND due IS NOT NULL",
        )?
        .execute([&id])?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}
