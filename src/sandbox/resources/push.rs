//! Pushes: records that are written to the customer's software.

use axum::http::StatusCode;
use serde_json::{json, Value};
use uuid::Uuid;

use super::{companies, refresh};
use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::call::{self, Call, Work};
use crate::sandbox::paging::Paging;
use crate::sandbox::query::Subject;
use crate::sandbox::rows::push::Push;

/// How long a push takes, in milliseconds of the sandbox's clock.
const TAKES: i64 = 2_000;

const ORDERABLE: [&str; 5] = [
    "pushOperationKey",
    "dataType",
    "status",
    "requestedOnUtc",
    "completedOnUtc",
];

pub fn options(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = companies::of(work, call)?;
    let connection = companies::existing_connection(&company, call.parameter("connectionId"))?;
    let data_type = refresh::data_type(call)?;
    let text = |name: &str, required: bool| {
        json!({"type": "String", "displayName": name, "description": format!("The {name} of the record"),
            "required": required})
    };
    let body = json!({
        "type": "Object",
        "displayName": data_type,
        "description": format!("A record of {data_type} in {}", connection.platform_name),
        "required": true,
        "properties": {
            "reference": text("reference", true),
            "status": {
                "type": "String",
                "displayName": "status",
                "description": "The state of the record",
                "required": false,
                "options": [
                    {"value": "Draft", "type": "String", "displayName": "Draft", "required": false},
                    {"value": "Submitted", "type": "String", "displayName": "Submitted", "required": false},
                ],
            },
        },
        "validation": {
            "warnings": [{"field": "reference", "details": "Must be unique."}],
            "information": [],
        },
    });
    Ok(Answer::json(StatusCode::OK, &body))
}

/// Accepts any record; what is in it is not checked.
pub fn create(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = companies::of(work, call)?;
    let connection = companies::existing_connection(&company, call.parameter("connectionId"))?;
    let data_type = refresh::data_type(call)?;
    call.json::<serde_json::Map<String, Value>>()?;
    if !connection.is_linked() {
        let message = format!(
            "Connection {} is {:?}; data can be pushed only while it is Linked.",
            connection.id, connection.status
        );
        return Err(Failure::new(StatusCode::BAD_REQUEST, message));
    }
    let requested = work.now.as_millisecond();
    let push = Push {
        id: Uuid::new_v4().to_string(),
        company: company.id.clone(),
        connection: connection.id.clone(),
        data_type: data_type.to_owned(),
        record: Uuid::new_v4().to_string(),
        requested,
        due: requested + TAKES,
    };
    push.insert(work.database)?;
    Ok(Answer::json(StatusCode::OK, &push.answered(work.now)))
}

pub fn list(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = companies::of(work, call)?;
    let pushes = Push::of_company(work.database, &company.id)?;
    let pushes = pushes.iter().map(|push| push.answered(work.now)).collect();
    Paging::read(call, Subject::PushOperation)?.answer_from(pushes, &ORDERABLE)
}

pub fn get(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = companies::of(work, call)?;
    let sent = call.parameter("pushOperationKey");
    let id = call::id(sent).unwrap_or_default();
    match Push::find(work.database, &company.id, &id)? {
        Some(push) => Ok(Answer::json(StatusCode::OK, &push.answered(work.now))),
        None => Err(Failure::new(
            StatusCode::NOT_FOUND,
            format!("No push operation was found with key {sent}"),
        )),
    }
}
