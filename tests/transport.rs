//! What the client does on the wire, against servers that misbehave in ways of their own.

mod support;

use std::io::{Read, Write};
use std::net::TcpListener;

use codat::{Client, Config, Context, ContextOptions, ErrorKind};
use support::server::{json, read_request, Server};
use support::tls::Authority;

const COMPANIES: &str = r#"{"results":[],"pageNumber":1,"pageSize":100,"totalResults":0,"_links":{}}"#;

fn config(base_url: String) -> Config {
    Config {
        api_key: Some("the-api-key".into()),
        base_url: Some(base_url),
        retry_delay_ms: 1,
        ..Config::default()
    }
}

fn client(server: &Server) -> Client {
    Client::new(config(server.url())).unwrap()
}

#[test]
fn requests_are_written_as_the_service_wants_them() {
    let server = Server::start(|_, _| json(r#"{"id":"x","name":"y","results":[]}"#));
    let client = client(&server);
    client
        .call("companies.create", r#"{"name":"Toft","tags":{"a":"b"}}"#, None)
        .unwrap();
    client
        .call(
            "companies.list",
            r#"{"query":"name~a b&c","page":2,"tags":null}"#,
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
        requests[1].starts_with("GET /companies?page=2&query=name~a%20b%26c HTTP/1.1\r\n"),
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
}

#[test]
fn a_ready_made_header_is_sent_as_it_is() {
    let server = Server::start(|_, _| json(COMPANIES));
    let client = Client::new(Config {
        api_key: None,
        auth_header: Some("Basic cmVhZHk=".into()),
        ..config(server.url())
    });
    client.unwrap().call("companies.list", "{}", None).unwrap();
    assert!(server.requests()[0].contains("Basic cmVhZHk=\r\n"));
}

#[test]
fn a_base_url_may_have_a_path() {
    let server = Server::start(|_, _| json(COMPANIES));
    let client = Client::new(config(server.url() + "/proxy/codat/")).unwrap();
    client.call("companies.list", "{}", None).unwrap();
    assert!(server.requests()[0].starts_with("GET /proxy/codat/companies HTTP/1.1"));
}

#[test]
fn a_connection_closed_while_idle_is_replaced() {
    let server = Server::start(|number, _| {
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
}

#[test]
fn an_answer_may_end_with_its_connection() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        read_request(&mut stream);
        stream
            .write_all((head.to_owned() + COMPANIES).as_bytes())
            .unwrap();
    });
    let answer = Client::new(config(url))
        .unwrap()
        .call("companies.list", "{}", None)
        .unwrap();
    assert_eq!(answer.json(), COMPANIES);
    server.join().unwrap();
}

#[test]
fn redirects_are_not_followed_and_the_key_stays_home() {
    let elsewhere = Server::start(|_, _| json(COMPANIES));
    let target = elsewhere.url();
    let server = Server::start(move |number, _| {
        let status = [301, 302, 303, 307, 308][number];
        format!("HTTP/1.1 {status} Moved\r\nLocation: {target}/companies\r\nContent-Length: 0\r\n\r\n").into()
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
}

#[test]
fn answers_that_are_not_http_are_clear_errors() {
    for answer in [
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
    ] {
        let server = Server::start(move |_, _| answer.into());
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
}

#[test]
fn an_answer_cut_anywhere_is_never_taken_for_a_whole_one() {
    let whole = json(r#"{"id":"x","name":"y"}"#);
    for length in 0..whole.len() {
        let part = whole[..length].to_vec();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            read_request(&mut stream);
            stream.write_all(&part).unwrap();
        });
        let client = Client::new(Config {
            max_retries: 0,
            ..config(url)
        })
        .unwrap();
        let error = client
            .call("companies.create", r#"{"name":"y"}"#, None)
            .unwrap_err();
        assert!(error.outcome_unknown, "cut after {length}: {error:?}");
        assert!(
            matches!(error.kind, ErrorKind::Connection | ErrorKind::UnexpectedResponse),
            "{error:?}"
        );
        server.join().unwrap();
    }
}

#[test]
fn nothing_listens_is_a_connection_error_with_nothing_done() {
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
fn a_proxy_is_asked_for_the_way() {
    let proxy = Server::start(|number, _| match number {
        0 => b"HTTP/1.1 200 Connected\r\n\r\n".to_vec(),
        _ => json(COMPANIES),
    });
    let client = Client::new(Config {
        proxy: Some(format!("http://user:pass@{}", proxy.address)),
        allow_http: true,
        ..config("http://codat.invalid:8080".into())
    });
    client.unwrap().call("companies.list", "{}", None).unwrap();
    let requests = proxy.requests();
    assert!(
        requests[0].starts_with("CONNECT codat.invalid:8080 HTTP/1.1\r\n"),
        "{}",
        requests[0]
    );
    assert!(
        !requests[0].contains("dGhlLWFwaS1rZXk="),
        "the API key is not the proxy's to see"
    );
    assert!(requests[1].starts_with("GET /companies HTTP/1.1\r\n"));
}

/// A TLS server with a certificate for these names, and the certificate's authority in PEM.
fn tls_server(names: &[&str]) -> (u16, String) {
    let authority = Authority::new();
    let config = authority.server(names);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let session = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut tls = rustls::StreamOwned::new(session, stream);
            while read_request(&mut tls).is_some() {
                tls.write_all(&json(COMPANIES)).unwrap();
            }
        }
    });
    (port, authority.pem)
}

#[test]
fn certificates_are_verified() {
    let (port, authority) = tls_server(&["localhost"]);
    let call = |host: &str, roots: Option<String>| {
        let config = Config {
            root_certificates: roots,
            ..config(format!("https://{host}:{port}"))
        };
        Client::new(config).unwrap().call("companies.list", "{}", None)
    };
    call("localhost", Some(authority.clone())).unwrap();
    // Another name, and an authority that nobody vouched for: neither is worth a second try.
    for (host, roots) in [("127.0.0.1", Some(authority)), ("localhost", None)] {
        let error = call(host, roots).unwrap_err();
        assert_eq!(
            (error.kind, error.retryable, error.meta.attempts),
            (ErrorKind::Connection, false, 1),
            "{error:?}"
        );
        assert!(error.message.contains("certificate"), "{}", error.message);
    }
}

#[test]
fn secrets_are_not_in_errors_or_debug_text() {
    let server = Server::start(|_, _| b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n".to_vec());
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
        r#"{"apiKey":"the-api-key\n"}"#,
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
}

#[test]
fn requests_leave_in_one_piece_and_all_over_one_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut pieces, mut room) = (Vec::new(), [0; 65_536]);
        loop {
            match stream.read(&mut room).unwrap() {
                0 => break,
                length => pieces.push(String::from_utf8_lossy(&room[..length]).into_owned()),
            }
            let answer = format!("{{\"id\":\"{}\",\"results\":[]}}", pieces.len());
            stream.write_all(&json(&answer)).unwrap();
        }
        listener.set_nonblocking(true).unwrap();
        assert!(listener.accept().is_err(), "there was another connection");
        pieces
    });
    let client = Client::new(config(url)).unwrap();
    for _ in 0..20 {
        client.call("companies.create", r#"{"name":"y"}"#, None).unwrap();
        client.call("companies.list", "{}", None).unwrap();
    }
    drop(client);
    let pieces = server.join().unwrap();
    assert_eq!(pieces.len(), 40);
    for create in pieces.iter().step_by(2) {
        assert!(create.ends_with("\r\n\r\n{\"name\":\"y\"}"), "{create}");
    }
}
