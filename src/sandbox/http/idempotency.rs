//! The idempotency cache: the first response for a key, replayed for 90 minutes.

use axum::body::Bytes;
use axum::http::{header, HeaderMap, HeaderValue, Method, StatusCode};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::call::{self, Call};

const KEPT_SECONDS: i64 = 90 * 60;

/// The key of a request that may have one.
pub fn key(call: &Call) -> Option<&str> {
    if call.method != Method::POST && call.method != Method::PATCH {
        return None;
    }
    call.headers
        .get("idempotency-key")?
        .to_str()
        .ok()
        .filter(|key| !key.is_empty())
}

/// Refuses a request whose key is not one UUID.
pub fn check(call: &Call) -> Result<(), Failure> {
    let keys = call.headers.get_all("idempotency-key").iter().count();
    let is_valid = |key: &str| keys == 1 && call::id(key).is_some();
    match key(call) {
        Some(key) if !is_valid(key) => Err(Failure::invalid("Idempotency-Key", "expected one GUID")),
        _ => Ok(()),
    }
}

/// The response stored for a key, or a refusal if the key was first used for another request.
pub fn find(
    connection: &Connection,
    key: &str,
    call: &Call,
    now: Timestamp,
) -> Result<Option<Answer>, Failure> {
    connection
        .prepare_cached("DELETE FROM idempotency WHERE at <= ?1")?
        .execute([now.as_second() - KEPT_SECONDS])?;
    let kept = connection
        .prepare_cached(
            "SELECT method, path, request, status, content_type, answer FROM idempotency WHERE key = ?1",
        )?
        .query_row([key], |row| {
            let same = row.get::<_, String>(0)? == call.method.as_str()
                && row.get::<_, String>(1)? == call.target
                && row.get::<_, Vec<u8>>(2)? == call.body;
            Ok((
                same,
                row.get::<_, u16>(3)?,
                row.get::<_, Option<String>>(4)?,
                row.get::<_, Vec<u8>>(5)?,
            ))
        })
        .optional()?;
    let Some((same, status, content_type, body)) = kept else {
        return Ok(None);
    };
    if !same {
        return Err(Failure::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "This idempotency key was already used for a different request.",
        ));
    }
    let status = StatusCode::from_u16(status).map_err(Failure::broken)?;
    let content_type = content_type.and_then(|value| HeaderValue::try_from(value).ok());
    let headers = content_type
        .map(|value| (header::CONTENT_TYPE, value))
        .into_iter()
        .collect::<HeaderMap>();
    Ok(Some(Answer {
        status,
        headers,
        body: Bytes::from(body),
    }))
}

/// Stores a response, unless it is a 429: its key may be tried again.
pub fn keep(
    connection: &Connection,
    key: &str,
    call: &Call,
    answer: &Answer,
    now: Timestamp,
) -> rusqlite::Result<()> {
    if answer.status == StatusCode::TOO_MANY_REQUESTS {
        return Ok(());
    }
    let content_type = answer
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    connection
        .prepare_cached("INSERT INTO idempotency VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
        .execute((
            key,
            now.as_second(),
            call.method.as_str(),
            &call.target,
            &call.body[..],
            answer.status.as_u16(),
            content_type,
            &answer.body[..],
        ))?;
    Ok(())
}
