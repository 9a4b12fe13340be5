//! Webhooks: sent after the change, signed, repeated until they are acknowledged, and only to this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{channel, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use codat::webhook::{verify, Options};
use serde_json::{json, Value};

use crate::connections::{deauthorize, linked};
use crate::support::{wait_until, Api, Folder};

const PATIENCE: Duration = Duration::from_secs(20);
const SOON: Duration = Duration::from_millis(300);

/// Headers and body.
type Received = (Vec<(String, String)>, Vec<u8>);

/// A consumer that responds with given statuses, one request per connection.
struct Consumer {
    url: String,
    received: Receiver<Received>,
    answers: Sender<u16>,
}

impl Consumer {
    /// Responds to each request with the next status that is sent to `answers`.
    fn new() -> Consumer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/events", listener.local_addr().unwrap());
        let (tell, received) = channel();
        let (answers, next) = channel::<u16>();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut reader = BufReader::new(stream.unwrap());
                let mut headers = Vec::new();
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                assert_eq!(line, "POST /events HTTP/1.1\r\n");
                loop {
                    line.clear();
                    reader.read_line(&mut line).unwrap();
                    match line.trim_end().split_once(": ") {
                        Some((name, value)) => headers.push((name.to_owned(), value.to_owned())),
                        None => break,
                    }
                }
                let length = headers
                    .iter()
                    .find(|(name, _)| name == "content-length")
                    .unwrap()
                    .1
                    .parse()
                    .unwrap();
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                if tell.send((headers, body)).is_err() {
                    return;
                }
                let Ok(status) = next.recv() else { return };
                let _ = write!(
                    reader.get_mut(),
                    "HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n"
                );
            }
        });
        Consumer {
            url,
            received,
            answers,
        }
    }

    /// The next webhook, which must be genuine; the response to it has this status.
    fn next(&self, api: &Api, answer: u16) -> (String, Value) {
        let (headers, body) = self.received.recv_timeout(PATIENCE).unwrap();
        for prefix in ["webhook-", "svix-"] {
            let of_kind = headers.iter().filter(|(name, _)| name.starts_with(prefix));
            verify(
                api.sandbox.webhook_secret(),
                of_kind.map(|(name, value)| (name, value)),
                &body,
                &Options::default(),
            )
            .unwrap();
        }
        self.answers.send(answer).unwrap();
        let id = headers
            .iter()
            .find(|(name, _)| name == "webhook-id")
            .unwrap()
            .1
            .clone();
        (id, serde_json::from_slice(&body).unwrap())
    }

    fn hears_nothing(&self) {
        assert_eq!(
            self.received.recv_timeout(SOON).unwrap_err(),
            RecvTimeoutError::Timeout
        );
    }
}

fn consume(api: &Api, url: &str, event_types: &[&str]) -> String {
    let consumer = api.json(
        "POST",
        "/webhooks",
        &json!({"url": url, "eventTypes": event_types}),
    );
    consumer.ok(201)["id"].as_str().unwrap().to_owned()
}

fn deliveries(api: &Api) -> Vec<Value> {
    let webhooks = api.control("list-webhooks", json!({}));
    webhooks["webhooks"].as_array().unwrap().clone()
}

fn wait_for(api: &Api, statuses: &[&str]) {
    wait_until("the deliveries are as expected", || {
        deliveries(api)
            .iter()
            .map(|each| each["status"].clone())
            .eq(statuses.iter().map(|&status| json!(status)))
    });
}

