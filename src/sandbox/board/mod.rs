//! `/_sandbox/`: what is in the sandbox as it happens, and buttons for what goes wrong.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::routing::get;
use axum::Router;
use maud::PreEscaped;
use serde_json::{json, Value};

use super::answer::Failure;
use super::companies::Company;
use super::link;
use super::service::Service;
use super::{clock, groups, store};

/// The newest that are shown.
const SHOWN: i64 = 50;
const PAGE: &str = include_str!("board.html");
const SCRIPT: &str = include_str!("board.js");

pub fn routes(service: &Arc<Service>) -> Router {
    Router::new()
        .route("/_sandbox/", get(page))
        .route("/_sandbox", get(|| async { Redirect::permanent("/_sandbox/") }))
        .route(
            "/_sandbox/board.js",
            get(|| async { link::asset("text/javascript", SCRIPT) }),
        )
        .with_state(Arc::clone(service))
}

async fn page(State(service): State<Arc<Service>>) -> Response {
    let text = PAGE.replace("{baseUrl}", &service.base_url);
    link::page(StatusCode::OK, &PreEscaped(text), "")
}

/// The newest companies with their connections, the groups, and how many there are of each.
pub fn overview<E>(service: &Service) -> Result<Value, E>
where
    E: From<rusqlite::Error> + From<Failure>,
{
    service.change(|work| {
        let newest = work
            .database
            .prepare_cached("SELECT document FROM company ORDER BY number DESC LIMIT ?1")?
            .query_map([SHOWN], |row| row.get::<_, String>(0))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let newest: Vec<Company> = newest
            .iter()
            .filter_map(|document| serde_json::from_str::<Company>(document).ok())
            .map(|company| company.answered(work.base_url))
            .collect();
        Ok(json!({
            "now": clock::text(work.now),
            "companies": newest,
            "groups": groups::all(work.database)?,
            "counts": {
                "companies": store::count(work.database, "company")?,
                "requests": service.log().count(),
                "faults": service.faults().waiting(),
                "webhooks": store::count(work.database, "delivery")?,
            },
        }))
    })
}
