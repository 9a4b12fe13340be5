use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{json, Value};

use crate::support::{uuid_of, wait_until, Api};

/// Everything that comes until the connection is closed.
fn drained(mut stream: TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    bytes
}

fn name() -> Value {
    json!({"name": "x"})
}

#[test]
fn a_fault_strikes_only_matching_requests() {
    let api = Api::new();
    let id = api.company("x");
    api.control("queue-faults", json!({"faults": [
        {"effect": "status", "status": 500, "method": "get", "path": "/companies/{companyId}", "times": 2},
        {"effect": "status", "status": 501, "path": "/companies"},
        {"effect": "status", "status": 502},
    ]}));
    let status = |method: &str, path: &str| api.json(method, path, &name()).status;
    let one = format!("/companies/{id}");
    assert_eq!(status("GET", &one), 500);
    assert_eq!(status("GET", "/companies"), 501);
    assert_eq!(status("GET", &one), 500);
    assert_eq!(status("GET", &one), 502);
    assert_eq!(status("GET", &one), 200);
    api.fault(json!({"effect": "cut", "path": "/companies/{companyId}/groups"}));
    assert_eq!(status("GET", &one), 200);
    assert_eq!(
        api.control("queue-faults", json!({"faults": []})),
        json!({"queued": 0})
    );
    api.control("clear-faults", json!({}));
    assert_eq!(status("PATCH", &format!("{one}/groups")), 400);
}

#[test]
fn a_status_fault_returns_the_chosen_response() {
    let api = Api::new();
    let struck = |fault: Value| {
        api.fault(fault);
        api.get("/companies")
    };
    struck(json!({"effect": "status", "status": 503})).error(503);
    let reply = struck(
        json!({"effect": "status", "status": 429, "headers": {"Retry-After": "7"}, "body": {"a": [1]}}),
    );
    assert_eq!(
        (reply.status, reply.header("retry-after"), reply.json()),
        (429, "7", json!({"a": [1]}))
    );
    assert_eq!(reply.header("content-type"), "application/json");
    let reply =
        struck(json!({"effect": "status", "status": 418, "body": "tea", "contentType": "text/plain"}));
    assert_eq!(
        (reply.status, reply.header("content-type"), &reply.body[..]),
        (418, "text/plain", &b"tea"[..])
    );
    let reply = struck(json!({"effect": "status", "status": 204}));
    assert_eq!((reply.status, reply.body.len()), (204, 0));
    let reply = struck(json!({"effect": "status", "status": 400, "body": ""}));
    assert_eq!((reply.status, reply.body.len()), (400, 0));
}

#[test]
fn every_kind_of_bad_response_is_sent() {
    let api = Api::new();
    let struck = |effect: &str| {
        api.fault(json!({ "effect": effect }));
        api.get("/companies")
    };
    let garbage = struck("garbage");
    assert_eq!(
        (garbage.status, garbage.header("content-type")),
        (200, "application/json")
    );
    assert!(serde_json::from_slice::<Value>(&garbage.body).is_err() && !garbage.body.is_empty());
    let html = struck("html");
    assert_eq!((html.status, html.header("content-type")), (502, "text/html"));
    assert!(html.body.starts_with(b"<!DOCTYPE html>"));
    let empty = struck("empty");
    assert_eq!((empty.status, empty.body.len()), (200, 0));
    assert_eq!(api.last_request()["fault"], "empty");
}

#[test]
fn a_cut_is_before_or_after_the_work() {
    let api = Api::new();
    for (when, companies) in [("before", 0), ("after", 1)] {
        api.fault(json!({"effect": "cut", "when": when}));
        let stream = api.leave("POST", "/companies", "", &name().to_string());
        assert_eq!(drained(stream), b"", "{when}");
        assert_eq!(api.stat("companies"), companies, "{when}");
        let seen = api.last_request();
        assert_eq!(
            (&seen["status"], &seen["answer"], &seen["fault"]),
            (&json!(null), &json!(null), &json!("cut"))
        );
    }
}

#[test]
fn after_a_cut_the_same_key_creates_no_second_company() {
    let api = Api::new();
    api.fault(json!({"effect": "cut", "when": "after"}));
    drained(api.leave(
        "POST",
        "/companies",
        &format!("idempotency-key: {}\r\n", uuid_of("k")),
        &name().to_string(),
    ));
    api.keyed("POST", "/companies", "k", &name()).ok(200);
    assert_eq!(api.total(), 1);
}