#[test]
fn events_are_sent_in_order() {
    let api = Api::new();
    let consumer = Consumer::new();
    consume(&api, &consumer.url, &[]);
    api.control("set-pull-seconds", json!({"seconds": 0}));
    let (company, connection) = linked(&api, "gbol");
    api.json("POST", &format!("{company}/data/queue/bills"), &json!(null))
        .ok(200);
    wait_until("the pull is over", || {
        !api.get(&company).ok(200)["lastSync"].is_null()
    });
    deauthorize(&api, &connection);
    api.json("PUT", &format!("{connection}/authorization"), &json!({"a": "b"}))
        .ok(200);
    api.send("PUT", &format!("{company}/products/lending"), &[], b"")
        .ok(204);
    api.delete(&format!("{company}/products/lending")).ok(204);
    api.delete(&connection).ok(200);
    api.delete(&company).ok(204);
    let id = company.rsplit('/').next().unwrap();
    for expected in [
        "company.created",
        "connection.created",
        "connection.connected",
        "read.completed.initial",
        "read.completed",
        "connection.disconnected",
        "connection.reconnected",
        "company.product.added",
        "company.product.removed",
        "connection.deleted",
        "company.deleted",
    ] {
        let (_, body) = consumer.next(&api, 204);
        assert_eq!(body["eventType"], expected);
        let payload = &body["payload"];
        let of = if expected.starts_with("company") {
            &payload["id"]
        } else {
            &payload["referenceCompany"]["id"]
        };
        assert_eq!(of, id, "{expected}");
    }
    consumer.hears_nothing();
}

#[test]
fn unacknowledged_events_are_sent_again_with_their_id() {
    let api = Api::new();
    let consumer = Consumer::new();
    consume(&api, &consumer.url, &["company.created"]);
    api.company("x");
    let (first, body) = consumer.next(&api, 500);
    wait_until("the attempt is written down", || {
        deliveries(&api)[0]["attempts"][0]["status"] == 500
    });
    consumer.hears_nothing();
    // Each pause is the sandbox's time.
    for seconds in [5, 300, 1800, 7200, 18_000, 36_000, 36_000] {
        let attempts = deliveries(&api)[0]["attempts"].as_array().unwrap().len();
        api.control("advance-clock", json!({"seconds": seconds}));
        assert_eq!(consumer.next(&api, 404), (first.clone(), body.clone()));
        wait_until("the attempt is written down", || {
            deliveries(&api)[0]["attempts"].as_array().unwrap().len() == attempts + 1
        });
    }
    wait_for(&api, &["failed"]);
    api.control("advance-clock", json!({"seconds": 1_000_000}));
    consumer.hears_nothing();
    api.company("y");
    consumer.next(&api, 299);
    wait_for(&api, &["failed", "delivered"]);
}

#[test]
fn a_consumer_that_was_down_receives_the_event_later() {
    let api = Api::new();
    let consumer = Consumer::new();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let down = format!("http://{}/events", nobody.local_addr().unwrap());
    drop(nobody);
    consume(&api, &down, &[]);
    consume(&api, &consumer.url, &[]);
    api.company("x");
    // One that is down does not keep it from another.
    consumer.next(&api, 200);
    wait_for(&api, &["pending", "delivered"]);
    wait_until("the attempt is written down", || {
        !deliveries(&api)[0]["attempts"][0]["error"].is_null()
    });
    assert!(deliveries(&api)[0]["nextAttemptAt"].is_string());
}

#[test]
fn nothing_is_sent_to_another_machine() {
    let api = Api::new();
    for url in [
        "http://example.com/x",
        "https://127.0.0.1:1/x",
        "http://192.0.2.1/x",
        "http://10.0.0.1/x",
        "http://0.0.0.0:1/x",
        "http://127.0.0.1.example.com/x",
        "http://user@example.com/x",
    ] {
        consume(&api, url, &[]);
    }
    api.company("x");
    wait_for(&api, &["refused"; 7]);
    assert!(deliveries(&api).iter().all(|each| each["attempts"][0]["error"]
        .as_str()
        .unwrap()
        .contains("this machine")));
}

