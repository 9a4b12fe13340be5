use serde_json::json;

use crate::support::{wait_until, Api};

#[test]
fn every_response_shows_the_quota() {
    let api = Api::new();
    let mut remaining = 1000;
    for (reply, counted) in [
        (api.get("/companies"), true),
        (api.json("POST", "/groups", &json!({"name": "x"})), true),
        (api.json("POST", "/groups", &json!({})), true),
        (api.get("/nowhere"), true),
        (api.send("PATCH", "/companies", &[], b""), true),
        (api.delete("/companies/nobody"), true),
        (
            crate::support::Client::new(&api.base_url, "wrong").get("/companies"),
            false,
        ),
    ] {
        remaining -= i32::from(counted);
        assert_eq!(reply.header("x-rate-limit-limit"), "1000");
        assert_eq!(reply.header("x-rate-limit-remaining"), remaining.to_string());
        assert!(
            reply.header("x-rate-limit-reset").ends_with(" 00:00:00 GMT"),
            "{reply:?}"
        );
    }
}

#[test]
fn the_quota_is_enforced_until_midnight() {
    let api = Api::new();
    api.control("set-limits", json!({"requestsPerDay": 2}));
    assert_eq!(api.get("/companies").header("x-rate-limit-remaining"), "1");
    assert_eq!(api.get("/companies").header("x-rate-limit-remaining"), "0");
    let refused = api.json("POST", "/companies", &json!({"name": "x"}));
    refused.error(429);
    assert_eq!(refused.header("x-rate-limit-remaining"), "0");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=86_400).contains(&wait), "{wait}");
    assert_eq!(api.stat("companies"), 0);

    api.control("advance-clock", json!({"seconds": wait}));
    let reply = api.json("POST", "/companies", &json!({"name": "x"}));
    reply.ok(200);
    assert_eq!(reply.header("x-rate-limit-remaining"), "1");
    assert_ne!(
        reply.header("x-rate-limit-reset"),
        refused.header("x-rate-limit-reset")
    );
}

#[test]
fn concurrent_requests_are_limited() {
    let api = Api::new();
    api.control("set-limits", json!({"concurrentRequests": 2}));
    api.fault(json!({"effect": "delay", "delayMs": 600_000, "times": 2, "path": "/groups"}));
    let slow = [
        api.leave("GET", "/groups", "", ""),
        api.leave("GET", "/groups", "", ""),
    ];
    wait_until("the third is refused", || api.get("/companies").status == 429);
    let refused = api.get("/companies");
    refused.error(429);
    assert_eq!(refused.header("retry-after"), "1");
    drop(slow);
    wait_until("there is room again", || api.get("/companies").status == 200);
}

#[test]
fn companies_beyond_the_accounts_limit_must_be_paid_for() {
    let api = Api::new();
    api.control("set-limits", json!({"companies": 2}));
    let first = api.company("one");
    api.company("two");
    let refused = api.json("POST", "/companies", &json!({"name": "three"}));
    assert_eq!(
        refused.json()["validation"]["errors"][0]["validatorName"],
        "CreateCompany"
    );
    assert_eq!(
        refused.error(402),
        "CompanyValidationException: Company limit exceeded"
    );
    api.delete(&format!("/companies/{first}")).ok(204);
    api.company("three");
    api.control("set-limits", json!({"companies": null}));
    api.company("four");
}

#[test]
fn limits_are_shown_changed_and_reset() {
    let api = Api::new();
    let own = json!({"requestsPerDay": 1000, "concurrentRequests": 10, "companies": null, "groups": 20});
    assert_eq!(api.control("set-limits", json!({})), own);
    let set = json!({"requestsPerDay": 5, "concurrentRequests": 6, "companies": 7, "groups": 0});
    assert_eq!(api.control("set-limits", set.clone()), set);
    api.json("POST", "/groups", &json!({"name": "x"})).error(409);
    let some = json!({"requestsPerDay": null, "groups": null});
    let mixed = json!({"requestsPerDay": 1000, "concurrentRequests": 6, "companies": 7, "groups": 20});
    assert_eq!(api.control("set-limits", some), mixed);
    for bad in [
        json!({"groups": -1}),
        json!({"groups": "x"}),
        json!({"nosuch": 1}),
    ] {
        let name = bad.as_object().unwrap().keys().next().unwrap().clone();
        let error = api.sandbox.control("set-limits", bad).unwrap_err().to_string();
        assert!(error.contains(&name), "{error}");
    }
}