#[test]
fn a_status_after_the_work_hides_that_it_was_done() {
    let api = Api::new();
    api.fault(json!({"effect": "status", "status": 500, "when": "after", "cached": true}));
    api.keyed("POST", "/companies", "k", &name()).error(500);
    api.keyed("POST", "/companies", "k", &name()).error(500);
    assert_eq!(api.total(), 1);
}

/// The service would not say so of what it did.
#[test]
fn an_error_after_the_work_has_the_form_of_a_proxy() {
    let api = Api::new();
    api.fault(json!({"effect": "status", "status": 403, "when": "after"}));
    let refused = api.keyed("POST", "/companies", "k", &name());
    assert_eq!(refused.status, 403);
    assert!(refused.json()["correlationId"].is_null(), "{:?}", refused.json());
    api.keyed("POST", "/companies", "k", &name()).ok(200);
    assert_eq!(api.total(), 1);
    let never = json!({"faults": [{"effect": "status", "status": 429, "when": "after", "cached": true}]});
    let refused = api.sandbox.control("queue-faults", never).unwrap_err();
    assert!(refused.to_string().contains("cached"), "{refused}");
}

#[test]
fn a_truncated_response_ends_halfway() {
    let api = Api::new();
    api.control("seed-companies", json!({"count": 100}));
    let whole = api.get("/companies").body;
    api.fault(json!({"effect": "truncate"}));
    let answer = drained(api.leave("GET", "/companies", "", ""));
    let split = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap()
        + 4;
    let head = String::from_utf8_lossy(&answer[..split]).to_lowercase();
    assert!(
        head.starts_with("http/1.1 200 ok") && head.contains(&format!("content-length: {}\r\n", whole.len())),
        "{head}"
    );
    assert_eq!(answer[split..], whole[..whole.len() / 2]);
    assert_eq!(api.last_request()["answerTruncated"], true);
}

#[test]
fn a_flood_is_as_long_as_asked_for() {
    let api = Api::new();
    for (bytes, announce) in [
        (0, true),
        (1, false),
        (2, false),
        (3, true),
        (200_000, false),
        (50_000_000, true),
    ] {
        api.fault(json!({"effect": "flood", "bytes": bytes, "announce": announce}));
        let reply = api.get("/companies");
        assert_eq!((reply.status, reply.body.len() as u64), (200, bytes));
        let length = if announce {
            bytes.to_string()
        } else {
            String::new()
        };
        assert_eq!(reply.header("content-length"), length);
        if bytes >= 2 {
            assert!(reply.json().is_string());
        }
    }
    // Far more than any memory holds: the client leaves, and so does the flood.
    api.fault(json!({"effect": "flood", "bytes": u64::MAX, "announce": true}));
    let mut stream = api.leave("GET", "/companies", "", "");
    stream.read_exact(&mut [0; 1000]).unwrap();
    drop(stream);
    wait_until("the flood is over", || api.stat("connectionsOpen") <= 1);
}

#[test]
fn a_delayed_response_is_late() {
    let api = Api::new();
    for fault in [
        json!({"effect": "delay", "delayMs": 150}),
        json!({"effect": "delay", "delayMs": 150, "when": "after"}),
        json!({"effect": "status", "status": 200, "body": {}, "delayMs": 150}),
        json!({"effect": "status", "status": 200, "body": {}, "delayMs": 150, "when": "after"}),
        json!({"effect": "status", "status": 200, "body": {}, "delayMs": 150, "cached": true}),
        json!({"effect": "status", "status": 200, "body": {}, "delayMs": 150, "cached": true, "when": "after"}),
    ] {
        api.fault(fault.clone());
        let start = Instant::now();
        api.json("POST", "/companies", &name()).ok(200);
        assert!(start.elapsed() >= Duration::from_millis(150), "{fault}");
    }
}

#[test]
fn a_request_is_abandoned_with_its_client() {
    let api = Api::new();
    api.fault(json!({"effect": "delay", "delayMs": 600_000}));
    let stream = api.leave(
        "POST",
        "/companies",
        &format!("idempotency-key: {}\r\n", uuid_of("k")),
        &name().to_string(),
    );
    wait_until("the request is seen", || api.stat("requests") == 1);
    drop(stream);
    wait_until("the connection is gone", || api.stat("connectionsOpen") == 0);
    assert_eq!(api.stat("companies"), 0);
    assert_eq!(api.last_request()["status"], json!(null));
    // No request with the key is running any more.
    api.keyed("POST", "/companies", "k", &name()).ok(200);
}