#[test]
fn consumers_receive_only_events_that_they_subscribed_to() {
    let api = Api::new();
    let consumer = Consumer::new();
    let id = consume(&api, &consumer.url, &["company.deleted"]);
    let tagged =
        json!({"url": consumer.url, "eventTypes": ["company.created"], "companyTags": ["region:uk", "a:b"]});
    api.json("POST", "/webhooks", &tagged).ok(201);
    let disabled = json!({"url": consumer.url, "eventTypes": [], "disabled": true});
    api.json("POST", "/webhooks", &disabled).ok(201);
    let plain = api.company("plain");
    api.json(
        "POST",
        "/companies",
        &json!({"name": "uk", "tags": {"region": "uk"}}),
    )
    .ok(200);
    api.json(
        "POST",
        "/companies",
        &json!({"name": "fr", "tags": {"region": "fr"}}),
    )
    .ok(200);
    assert_eq!(consumer.next(&api, 204).1["payload"]["name"], "uk");
    api.delete(&format!("/webhooks/{id}")).ok(204);
    api.delete(&format!("/companies/{plain}")).ok(204);
    consumer.hears_nothing();
}

#[test]
fn only_unacknowledged_events_are_sent_after_a_restart() {
    let folder = Folder::new();
    let db = folder.file("sandbox.db");
    let consumer = Consumer::new();
    let api = Api::file(&db);
    consume(&api, &consumer.url, &["company.created"]);
    api.company("acknowledged");
    consumer.next(&api, 200);
    wait_for(&api, &["delivered"]);
    api.company("refused");
    let (refused, _) = consumer.next(&api, 503);
    wait_until("the attempt is written down", || {
        deliveries(&api)[1]["attempts"][0]["status"] == 503
    });
    drop(api);
    let api = Api::file(&db);
    api.control("advance-clock", json!({"seconds": 5}));
    assert_eq!(consumer.next(&api, 200).0, refused);
    wait_for(&api, &["delivered", "delivered"]);
    consumer.hears_nothing();
}

#[test]
fn a_sandbox_stops_at_once_though_a_consumer_is_slow() {
    let api = Api::new();
    let consumer = Consumer::new();
    consume(&api, &consumer.url, &[]);
    api.company("x");
    // The consumer has the request, and does not respond.
    consumer.received.recv_timeout(PATIENCE).unwrap();
    let began = std::time::Instant::now();
    api.sandbox.stop();
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn bad_consumers_are_refused() {
    let api = Api::new();
    for (body, named) in [
        (json!({}), "url"),
        (json!({"url": "x"}), "url"),
        (json!({"url": "ftp://a"}), "url"),
        (json!({"url": "http://a", "eventTypes": "x"}), "eventTypes"),
        (json!({"url": "http://a", "companyTags": ["x"]}), "companyTags"),
        (
            json!({"url": "http://a", "companyTags": vec!["a:b"; 11]}),
            "companyTags",
        ),
    ] {
        assert!(
            api.json("POST", "/webhooks", &body).error(400).contains(named),
            "{body}"
        );
    }
    for _ in 0..50 {
        consume(&api, "http://a", &[]);
    }
    assert!(api
        .json("POST", "/webhooks", &json!({"url": "http://a"}))
        .error(400)
        .contains("50"));
    api.delete("/webhooks/x").error(404);
}

#[test]
fn the_secret_can_be_chosen_and_is_shown_nowhere_else() {
    let secret = "whsec_dGhpcyBpcyBhIHNlY3JldCBvZiBvdXIgb3du";
    let config = |secret: &str| codat::sandbox::Config {
        webhook_secret: secret.to_owned(),
        ..Default::default()
    };
    let api = Api::with(config(secret));
    assert_eq!(api.control("webhook-secret", json!({}))["webhookSecret"], secret);
    let consumer = Consumer::new();
    consume(&api, &consumer.url, &[]);
    api.company("x");
    consumer.next(&api, 204);
    wait_for(&api, &["delivered"]);
    for shown in [
        api.control("list-webhooks", json!({})),
        api.control("list-requests", json!({})),
        api.control("overview", json!({})),
    ] {
        assert!(!shown.to_string().contains(&secret[6..]));
    }
    assert!(!format!("{:?} {:?}", api.sandbox, config(secret)).contains(&secret[6..]));
    for bad in ["", "whsec_", "whsec_%", "c2VjcmV0", &secret[6..]] {
        let error = codat::sandbox::Sandbox::start(config(bad))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("webhookSecret") && !error.contains("c2VjcmV0"),
            "{error}"
        );
    }
}
