//! Sending a request to the service and receiving its response: one attempt at a time.
//!
//! - [`call`]: a running call and its deadline; [`cancellation`], [`running`]: how cancelling reaches it
//! - [`gate`]: how many requests at once, and pauses that hold for all
//! - [`stream`], [`resolve`], [`limit`]: connections and host names, which end with the call or its time
//! - [`proxy`]: connecting through a proxy
//! - [`session`], [`tls`]: encryption, and which authorities to trust
//! - [`outgoing`]: what has certainly been sent, and what must not be left in memory
//! - [`retry`]: when an attempt is repeated, and after how long

pub(crate) mod call;
mod cancellation;
pub(crate) mod gate;
mod limit;
mod outgoing;
mod proxy;
mod resolve;
pub(crate) mod retry;
pub(crate) mod running;
mod session;
mod stream;
pub(crate) mod tls;

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use ureq::http::{self, header, HeaderMap, HeaderName, HeaderValue};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Connector, NextTimeout};

use crate::answer::PREFIX;
use crate::config::{is_port, Config, Resolved};
use crate::error::{Error, ErrorKind, Result};
use crate::input::{Request, LONGEST_URL};
use crate::operations::Method;
use call::Call;
use outgoing::Trust;

/// The longest line of a request, in bytes, which must fit into the output as a whole: its URL, and what stands beside that.
const LONGEST_LINE: usize = LONGEST_URL + 384;

/// Sends requests over a pool of connections that all calls of a client share.
pub(crate) struct Transport {
    agent: ureq::Agent,
    trust: Trust,
    tls: Arc<ClientConfig>,
    authorization: HeaderValue,
    user_agent: HeaderValue,
    max_response_bytes: u64,
}

/// A response of the service, whatever its status.
#[derive(Debug)]
pub(crate) struct Response {
    pub status: u16,
    pub headers: HeaderMap,
    /// [`PREFIX`], then the body.
    pub buffer: Vec<u8>,
    /// Whether more data had arrived behind it when it ended: then it may be the response to another request.
    pub followed: bool,
}

impl Response {
    pub fn body(&self) -> &[u8] {
        &self.buffer[PREFIX.len()..]
    }

    pub fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Why an attempt brought no response.
#[derive(Debug)]
pub(crate) enum Failure {
    Cancelled,
    TimedOut,
    /// Could not connect, or the connection broke.
    Connection(String),
    /// The server could not prove its identity, or no encryption could be agreed on.
    Tls(String),
    /// The proxy refused to connect to the service: nothing was sent, and it would refuse again.
    Proxy(String),
    /// The request cannot be written as HTTP; nothing was sent.
    Unsendable(String),
    /// The response is not HTTP.
    Protocol(String),
    TooLarge(u64),
    OutOfMemory,
}

impl Failure {
    /// The error that a caller receives.
    pub fn to_error(&self) -> Error {
        match self {
            Failure::Cancelled => Error::cancelled(),
            Failure::TimedOut => Error::new(ErrorKind::Timeout, "no response within the time allowed"),
            Failure::Connection(reason) => {
                Error::new(ErrorKind::Connection, format!("the connection failed: {reason}"))
            }
            Failure::Tls(reason) => {
                let mut error = Error::new(ErrorKind::Connection, format!("no secure connection: {reason}"));
                error.retryable = false;
                error
            }
            Failure::Proxy(reason) => {
                let mut error = Error::new(ErrorKind::Connection, format!("no connection: {reason}"));
                error.retryable = false;
                error
            }
            Failure::Unsendable(reason) => Error::invalid(format!("the request cannot be sent: {reason}")),
            Failure::Protocol(reason) => Error::new(
                ErrorKind::UnexpectedResponse,
                format!("the response is not proper HTTP: {reason}"),
            ),
            Failure::TooLarge(limit) => {
                let message = format!("the response is larger than maxResponseBytes allows ({limit} bytes)");
                Error::new(ErrorKind::UnexpectedResponse, message)
            }
            Failure::OutOfMemory => Error::new(ErrorKind::OutOfMemory, "not enough memory for the response"),
        }
    }
}

impl Transport {
    pub fn new(config: &Config, resolved: &Resolved) -> Result<Transport> {
        let proxy = match &config.proxy {
            None => None,
            Some(url) => Some(http_proxy(url)?),
        };
        let agent_config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // A redirect is an unexpected response: following it could send the key elsewhere.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(proxy)
            .timeout_connect(Some(Duration::from_millis(config.connect_timeout_ms)))
            .timeout_global(Some(Duration::from_millis(config.attempt_timeout_ms)))
            .output_buffer_size(LONGEST_LINE)
            .max_idle_connections(config.max_connections)
            .max_idle_connections_per_host(config.max_connections)
            .build();
        let tls = tls::config(&resolved.base_url, config.root_certificates.as_deref())?;
        let trust = Trust::default();
        Ok(Transport {
            agent: agent(agent_config, &tls, &resolved.user_agent, &trust),
            trust,
            tls,
            authorization: resolved.authorization.clone(),
            user_agent: resolved.user_agent.clone(),
            max_response_bytes: config.max_response_bytes,
        })
    }

