//! The pages: Link, for a company's customer, and the board `/_sandbox/`, for testers.

mod board;
mod link;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{header, HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::get;
use axum::Router;
use maud::Markup;

use super::http::service::Service;

const STYLE: &str = include_str!("style.css");
const ICON: &str = include_str!("icon.svg");

/// All pages, and what both need.
pub fn routes(service: &Arc<Service>) -> Router {
    Router::new()
        .route("/_sandbox/style.css", get(|| async { asset("text/css", STYLE) }))
        .route(
            "/_sandbox/icon.svg",
            get(|| async { asset("image/svg+xml", ICON) }),
        )
        .merge(link::routes(service))
        .merge(board::routes(service))
}

fn asset(content_type: &'static str, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// A page that loads nothing from elsewhere; `origins` are those that its form may lead to, in the end.
fn page(status: StatusCode, markup: &Markup, origins: &str) -> Response {
    let mut response = Response::new(Body::from(markup.0.clone()));
    *response.status_mut() = status;
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
         base-uri 'none'; frame-ancestors 'none'; form-action 'self' {origins}"
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, html);
    guard(headers);
    response
}

/// Adds the headers of every page: caches do not store it, and other sites do not receive its URL as a referrer.
fn guard(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The origin of the form is checked; under a stricter policy browsers would not send it.
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
