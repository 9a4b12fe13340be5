//! Groups. A group is never changed or deleted.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::limits::Limits;
use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::call::{self, Call, Work};
use crate::sandbox::rows::group::Group;
use crate::sandbox::store;

const MAX_NAME: usize = 50;

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Prototype {
    name: Option<String>,
}

/// The group with this id, which must exist.
pub fn existing(work: &Work<'_>, sent: &str) -> Result<Group, Failure> {
    let group = match call::id(sent) {
        Some(id) => Group::find(work.database, &id)?,
        None => None,
    };
    group.ok_or_else(|| {
        Failure::new(
            StatusCode::NOT_FOUND,
            format!("No group was found with ID {sent}"),
        )
    })
}

pub fn list(work: &Work<'_>, _: &Call) -> Result<Answer, Failure> {
    let groups = Group::all(work.database)?;
    Ok(Answer::json(StatusCode::OK, &json!({ "results": groups })))
}

pub fn create(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let name = call.json::<Prototype>()?.name.unwrap_or_default();
    if name.trim().is_empty() {
        return Err(Failure::invalid("name", "is required"));
    }
    if name.chars().count() > MAX_NAME {
        return Err(Failure::invalid(
            "name",
            format!("must have at most {MAX_NAME} characters"),
        ));
    }
    if store::count(work.database, "company_group")? >= i64::from(Limits::read(work.database)?.groups) {
        return Err(Failure::new(
            StatusCode::CONFLICT,
            "Maximum number of groups reached.",
        ));
    }
    let group = Group {
        id: Uuid::new_v4().to_string(),
        name,
    };
    group.insert(work.database)?;
    Ok(Answer::json(StatusCode::OK, &group))
}