#[test]
fn work_is_committed_before_a_delay_after_it() {
    let api = Api::new();
    for (effect, key) in [("delay", "a"), ("cut", "b")] {
        let companies = api.stat("companies");
        api.fault(json!({"effect": effect, "delayMs": 600_000, "when": "after"}));
        let stream = api.leave(
            "POST",
            "/companies",
            &format!("idempotency-key: {}\r\n", uuid_of(key)),
            &name().to_string(),
        );
        wait_until("the work is done", || api.stat("companies") == companies + 1);
        drop(stream);
        api.keyed("POST", "/companies", key, &name()).ok(200);
        assert_eq!(api.stat("companies"), companies + 1);
    }
}

#[test]
fn other_requests_are_served_while_one_is_delayed() {
    let api = Api::new();
    api.fault(json!({"effect": "delay", "delayMs": 600_000, "times": 5}));
    let waiting: Vec<_> = (0..5).map(|_| api.leave("GET", "/companies", "", "")).collect();
    wait_until("they are seen", || api.stat("requests") == 5);
    api.get("/companies").ok(200);
    drop(waiting);
}

#[test]
fn invalid_faults_are_refused_with_the_fields_name() {
    let api = Api::new();
    for (fault, named) in [
        (json!({}), "effect"),
        (json!({"effect": "explode"}), "explode"),
        (json!({"effect": 5}), "effect"),
        (json!({"effect": "cut", "tims": 1}), "tims"),
        (json!({"effect": "cut", "times": 0}), "times"),
        (json!({"effect": "cut", "times": -1}), "times"),
        (json!({"effect": "cut", "when": "during"}), "when"),
        (json!({"effect": "cut", "path": "companies"}), "path"),
        (json!({"effect": "cut", "method": "G T"}), "method"),
        (json!({"effect": "cut", "cached": true}), "cached"),
        (json!({"effect": "cut", "status": 500}), "status"),
        (json!({"effect": "delay"}), "delayMs"),
        (json!({"effect": "delay", "delayMs": "1"}), "delayMs"),
        (json!({"effect": "status"}), "status"),
        (json!({"effect": "status", "status": 99}), "status"),
        (json!({"effect": "status", "status": 100}), "status"),
        (json!({"effect": "status", "status": 600}), "status"),
        (
            json!({"effect": "status", "status": 200, "headers": {"a b": "x"}}),
            "headers.a b",
        ),
        (
            json!({"effect": "status", "status": 200, "headers": {"a": "\n"}}),
            "headers.a",
        ),
        (
            json!({"effect": "status", "status": 200, "headers": {"Content-Length": "1"}}),
            "headers.Content-Length",
        ),
        (
            json!({"effect": "status", "status": 200, "contentType": "\n"}),
            "contentType",
        ),
        (json!({"effect": "split", "at": -1}), "at"),
        (json!({"effect": "duplicate", "pauseMs": "1"}), "pauseMs"),
        (json!({"effect": "cut", "pauseMs": 1}), "pauseMs"),
        (json!({"effect": "duplicate", "cached": true}), "cached"),
        (json!({"effect": "flood"}), "bytes"),
        (json!({"effect": "flood", "bytes": -1}), "bytes"),
        (json!("cut"), "object"),
    ] {
        let good = json!({"effect": "cut"});
        let error = api
            .sandbox
            .control("queue-faults", json!({"faults": [good, fault]}))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("faults[1].") && error.contains(named),
            "{fault}: {error}"
        );
    }
    // Refused together: the good one was not queued.
    api.get("/companies").ok(200);
}

#[test]
fn invalid_bytes_on_the_wire_do_not_affect_other_requests() {
    let api = Api::new();
    let host = api.base_url.strip_prefix("http://").unwrap();
    for bytes in [
        &b"\x16\x03\x01\x02\x00"[..],
        b"GET",
        b"POST /companies HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        b"\r\n\r\n\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(bytes).unwrap();
    }
    api.get("/companies").ok(200);
}

