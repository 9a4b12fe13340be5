//! When the sandbox's clock begins, and what it never does.

use codat::sandbox::{Config, Error, Sandbox};
use serde_json::json;

use crate::support::{Api, Folder};

fn now(api: &Api) -> String {
    let now = api.control("advance-clock", json!({"seconds": 0}))["now"].clone();
    now.as_str().unwrap().to_owned()
}

fn with(db: &std::path::Path, start_time: Option<&str>) -> Api {
    Api::with(Config {
        db: Some(db.to_owned()),
        start_time: start_time.map(str::to_owned),
        ..Config::default()
    })
}

/// That the clock shows this minute, or the one after it.
#[track_caller]
fn assert_about(api: &Api, minute: &str) {
    let now = now(api);
    let (start, end) = (format!("{minute}:00"), format!("{minute}:59.9"));
    assert!((start.as_str()..=end.as_str()).contains(&now.as_str()), "{now}");
}

#[test]
fn the_clock_begins_at_the_start_time_and_runs() {
    for (start, minute) in [
        ("2027-12-31T23:59:00Z", "2027-12-31T23:59"),
        ("2028-02-29T01:30:00.5+02:00", "2028-02-28T23:30"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00"),
        ("2900-01-01T00:00:00Z", "2900-01-01T00:00"),
    ] {
        let api = Api::at(start);
        let before = now(&api);
        assert_about(&api, minute);
        let created = api.json("POST", "/companies", &json!({"name": "x"})).ok(200);
        let created = created["created"].as_str().unwrap();
        assert!(
            before.as_str() <= created && created <= now(&api).as_str(),
            "{created}"
        );
    }
}

#[test]
fn every_response_has_the_date_of_the_sandbox() {
    let api = Api::at("2028-02-29T12:00:00Z");
    for reply in [
        api.get("/companies"),
        api.get("/nowhere"),
        api.json("POST", "/companies", &json!({"name": "x"})),
    ] {
        assert!(
            reply.header("date").starts_with("Tue, 29 Feb 2028 12:0"),
            "{reply:?}"
        );
    }
    api.control("advance-clock", json!({"seconds": 86_400}));
    assert!(api
        .get("/companies")
        .header("date")
        .starts_with("Wed, 01 Mar 2028 12:0"));
    let date = "Wed, 21 Oct 2015 07:28:00 GMT";
    api.fault(json!({"effect": "status", "status": 429, "headers": {"Date": date}}));
    assert_eq!(api.get("/companies").header("date"), date);
}

#[test]
fn a_quota_ends_with_the_day_and_the_year() {
    for (start, reset) in [
        ("2027-12-31T23:50:00Z", "Sat, 01 Jan 2028 00:00:00 GMT"),
        ("2028-02-28T23:50:00Z", "Tue, 29 Feb 2028 00:00:00 GMT"),
        ("2028-02-29T23:50:00Z", "Wed, 01 Mar 2028 00:00:00 GMT"),
    ] {
        let api = Api::at(start);
        api.control("set-limits", json!({"requestsPerDay": 1}));
        assert_eq!(api.get("/companies").header("x-rate-limit-reset"), reset);
        let refused = api.get("/companies");
        refused.error(429);
        let wait: u64 = refused.header("retry-after").parse().unwrap();
        assert!((1..=600).contains(&wait), "{wait}");
        api.control("advance-clock", json!({"seconds": 600}));
        api.get("/companies").ok(200);
    }
}

#[test]
fn the_clock_of_a_file_never_goes_back() {
    let folder = Folder::new();
    let db = folder.file("sandbox.db");
    drop(with(&db, Some("2027-06-01T10:00:00Z")));
    assert_about(&with(&db, None), "2027-06-01T10:00");
    let api = with(&db, Some("2026-01-01T00:00:00Z"));
    assert_about(&api, "2027-06-01T10:00");
    api.control("advance-clock", json!({"seconds": 3600}));
    drop(api);
    assert_about(&with(&db, Some("2027-06-01T10:00:00Z")), "2027-06-01T11:00");
    assert_about(&with(&db, Some("2027-06-02T00:00:00Z")), "2027-06-02T00:00");
    assert_about(&with(&db, None), "2027-06-02T00:00");
}

#[test]
fn an_earlier_start_time_does_not_set_the_clock_of_a_file_back() {
    let folder = Folder::new();
    let db = folder.file("sandbox.db");
    let before = now(&with(&db, None));
    assert!(before <= now(&with(&db, Some("2000-01-01T00:00:00Z"))));
}

#[test]
fn a_reset_begins_at_the_start_time_again() {
    let folder = Folder::new();
    let db = folder.file("sandbox.db");
    let api = with(&db, Some("2027-12-31T23:59:00Z"));
    api.control("advance-clock", json!({"seconds": 100_000}));
    api.control("reset", json!({}));
    assert_about(&api, "2027-12-31T23:59");
    drop(api);
    assert_about(&with(&db, None), "2027-12-31T23:59");
}

#[test]
fn an_invalid_time_is_refused_with_the_fields_name() {
    for bad in [
        "",
        "now",
        "2027-12-31",
        "2027-12-31T23:59:00",
        "2027-02-29T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "9000-01-01T00:00:00Z",
        "1798761540",
    ] {
        let config = Config {
            start_time: Some(bad.to_owned()),
            ..Config::default()
        };
        match Sandbox::start(config) {
            Err(Error::InvalidInput(message)) => {
                assert!(message.starts_with("startTime: expected"), "{bad}: {message}");
            }
            other => panic!("{bad}: {other:?}"),
        }
    }
    let Err(Error::InvalidInput(message)) = Config::from_json(r#"{"startTime": 5}"#) else {
        panic!("a number was accepted")
    };
    assert!(message.contains("startTime"), "{message}");
    let config = Config::from_json(r#"{"startTime": "2027-12-31T23:59:00Z"}"#).unwrap();
    assert_eq!(config.start_time.as_deref(), Some("2027-12-31T23:59:00Z"));
}
