//! The operation of each path, and the form of requests on the wire.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequestParts, Path, RawPathParams, Request};
use axum::http::{header, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{delete, get, patch, post, put};
use axum::Router;
use hyper::body::{Frame, SizeHint};

use super::service::{Outcome, Service};
use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::call::{Call, Operation, Work};
use crate::sandbox::input::MAX_BODY;
use crate::sandbox::resources::{
    companies, connections, data_types, groups, integrations, listing, products, push, refresh, settings,
    webhooks,
};

const CHUNK: usize = 64 * 1024;
static FLOOD: [u8; CHUNK] = [b'a'; CHUNK];

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// Marks a response that is not sent: the server closes the connection instead.
#[derive(Clone)]
pub struct Cut;

/// The number of the TCP connection that a request came by.
#[derive(Clone, Copy)]
pub struct ConnectionNumber(pub u64);

/// The API, and the routes of the pages and of control beside it.
pub fn router(service: Arc<Service>, beside: Router) -> Router {
    let run = |operation: Operation| run(Arc::clone(&service), operation);
    Router::new()
        .route("/companies", get(run(listing::list)).post(run(companies::create)))
        .route(
            "/companies/{companyId}",
            get(run(companies::get))
                .put(run(companies::replace))
                .patch(run(companies::update))
                .delete(run(companies::delete)),
        )
        .route(
            "/companies/{companyId}/accessToken",
            get(run(companies::access_token)),
        )
        .route(
            "/companies/{companyId}/products/{productIdentifier}",
            put(run(products::add)).delete(run(products::remove)),
        )
        .route(
            "/companies/{companyId}/products/{productIdentifier}/refresh",
            post(run(products::refresh)),
        )
        .route(
            "/companies/{companyId}/groups",
            patch(run(companies::add_to_group)),
        )
        .route(
            "/companies/{companyId}/groups/{groupId}",
            delete(run(companies::remove_from_group)),
        )
        .route("/groups", get(run(groups::list)).post(run(groups::create)))
        .route(
            "/companies/{companyId}/connections",
            get(run(connections::list)).post(run(connections::create)),
        )
        .route(
            "/companies/{companyId}/connections/{connectionId}",
            get(run(connections::get))
                .patch(run(connections::unlink))
                .delete(run(connections::delete)),
        )
        .route(
            "/companies/{companyId}/connections/{connectionId}/authorization",
            put(run(connections::update_authorization)),
        )
        .route("/companies/{companyId}/data/all", post(run(refresh::all)))
        .route(
            "/companies/{companyId}/data/queue/{dataType}",
            post(run(refresh::by_data_type)),
        )
        .route(
            "/companies/{companyId}/dataStatus",
            get(run(refresh::data_status)),
        )
        .route("/companies/{companyId}/data/history", get(run(refresh::list)))
        .route(
            "/companies/{companyId}/data/history/{datasetId}",
            get(run(refresh::get)),
        )
        .route("/integrations", get(run(integrations::list)))
        .route("/integrations/{platformKey}", get(run(integrations::get)))
        .route(
            "/integrations/{platformKey}/branding",
            get(run(integrations::branding)),
        )
        .route("/webhooks", get(run(webhooks::list)).post(run(webhooks::create)))
        .route("/webhooks/{webhookId}", delete(run(webhooks::delete)))
        .route(
            "/webhooks/integrationKeys/zapier",
            post(run(settings::rotate_zapier_key)),
        )
        .route(
            "/companies/{companyId}/syncSettings",
            get(run(settings::company_sync_settings)).post(run(settings::set_company_sync_settings)),
        )
        .route(
            "/companies/{companyId}/connectionManagement/accessToken",
            get(run(settings::connection_management_token)),
        )
        .route(
            "/connectionManagement/corsSettings",
            get(run(settings::connection_management_cors))
                .post(run(settings::set_connection_management_cors)),
        )
        .route(
            "/corsSettings",
            get(run(settings::cors)).post(run(settings::set_cors)),
        )
        .route(
            "/profile",
            get(run(settings::profile)).put(run(settings::update_profile)),
        )
        .route(
            "/profile/syncSettings",
            get(run(settings::sync_settings)).post(run(settings::update_sync_settings)),
        )
        .route(
            "/apiKeys",
            get(run(settings::api_keys)).post(run(settings::create_api_key)),
        )
        .route("/apiKeys/{apiKeyId}", delete(run(settings::delete_api_key)))
        .route(
            "/companies/{companyId}/sync/{datasetId}/validation",
            get(run(refresh::validation)),
        )
        .route(
            "/companies/{companyId}/connections/{connectionId}/options/{dataType}",
            get(run(push::options)),
        )
        .route(
            "/companies/{companyId}/connections/{connectionId}/push/{dataType}",
            post(run(push::create)),
        )
        .route("/companies/{companyId}/push", get(run(push::list)))
        .route(
            "/companies/{companyId}/push/{pushOperationKey}",
            get(run(push::get)),
        )
        .route(
            "/integrations/{platformKey}/dataTypes/{dataType}/supplementalDataConfig",
            get(run(data_types::supplemental)).put(run(data_types::configure_supplemental)),
        )
        .route(
            "/integrations/{platformKey}/dataTypes/custom/{customDataIdentifier}",
            get(run(data_types::custom)).put(run(data_types::configure_custom)),
        )
        .route(
            "/companies/{companyId}/connections/{connectionId}/data/queue/custom/{customDataIdentifier}",
            post(run(data_types::refresh_custom)),
        )
        .route(
            "/companies/{companyId}/connections/{connectionId}/data/custom/{customDataIdentifier}",
            get(run(data_types::records)),
        )
        .merge(beside)
        .fallback(run(unknown_path))
        .method_not_allowed_fallback(run(wrong_method))
        .route("/_sandbox/logo/{file}", get(logo))
}

async fn logo(Path(file): Path<String>) -> Response {
    response(Outcome::Whole(integrations::logo(&file)))
}

fn unknown_path(_: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    Err(Failure::new(
        StatusCode::NOT_FOUND,
        format!("There is nothing at {}", call.path),
    ))
}

fn wrong_method(_: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let message = format!("{} is not allowed at {}", call.method, call.path);
    Err(Failure::new(StatusCode::METHOD_NOT_ALLOWED, message))
}

/// A handler that reads the complete request and passes it to the service.
fn run(service: Arc<Service>, operation: Operation) -> impl Fn(Request) -> Answering + Clone {
    move |request| {
        let service = Arc::clone(&service);
        Box::pin(async move {
            match read(request).await {
                Ok(call) => response(service.handle(&call, operation).await),
                Err(failure) => response(Outcome::Whole(service.refuse(failure))),
            }
        })
    }
}

async fn read(request: Request) -> Result<Call, Failure> {
    let (mut parts, body) = request.into_parts();
    let parameters = RawPathParams::from_request_parts(&mut parts, &())
        .await
        .map_err(|_| {
            Failure::new(
                StatusCode::BAD_REQUEST,
                "Error processing request - the path is not UTF-8.",
            )
        })?;
    let parameters = parameters
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let body = axum::body::to_bytes(body, MAX_BODY)
        .await
        .map_err(|_| Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too long."))?;
    Ok(Call {
        path: parts.uri.path().to_owned(),
        target: parts
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str())
            .to_owned(),
        method: parts.method,
        parameters,
        headers: parts.headers,
        body,
        connection: parts
            .extensions
            .get::<ConnectionNumber>()
            .map_or(0, |number| number.0),
    })
}

pub fn response(outcome: Outcome) -> Response {
    match outcome {
        Outcome::Whole(answer) => with_body(answer.status, answer.headers, Body::from(answer.body)),
        Outcome::Delivered(answer, delivery) => {
            let mut response = response(Outcome::Whole(answer));
            response.extensions_mut().insert(delivery);
            response
        }
        Outcome::Truncated(mut answer) => {
            answer
                .headers
                .insert(header::CONTENT_LENGTH, answer.body.len().into());
            let half = answer.body.slice(..answer.body.len() / 2);
            with_body(answer.status, answer.headers, Body::new(Half::Unsent(half)))
        }
        Outcome::Flood { bytes, announce } => {
            let headers = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
            let body = Flood {
                sent: 0,
                bytes,
                announce,
            };
            with_body(StatusCode::OK, headers.into_iter().collect(), Body::new(body))
        }
        Outcome::Cut => {
            let mut response = Response::new(Body::empty());
            response.extensions_mut().insert(Cut);
            response
        }
    }
}

fn with_body(status: StatusCode, headers: axum::http::HeaderMap, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// Half of a body, and then an error, which closes the connection.
enum Half {
    Unsent(Bytes),
    Sent,
    Over,
}

impl HttpBody for Half {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match std::mem::replace(&mut *self, Half::Over) {
            Half::Unsent(half) => {
                *self = Half::Sent;
                Poll::Ready(Some(Ok(Frame::data(half))))
            }
            // hyper sends what it has so far only while the body has no further data.
            Half::Sent => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Half::Over => Poll::Ready(Some(Err("a fault truncates the response"))),
        }
    }
}

/// A JSON string of any length; only one chunk of it is in memory.
struct Flood {
    sent: u64,
    bytes: u64,
    announce: bool,
}

impl HttpBody for Flood {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let chunk = match self.bytes - self.sent {
            0 => return Poll::Ready(None),
            left if left == 1 || self.sent == 0 => Bytes::from_static(b"\""),
            left => {
                let length = usize::try_from(left - 1).map_or(CHUNK, |left| left.min(CHUNK));
                Bytes::from_static(&FLOOD[..length])
            }
        };
        self.sent += chunk.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }

    fn size_hint(&self) -> SizeHint {
        match self.announce {
            true => SizeHint::with_exact(self.bytes - self.sent),
            false => SizeHint::default(),
        }
    }
}