    /// A transport with the same configuration and no connections.
    pub fn afresh(&self) -> Transport {
        let (tls, trust) = (tls::afresh(&self.tls), Trust::default());
        Transport {
            agent: agent(self.agent.config().clone(), &tls, &self.user_agent, &trust),
            trust,
            tls,
            authorization: self.authorization.clone(),
            user_agent: self.user_agent.clone(),
            max_response_bytes: self.max_response_bytes,
        }
    }

    /// Uses none of the present connections for another request: a response on one of them belonged to another
    /// request.
    pub fn distrust_connections(&self) {
        self.trust.end();
    }

    /// Makes one attempt.
    pub fn send(
        &self,
        request: &Request,
        idempotency_key: Option<&str>,
        traceparent: Option<&str>,
        call: &Arc<Call>,
    ) -> std::result::Result<Response, Failure> {
        let mut builder = http::Request::builder()
            .method(request.method.as_str())
            .uri(&request.url)
            .header(header::AUTHORIZATION, self.authorization.clone())
            .header(header::USER_AGENT, self.user_agent.clone())
            .header(header::ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(key) = idempotency_key {
            builder = builder.header("idempotency-key", key);
        }
        if let Some(traceparent) = traceparent {
            builder = builder.header("traceparent", traceparent);
        }
        if request.body.is_some() {
            builder = builder.header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let outcome = call::with_current(call, || match &request.body {
            Some(body) => self.run(builder.body(body.as_str())),
            None if matches!(request.method, Method::Get | Method::Delete) => self.run(builder.body(())),
            // `Content-Length: 0`; without it an empty chunked body would follow.
            None => self.run(builder.body("")),
        });
        // A cancelled call fails in different ways: all of them are the cancelling.
        outcome.map_err(|failure| {
            if call.is_cancelled() {
                Failure::Cancelled
            } else {
                failure
            }
        })
    }

    fn run<B: ureq::AsSendBody>(
        &self,
        request: http::Result<http::Request<B>>,
    ) -> std::result::Result<Response, Failure> {
        let request = request.map_err(|e| Failure::Unsendable(e.to_string()))?;
        let response = self.agent.run(request).map_err(classify)?;
        let (parts, mut body) = response.into_parts();
        let announced = body.content_length();
        if let Some(call) = call::current() {
            call.mark_status(parts.status.as_u16());
            // If a second copy of this response came late, it would pass for the response to any other request: a
            // refusal, or a success without a result. So would the rest of a response whose end is in doubt.
            let ends_twice = parts.headers.contains_key(header::TRANSFER_ENCODING)
                && parts.headers.contains_key(header::CONTENT_LENGTH);
            let is_empty = parts.status == http::StatusCode::NO_CONTENT || announced == Some(0);
            if !parts.status.is_success() || is_empty || ends_twice {
                call.spend_connection();
            }
        }
        let buffer = self.receive(body.as_reader(), announced)?;
        Ok(Response {
            status: parts.status.as_u16(),
            headers: parts.headers,
            buffer,
            followed: call::current().is_some_and(|call| call.was_followed()),
        })
    }

    /// Reads a body behind [`PREFIX`], with room left for the end of the response JSON.
    fn receive(
        &self,
        mut reader: impl Read,
        announced: Option<u64>,
    ) -> std::result::Result<Vec<u8>, Failure> {
        const ROOM_FOR_META: usize = 512;
        let limit = self.max_response_bytes;
        if announced.is_some_and(|length| length > limit) {
            return Err(Failure::TooLarge(limit));
        }
        let mut buffer = Vec::new();
        let expected = announced.unwrap_or(4096) as usize;
        buffer
            .try_reserve_exact(PREFIX.len() + expected + ROOM_FOR_META)
            .map_err(|_| Failure::OutOfMemory)?;
        buffer.extend_from_slice(PREFIX);
        loop {
            // Reads only into memory that is there: growing the buffer is the only step here that may fail.
            let room = (buffer.capacity() - buffer.len()) as u64;
            let read = reader.by_ref().take(room).read_to_end(&mut buffer);
            let read = read.map_err(|e| classify(ureq::Error::from(e)))? as u64;
            if (buffer.len() - PREFIX.len()) as u64 > limit {
                return Err(Failure::TooLarge(limit));
            }
            if read < room {
                return Ok(buffer);
            }
            buffer
                .try_reserve(buffer.len())
                .map_err(|_| Failure::OutOfMemory)?;
        }
    }
}

fn agent(
    config: ureq::config::Config,
    tls: &Arc<ClientConfig>,
    user_agent: &HeaderValue,
    trust: &Trust,
) -> ureq::Agent {
    let connector = stream::CancellableConnector(resolve::CancellableResolver::default())
        .chain(proxy::TunnelConnector {
            user_agent: user_agent.clone(),
        })
        .chain(session::TlsConnector(tls.clone()))
        .chain(outgoing::OutgoingConnector(trust.clone()));
    ureq::Agent::with_parts(config, connector, NotYet)
}

/// Resolves nothing. ureq resolves for each request; the connector resolves only when it has to connect.
#[derive(Debug)]
struct NotYet;

impl Resolver for NotYet {
    fn resolve(
        &self,
        _: &http::Uri,
        _: &ureq::config::Config,
        _: NextTimeout,
    ) -> std::result::Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

pub(crate) fn http_proxy(url: &str) -> Result<ureq::Proxy> {
    // The URL is left out of the message: it may hold a password.
    let expected = "expected http://[user:password@]host:port";
    let authority = url
        .strip_prefix("http://")
        .map(|rest| rest.strip_suffix('/').unwrap_or(rest));
    let address = authority.and_then(|authority| authority.rsplit('@').next());
    // ureq would replace an invalid port with 80. A bracket belongs to an IPv6 address.
    let is_address = address
        .and_then(|address| address.rsplit_once(':'))
        .is_some_and(|(host, port)| is_port(port) && host.starts_with('[') == host.ends_with(']'));
    let is_plain = authority.is_some_and(|authority| !authority.contains(['/', '?', '#']));
    match ureq::Proxy::new(url) {
        Ok(proxy) if is_address && is_plain && !proxy.host().is_empty() => Ok(proxy),
        _ => Err(Error::invalid_member("proxy", expected)),
    }
}

fn classify(error: ureq::Error) -> Failure {
    use ureq::Error as E;
    match error {
        E::Timeout(_) => Failure::TimedOut,
        E::Io(e) if e.kind() == std::io::ErrorKind::InvalidData => Failure::Tls(e.to_string()),
        E::Io(e) => Failure::Connection(e.to_string()),
        E::HostNotFound => Failure::Connection("the host name is not known".into()),
        E::ConnectionFailed => Failure::Connection("no connection could be opened".into()),
        E::BodyStalled => Failure::Connection("the response stopped arriving".into()),
        E::Tls(reason) => Failure::Tls(reason.into()),
        E::Other(e) if e.is::<proxy::Refused>() => Failure::Proxy(e.to_string()),
        E::Http(e) => Failure::Unsendable(e.to_string()),
        E::BadUri(reason) => Failure::Unsendable(reason),
        other => Failure::Protocol(other.to_string()),
    }
}
