use serde_json::json;
use ureq::http::{HeaderMap, HeaderName, HeaderValue};

use super::*;
use crate::answer::PREFIX;

fn response(status: u16, headers: &[(HeaderName, &str)], body: &str) -> Response {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()))
        .collect::<HeaderMap>();
    Response {
        status,
        headers,
        buffer: [PREFIX, body.as_bytes()].concat(),
        followed: false,
    }
}

fn redactor() -> Redactor {
    Redactor::new(&HeaderValue::from_static("Basic c2VjcmV0L2tleSs="))
}

fn error(status: u16, content_type: &str, body: &str) -> Error {
    let response = response(status, &[(CONTENT_TYPE, content_type)], body);
    read(&response, &redactor())
}

#[test]
fn the_error_text_of_the_response_is_the_message() {
    for (content_type, body, message) in [
        (
            "application/json",
            r#"{"error":"no such company"}"#,
            "no such company",
        ),
        (
            "application/problem+json",
            r#"{"title":"Bad","detail":"name is missing","traceId":"t"}"#,
            "Bad: name is missing",
        ),
        ("application/problem+json", r#"{"title":"Bad"}"#, "Bad"),
        (
            "application/json",
            r#"{"statusCode":401,"message":"Access denied"}"#,
            "Access denied",
        ),
        (
            "application/json",
            r#"{"error":{"code":"x","message":"deep"}}"#,
            "deep",
        ),
        (
            "text/plain; charset=utf-8",
            "Invalid tag value\n",
            "Invalid tag value",
        ),
        (
            "text/html",
            "<h1>no</h1>",
            "the service responded 400 with text/html (11 bytes)",
        ),
        (
            "application/json",
            r#"{"error":""}"#,
            "the service responded 400 with application/json (12 bytes)",
        ),
        (
            "application/json",
            "[{\"error\":\"x\"}]",
            "the service responded 400 with application/json (15 bytes)",
        ),
        (
            "text/plain",
            "",
            "the service responded 400 with text/plain (0 bytes)",
        ),
        ("application/json", "\u{feff}{\"error\":\"marked\"}", "marked"),
    ] {
        assert_eq!(error(400, content_type, body).message, message);
    }
    let problem = error(
        400,
        "application/problem+json",
        r#"{"title":"x","errors":{"a":["b"]},"traceId":"t"}"#,
    );
    assert_eq!(problem.validation, Some(json!({"a": ["b"]})));
    assert_eq!(problem.correlation_id.as_deref(), Some("t"));
}

#[test]
fn the_message_of_a_redirect_names_its_target() {
    let to = |location| read(&response(302, &[(LOCATION, location)], "moved"), &redactor());
    assert_eq!(
        to("https://login.example/?a=1").message,
        "the service responded 302, a redirect to https://login.example/?a=1, which is not followed"
    );
    assert_eq!(
        to("https://x/Basic c2VjcmV0L2tleSs=")
            .message
            .matches("***")
            .count(),
        1
    );
}

#[test]
fn messages_are_one_line_of_limited_length() {
    let told = error(
        400,
        "application/json",
        r#"{"error":"a\nINFO forged\u001b[31m\u202e","correlationId":"i\r\nd"}"#,
    );
    assert_eq!(told.message, "a INFO forged [31m ");
    assert_eq!(told.correlation_id.as_deref(), Some("i  d"));
    let long = error(
        400,
        "application/json",
        &json!({"error": "é".repeat(9000), "correlationId": "i".repeat(9000)}).to_string(),
    );
    assert_eq!(long.message.chars().count(), LONGEST_WORDS + 1);
    assert_eq!(
        long.correlation_id.as_ref().unwrap().chars().count(),
        LONGEST_ID + 1
    );
}

#[test]
fn the_key_is_replaced_wherever_it_is_echoed() {
    let body = r#"{"error":"you sent Basic c2VjcmV0L2tleSs=","correlationId":"c2VjcmV0L2tleSs=",
        "validation":{"errors":[{"message":"secret/key+ is wrong"}]},
        "escaped":"c2VjcmV0L2tleSs\u003d","slash":"secret\/key\u002B"}"#;
    let told = error(401, "application/json", body);
    let all = format!("{told} {told:?}");
    assert!(!all.contains("c2Vjc") && !all.contains("secret/key+"), "{all}");
    assert_eq!(told.message, "you sent Basic ***=");
}

#[test]
fn an_excerpt_is_2_kib_of_the_body_without_the_key() {
    assert_eq!(excerpt(b"", &redactor()), None);
    assert_eq!(excerpt(b"\xff!", &redactor()).as_deref(), Some("\u{fffd}!"));
    let key = "c2VjcmV0L2tleSs";
    for before in EXCERPT - 60..EXCERPT + 60 {
        let body = [
            "é".repeat(10),
            key.repeat(5),
            "x".repeat(before),
            key.into(),
            "y".repeat(9000),
        ]
        .concat();
        let told = excerpt(body.as_bytes(), &redactor()).unwrap();
        assert!(told.len() <= EXCERPT && !told.contains("c2V"), "{before}");
    }
}

#[test]
fn the_key_is_replaced_in_whatever_encoding() {
    let key = Redactor::new(&HeaderValue::from_static("Basic YWIrY2QvZWYr/+8="));
    for written in [
        "YWIrY2QvZWYr/+8=",
        "YWIrY2QvZWYr%2F%2B8%3D",
        "YWIrY2QvZWYr%2f%2b8",
        "YWIrY2QvZWYr/&#43;8",
    ] {
        let body = format!("<a href='/x?h=Basic%20{written}'>");
        let told = excerpt(body.as_bytes(), &key).unwrap();
        assert!(told.contains("***") && !told.contains("YWIr"), "{told}");
    }
}

#[test]
fn only_a_string_error_with_a_correlation_id_is_the_services() {
    let own = |body| is_the_services(&response(400, &[], body));
    let limit = |body| is_the_services(&response(402, &[], body));
    assert!(limit(r#"{"error":"x","correlationId":"c","statusCode":429}"#));
    assert!(!limit(r#"{"error":"x","correlationId":"c","statusCode":400}"#));
    assert!(own(r#"{"error":"x","correlationId":"c","statusCode":400}"#));
    for other in [
        r#"{"error":"x"}"#,
        r#"{"correlationId":"c"}"#,
        r#"["x","c"]"#,
        r#"{"error":false,"correlationId":"c"}"#,
        r#"{"error":"x","correlationId":"c","statusCode":429}"#,
        r#"{"error":"x","correlationId":"c","statusCode":"400"}"#,
        r#"{"error":"x","correlationId":"c","statusCode":true}"#,
        r#"{"error":"x","correlationId":" "}"#,
        "",
    ] {
        assert!(!own(other), "{other}");
    }
}
