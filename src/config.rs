//! The configuration of a client, read from JSON and the environment.

use std::time::Duration;

use base64::prelude::{Engine, BASE64_STANDARD};
use serde::Deserialize;
use ureq::http::{uri::Scheme, HeaderValue, Uri};

use crate::error::{Error, Result};
use crate::input::check;
use crate::log::Log;
use crate::operations::Kind;
use crate::secret::{is_printable, Redactor, Secret, PRINTABLE};

/// The address of the service.
pub const DEFAULT_BASE_URL: &str = "https://api.codat.io";

/// The configuration of a [`Client`](crate::Client).
///
/// As JSON its fields are in camel case; `null` counts as not given, and unknown fields are refused. All
/// are optional, except that a key must come from somewhere: `apiKey`, `authHeader`, or the environment variable
/// `CODAT_API_KEY`.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Config {
    /// The API key as shown in the portal; line breaks at its end are left out. Default: the environment variable
    /// `CODAT_API_KEY`, which counts as not given if it is empty.
    pub api_key: Option<Secret>,
    /// Instead of `api_key`: the ready-made value of the `Authorization` header, `Basic …`.
    pub auth_header: Option<Secret>,
    /// The address of the service. Default: the environment variable `CODAT_BASE_URL`, else [`DEFAULT_BASE_URL`].
    /// Plain `http://` is accepted only for loopback addresses, and only without a proxy on another machine, unless
    /// [`allow_http`](Self::allow_http) is set.
    pub base_url: Option<String>,
    /// Accept a `base_url` with `http://` to another machine: the key then travels unencrypted.
    pub allow_http: bool,
    /// How long a whole call may take, retries and waiting included, in milliseconds. Default: 60,000.
    pub timeout_ms: u64,
    /// How long one attempt may take before it counts as lost, in milliseconds. Default: 20,000.
    pub attempt_timeout_ms: u64,
    /// How long looking up the host and opening a connection may take, in milliseconds. Default: 10,000.
    pub connect_timeout_ms: u64,
    /// How often a failed attempt is repeated if that is safe. Default: 3.
    pub max_retries: u32,
    /// The first pause between attempts is random up to this many milliseconds; it doubles with each attempt,
    /// to at most 8 seconds. Default: 500.
    pub retry_delay_ms: u64,
    /// How many requests may be in flight at once; further calls wait their turn. Default: 10, which is
    /// what the service allows an account with one connected company.
    pub max_connections: usize,
    /// How many requests are sent at most in any 60 seconds; further ones wait. The service blocks an IP address
    /// without warning that sends more than 1,000. It counts the requests of this client alone. Default: no limit.
    pub requests_per_minute: Option<u32>,
    /// The largest response accepted, in bytes. Default: 67,108,864 (64 MiB).
    pub max_response_bytes: u64,
    /// An HTTP proxy, `http://[user:password@]host:port`. Default: none; the environment is not consulted.
    pub proxy: Option<String>,
    /// Sent as `User-Agent`. Default: `libcodat/` and the version.
    pub user_agent: Option<String>,
    /// The text (PEM) of certificates of authorities to trust instead of the system's: they stand alone. Default: those
    /// that the environment variables `SSL_CERT_FILE` and `SSL_CERT_DIR` name, which must be readable; else the
    /// system's; else built-in ones.
    pub root_certificates: Option<String>,
    /// The log of the calls; not a field in JSON. Default: none.
    #[serde(skip)]
    pub log: Option<Log>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            api_key: None,
            auth_header: None,
            base_url: None,
            allow_http: false,
            timeout_ms: 60_000,
            attempt_timeout_ms: 20_000,
            connect_timeout_ms: 10_000,
            max_retries: 3,
            retry_delay_ms: 500,
            max_connections: 10,
            requests_per_minute: None,
            max_response_bytes: 64 << 20,
            proxy: None,
            user_agent: None,
            root_certificates: None,
            log: None,
        }
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key, the header and the proxy's password are left out.
        f.debug_struct("Config")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// Reads a configuration from a JSON object.
    ///
    /// # Errors
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument), naming the invalid field and what was expected.
    pub fn from_json(json: &str) -> Result<Config> {
        crate::input::read_settings(json, "the configuration", SETTINGS)
    }

    /// Checks every field and works out what a client needs.
    pub(crate) fn resolve(&self) -> Result<Resolved> {
        for (member, value) in [
            ("timeoutMs", self.timeout_ms),
            ("attemptTimeoutMs", self.attempt_timeout_ms),
            ("connectTimeoutMs", self.connect_timeout_ms),
            ("maxRetries", self.max_retries.into()),
            ("retryDelayMs", self.retry_delay_ms),
            ("maxConnections", self.max_connections as u64),
            ("maxResponseBytes", self.max_response_bytes),
        ] {
            for (_, kind) in SETTINGS.iter().filter(|(name, _)| *name == member) {
                check(member, *kind, &value.to_string())?;
            }
        }
        if let Some(requests) = self.requests_per_minute {
            check("requestsPerMinute", REQUESTS, &requests.to_string())?;
        }
        let user_agent = self
            .user_agent
            .as_deref()
            .unwrap_or(concat!("libcodat/", env!("CARGO_PKG_VERSION")));
        let authorization = self.authorization()?;
        Ok(Resolved {
            redactor: Redactor::new(&authorization),
            authorization,
            base_url: self.base_url()?,
            user_agent: header_value("userAgent", user_agent)?,
            timeout: Duration::from_millis(self.timeout_ms),
            max_retries: self.max_retries,
            retry_delay: Duration::from_millis(self.retry_delay_ms),
            log: self.log.clone(),
        })
    }

    fn authorization(&self) -> Result<HeaderValue> {
        match (&self.api_key, &self.auth_header) {
            (Some(_), Some(_)) => Err(Error::invalid_member(
                "authHeader",
                "expected either this or apiKey, found both",
            )),
            (None, Some(header)) => {
                let header = without_line_end(header);
                let is_basic = header
                    .reveal()
                    .strip_prefix("Basic ")
                    .is_some_and(|rest| !rest.trim().is_empty());
                if !is_basic {
                    return Err(Error::invalid_member(
                        "authHeader",
                        "expected 'Basic ' and the encoded key",
                    ));
                }
                check_length("authHeader", header.reveal())?;
                header.to_header("authHeader")
            }
            (Some(key), None) => basic("apiKey", key),
            (None, None) => match std::env::var("CODAT_API_KEY").map(Secret::from) {
                Ok(key) if !without_line_end(&key).reveal().is_empty() => basic("CODAT_API_KEY", &key),
                _ => {
                    let expected =
                        "expected an API key here, in authHeader, or in the environment variable CODAT_API_KEY";
                    Err(Error::invalid_member("apiKey", expected))
                }
            },
        }
    }

    fn base_url(&self) -> Result<String> {
        let from_environment = std::env::var("CODAT_BASE_URL").ok().filter(|url| !url.is_empty());
        let (member, text) = match (&self.base_url, from_environment) {
            (Some(url), _) => ("baseUrl", url.clone()),
            (None, Some(url)) => ("CODAT_BASE_URL", url),
            (None, None) => ("baseUrl", DEFAULT_BASE_URL.to_owned()),
        };
        let refuse = |found: &str| {
            Err(Error::invalid_member(
                member,
                format!("expected an https:// URL without query, {found}"),
            ))
        };
        check_length(member, &text)?;
        if !text.contains("://") {
            return refuse("found no scheme (https:// is missing before the host)");
        }
        let Ok(url) = text.parse::<Uri>() else {
            return refuse("found text that is not a URL");
        };
        let Some(host) = url.host().filter(|host| !host.is_empty()) else {
            return refuse("found no host");
        };
        if url.query().is_some() || text.contains('#') {
            return refuse("found a query or fragment");
        }
        if url
            .authority()
            .is_some_and(|authority| authority.as_str().contains('@'))
        {
            return refuse("found a user name or password in it");
        }
        // ureq would replace an invalid port by the scheme's.
        if !url
            .authority()
            .is_some_and(|authority| has_good_port(authority.as_str(), host))
        {
            return refuse("found a port that is not 1 to 65535");
        }
        let secure = match url.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return refuse("found another scheme"),
        };
        if !secure && !self.allow_http && !is_loopback(host) {
            return refuse("found http:// to another machine (allowHttp permits it)");
        }
        // A loopback address is the proxy's own there, and the way to it is not encrypted.
        if !secure && !self.allow_http && !self.is_proxy_here() {
            return refuse("found http:// and a proxy on another machine (allowHttp permits it)");
        }
        Ok(text.trim_end_matches('/').to_owned())
    }

    /// Whether there is no proxy, or one on this machine. What is no URL is refused elsewhere.
    fn is_proxy_here(&self) -> bool {
        let url = self.proxy.as_deref().and_then(|proxy| proxy.parse::<Uri>().ok());
        let host = url.as_ref().and_then(Uri::host).unwrap_or_default();
        host.is_empty() || is_loopback(host)
    }
}

