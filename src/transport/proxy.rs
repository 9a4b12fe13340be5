//! Connecting through an HTTP proxy: CONNECT, which holds nothing of a request.

use std::fmt::Write;
use std::io::{self, IoSlice};

use base64::prelude::{Engine, BASE64_STANDARD};
use ureq::http::{uri::Scheme, HeaderValue, Uri};
use ureq::unversioned::transport::{ConnectionDetails, Connector, Transport};
use ureq::{Error, Proxy};
use zeroize::Zeroizing;

use super::limit::Limit;
use super::stream::CancellableTransport;

/// The most bytes that a proxy may send before the tunnel is open.
const LONGEST_HEAD: usize = 16 << 10;

/// Has the proxy, if there is one, open a tunnel to the service.
#[derive(Debug)]
pub(crate) struct TunnelConnector {
    pub user_agent: HeaderValue,
}

impl Connector<CancellableTransport> for TunnelConnector {
    type Out = CancellableTransport;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<CancellableTransport>,
    ) -> Result<Option<Self::Out>, Error> {
        let Some(proxy) = details.config.proxy() else {
            return Ok(chained);
        };
        let Some(mut wire) = chained else {
            return Ok(None);
        };
        // One limit for all steps: a proxy that responds in small pieces must not get the whole time again for each.
        let limit = Limit::of_connecting(details);
        let request = self.request(proxy, details.uri);
        let mut rest = request.as_bytes();
        while !rest.is_empty() {
            let sent = wire.send(&[IoSlice::new(rest)], limit)?;
            rest = &rest[sent..];
        }
        match status(&mut wire, limit)? {
            200..=299 => Ok(Some(wire)),
            status @ 500.. => Err(failed(format!("the proxy responded with status {status}"))),
            status => Err(Error::Other(Box::new(Refused(status)))),
        }
    }
}

impl TunnelConnector {
    fn request(&self, proxy: &Proxy, target: &Uri) -> Zeroizing<String> {
        let host = target.host().unwrap_or_default();
        let default = if target.scheme() == Some(&Scheme::HTTP) {
            80
        } else {
            443
        };
        let port = target.port_u16().unwrap_or(default);
        let user_agent = self.user_agent.to_str().unwrap_or_default();
        // With room for all of it: growing the string would leave the password in freed memory.
        let mut request = Zeroizing::new(String::with_capacity(4096));
        let _ = write!(
            request,
            "CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\nUser-Agent: {user_agent}\r\n\
             Proxy-Connection: Keep-Alive\r\n",
        );
        if proxy.username().is_some() || proxy.password().is_some() {
            let user = proxy.username().unwrap_or_default();
            let password = proxy.password().unwrap_or_default();
            let pair = Zeroizing::new(format!("{user}:{password}"));
            let encoded = Zeroizing::new(BASE64_STANDARD.encode(pair.as_bytes()));
            let _ = write!(request, "Proxy-Authorization: Basic {}\r\n", *encoded);
        }
        request.push_str("\r\n");
        request
    }
}

/// The proxy refused the connection; see [`Failure::Proxy`](super::Failure::Proxy).
#[derive(Debug)]
pub(crate) struct Refused(pub u16);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Refused(status) = self;
        write!(f, "the proxy refused the connection with status {status}")?;
        match status {
            407 => f.write_str(" (it asks for a user and password, or for others than those in `proxy`)"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for Refused {}

/// Returns the status of the proxy's response, and takes its head from the input.
fn status(wire: &mut CancellableTransport, limit: Limit) -> Result<u16, Error> {
    const BLANK_LINE: &[u8] = b"\r\n\r\n";
    loop {
        let input = wire.buffers().input();
        if let Some(at) = input
            .windows(BLANK_LINE.len())
            .position(|four| four == BLANK_LINE)
        {
            let status = parse(input).ok_or_else(|| failed("the proxy's response is not HTTP"))?;
            wire.buffers().input_consume(at + BLANK_LINE.len());
            // A status below 200 is followed by another one.
            if status >= 200 {
                return Ok(status);
            }
        } else if input.len() > LONGEST_HEAD {
            return Err(failed("the proxy's response is too long"));
        } else if !wire.receive(limit)? {
            return Err(failed("the proxy closed the connection without a response"));
        }
    }
}

/// The status in a status line.
fn parse(head: &[u8]) -> Option<u16> {
    let rest = head.strip_prefix(b"HTTP/1.")?;
    match rest {
        [b'0' | b'1', b' ', digits @ ..] => {
            let digits = digits
                .get(..3)
                .filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
            std::str::from_utf8(digits).ok()?.parse().ok()
        }
        _ => None,
    }
}

fn failed(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    io::Error::other(reason).into()
}
