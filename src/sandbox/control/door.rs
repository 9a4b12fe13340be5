//! Actions over HTTP: `POST /_sandbox/{action}`, only for this machine.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::http::{header, HeaderMap, Method, StatusCode};
use axum::response::Response;
use axum::routing::{any, MethodRouter};
use serde_json::{json, Value};

use super::act;
use crate::sandbox::http::service::Service;
use crate::sandbox::input::MAX_BODY;

/// The route of the actions.
pub fn route(service: &Arc<Service>) -> MethodRouter {
    let service = Arc::clone(service);
    any(move |request: Request| {
        let service = Arc::clone(&service);
        async move {
            let (status, body) = match knock(&service, request).await {
                Ok(output) => (StatusCode::OK, output),
                Err((status, message)) => (status, json!({ "error": message })),
            };
            let mut response = Response::new(Body::from(body.to_string()));
            *response.status_mut() = status;
            let json = header::HeaderValue::from_static("application/json");
            response.headers_mut().insert(header::CONTENT_TYPE, json);
            response
        }
    })
}

async fn knock(service: &Service, request: Request) -> Result<Value, (StatusCode, String)> {
    let refused = |status, message: &str| Err((status, message.to_owned()));
    let (mut parts, body) = request.into_parts();
    if parts.method != Method::POST {
        return refused(StatusCode::METHOD_NOT_ALLOWED, "expected POST");
    }
    // A web page of another origin cannot send this content type without a preflight request.
    if !is_json(&parts.headers) {
        return refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Content-Type: expected application/json",
        );
    }
    let action = match RawPathParams::from_request_parts(&mut parts, &()).await {
        Ok(parameters) => parameters.iter().map(|(_, value)| value).collect::<String>(),
        Err(_) => return refused(StatusCode::NOT_FOUND, "there is no such action"),
    };
    let Ok(body) = axum::body::to_bytes(body, MAX_BODY).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "the body is too long");
    };
    let input = serde_json::from_slice(&body)
        .map_err(|error| (StatusCode::BAD_REQUEST, format!("not valid JSON: {error}")))?;
    act(service, &action, input).map_err(|refusal| (refusal.status(), refusal.message().to_owned()))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    kind.split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