/// A time, of at most a day.
const TIME: Kind = Kind::Integer {
    min: 1,
    max: 86_400_000,
};

/// What a configuration may hold as JSON.
const SETTINGS: &[(&str, Kind)] = &[
    ("apiKey", Kind::Text),
    ("authHeader", Kind::Text),
    ("baseUrl", Kind::Text),
    ("allowHttp", Kind::Flag),
    ("timeoutMs", TIME),
    ("attemptTimeoutMs", TIME),
    ("connectTimeoutMs", TIME),
    ("maxRetries", MAX_RETRIES),
    ("retryDelayMs", Kind::Integer { min: 0, max: 60_000 }),
    ("maxConnections", Kind::Integer { min: 1, max: 10_000 }),
    ("requestsPerMinute", REQUESTS),
    (
        "maxResponseBytes",
        Kind::Integer {
            min: 1,
            max: isize::MAX as i64,
        },
    ),
    ("proxy", Kind::Text),
    ("userAgent", Kind::Text),
    ("rootCertificates", Kind::Text),
];

const REQUESTS: Kind = Kind::Integer {
    min: 1,
    max: 1_000_000,
};

/// How often an attempt may be repeated.
pub(crate) const MAX_RETRIES: Kind = Kind::Integer { min: 0, max: 100 };

