//! Host names: only requests that name this machine are accepted.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{json, Value};

use crate::support::Api;

/// The status and the body that a request gets, sent as it stands.
fn raw(api: &Api, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(api.base_url.strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.get(9..12).and_then(|status| status.parse().ok());
    let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    (status.unwrap_or(0), body.to_owned())
}

fn request(api: &Api, line: &str, hosts: &str, body: &str) -> String {
    let key = &api.authorization;
    let length = body.len();
    format!(
        "{line} HTTP/1.1\r\n{hosts}authorization: {key}\r\ncontent-type: application/json\r\nconnection: close\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
}

#[test]
fn every_route_is_refused_under_another_host_name() {
    let api = Api::new();
    let id = api.company("x");
    let seen = api.stat("requests");
    let (company, link) = (format!("/companies/{id}"), format!("/company/{id}"));
    let routes = [
        ("GET", "/companies", ""),
        ("POST", "/companies", r#"{"name":"y"}"#),
        ("GET", &company, ""),
        ("DELETE", &company, ""),
        ("PATCH", &company, r#"{"name":"y"}"#),
        ("POST", "/groups", r#"{"name":"y"}"#),
        ("POST", "/webhooks", r#"{"url":"http://127.0.0.1:9/x"}"#),
        ("GET", "/integrations", ""),
        ("GET", "/nowhere", ""),
        ("PUT", "/companies", ""),
        ("GET", &link, ""),
        ("POST", &link, "platformKey=gbol&decision=allow"),
        ("GET", "/_sandbox/", ""),
        ("GET", "/_sandbox", ""),
        ("GET", "/_sandbox/style.css", ""),
        ("GET", "/_sandbox/board.js", ""),
        ("GET", "/_sandbox/logo/gbol.svg", ""),
        ("POST", "/_sandbox/reset", "{}"),
    ];
    for (method, path, body) in routes {
        for hosts in [
            "host: evil.example\r\n",
            "host: localhost.evil.example:80\r\n",
            "host:\r\n",
        ] {
            let (status, body) = raw(&api, &request(&api, &format!("{method} {path}"), hosts, body));
            assert_eq!(status, 403, "{method} {path} {hosts}: {body}");
            let error: Value = serde_json::from_str(&body).unwrap();
            assert_eq!(
                (&error["statusCode"], &error["validation"]),
                (&json!(403), &Value::Null)
            );
            assert!(
                error["error"].as_str().unwrap().starts_with("Host: expected"),
                "{error}"
            );
        }
    }
    // Nothing was done, and nothing counted.
    assert_eq!(
        (api.stat("companies"), api.stat("groups"), api.stat("requests")),
        (1, 0, seen)
    );
    assert_eq!(api.get("/webhooks").ok(200), json!({"results": []}));
}

#[test]
fn this_machine_has_several_names() {
    let api = Api::new();
    let port = api.base_url.rsplit(':').next().unwrap();
    let status = |line: &str, hosts: &str| raw(&api, &request(&api, line, hosts, "")).0;
    for host in ["localhost", "LocalHost", "127.0.0.1", "127.9.9.9", "[::1]"] {
        for host in [host.to_owned(), format!("{host}:{port}"), format!("{host}:1")] {
            assert_eq!(
                status("GET /companies", &format!("host: {host}\r\n")),
                200,
                "{host}"
            );
        }
    }
    for (line, hosts) in [
        ("GET /companies", ""),
        ("GET /companies", "host: localhost\r\nhost: evil.example\r\n"),
        ("GET /companies", "host: evil.example\r\nhost: localhost\r\n"),
        ("GET /companies", "host: localhost:80@evil.example\r\n"),
        ("GET /companies", "host: localhost, evil.example\r\n"),
        ("GET /companies", "host: 192.168.0.1\r\n"),
        ("GET http://evil.example/companies", "host: localhost\r\n"),
        ("GET http://localhost/companies", "host: evil.example\r\n"),
    ] {
        let status = status(line, hosts);
        assert!([400, 403].contains(&status), "{line} {hosts}: {status}");
    }
    assert_eq!(
        status("GET http://localhost/companies", "host: localhost\r\n"),
        200
    );
}
