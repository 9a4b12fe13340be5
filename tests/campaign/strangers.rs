//! Servers that a client must not trust, and addresses that lead nowhere. None may ever see a request, and no call to
//! them may have done anything.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::json;

use crate::support::abi::{Client, Context};
use crate::support::tls::{self_signed_server, Authority};

pub struct Strangers {
    authority: Authority,
    /// Its name, its URL, and whether a retry could help.
    all: Vec<(&'static str, String, bool)>,
    requests: Arc<AtomicUsize>,
}

impl Strangers {
    pub fn new() -> Strangers {
        let authority = Authority::new();
        let requests = Arc::new(AtomicUsize::new(0));
        let serve = |config: Option<Arc<ServerConfig>>| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = listener.local_addr().unwrap().port();
            let requests = requests.clone();
            std::thread::spawn(move || {
                for mut stream in listener.incoming().flatten() {
                    let mut bytes = [0; 512];
                    match &config {
                        // The handshake meets something that speaks no TLS.
                        None => drop(stream.write_all(b"220 smtp.example.com ESMTP\r\n")),
                        Some(config) => {
                            let session = ServerConnection::new(config.clone()).unwrap();
                            let read = StreamOwned::new(session, stream).read(&mut bytes);
                            requests.fetch_add(usize::from(read.is_ok_and(|n| n > 0)), Ordering::SeqCst);
                        }
                    }
                }
            });
            format!("https://localhost:{port}")
        };
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let all = vec![
            (
                "the certificate of another host",
                serve(Some(authority.server(&["example.com"]))),
                false,
            ),
            (
                "an expired certificate",
                serve(Some(authority.expired_server(&["localhost"]))),
                false,
            ),
            (
                "a self-signed certificate",
                serve(Some(self_signed_server(&["localhost"]))),
                false,
            ),
            (
                "a stranger's authority",
                serve(Some(Authority::new().server(&["localhost"]))),
                false,
            ),
            ("no TLS at all", serve(None), false),
            ("a port without a server", format!("http://{nobody}"), true),
            ("a name that nobody has", "https://codat.invalid".to_owned(), true),
        ];
        Strangers {
            authority,
            all,
            requests,
        }
    }

    /// Tries to create a company at one of them.
    pub fn try_one(&self, choice: usize) -> Result<(), String> {
        let (what, url, may_help) = &self.all[choice % self.all.len()];
        let client = Client::new(&json!({
            "apiKey": "not-for-strangers",
            "baseUrl": url,
            "rootCertificates": self.authority.pem,
            "retryDelayMs": 1,
            "connectTimeoutMs": 5000,
        }));
        let context = Context::new(&json!({"timeoutMs": 20_000, "maxRetries": 2}));
        let outcome = client.call(Some(&context), "companies.create", &json!({"name": "Nobody"}));
        let document = outcome.err().ok_or(format!("{what}: a call succeeded"))?;
        let error = &document["error"];
        let attempts = if *may_help { 3 } else { 1 };
        // A resolver without a network may take longer than the call may: then the error is a timeout.
        let fits = (error["kind"] == "connection" || *may_help && error["kind"] == "timeout")
            && error["outcomeUnknown"] == false
            && (document["meta"]["attempts"] == attempts || error["kind"] == "timeout")
            && self.requests.load(Ordering::SeqCst) == 0;
        fits.then_some(()).ok_or(format!("{what}: {document}"))
    }
}