#[test]
fn a_gateway_responds_instead_of_the_service_before_or_after_the_work() {
    let api = Api::new();
    let html = "<html>please log in</html>";
    for (fault, status, body) in [
        (
            json!({"status": 404, "body": {"status": 404, "error": "Not Found", "path": "/companies"}}),
            404,
            None,
        ),
        (
            json!({"status": 400, "contentType": "application/problem+json", "body": {"title": "Bad"}}),
            400,
            None,
        ),
        (
            json!({"status": 403, "contentType": "text/html", "body": html}),
            403,
            Some(html),
        ),
        (
            json!({"status": 302, "headers": {"Location": "https://login.example/"}}),
            302,
            Some(""),
        ),
        (
            json!({"status": 200, "contentType": "text/html", "body": html}),
            200,
            Some(html),
        ),
        (
            json!({"status": 200, "body": {"error": "not allowed"}}),
            200,
            None,
        ),
        (json!({"status": 200, "body": []}), 200, Some("[]")),
        (json!({"status": 200, "body": "null"}), 200, Some("null")),
        (
            json!({"status": 200, "body": "\u{feff}{}"}),
            200,
            Some("\u{feff}{}"),
        ),
        (json!({"status": 204}), 204, Some("")),
        (
            json!({"status": 522, "contentType": "text/plain", "body": "error code: 522"}),
            522,
            Some("error code: 522"),
        ),
    ] {
        for (when, companies) in [("before", 0), ("after", 1)] {
            let present = api.stat("companies");
            let mut fault = fault.clone();
            fault["effect"] = json!("status");
            fault["when"] = json!(when);
            api.fault(fault.clone());
            let answer =
                drained(api.leave("POST", "/companies", "connection: close\r\n", &name().to_string()));
            let answer = String::from_utf8(answer).unwrap();
            assert!(
                answer.starts_with(&format!("HTTP/1.1 {status} ")),
                "{fault}: {answer}"
            );
            let (head, sent) = answer.split_once("\r\n\r\n").unwrap();
            let expected = body.map_or_else(|| fault["body"].to_string(), str::to_owned);
            assert_eq!(sent, expected, "{fault}");
            for (header, value) in fault["headers"].as_object().into_iter().flatten() {
                let line = format!("{}: {}", header.to_lowercase(), value.as_str().unwrap());
                assert!(head.contains(&line), "{fault}: {head}");
            }
            assert_eq!(api.stat("companies") - present, companies, "{fault}");
        }
    }
}

/// The two halves of what came, which must be the same.
fn twice(bytes: &[u8]) -> &[u8] {
    let (first, second) = bytes.split_at(bytes.len() / 2);
    assert_eq!(String::from_utf8_lossy(first), String::from_utf8_lossy(second));
    first
}

#[test]
fn a_duplicate_response_is_sent_twice_and_the_work_done_once() {
    let api = Api::new();
    api.control("seed-companies", json!({"count": 500}));
    for pause in [0, 30] {
        let fault = json!({"effect": "duplicate", "pauseMs": pause});
        api.fault(fault.clone());
        let answer = drained(api.leave("POST", "/groups", "connection: close\r\n", &name().to_string()));
        assert!(twice(&answer).starts_with(b"HTTP/1.1 200 OK\r\n"), "{pause}");
        // A long response too; the response after it on the same connection is normal.
        let length = api.get("/companies?pageSize=5000").body.len();
        api.fault(fault);
        let mut stream = api.leave("GET", "/companies?pageSize=5000", "", "");
        write!(
            stream,
            "GET /groups HTTP/1.1\r\nhost: localhost\r\nauthorization: {}\r\nconnection: close\r\n\r\n",
            api.authorization
        )
        .unwrap();
        let answers = String::from_utf8(drained(stream)).unwrap();
        let starts: Vec<usize> = answers
            .match_indices("HTTP/1.1 200 OK\r\n")
            .map(|(at, _)| at)
            .collect();
        assert_eq!(starts.len(), 3, "{pause}");
        assert!(twice(&answers.as_bytes()[..starts[2]]).len() > length);
        assert!(answers[starts[2]..].ends_with(&api.get("/groups").ok(200).to_string()));
    }
    assert_eq!(api.stat("groups"), 2);
}

#[test]
fn a_split_response_arrives_in_two_pieces() {
    for at in [Some(1), Some(20), None] {
        let api = Api::new();
        let request = || api.leave("GET", "/companies", "connection: close\r\n", "");
        let whole = drained(request());
        let mut fault = json!({"effect": "split", "pauseMs": 1});
        if let Some(at) = at {
            fault["at"] = json!(at);
        }
        api.fault(fault.clone());
        let pieces = drained(request());
        assert!(pieces.starts_with(b"HTTP/1.1 200 OK\r\n"), "{at:?}");
        assert_eq!(pieces.len(), whole.len(), "{at:?}");
        // Only the first piece arrives, because the sandbox stops during the pause.
        fault["pauseMs"] = json!(600_000);
        api.fault(fault);
        let mut stream = request();
        let mut first = vec![0; at.unwrap_or(whole.len() / 2)];
        stream.read_exact(&mut first).unwrap();
        assert_eq!(first[..1], whole[..1]);
        api.sandbox.stop();
        assert_eq!(drained(stream), b"", "{at:?}");
    }
}

#[test]
fn a_split_beyond_the_end_changes_nothing() {
    let api = Api::new();
    api.fault(json!({"effect": "split", "at": u32::MAX, "pauseMs": 1}));
    api.get("/companies").ok(200);
}
