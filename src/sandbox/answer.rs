//! The service's responses: a complete response, or a failure with the body that all its errors share.

use axum::body::Bytes;
use axum::http::{header, HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// A response that is complete before its first byte is sent.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn empty(status: StatusCode) -> Answer {
        Answer {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    pub fn json(status: StatusCode, body: &impl Serialize) -> Answer {
        match serde_json::to_vec(body) {
            Ok(body) => Answer::text(status, JSON, body),
            Err(error) => Failure::broken(error).into(),
        }
    }

    pub fn text(status: StatusCode, content_type: HeaderValue, body: impl Into<Bytes>) -> Answer {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, content_type)]);
        Answer {
            status,
            headers,
            body: body.into(),
        }
    }
}

/// A refusal, in the form of the service's errors.
#[derive(Debug)]
pub struct Failure {
    pub status: StatusCode,
    pub message: String,
    pub validation: Vec<ValidationItem>,
    pub retry_after: Option<i64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidationItem {
    pub item_id: String,
    pub message: String,
    pub validator_name: &'static str,
}

impl Failure {
    pub fn new(status: StatusCode, message: impl Into<String>) -> Failure {
        Failure {
            status,
            message: message.into(),
            validation: Vec::new(),
            retry_after: None,
        }
    }

    /// The failure for an invalid field of the request.
    pub fn invalid(member: &str, message: impl Into<String>) -> Failure {
        let message = message.into();
        Failure {
            validation: vec![ValidationItem {
                item_id: member.to_owned(),
                message: message.clone(),
                validator_name: "RequestValidator",
            }],
            ..Failure::new(
                StatusCode::BAD_REQUEST,
                format!("Error processing request - {member}: {message}"),
            )
        }
    }

    pub fn too_many_requests(retry_after: i64) -> Failure {
        Failure {
            retry_after: Some(retry_after),
            ..Failure::new(
                StatusCode::TOO_MANY_REQUESTS,
                "You have made too many requests in a given amount of time; please retry later.",
            )
        }
    }

    /// The sandbox itself failed; the request changed nothing.
    pub fn broken(error: impl std::fmt::Display) -> Failure {
        Failure::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("The sandbox failed: {error}"),
        )
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Failure {
        Failure::broken(error)
    }
}

impl From<Failure> for Answer {
    fn from(failure: Failure) -> Answer {
        let can_be_retried = match failure.status {
            StatusCode::TOO_MANY_REQUESTS => "True",
            StatusCode::CONFLICT => "Unknown",
            status if status.is_server_error() => "Unknown",
            _ => "False",
        };
        let validation =
            (!failure.validation.is_empty()).then(|| json!({"errors": failure.validation, "warnings": []}));
        let body = json!({
            "statusCode": failure.status.as_u16(),
            "service": "PublicApi",
            "error": failure.message,
            "correlationId": Uuid::new_v4().simple().to_string(),
            "canBeRetried": can_be_retried,
            "detailedErrorCode": 0,
            // Null rather than absent, as the service sends it.
            "validation": validation,
        });
        let mut answer = Answer::text(failure.status, JSON, body.to_string());
        if let Some(seconds) = failure.retry_after {
            answer.headers.insert(header::RETRY_AFTER, seconds.into());
        }
        answer
    }
}
