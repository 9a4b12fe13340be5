use std::io::Read;

use codat::sandbox::{Config, Error, Sandbox};
use serde_json::{json, Value};

use crate::support::{Api, Reply};

fn door(api: &Api, action: &str, body: &str) -> Reply {
    api.send(
        "POST",
        &format!("/_sandbox/{action}"),
        &[("content-type", "application/json")],
        body.as_bytes(),
    )
}

#[test]
fn actions_over_http_and_in_process_do_the_same() {
    let api = Api::new();
    assert_eq!(
        door(&api, "seed-companies", r#"{"count": 2, "namePrefix": "Shop"}"#).ok(200),
        json!({"companies": 2})
    );
    assert_eq!(door(&api, "stats", "{}").ok(200)["companies"], 2);
    assert_eq!(api.get("/companies").ok(200)["results"][1]["name"], "Shop 2");
    door(
        &api,
        "queue-faults",
        r#"{"faults": [{"effect": "status", "status": 500}]}"#,
    )
    .ok(200);
    api.get("/companies").error(500);
    let mut stranger = api.client.clone();
    stranger.authorization = String::new();
    let json = [("content-type", "application/json; charset=utf-8")];
    assert_eq!(
        stranger.send("POST", "/_sandbox/stats", &json, b"{}").ok(200)["requests"],
        2
    );
    assert_eq!(api.get("/companies").header("x-rate-limit-remaining"), "998");
}

#[test]
fn invalid_actions_are_refused_with_what_was_expected() {
    let api = Api::new();
    let error = |reply: Reply, status| reply.ok(status)["error"].as_str().unwrap().to_owned();
    assert!(error(door(&api, "nosuch", "{}"), 404).contains("nosuch"));
    assert!(error(door(&api, "stats", r#"{"extra": 1}"#), 400).contains("extra"));
    assert!(error(door(&api, "advance-clock", r#"{"seconds": "1"}"#), 400).contains("seconds"));
    assert!(error(door(&api, "seed-companies", "{}"), 400).contains("count"));
    for body in ["", "[]", "null", "{", "5"] {
        door(&api, "stats", body).ok(400);
    }
    let kind = |kind: &str| {
        api.send("POST", "/_sandbox/reset", &[("content-type", kind)], b"{}")
            .status
    };
    assert_eq!(
        (kind("text/plain"), kind("application/x-www-form-urlencoded")),
        (415, 415)
    );
    assert_eq!(api.send("POST", "/_sandbox/reset", &[], b"{}").status, 415);
    assert_eq!(api.get("/_sandbox/stats").status, 405);
}

#[test]
fn actions_are_refused_under_another_host_name() {
    let api = Api::new();
    let port = api.base_url.rsplit(':').next().unwrap();
    for (host, status) in [
        ("127.0.0.1".to_owned(), 200),
        (format!("localhost:{port}"), 200),
        (format!("evil.example:{port}"), 403),
        ("127.0.0.1.evil.example".to_owned(), 403),
        (String::new(), 403),
    ] {
        let mut stream = std::net::TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        let head = format!("POST /_sandbox/stats HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
        std::io::Write::write_all(
            &mut stream,
            format!("{head}content-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}").as_bytes(),
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{host}: {answer}"
        );
    }
}

#[test]
fn the_clock_is_advanced() {
    let api = Api::new();
    api.company("before");
    let now = api.control("advance-clock", json!({"seconds": 86_400}))["now"]
        .as_str()
        .unwrap()
        .to_owned();
    api.company("after");
    let page = api.get("/companies").ok(200);
    let created = |position: usize| page["results"][position]["created"].as_str().unwrap().to_owned();
    assert!(
        created(0) < now && now <= created(1),
        "{} {now} {}",
        created(0),
        created(1)
    );
    for bad in [json!({"seconds": -1}), json!({"seconds": 1.5}), json!({})] {
        assert!(matches!(
            api.sandbox.control("advance-clock", bad),
            Err(Error::InvalidInput(_))
        ));
    }
    let mut last = Ok(Value::Null);
    for _ in 0..10 {
        last = api.sandbox.control("advance-clock", json!({"seconds": u32::MAX}));
    }
    assert!(matches!(last, Err(Error::InvalidInput(_))), "{last:?}");
    api.company("in the far future");
}

#[test]
fn companies_are_seeded() {
    let api = Api::new();
    assert_eq!(
        api.control("seed-companies", json!({"count": 3})),
        json!({"companies": 3})
    );
    assert_eq!(
        api.control("seed-companies", json!({"count": 2, "namePrefix": "Shop (1)"})),
        json!({"companies": 5})
    );
    let page = api.get("/companies").ok(200);
    let names: Vec<_> = page["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|company| &company["name"])
        .collect();
    assert_eq!(
        names,
        ["Company 1", "Company 2", "Company 3", "Shop 1 4", "Shop 1 5"]
    );
    for bad in [
        json!({"count": -1}),
        json!({"count": 1_000_001}),
        json!({"count": 1, "namePrefix": "#"}),
    ] {
        assert!(matches!(
            api.sandbox.control("seed-companies", bad),
            Err(Error::InvalidInput(_))
        ));
    }
}

#[test]
fn a_reset_restores_the_initial_state() {
    let api = Api::new();
    api.company("x");
    api.group("y");
    api.keyed("POST", "/companies", "key", &json!({"name": "x"}))
        .ok(200);
    api.control("set-limits", json!({"requestsPerDay": 7}));
    api.control("advance-clock", json!({"seconds": 100_000_000}));
    api.fault(json!({"effect": "cut", "times": 100}));
    api.control("reset", json!({}));

    assert_eq!(api.control("list-requests", json!({})), json!({"requests": []}));
    for name in ["companies", "groups", "requests"] {
        assert_eq!(api.stat(name), 0, "{name}");
    }
    let reply = api.keyed("POST", "/companies", "key", &json!({"name": "other"}));
    let year = reply.ok(200)["created"].as_str().unwrap()[..4]
        .parse::<i32>()
        .unwrap();
    assert_eq!(
        (
            reply.header("x-rate-limit-limit"),
            reply.header("x-rate-limit-remaining")
        ),
        ("1000", "999")
    );
    api.control("advance-clock", json!({"seconds": 0}));
    assert_eq!(
        api.control("advance-clock", json!({"seconds": 0}))["now"]
            .as_str()
            .unwrap()[..4]
            .parse::<i32>()
            .unwrap(),
        year
    );
    assert_eq!(api.last_request()["id"], 1);
}

#[test]
fn a_configuration_is_read_strictly() {
    let config = Config::from_json(r#"{"port": 5, "db": "f.db", "apiKey": "k"}"#).unwrap();
    assert_eq!(
        (config.port, config.db, config.api_key.as_str()),
        (5, Some("f.db".into()), "k")
    );
    let config = Config::from_json("{}").unwrap();
    assert_eq!(
        (config.port, config.db, config.api_key.as_str()),
        (0, None, "sandbox-api-key")
    );
    for (json, named) in [
        (r#"{"prt": 1}"#, "prt"),
        (r#"{"port": 70000}"#, "port"),
        (r#"{"port": "1"}"#, "port"),
        (r#"{"apiKey": 1}"#, "apiKey"),
        (r#"{"db": 1}"#, "db"),
        ("[]", "object"),
        ("", "JSON"),
        (r#"[1, null, "k"]"#, "object"),
    ] {
        let Err(Error::InvalidInput(error)) = Config::from_json(json) else {
            panic!("{json} was accepted")
        };
        assert!(error.contains(named), "{json}: {error}");
    }
    let empty = Sandbox::start(Config {
        api_key: String::new(),
        ..Config::default()
    });
    assert!(matches!(empty, Err(Error::InvalidInput(error)) if error.contains("apiKey")));
}

#[test]
fn the_api_key_is_not_shown() {
    let config = Config {
        api_key: "secret-key".to_owned(),
        ..Config::default()
    };
    assert!(!format!("{config:?}").contains("secret"));
    let sandbox = Sandbox::start(config).unwrap();
    assert!(!format!("{sandbox:?}").contains("secret"));
    assert_eq!(sandbox.api_key(), "secret-key");
}

#[test]
fn many_sandboxes_run_at_once_and_stop() {
    fn send_and_sync<T: Send + Sync>(_: &T) {}
    let sandboxes: Vec<_> = (0..20).map(|_| Api::new()).collect();
    send_and_sync(&sandboxes[0].sandbox);
    for (position, api) in sandboxes.iter().enumerate() {
        api.control("seed-companies", json!({"count": position}));
    }
    for (position, api) in sandboxes.into_iter().enumerate() {
        assert_eq!(api.total(), position as u64);
        let mut idle = api.leave("GET", "/companies", "", "");
        let Api { sandbox, client } = api;
        sandbox.stop();
        // Every connection was closed, and the port is closed.
        let _ = idle.read_to_end(&mut Vec::new());
        assert!(std::net::TcpStream::connect(client.base_url.strip_prefix("http://").unwrap()).is_err());
    }
}

#[test]
fn a_sandbox_is_dropped_inside_a_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async { drop(Api::new()) });
}

#[test]
fn a_sandbox_stops_in_the_middle_of_a_delay() {
    let api = Api::new();
    api.fault(json!({"effect": "delay", "delayMs": 600_000}));
    let _stream = api.leave("GET", "/companies", "", "");
    crate::support::wait_until("the request is seen", || api.stat("requests") == 1);
    api.sandbox.stop();
}

#[test]
fn a_port_in_use_is_an_error() {
    let api = Api::new();
    let port = api.base_url.rsplit(':').next().unwrap().parse().unwrap();
    let Err(Error::CannotStart(error)) = Sandbox::start(Config {
        port,
        ..Config::default()
    }) else {
        panic!("it started")
    };
    assert!(error.contains(&port.to_string()), "{error}");
    api.sandbox.stop();
    Sandbox::start(Config {
        port,
        ..Config::default()
    })
    .unwrap();
}
