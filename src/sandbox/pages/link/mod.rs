//! The Link page: a customer picks their software there, and authorizes access to it.
//!
//! What they see: [`pages`]. What follows from their decision: `resources/link`.

mod pages;

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{header, HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use axum::Router;

use super::{asset, guard, page};
use crate::sandbox::answer::Failure;
use crate::sandbox::call;
use crate::sandbox::http::service::Service;
use crate::sandbox::resources::companies;
use crate::sandbox::resources::integrations::{self, Integration};
use crate::sandbox::resources::link::{self, Decision, Outcome};
use crate::sandbox::resources::redirect::Redirect;
use crate::sandbox::rows::company::Company;
use crate::sandbox::rows::connection::{SourceType, Status};

const MAX_FORM: usize = 64 * 1024;
const SCRIPT: &str = include_str!("link.js");

/// The pages and their script.
pub fn routes(service: &Arc<Service>) -> Router {
    Router::new()
        .route("/company/{companyId}", get(visit).post(visit))
        .route(
            "/company/{companyId}/connection/{connectionId}",
            get(visit).post(visit),
        )
        .route(
            "/_sandbox/link.js",
            get(|| async { asset("text/javascript", SCRIPT) }),
        )
        .with_state(Arc::clone(service))
}

/// One visit of one page: what its address and its form say.
struct Visit {
    company: Company,
    /// The connection that the address names.
    connection: Option<String>,
    integration: Option<&'static Integration>,
    search: String,
    /// The Link URL's own query, with the lender's parameters.
    query: String,
}

impl Visit {
    /// Other accounting software is linked, and a second one cannot be.
    fn is_barred(&self, integration: &Integration) -> bool {
        let linked = self.company.linked_accounting();
        integration.source_type == SourceType::Accounting && linked.is_some()
    }
}

async fn visit(
    State(service): State<Arc<Service>>,
    Path(path): Path<HashMap<String, String>>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    if !is_same_origin(&parts.headers) {
        return refused(StatusCode::FORBIDDEN);
    }
    let Ok(body) = axum::body::to_bytes(body, MAX_FORM).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE);
    };
    let query = parts.uri.query().unwrap_or_default();
    let form = (parts.method == Method::POST).then_some(&body[..]);
    respond(&service, &path, query, form).unwrap_or_else(|failure| {
        let not_found = failure.status == StatusCode::NOT_FOUND;
        let shown = if not_found {
            pages::unknown()
        } else {
            pages::failed(&failure.message)
        };
        page(failure.status, &shown, "")
    })
}

fn respond(
    service: &Service,
    path: &HashMap<String, String>,
    query: &str,
    form: Option<&[u8]>,
) -> Result<Response, Failure> {
    service.change(|work| {
        let part = |name| path.get(name).map_or("", String::as_str);
        let company = companies::existing(work, part("companyId"))?;
        let field = |text: &[u8], name: &str| {
            let found = form_urlencoded::parse(text).find(|(each, _)| each == name);
            found.map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        let key = match form {
            Some(form) => field(form, "platformKey"),
            None => field(query.as_bytes(), "platformKey"),
        };
        let connection = match path.get("connectionId") {
            Some(sent) => Some(companies::existing_connection(&company, sent)?.id.clone()),
            None => None,
        };
        let named = match connection.as_deref().and_then(|id| company.connection(id)) {
            Some(connection) => connection.integration_key.clone(),
            None => key,
        };
        let visit = Visit {
            integration: integrations::by_key(&named),
            company,
            connection,
            search: field(query.as_bytes(), "search").trim().to_owned(),
            query: without_our_own(query),
        };
        let redirect = Redirect::read(work.database)?;
        let allowed = redirect.as_ref().map(Redirect::origins).unwrap_or_default();
        let Some(form) = form else {
            let connection = visit
                .connection
                .as_deref()
                .and_then(|id| visit.company.connection(id));
            let shown = match (visit.integration, connection) {
                (_, Some(linked)) if linked.is_linked() => {
                    pages::done(&visit.company, &linked.platform_name, Decision::Allow)
                }
                (Some(integration), _) if !visit.is_barred(integration) => {
                    pages::consent(&visit, integration)
                }
                // What cannot be reconnected leads to what can still be added.
                (_, Some(_)) => return Ok(see_other(&pages::company_url(&visit.company, &visit.query))),
                (_, None) => pages::pick(&visit),
            };
            return Ok(page(StatusCode::OK, &shown, &allowed));
        };
        let decision = match field(form, "decision").as_str() {
            "allow" if visit.integration.is_none() => {
                return Err(Failure::invalid("platformKey", "expected software to connect"));
            }
            "allow" => Decision::Allow,
            "cancel" => Decision::Cancel,
            _ => return Err(Failure::invalid("decision", "expected allow or cancel")),
        };
        // The form's own id makes a second click on the button the same as the first.
        let candidate = match field(form, "connectionId").as_str() {
            "" => None,
            sent => Some(call::id(sent).ok_or_else(|| Failure::invalid("connectionId", "expected an id"))?),
        };
        if let (Some(named), Some(candidate)) = (&visit.connection, &candidate) {
            if named != candidate {
                return Err(Failure::invalid(
                    "connectionId",
                    "expected the one that the address names",
                ));
            }
        }
        let name = visit.integration.map_or("", |integration| integration.name);
        let mut company = visit.company.clone();
        let outcome = link::take(
            work,
            &mut company,
            visit.connection.or(candidate),
            visit.integration,
            decision,
            &visit.query,
        )?;
        Ok(match outcome {
            Outcome {
                refused: Some(host), ..
            } => page(StatusCode::BAD_REQUEST, &pages::host_refused(&host), &allowed),
            Outcome {
                redirect: Some(url), ..
            } => see_other(&url),
            // Through a redirect, so that a reload does not send the form again.
            Outcome {
                connection_id: Some(id),
                status: Some(Status::Linked),
                ..
            } => see_other(&pages::connection_url(&company, &id, &visit.query)),
            Outcome { redirect: None, .. } => {
                page(StatusCode::OK, &pages::done(&company, name, decision), &allowed)
            }
        })
    })
}

/// The query without what the pages themselves put there.
fn without_our_own(query: &str) -> String {
    let lenders = form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name != "platformKey" && name != "search");
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(lenders)
        .finish()
}

/// A form is posted from this page, or by no page at all.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match text(header::ORIGIN) {
        None => true,
        Some(origin) => text(header::HOST).is_some_and(|host| origin == format!("http://{host}")),
    }
}

fn see_other(url: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(location) = HeaderValue::try_from(url) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    guard(response.headers_mut());
    response
}

/// The response to a request that is not allowed.
fn refused(status: StatusCode) -> Response {
    page(status, &pages::refused(), "")
}
