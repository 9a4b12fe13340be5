//! One request to a consumer, which must be on this machine.

use std::time::Duration;

use axum::body::Body;
use axum::http::{header, Request, StatusCode};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::sandbox::resources::webhooks;

/// How long a consumer may take to respond.
const PATIENCE: Duration = Duration::from_secs(15);

/// A webhook to send: the headers with the signature, and the body.
pub struct Message {
    pub headers: [(&'static str, String); 3],
    pub body: String,
}

/// Sends the webhook; returns the status of the response, or the error.
pub async fn post(url: &str, message: &Message) -> Result<StatusCode, String> {
    match tokio::time::timeout(PATIENCE, exchange(url, message)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(format!("no response within {} s", PATIENCE.as_secs())),
    }
}

async fn exchange(url: &str, message: &Message) -> Result<StatusCode, String> {
    let (uri, address) = webhooks::address(url)?;
    let stream = TcpStream::connect(address)
        .await
        .map_err(|error| format!("cannot connect: {error}"))?;
    let failed = |error: hyper::Error| format!("no response: {error}");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    // Without the name and password that a URL may hold.
    let host = format!("{}:{}", uri.host().unwrap_or_default(), address.port());
    let mut request = Request::post(target)
        .header(header::HOST, host)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONNECTION, "close")
        .header(header::USER_AGENT, "codat-sandbox");
    for (name, value) in &message.headers {
        // Under both names that receivers use.
        request = request
            .header(format!("webhook-{name}"), value)
            .header(format!("svix-{name}"), value);
    }
    let request = request
        .body(Body::from(message.body.clone()))
        .map_err(|error| error.to_string())?;
    // The connection's future runs while this function waits for the response, and ends with it.
    tokio::pin!(connection);
    let answer = sender.send_request(request);
    tokio::pin!(answer);
    tokio::select! {
        answer = &mut answer => answer,
        _ = &mut connection => answer.await,
    }
    .map(|answer| answer.status())
    .map_err(failed)
}
