//! What holds of every request, and what is written down of it.

use std::io::Read;

use serde_json::json;

use crate::support::{Api, Client};

#[test]
fn only_requests_with_the_api_key_are_accepted() {
    let api = Api::new();
    let right = api.authorization.clone();
    for wrong in [
        "Basic d3Jvbmc=",
        "Basic",
        "Basic !!",
        "Bearer x",
        "",
        &right[6..],
        &right.replace("Basic", "Bearer"),
    ] {
        let client = Client {
            authorization: wrong.to_owned(),
            ..api.client.clone()
        };
        assert_eq!(client.get("/companies").error(401), "Unauthorized", "{wrong}");
        client
            .json("POST", "/companies", &json!({"name": "x"}))
            .error(401);
        client.get("/nowhere").error(401);
    }
    assert_eq!(api.total(), 0);
}

#[test]
fn unknown_paths_are_404_and_wrong_methods_are_405() {
    let api = Api::new();
    let id = api.company("x");
    for path in [
        "/",
        "/nowhere",
        "/companies/",
        "/Companies",
        &format!("/companies/{id}/nothing"),
        "/groups/x",
        "/company",
    ] {
        api.get(path).error(404);
    }
    for (method, path) in [
        ("DELETE", "/companies".to_owned()),
        ("POST", format!("/companies/{id}")),
        ("DELETE", "/groups".to_owned()),
        ("GET", format!("/companies/{id}/groups")),
        ("POST", format!("/companies/{id}/accessToken")),
        ("PUT", "/webhooks".to_owned()),
        ("GET", "/webhooks/x".to_owned()),
    ] {
        api.send(method, &path, &[], b"").error(405);
    }
}

#[test]
fn a_body_that_is_too_long_is_refused() {
    let api = Api::new();
    // The server may hang up before all of it is sent, so the connection is not kept for the next request.
    let close = [("connection", "close")];
    let reply = api.try_send("POST", "/companies", &close, &vec![b'x'; 17 * 1024 * 1024]);
    assert!(reply.map_or(true, |reply| reply.status == 413));
    api.company("still there");
}

#[test]
fn requests_are_listed() {
    let api = Api::new();
    let body = json!({"name": "Ünïcode"}).to_string();
    let reply = api.send(
        "POST",
        "/companies?a=1&b",
        &[("X-Thing", "one"), ("X-Thing", "two")],
        body.as_bytes(),
    );
    let seen = api.last_request();
    for (name, expected) in [
        ("id", json!(1)),
        ("method", json!("POST")),
        ("path", json!("/companies")),
        ("query", json!("a=1&b")),
        ("body", json!(body)),
        ("bodyTruncated", json!(false)),
        ("status", json!(200)),
        ("fault", json!(null)),
        ("answer", json!(String::from_utf8(reply.body).unwrap())),
        ("answerTruncated", json!(false)),
    ] {
        assert_eq!(seen[name], expected, "{name}");
    }
    assert_eq!(seen["headers"]["authorization"], "Basic ***");
    assert_eq!(seen["headers"]["x-thing"], "one, two");
    assert!(seen["at"].as_str().unwrap().ends_with('Z'));
    let key = api.authorization.strip_prefix("Basic ").unwrap();
    assert!(!seen.to_string().contains(key));

    for _ in 0..3 {
        api.get("/companies");
    }
    let list = |input| {
        api.control("list-requests", input)["requests"]
            .as_array()
            .unwrap()
            .clone()
    };
    let ids = |input| {
        list(input)
            .iter()
            .map(|request| request["id"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(json!({})), [1, 2, 3, 4]);
    assert_eq!(ids(json!({"since": 2})), [3, 4]);
    assert_eq!(ids(json!({"since": 1, "limit": 2})), [2, 3]);
    assert_eq!(ids(json!({"limit": 0})), [0_u64; 0]);
    assert_eq!(ids(json!({"since": u64::MAX})), [0_u64; 0]);
}

#[test]
fn long_bodies_are_listed_in_part() {
    let api = Api::new();
    let body = json!({"name": "x", "description": "d".repeat(100_000)}).to_string();
    api.send("POST", "/companies", &[], body.as_bytes()).ok(200);
    let seen = api.last_request();
    assert_eq!(seen["body"].as_str().unwrap(), &body[..65536]);
    assert_eq!(seen["answer"].as_str().unwrap().len(), 65536);
    assert_eq!(
        (&seen["bodyTruncated"], &seen["answerTruncated"]),
        (&json!(true), &json!(true))
    );
}

#[test]
fn connections_are_numbered() {
    let api = Api::new();
    api.get("/companies");
    api.get("/companies");
    Client::new(&api.base_url, api.sandbox.api_key()).get("/companies");
    let requests = api.control("list-requests", json!({}));
    let numbers: Vec<_> = requests["requests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|seen| &seen["connection"])
        .collect();
    assert_eq!(numbers, [1, 1, 2]);
    assert_eq!((api.stat("connectionsAccepted"), api.stat("requests")), (2, 3));
    crate::support::wait_until("the second client's connection is gone", || {
        api.stat("connectionsOpen") == 1
    });
}

#[test]
fn the_response_to_head_has_no_body() {
    let api = Api::new();
    let mut stream = api.leave("HEAD", "/companies", "connection: close\r\n", "");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\n"),
        "{answer}"
    );
}

#[test]
fn the_memory_of_the_request_log_is_bounded() {
    let api = Api::new();
    let description = "d".repeat(60_000);
    for number in 1..=320 {
        let body = json!({"name": format!("n {number}"), "description": description});
        api.json("POST", "/companies", &body).ok(200);
    }
    let listed = api.control("list-requests", json!({}));
    let listed = listed["requests"].as_array().unwrap();
    let text = |entry: &serde_json::Value, name: &str| entry[name].as_str().unwrap().len();
    let held: usize = listed
        .iter()
        .map(|entry| text(entry, "body") + text(entry, "answer"))
        .sum();
    assert!(
        held <= 32 * 1024 * 1024 && listed.len() > 200,
        "{held} in {}",
        listed.len()
    );
    assert_eq!(
        (&listed.last().unwrap()["id"], api.stat("requests")),
        (&json!(320), 320)
    );
}
