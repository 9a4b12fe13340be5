use serde_json::json;

use crate::support::Api;

#[test]
fn a_key_replays_the_first_response() {
    let api = Api::new();
    let body = json!({"name": "x"});
    let first = api.keyed("POST", "/companies", "key-1", &body);
    let second = api.keyed("POST", "/companies", "key-1", &body);
    assert_eq!((first.status, &first.body), (200, &second.body));
    assert_eq!(second.header("content-type"), first.header("content-type"));
    assert_ne!(
        second.header("x-rate-limit-remaining"),
        first.header("x-rate-limit-remaining")
    );
    assert_eq!(api.total(), 1);
    assert_ne!(api.keyed("POST", "/companies", "key-2", &body).body, first.body);
    assert_eq!(api.total(), 2);

    let path = format!("/companies/{}", first.json()["id"].as_str().unwrap());
    api.keyed("PATCH", &path, "key-3", &json!({"name": "y"})).ok(200);
    api.json("PATCH", &path, &json!({"name": "z"})).ok(200);
    assert_eq!(
        api.keyed("PATCH", &path, "key-3", &json!({"name": "y"})).ok(200)["name"],
        "y"
    );
    assert_eq!(api.get(&path).ok(200)["name"], "z");
}

#[test]
fn a_key_used_for_something_else_is_refused() {
    let api = Api::new();
    let company = api
        .keyed("POST", "/companies", "key", &json!({"name": "x"}))
        .ok(200);
    api.keyed("POST", "/companies", "key", &json!({"name": "y"}))
        .error(422);
    api.keyed("POST", "/groups", "key", &json!({"name": "x"}))
        .error(422);
    let path = format!("/companies/{}", company["id"].as_str().unwrap());
    api.keyed("PATCH", &path, "key", &json!({"name": "x"})).error(422);
    assert_eq!(
        api.keyed("POST", "/companies", "key", &json!({"name": "x"}))
            .ok(200),
        company
    );
    assert_eq!((api.total(), api.stat("groups")), (1, 0));
}

#[test]
fn refusals_are_replayed_too() {
    let api = Api::new();
    let refused = api.keyed("POST", "/companies", "a", &json!({"name": "#"}));
    refused.error(400);
    assert_eq!(
        api.keyed("POST", "/companies", "a", &json!({"name": "#"})).body,
        refused.body
    );

    // A request that would succeed now still receives its first response.
    api.control("set-limits", json!({"companies": 0}));
    let full = api.keyed("POST", "/companies", "b", &json!({"name": "x"}));
    full.error(402);
    api.control("set-limits", json!({"companies": null}));
    assert_eq!(
        api.keyed("POST", "/companies", "b", &json!({"name": "x"})).body,
        full.body
    );

    api.fault(json!({"effect": "status", "status": 500, "cached": true}));
    let broken = api.keyed("POST", "/companies", "c", &json!({"name": "x"}));
    broken.error(500);
    assert_eq!(
        api.keyed("POST", "/companies", "c", &json!({"name": "x"})).body,
        broken.body
    );
    assert_eq!(api.total(), 0);
}

#[test]
fn a_429_and_a_401_are_not_stored() {
    let api = Api::new();
    api.control("set-limits", json!({"requestsPerDay": 0}));
    api.keyed("POST", "/companies", "a", &json!({"name": "x"}))
        .error(429);
    api.control("set-limits", json!({"requestsPerDay": null}));
    api.keyed("POST", "/companies", "a", &json!({"name": "x"}))
        .ok(200);

    api.fault(json!({"effect": "status", "status": 429, "cached": true}));
    api.keyed("POST", "/companies", "b", &json!({"name": "x"}))
        .error(429);
    api.keyed("POST", "/companies", "b", &json!({"name": "x"}))
        .ok(200);

    let mut stranger = api.client.clone();
    stranger.authorization = "Basic bm9ib2R5".to_owned();
    stranger
        .keyed("POST", "/companies", "c", &json!({"name": "x"}))
        .error(401);
    api.keyed("POST", "/companies", "c", &json!({"name": "x"}))
        .ok(200);
}

#[test]
fn the_response_of_a_proxy_is_not_stored() {
    let api = Api::new();
    for when in ["before", "after"] {
        let companies = api.stat("companies");
        api.fault(json!({"effect": "html", "when": when}));
        assert_eq!(
            api.keyed("POST", "/companies", when, &json!({"name": "x"}))
                .status,
            502
        );
        assert_eq!(api.stat("companies") - companies, u64::from(when == "after"));
        api.keyed("POST", "/companies", when, &json!({"name": "x"}))
            .ok(200);
        assert_eq!(api.stat("companies") - companies, 1);
    }
}

#[test]
fn a_key_is_forgotten_after_90_minutes() {
    let api = Api::new();
    let body = json!({"name": "x"});
    let first = api.keyed("POST", "/companies", "key", &body).ok(200);
    api.control("advance-clock", json!({"seconds": 90 * 60 - 30}));
    assert_eq!(api.keyed("POST", "/companies", "key", &body).ok(200), first);
    api.control("advance-clock", json!({"seconds": 31}));
    assert_ne!(api.keyed("POST", "/companies", "key", &body).ok(200), first);
    assert_eq!(api.total(), 2);
}

#[test]
fn a_key_in_flight_is_a_conflict() {
    let api = Api::new();
    api.fault(json!({"effect": "delay", "delayMs": 1000, "times": 2}));
    let statuses = std::thread::scope(|scope| {
        let send = || {
            api.keyed("POST", "/companies", "key", &json!({"name": "x"}))
                .status
        };
        let threads = [scope.spawn(send), scope.spawn(send)];
        let mut statuses = threads.map(|thread| thread.join().unwrap());
        statuses.sort_unstable();
        statuses
    });
    assert_eq!(statuses, [200, 409]);
    api.keyed("POST", "/companies", "key", &json!({"name": "x"}))
        .ok(200);
    assert_eq!(api.total(), 1);
}

#[test]
fn other_methods_have_no_keys() {
    let api = Api::new();
    let path = format!("/companies/{}", api.company("x"));
    api.keyed("PUT", &path, "key", &json!({"name": "y"})).ok(200);
    assert_eq!(
        api.keyed("PUT", &path, "key", &json!({"name": "z"})).ok(200)["name"],
        "z"
    );
    api.send("DELETE", &path, &[("idempotency-key", "key")], b"")
        .ok(204);
    api.send("GET", &path, &[("idempotency-key", "key")], b"")
        .error(404);
    api.keyed("POST", "/companies", "key", &json!({"name": "y"}))
        .ok(200);
}

#[test]
fn a_key_that_is_no_guid_is_refused() {
    let api = Api::new();
    let guid = "8a210b68-6988-11ed-a1eb-0242ac120002";
    let body = br#"{"name":"x"}"#;
    for headers in [
        &[("idempotency-key", "not-a-guid")][..],
        &[("idempotency-key", guid), ("idempotency-key", guid)],
    ] {
        let refused = api.send("POST", "/companies", headers, body).error(400);
        assert!(
            refused.contains("Idempotency-Key: expected one GUID"),
            "{refused}"
        );
    }
    assert_eq!(api.total(), 0);
}
