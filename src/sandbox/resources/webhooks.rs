//! Webhooks: consumers, and events, which are stored with the change that they report. `http/worker.rs` sends them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::http::{StatusCode, Uri};
use serde::Deserialize;
use serde_json::{json, Value};
use uuid::Uuid;

use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::call::{Call, Work};
use crate::sandbox::rows::company::Company;
use crate::sandbox::rows::consumer::{self, Consumer};
use crate::sandbox::rows::delivery::{self, State};
use crate::sandbox::{clock, store};

const MAX_CONSUMERS: i64 = 50;
const MAX_TAGS: usize = 10;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct Prototype {
    url: Option<String>,
    disabled: Option<bool>,
    event_types: Option<Vec<String>>,
    company_tags: Option<Vec<String>>,
}

/// Stores an event in the same transaction as the change that it reports: neither exists without the other.
/// `payload` is that of the service's webhook of this type; it is built only if a consumer wants the event.
pub fn emit(
    work: &Work<'_>,
    event_type: &str,
    company: &Company,
    payload: impl FnOnce() -> Value,
) -> Result<(), Failure> {
    let mut consumers = Consumer::all(work.database)?;
    consumers.retain(|consumer| wants(consumer, event_type, company));
    if consumers.is_empty() {
        return Ok(());
    }
    let id = Uuid::new_v4().to_string();
    let body = json!({
        "id": id,
        "eventType": event_type,
        "generatedDate": clock::text(work.now),
        "payload": payload(),
    });
    let event = delivery::insert_event(work.database, &id, event_type, &company.id, &body.to_string())?;
    for consumer in consumers {
        // A webhook that would leave this machine is only stored.
        let state = match address(&consumer.url) {
            Ok(_) => State {
                status: "pending".to_owned(),
                attempts: Vec::new(),
                due: Some(work.now.as_millisecond()),
            },
            Err(reason) => State {
                status: "refused".to_owned(),
                attempts: vec![json!({"at": clock::text(work.now), "error": reason})],
                due: None,
            },
        };
        state.insert(work.database, event, &consumer)?;
    }
    Ok(())
}

/// Whether a consumer wants such an event; one that names no types or tags wants all.
fn wants(consumer: &Consumer, event_type: &str, company: &Company) -> bool {
    let tagged = |tag: &String| {
        let (key, value) = tag.split_once(':').unwrap_or((tag, ""));
        company.tags.get(key).is_some_and(|tag| tag == value)
    };
    !consumer.disabled
        && (consumer.event_types.is_empty() || consumer.event_types.iter().any(|each| each == event_type))
        && (consumer.company_tags.is_empty() || consumer.company_tags.iter().any(tagged))
}

/// The address of a consumer, or why nothing is sent to it: only http, and only on this machine.
pub fn address(url: &str) -> Result<(Uri, SocketAddr), &'static str> {
    const ELSEWHERE: &str = "not sent: the sandbox sends webhooks to http:// on this machine alone";
    let uri: Uri = url.parse().map_err(|_| ELSEWHERE)?;
    if uri.scheme_str() != Some("http") {
        return Err(ELSEWHERE);
    }
    let host = uri.host().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let ip = match bare.parse::<IpAddr>() {
        Ok(ip) => ip,
        Err(_) if host.eq_ignore_ascii_case("localhost") => Ipv4Addr::LOCALHOST.into(),
        Err(_) => return Err(ELSEWHERE),
    };
    if !ip.is_loopback() {
        return Err(ELSEWHERE);
    }
    let port = uri.port_u16().unwrap_or(80);
    Ok((uri, SocketAddr::new(ip, port)))
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
    consumer.insert(work.database)?;
    Ok(Answer::json(StatusCode::CREATED, &consumer))
}

/// Events that it has not acknowledged are not sent any more.
pub fn delete(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let id = call.id("webhookId").unwrap_or_default();
    if !consumer::delete(work.database, &id)? {
        let message = format!(
            "No webhook consumer was found with ID {}",
            call.parameter("webhookId")
        );
        return Err(Failure::new(StatusCode::NOT_FOUND, message));
    }
    delivery::cancel(work.database, &id)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}