/// A checked configuration, in the form that calls need.
pub(crate) struct Resolved {
    pub authorization: HeaderValue,
    /// Knows what no error may show.
    pub redactor: Redactor,
    pub base_url: String,
    pub user_agent: HeaderValue,
    pub timeout: Duration,
    pub max_retries: u32,
    pub retry_delay: Duration,
    pub log: Option<Log>,
}

/// The most that the value of a header, or a base URL, may have: each goes into one line of a request.
const LONGEST: usize = 4096;

fn check_length(member: &str, text: &str) -> Result<()> {
    if text.len() > LONGEST {
        let found = format!("expected at most {LONGEST} characters, found {}", text.len());
        return Err(Error::invalid_member(member, found));
    }
    Ok(())
}

/// A secret as it was before a file or a shell put a line break behind it.
fn without_line_end(secret: &Secret) -> Secret {
    secret.reveal().trim_end_matches(['\r', '\n']).into()
}

/// The `Authorization` header of an API key: the key alone is encoded, with no user name before it.
fn basic(member: &str, key: &Secret) -> Result<HeaderValue> {
    let key = without_line_end(key);
    let key = key.reveal();
    check_length(member, key)?;
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let expected = "expected printable ASCII characters without spaces or line breaks";
        return Err(Error::invalid_member(member, expected));
    }
    let mut header = String::with_capacity("Basic ".len() + key.len().div_ceil(3) * 4);
    header.push_str("Basic ");
    BASE64_STANDARD.encode_string(key, &mut header);
    Secret::from(header).to_header(member)
}

fn header_value(member: &str, text: &str) -> Result<HeaderValue> {
    check_length(member, text)?;
    match HeaderValue::from_str(text) {
        Ok(value) if is_printable(text) => Ok(value),
        _ => Err(Error::invalid_member(member, PRINTABLE)),
    }
}

/// Whether what follows the host is nothing or a port that there can be.
fn has_good_port(authority: &str, host: &str) -> bool {
    match authority.strip_prefix(host) {
        Some("") => true,
        Some(rest) => rest.strip_prefix(':').is_some_and(is_port),
        None => false,
    }
}

/// Whether a text is a port, from 1 to 65535.
pub(crate) fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

pub(crate) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || bare
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
