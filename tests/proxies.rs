//! The way through a proxy, and proxies that do not give it.

mod support;

use std::io::Read;
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use codat::{Client, Config, Error, ErrorKind};
use support::server::{json, read_request, Server};
use support::tls::LOCAL;
use support::wire::{Stream, Wire};

const COMPANIES: &str = r#"{"results":[],"pageNumber":1,"pageSize":100,"totalResults":0,"_links":{}}"#;

fn config(proxy: &Server, base_url: &str) -> Config {
    Config {
        api_key: Some("the-api-key".into()),
        base_url: Some(base_url.to_owned()),
        allow_http: true,
        root_certificates: Some(LOCAL.pem.clone()),
        proxy: Some(format!("http://user:p%40ss@{}", proxy.address)),
        retry_delay_ms: 1,
        ..Config::default()
    }
}

/// A proxy that says what `answer` does to each CONNECT, and then closes.
fn proxy(answer: impl Fn(&mut Stream) + Send + Sync + 'static) -> Server {
    Server::serve(Wire::Tcp, move |stream, state| {
        if let Some(request) = read_request(stream) {
            state.note(&request);
            answer(stream);
        }
    })
}

/// The error of a create through the proxy.
fn create(proxy: &Server, base_url: &str, more: impl Fn(&mut Config)) -> Error {
    let mut config = config(proxy, base_url);
    more(&mut config);
    let client = Client::new(config).unwrap();
    let error = client
        .call("companies.create", r#"{"name":"x"}"#, None)
        .unwrap_err();
    assert!(!error.outcome_unknown, "nothing was sent: {error:?}");
    error
}

const SERVICES: [&str; 2] = ["https://codat.invalid", "http://codat.invalid:8080"];

#[test]
fn a_proxy_receives_only_connect_requests() {
    Wire::each(|wire| {
        let service = Server::over(wire, |_, _| json(COMPANIES));
        let target = service.address;
        let proxy = Server::serve(Wire::Tcp, move |stream, state| {
            let Some(request) = read_request(stream) else {
                return;
            };
            state.note(&request);
            let mut there = TcpStream::connect(target).unwrap();
            stream
                .send(b"HTTP/1.1 100 Wait\r\n\r\nHTTP/1.0 200 OK\r\nVia: 1.1 x\r\n\r\n")
                .unwrap();
            let (mut up, mut back) = (stream.tcp(), there.try_clone().unwrap());
            let mut down = stream.tcp();
            let upward = std::thread::spawn(move || {
                let _ = std::io::copy(&mut up, &mut there);
                let _ = there.shutdown(Shutdown::Write);
            });
            let _ = std::io::copy(&mut back, &mut down);
            let _ = down.shutdown(Shutdown::Both);
            upward.join().unwrap();
        });
        let client = Client::new(config(&proxy, &service.url())).unwrap();
        for _ in 0..5 {
            client.call("companies.list", "{}", None).unwrap();
        }
        let requests = proxy.requests();
        assert_eq!((requests.len(), service.connections()), (1, 1));
        let connect = &requests[0];
        assert!(
            connect.starts_with(&format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n")),
            "{connect}"
        );
        assert!(
            connect.contains("Proxy-Authorization: Basic dXNlcjpwQHNz\r\n"),
            "{connect}"
        );
        assert!(
            !connect.contains("dGhlLWFwaS1rZXk="),
            "the API key is not the proxy's to see"
        );
        assert!(service.requests()[0].starts_with("GET /companies HTTP/1.1\r\n"));
        assert!(!service.requests()[0].to_lowercase().contains("proxy-"));
    });
}

#[test]
fn a_refusal_of_the_proxy_is_final_and_names_the_proxy() {
    for base_url in SERVICES {
        for status in [301, 400, 403, 404, 407, 429] {
            let proxy = proxy(move |stream| {
                let words = "No\r\nProxy-Authenticate: Basic\r\nContent-Length: 5\r\n\r\nhello";
                stream
                    .send(format!("HTTP/1.1 {status} {words}").as_bytes())
                    .unwrap();
            });
            let error = create(&proxy, base_url, |_| {});
            assert_eq!(
                (
                    error.kind,
                    error.retryable,
                    error.meta.attempts,
                    error.http_status
                ),
                (ErrorKind::Connection, false, 1, None),
                "{error:?}"
            );
            let words = format!("the proxy refused the connection with status {status}");
            assert!(error.message.contains(&words), "{}", error.message);
            assert_eq!(error.message.contains("password"), status == 407);
        }
    }
}

#[test]
fn failures_of_a_proxy_are_retried() {
    for base_url in SERVICES {
        for answer in [
            "HTTP/1.1 502 Bad Gateway\r\n\r\n",
            "HTTP/1.1 503 x\r\n\r\n",
            "SSH-2.0\r\n\r\n",
            "HTTP/1.1 2",
            "",
        ] {
            let proxy = proxy(move |stream| stream.send(answer.as_bytes()).unwrap());
            let error = create(&proxy, base_url, |_| {});
            assert_eq!(
                (error.kind, error.retryable, error.meta.attempts),
                (ErrorKind::Connection, true, 4),
                "{error:?}"
            );
            assert!(error.message.contains("the proxy"), "{}", error.message);
        }
    }
}

#[test]
fn bytes_after_the_response_of_a_proxy_end_the_connection() {
    for base_url in SERVICES {
        let proxy = proxy(|stream| {
            let junk = [b"HTTP/1.1 200 OK\r\n\r\n", &json(r#"{"id":"y","name":"x"}"#)[..]].concat();
            stream.send(&junk).unwrap();
            let _ = read_request(stream);
        });
        let error = create(&proxy, base_url, |_| {});
        assert_eq!(error.kind, ErrorKind::Connection, "{error:?}");
    }
}

#[test]
fn the_response_of_a_proxy_has_a_limit() {
    let proxy = proxy(
        |stream| {
            while stream.send(b"HTTP/1.1 200 OK\r\nX: a\r\n").is_ok() {}
        },
    );
    let error = create(&proxy, SERVICES[0], |config| config.max_retries = 0);
    assert!(error.message.contains("too long"), "{}", error.message);
}

/// Silent from the start, silent behind its response, or with a byte now and then: the whole way is one connecting.
#[test]
fn a_slow_proxy_ends_at_the_connect_or_attempt_timeout() {
    fn hold(stream: &mut Stream) {
        let _ = stream.read(&mut [0]);
    }
    fn open_then_hold(stream: &mut Stream) {
        stream.send(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        // The client's first words, and then its end.
        while let Ok(1..) = stream.read(&mut [0; 4096]) {}
    }
    fn drip(stream: &mut Stream) {
        stream.send(b"HTTP/1.1 200 OK\r\nX: ").unwrap();
        while stream.send(b"a").is_ok() {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    for answer in [hold, open_then_hold, drip] {
        for by_attempt in [false, true] {
            let proxy = proxy(answer);
            let started = Instant::now();
            let error = create(&proxy, SERVICES[0], |config| {
                config.max_retries = 0;
                if by_attempt {
                    config.attempt_timeout_ms = 100;
                } else {
                    config.connect_timeout_ms = 100;
                }
            });
            assert_eq!(
                (error.kind, error.retryable),
                (ErrorKind::Timeout, true),
                "{error:?}"
            );
            assert!(started.elapsed() < Duration::from_secs(10));
        }
    }
}

/// ureq would take port 80 for it, and the proxy's password would go there.
#[test]
fn an_impossible_port_of_a_proxy_is_refused() {
    let refused = |proxy: String| {
        let config = Config {
            api_key: Some("key".into()),
            proxy: Some(proxy),
            ..Config::default()
        };
        Client::new(config).err().and_then(|error| error.member.clone())
    };
    for host in ["proxy.example", "user:secret@127.0.0.1", "[::1]"] {
        for port in ["", ":", ":0", ":65536", ":99999", ":+80", ":8o", ":80:80"] {
            let proxy = format!("http://{host}{port}");
            assert_eq!(refused(proxy.clone()).as_deref(), Some("proxy"), "{proxy}");
        }
        for port in [1, 3128, 65535] {
            assert_eq!(refused(format!("http://{host}:{port}")), None, "{host}:{port}");
        }
    }
}

/// There the loopback address would be the proxy's own, and the key would travel in clear.
#[test]
fn a_proxy_on_another_machine_is_refused_for_http() {
    let config = |proxy: &str, allow_http| Config {
        api_key: Some("key".into()),
        base_url: Some("http://127.0.0.1:8080".into()),
        proxy: Some(proxy.into()),
        allow_http,
        ..Config::default()
    };
    let error = Client::new(config("http://proxy.example:3128", false)).unwrap_err();
    assert_eq!(error.member.as_deref(), Some("baseUrl"), "{error:?}");
    assert!(error.message.contains("allowHttp"), "{}", error.message);
    Client::new(config("http://proxy.example:3128", true)).unwrap();
    for proxy in ["http://127.0.0.1:3128", "http://user:pass@localhost:3128"] {
        Client::new(config(proxy, false)).unwrap();
    }
}
