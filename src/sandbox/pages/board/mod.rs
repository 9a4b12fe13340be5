//! `/_sandbox/`: what is in the sandbox as it happens, and buttons for what goes wrong.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::routing::get;
use axum::Router;
use maud::PreEscaped;

use crate::sandbox::http::service::Service;

const PAGE: &str = include_str!("board.html");
const SCRIPT: &str = include_str!("board.js");

pub fn routes(service: &Arc<Service>) -> Router {
    Router::new()
        .route("/_sandbox/", get(page))
        .route("/_sandbox", get(|| async { Redirect::permanent("/_sandbox/") }))
        .route(
            "/_sandbox/board.js",
            get(|| async { super::asset("text/javascript", SCRIPT) }),
        )
        .with_state(Arc::clone(service))
}

async fn page(State(service): State<Arc<Service>>) -> Response {
    let text = PAGE.replace("{baseUrl}", &service.base_url);
    super::page(StatusCode::OK, &PreEscaped(text), "")
}
