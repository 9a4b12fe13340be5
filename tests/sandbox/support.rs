//! A sandbox with an HTTP client.

use std::io::Write;
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use base64::prelude::{Engine, BASE64_STANDARD};
use codat::sandbox::{Config, Sandbox};
use serde_json::{json, Value};
use ureq::http::{HeaderMap, Request};
use ureq::Agent;

pub struct Api {
    pub sandbox: Sandbox,
    pub client: Client,
}

#[derive(Clone)]
pub struct Client {
    pub base_url: String,
    pub authorization: String,
    pub agent: Agent,
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The body of a response that must have this status.
    #[track_caller]
    pub fn ok(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        if self.body.is_empty() {
            Value::Null
        } else {
            self.json()
        }
    }

    /// The error text of a response that must be a complete error of this status.
    #[track_caller]
    pub fn error(&self, status: u16) -> String {
        let body = self.ok(status);
        assert_eq!(body["statusCode"], status);
        let correlation = body["correlationId"].as_str().unwrap();
        assert!(
            correlation.len() == 32 && correlation.chars().all(|c| c.is_ascii_hexdigit()),
            "{correlation}"
        );
        assert!(
            body["service"].is_string()
                && body["canBeRetried"].is_string()
                && body["detailedErrorCode"].is_i64()
        );
        let validation = body.get("validation").expect("`validation`, which may be null");
        assert!(
            validation.is_null() || validation["errors"].is_array(),
            "{validation}"
        );
        body["error"].as_str().unwrap().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Client {
    pub fn new(base_url: &str, api_key: &str) -> Client {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        let authorization = format!("Basic {}", BASE64_STANDARD.encode(api_key));
        Client {
            base_url: base_url.to_owned(),
            authorization,
            agent: config.into(),
        }
    }

    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Reply, ureq::Error> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base_url))
            .header("authorization", &self.authorization);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = match body {
            [] if !["POST", "PUT", "PATCH"].contains(&method) => self.agent.run(request.body(()).unwrap()),
            body => self.agent.run(request.body(body).unwrap()),
        }?;
        let (parts, mut body) = response.into_parts();
        let body = body.with_config().limit(u64::MAX).read_to_vec()?;
        Ok(Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        })
    }

    #[track_caller]
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        self.try_send(method, path, headers, body).unwrap()
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], b"")
    }

    #[track_caller]
    pub fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, &[], b"")
    }

    #[track_caller]
    pub fn json(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.send(method, path, &[], body.to_string().as_bytes())
    }

    #[track_caller]
    /// Sends a request with an idempotency key, which must be a UUID: it is derived from the text.
    pub fn keyed(&self, method: &str, path: &str, key: &str, body: &Value) -> Reply {
        self.send(
            method,
            path,
            &[("idempotency-key", &uuid_of(key))],
            body.to_string().as_bytes(),
        )
    }

    /// Creates a company and returns its id.
    #[track_caller]
    pub fn company(&self, name: &str) -> String {
        let company = self.json("POST", "/companies", &json!({ "name": name })).ok(200);
        company["id"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn group(&self, name: &str) -> String {
        let group = self.json("POST", "/groups", &json!({ "name": name })).ok(200);
        group["id"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn total(&self) -> u64 {
        self.get("/companies").ok(200)["totalResults"].as_u64().unwrap()
    }

    /// Sends a request and leaves the connection open, the response unread.
    pub fn leave(&self, method: &str, path: &str, headers: &str, body: &str) -> TcpStream {
        let host = self.base_url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let (key, length) = (&self.authorization, body.len());
        let head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: {key}\r\n{headers}content-length: {length}");
        write!(stream, "{head}\r\n\r\n{body}").unwrap();
        stream
    }
}

impl std::ops::Deref for Api {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// When the clock of a sandbox begins that is given no time: no day ends during a test.
pub const NOON: &str = "2026-06-15T12:00:00Z";

impl Api {
    pub fn new() -> Api {
        Api::at(NOON)
    }

    pub fn at(start_time: &str) -> Api {
        Api::with(Config {
            start_time: Some(start_time.to_owned()),
            ..Config::default()
        })
    }

    pub fn file(db: &std::path::Path) -> Api {
        Api::with(Config {
            db: Some(db.to_owned()),
            start_time: Some(NOON.to_owned()),
            ..Config::default()
        })
    }

    pub fn with(config: Config) -> Api {
        let sandbox = Sandbox::start(config).unwrap();
        let client = Client::new(sandbox.base_url(), sandbox.api_key());
        Api { sandbox, client }
    }

    #[track_caller]
    pub fn control(&self, action: &str, input: Value) -> Value {
        self.sandbox.control(action, input).unwrap()
    }

    #[track_caller]
    pub fn fault(&self, fault: Value) {
        self.control("queue-faults", json!({ "faults": [fault] }));
    }

    pub fn stat(&self, name: &str) -> u64 {
        self.control("stats", json!({}))[name].as_u64().unwrap()
    }

    /// The newest request that was seen.
    pub fn last_request(&self) -> Value {
        let requests = self.control("list-requests", json!({}));
        requests["requests"].as_array().unwrap().last().unwrap().clone()
    }
}

/// Waits for something that must come true soon.
#[track_caller]
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "never came true: {what}"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A directory that goes away with the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        let path = std::env::temp_dir().join(format!("codat-sandbox-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&path).unwrap();
        Folder(path)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A UUID that belongs to a text: the text, if it is one.
pub fn uuid_of(text: &str) -> String {
    if uuid::Uuid::parse_str(text).is_ok() {
        return text.to_owned();
    }
    let hash = |salt: u8| {
        let mut hasher = std::hash::DefaultHasher::new();
        std::hash::Hash::hash(&(salt, text), &mut hasher);
        std::hash::Hasher::finish(&hasher)
    };
    uuid::Uuid::from_u64_pair(hash(0), hash(1)).to_string()
}
