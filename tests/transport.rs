//! The client on the wire, against servers that misbehave.

mod support;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use codat::{Client, Config, Context, ContextOptions, ErrorKind};
use support::server::{json, read_request, Server};
use support::tls::LOCAL;
use support::wire::Wire;

const COMPANIES: &str = r#"{"results":[],"pageNumber":1,"pageSize":100,"totalResults":0,"_links":{}}"#;

fn config(base_url: String) -> Config {
    Config {
        api_key: Some("the-api-key".into()),
        base_url: Some(base_url),
        root_certificates: Some(LOCAL.pem.clone()),
        retry_delay_ms: 1,
        ..Config::default()
    }
}

fn client(server: &Server) -> Client {
    Client::new(config(server.url())).unwrap()
}

#[test]
fn requests_are_written_as_the_service_wants_them() {
    Wire::each(|wire| {
        let server = Server::over(wire, |number, _| match number {
            0 => json(r#"{"id":"x","name":"Toft"}"#),
            1 => json(COMPANIES),
            _ => json("{}"),
        });
        let client = client(&server);
        client
            .call("companies.create", r#"{"name":"Toft","tags":{"a":"b"}}"#, None)
            .unwrap();
        client
            .call(
                "companies.list",
                r#"{"query":"name~a b&c","page":1,"tags":null}"#,
                None,
            )
            .unwrap();
        client
            .call(
                "companies.refresh_product_data",
                r#"{"companyId":"c","productIdentifier":"p"}"#,
                None,
            )
            .unwrap();
        client
            .call(
                "companies.add_product",
                r#"{"companyId":"c","productIdentifier":"p"}"#,
                None,
            )
            .unwrap();
        let requests = server.requests();
        let create = requests[0].to_lowercase();
        assert!(create.starts_with("post /companies http/1.1\r\n"));
        // Base64 of the key alone.
        assert!(requests[0].contains("Basic dGhlLWFwaS1rZXk=\r\n"));
        assert!(create.contains("user-agent: libcodat/") && create.contains("idempotency-key: "));
        assert!(requests[0].ends_with("\r\n\r\n{\"name\":\"Toft\",\"tags\":{\"a\":\"b\"}}"));
        assert!(
            requests[1].starts_with("GET /companies?page=1&query=name~a%20b%26c HTTP/1.1\r\n"),
            "{}",
            requests[1]
        );
        assert!(!requests[1].to_lowercase().contains("idempotency-key"));
        for without_body in &requests[2..] {
            let head = without_body.to_lowercase();
            assert!(
                head.contains("content-length: 0\r\n") && !head.contains("transfer-encoding"),
                "{head}"
            );
        }
        assert_eq!(requests.len(), 4);
        assert_eq!(server.connections(), 1);
    });
}

#[test]
fn a_given_auth_header_is_sent_verbatim() {
    Wire::each(|wire| {
        let server = Server::over(wire, |_, _| json(COMPANIES));
        let client = Client::new(Config {
            api_key: None,
            auth_header: Some("Basic cmVhZHk=".into()),
            ..config(server.url())
        });
        client.unwrap().call("companies.list", "{}", None).unwrap();
        assert!(server.requests()[0].contains("Basic cmVhZHk=\r\n"));
    });
}

#[test]
fn a_base_url_may_have_a_path() {
    Wire::each(|wire| {
        let server = Server::over(wire, |_, _| json(COMPANIES));
        let client = Client::new(config(server.url() + "/proxy/codat/")).unwrap();
        client.call("companies.list", "{}", None).unwrap();
        assert!(server.requests()[0].starts_with("GET /proxy/codat/companies HTTP/1.1"));
    });
}

#[test]
fn a_connection_closed_while_idle_is_replaced() {
    Wire::each(|wire| {
        let server = Server::over(wire, |number, _| {
            if number % 2 == 0 {
                json(COMPANIES)
            } else {
                Vec::new()
            }
        });
        let client = client(&server);
        for _ in 0..4 {
            client.call("companies.list", "{}", None).unwrap();
        }
    });
}

#[test]
fn a_response_may_end_with_its_connection() {
    Wire::each(|wire| {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
        let server = Server::serve(wire, move |stream, _| {
            read_request(stream).unwrap();
            stream
                .write_all((head.to_owned() + COMPANIES).as_bytes())
                .unwrap();
        });
        let answer = client(&server).call("companies.list", "{}", None).unwrap();
        assert_eq!(answer.json(), COMPANIES);
    });
}

/// A part of a response is not accepted if the TLS connection is cut.
#[test]
fn a_response_that_ends_without_tls_close_notify_is_refused() {
    for wire in [Wire::Tls12, Wire::Tls13] {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
        let server = Server::serve(wire, move |stream, _| {
            if read_request(stream).is_some() {
                stream
                    .write_all((head.to_owned() + COMPANIES).as_bytes())
                    .unwrap();
                stream.cut();
            }
        });
        let client = Client::new(Config {
            max_retries: 0,
            ..config(server.url())
        });
        let error = client.unwrap().call("companies.list", "{}", None).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Connection, "{error:?}");
    }
}

#[test]
fn redirects_are_not_followed_and_do_not_receive_the_key() {
    Wire::each(|wire| {
        let elsewhere = Server::over(wire, |_, _| json(COMPANIES));
        let target = elsewhere.url();
        let server = Server::over(wire, move |number, _| {
            let status = [301, 302, 303, 307, 308][number];
            format!("HTTP/1.1 {status} Moved\r\nLocation: {target}/companies\r\nContent-Length: 0\r\n\r\n")
                .into()
        });
        let client = client(&server);
        for status in [301, 302, 303, 307, 308] {
            let error = client.call("companies.list", "{}", None).unwrap_err();
            assert_eq!(
                (error.kind, error.http_status),
                (ErrorKind::UnexpectedResponse, Some(status))
            );
        }
        assert_eq!(elsewhere.requests().len(), 0);
    });
}

#[test]
fn responses_that_are_not_http_are_clear_errors() {
    Wire::each(|wire| {
        for answer in [
            "SSH-2.0-OpenSSH\r\n\r\n",
            "HTTP/1.1 abc\r\n\r\n",
            "\0\0\0\0\r\n\r\n",
        ] {
            let server = Server::over(wire, move |_, _| answer.into());
            let options = ContextOptions {
                timeout_ms: Some(5_000),
                max_retries: Some(0),
                ..Default::default()
            };
            let context = Context::with_options(&options).unwrap();
            let error = client(&server)
                .call("companies.list", "{}", Some(&context))
                .unwrap_err();
            assert!(
                matches!(error.kind, ErrorKind::UnexpectedResponse | ErrorKind::Connection),
                "{answer:?}: {error:?}"
            );
        }
    });
}

#[test]
fn a_truncated_response_is_never_accepted() {
    Wire::each(|wire| {
        let whole = json(r#"{"id":"x","name":"y"}"#);
        let length = whole.len();
        // The n-th connection ends after n bytes.
        let server = Server::serve(wire, move |stream, state| {
            let request = read_request(stream).unwrap();
            let number = state.note(&request);
            stream.write_all(&whole[..number]).unwrap();
        });
        let client = Client::new(Config {
            max_retries: 0,
            ..config(server.url())
        })
        .unwrap();
        for number in 0..length {
            let error = client
                .call("companies.create", r#"{"name":"y"}"#, None)
                .unwrap_err();
            assert!(error.outcome_unknown, "cut after {number}: {error:?}");
            assert!(
                matches!(error.kind, ErrorKind::Connection | ErrorKind::UnexpectedResponse),
                "{error:?}"
            );
        }
    });
}

#[test]
fn a_closed_port_is_a_connection_error_with_nothing_done() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = Client::new(config(url))
        .unwrap()
        .call("companies.create", r#"{"name":"x"}"#, None)
        .unwrap_err();
    assert_eq!(
        (error.kind, error.outcome_unknown, error.meta.attempts),
        (ErrorKind::Connection, false, 4)
    );
}

#[test]
fn certificates_are_verified() {
    for wire in [Wire::Tls12, Wire::Tls13] {
        let server = Server::over(wire, |_, _| json(COMPANIES));
        let call = |host: &str, roots: Option<String>| {
            let config = Config {
                root_certificates: roots,
                ..config(format!("https://{host}:{}", server.address.port()))
            };
            Client::new(config).unwrap().call("companies.list", "{}", None)
        };
        call("127.0.0.1", Some(LOCAL.pem.clone())).unwrap();
        // Another name, and an untrusted authority: neither is retried.
        for (host, roots) in [("localhost", Some(LOCAL.pem.clone())), ("127.0.0.1", None)] {
            let error = call(host, roots).unwrap_err();
            assert_eq!(
                (error.kind, error.retryable, error.meta.attempts),
                (ErrorKind::Connection, false, 1),
                "{error:?}"
            );
            assert!(error.message.contains("certificate"), "{}", error.message);
        }
    }
}

#[test]
fn secrets_are_not_in_errors_or_debug_text() {
    Wire::each(|wire| {
        let server = Server::over(wire, |_, _| {
            b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n".to_vec()
        });
        let config = Config {
            proxy: None,
            ..config(server.url())
        };
        let mut texts = vec![format!("{config:?}")];
        let client = Client::new(config).unwrap();
        let error = client.call("companies.list", "{}", None).unwrap_err();
        texts.extend([
            format!("{client:?}"),
            format!("{error:?}"),
            error.to_string(),
            error.to_document(),
        ]);
        for bad in [
            r#"{"apiKey":"\nthe-api-key"}"#,
            r#"{"apiKey":["the-api-key"]}"#,
            r#"{"proxy":"the-api-key"}"#,
        ] {
            let error = Client::from_json(bad).unwrap_err();
            texts.extend([format!("{error:?}"), error.to_document()]);
        }
        for text in texts {
            assert!(
                !text.contains("the-api-key") && !text.contains("dGhlLWFwaS1rZXk"),
                "{text}"
            );
        }
    });
}

#[test]
fn requests_are_sent_in_one_piece_over_one_connection() {
    Wire::each(|wire| {
        // What each read finds: a piece on TCP, a record of TLS.
        let pieces = Arc::new(Mutex::new(Vec::new()));
        let seen = pieces.clone();
        let server = Server::serve(wire, move |stream, _| {
            let mut room = [0; 65_536];
            while let Ok(length @ 1..) = stream.read(&mut room) {
                let piece = String::from_utf8_lossy(&room[..length]).into_owned();
                let mut seen = seen.lock().unwrap();
                seen.push(piece);
                let answer = format!("{{\"id\":\"{}\",\"results\":[]}}", seen.len());
                stream.write_all(&json(&answer)).unwrap();
            }
        });
        let client = client(&server);
        for _ in 0..20 {
            client.call("companies.create", r#"{"name":"y"}"#, None).unwrap();
            client.call("companies.list", "{}", None).unwrap();
        }
        assert_eq!(server.connections(), 1);
        let pieces = pieces.lock().unwrap();
        assert_eq!(pieces.len(), 40);
        for create in pieces.iter().step_by(2) {
            assert!(create.ends_with("\r\n\r\n{\"name\":\"y\"}"), "{create}");
        }
    });
}

#[test]
fn input_that_does_not_fit_into_a_url_is_refused_before_anything_is_sent() {
    let server = Server::start(|_, _| json(COMPANIES));
    let client = client(&server);
    let list = |length: usize| {
        let input = format!(r#"{{"query":"{}"}}"#, "a".repeat(length));
        client.call("companies.list", &input, None)
    };
    for length in [16_000, 16_500, 17_000, 65_000, 70_000, 100_000] {
        let error = list(length).unwrap_err();
        assert_eq!(
            (error.kind, error.member.as_deref(), error.outcome_unknown),
            (ErrorKind::InvalidArgument, Some("query"), false),
            "{error:?}"
        );
        assert!(error.message.contains("too long"), "{}", error.message);
    }
    assert_eq!(server.connections(), 0);
    // Up to the limit it is sent as it is.
    let longest = 16_000 - server.url().len() - "/companies?query=".len();
    list(longest).unwrap();
    list(longest + 1).unwrap_err();
    assert_eq!(server.requests().len(), 1);
}
