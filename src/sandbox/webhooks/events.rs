//! Writing down what happened.

use serde_json::{json, Value};
use uuid::Uuid;

use crate::sandbox::answer::Failure;
use crate::sandbox::call::Work;
use crate::sandbox::clock;

/// Keeps an event in the same transaction as the change that it tells of: neither is ever without the other.
/// `payload` is as the service's webhook of that type has it.
pub fn emit(work: &Work<'_>, event_type: &str, company_id: &str, payload: &Value) -> Result<(), Failure> {
    let id = Uuid::new_v4().to_string();
    let body = json!({
        "id": id,
        "eventType": event_type,
        "generatedDate": clock::text(work.now),
        "payload": payload,
    });
    work.database
        .prepare_cached("INSERT INTO event (id, at, type, company, body) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute((
            &id,
            work.now.as_second(),
            event_type,
            company_id,
            body.to_string(),
        ))?;
    Ok(())
}
