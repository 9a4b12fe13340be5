use std::cell::Cell;

use super::*;

thread_local! {
    /// How many HMACs of a body this thread computed.
    pub(super) static SIGNED: Cell<usize> = const { Cell::new(0) };
}

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const TIMESTAMP: &str = "1614265330";
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const BODY: &[u8] = br#"{"test": 2432232314}"#;

fn at(now: i64) -> Options {
    Options {
        now: Some(now),
        ..Options::default()
    }
}

fn headers<'a>(id: &'a str, timestamp: &'a str, signature: &'a str) -> [(&'static str, &'a str); 3] {
    [
        ("webhook-id", id),
        ("webhook-timestamp", timestamp),
        ("webhook-signature", signature),
    ]
}

fn genuine() -> [(&'static str, &'static str); 3] {
    headers(ID, TIMESTAMP, SIGNATURE)
}

/// The signature header of an event.
fn sign(id: &str, timestamp: &str, body: &[u8]) -> String {
    let key = BASE64_STANDARD.decode(&SECRET["whsec_".len()..]).unwrap();
    let signed = [format!("{id}.{timestamp}.").as_bytes(), body].concat();
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), &signed);
    format!("v1,{}", BASE64_STANDARD.encode(tag))
}

fn kind(result: Result<Event>) -> ErrorKind {
    result.unwrap_err().kind
}

#[test]
fn the_known_event_is_genuine() {
    let event = verify(SECRET, genuine(), BODY, &at(1614265330)).unwrap();
    assert_eq!((event.id.as_str(), event.timestamp), (ID, 1614265330));
    assert_eq!(
        (event.event_type.as_deref(), event.body().as_bytes()),
        (None, BODY)
    );
    assert_eq!(sign(ID, TIMESTAMP, BODY), SIGNATURE);
}

#[test]
fn secrets_and_signatures_may_be_several_and_in_any_notation() {
    let now = at(1614265330);
    let bare = &SECRET["whsec_".len()..];
    for secrets in [
        bare,
        &format!("{OTHER} {SECRET}"),
        &format!(" {SECRET}\n{OTHER} "),
    ] {
        verify(secrets, genuine(), BODY, &now).unwrap();
    }
    for signature in [format!("v1,AAAA {SIGNATURE}"), format!("v1a,x {SIGNATURE} v1,%")] {
        verify(SECRET, headers(ID, TIMESTAMP, &signature), BODY, &now).unwrap();
    }
    for prefix in ["svix-", "Svix-", "WEBHOOK-"] {
        let named = NAMES.map(|name| format!("{prefix}{name}"));
        let values = [ID, TIMESTAMP, SIGNATURE];
        verify(SECRET, named.into_iter().zip(values), BODY, &now).unwrap();
    }
    // One whole set is enough, with any part of another.
    let both = [
        ("webhook-id", "another"),
        ("svix-id", ID),
        ("svix-timestamp", TIMESTAMP),
        ("svix-signature", SIGNATURE),
    ];
    verify(SECRET, both, BODY, &now).unwrap();
}

#[test]
fn any_single_bit_that_changed_is_refused() {
    let mut random = fastrand::Rng::with_seed(20_240_611);
    let original: [&[u8]; 4] = [BODY, ID.as_bytes(), TIMESTAMP.as_bytes(), SIGNATURE.as_bytes()];
    for _ in 0..10_000 {
        let mut parts = original.map(<[u8]>::to_vec);
        let part = random.usize(..4);
        let byte = random.usize(..parts[part].len());
        parts[part][byte] ^= 1 << random.u8(..8);
        let [body, id, timestamp, signature] = &parts;
        let headers = NAMES
            .map(|name| format!("webhook-{name}"))
            .into_iter()
            .zip([id, timestamp, signature]);
        // So tolerant that only the signature decides.
        let options = Options {
            tolerance_seconds: Some(u32::MAX),
            now: Some(1614265330),
        };
        let error = verify(SECRET, headers, body, &options).unwrap_err();
        let expected = [ErrorKind::WebhookBadSignature, ErrorKind::WebhookMalformed];
        assert!(expected.contains(&error.kind), "{parts:?}: {error:?}");
    }
}

#[test]
fn each_failure_has_its_kind() {
    use ErrorKind::*;
    let now = at(1614265330);
    let all = genuine();
    for skipped in 0..3 {
        let some = all.iter().enumerate().filter(|(i, _)| *i != skipped);
        let error = verify(SECRET, some.map(|(_, header)| *header), BODY, &now).unwrap_err();
        assert_eq!(error.kind, WebhookMissingHeader);
        assert!(error.message.contains(all[skipped].0), "{}", error.message);
    }
    let empty = verify(SECRET, headers("", TIMESTAMP, SIGNATURE), BODY, &now);
    assert_eq!(kind(empty), WebhookMissingHeader);

    for (seconds, expected) in [
        (-301, Some(WebhookFuture)),
        (-300, None),
        (300, None),
        (301, Some(WebhookStale)),
    ] {
        let outcome = verify(SECRET, genuine(), BODY, &at(1614265330 + seconds));
        assert_eq!(outcome.err().map(|error| error.kind), expected, "{seconds}");
    }
    // Without `now`, it is long ago.
    assert_eq!(
        kind(verify(SECRET, genuine(), BODY, &Options::default())),
        WebhookStale
    );

    assert_eq!(kind(verify(OTHER, genuine(), BODY, &now)), WebhookBadSignature);
    for (timestamp, signature) in [
        ("soon", SIGNATURE),
        ("-1", SIGNATURE),
        ("99999999999999999999", SIGNATURE),
        (TIMESTAMP, "v2,AAAA"),
        (TIMESTAMP, "AAAA"),
    ] {
        let outcome = verify(SECRET, headers(ID, timestamp, signature), BODY, &now);
        assert_eq!(kind(outcome), WebhookMalformed, "{timestamp} {signature}");
    }
    for other in [("Webhook-Id", "another"), ("Webhook-Timestamp", "1614265331")] {
        let twice = genuine().into_iter().chain([other]);
        assert_eq!(kind(verify(SECRET, twice, BODY, &now)), WebhookMalformed);
    }
    let deep = format!("{{\"x\":{}1{}}}", "[".repeat(3000), "]".repeat(3000));
    let digits = format!("{{\"x\":{}}}", "9".repeat(5000));
    for body in [
        &b""[..],
        b"[]",
        b"{\"cut\":",
        b"{\"x\":\"\xff\"}",
        b"{\"x\":1e999}",
        br#"{"x":"\ud800"}"#,
        deep.as_bytes(),
        digits.as_bytes(),
    ] {
        let signature = sign(ID, TIMESTAMP, body);
        let outcome = verify(SECRET, headers(ID, TIMESTAMP, &signature), body, &now);
        assert_eq!(kind(outcome), WebhookMalformed, "{body:?}");
        let unsigned = verify(SECRET, genuine(), body, &now);
        assert_eq!(kind(unsigned), WebhookBadSignature, "{body:?}");
    }
    let long = format!("whsec_{}", "A".repeat(684));
    for secret in [
        "",
        " ",
        "whsec_",
        "whsec_!",
        "none of it",
        "whsec_AA",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa",
        &format!("{SECRET} whsec_AA"),
        &format!("{SECRET} !"),
        &long,
    ] {
        let error = verify(secret, genuine(), BODY, &now).unwrap_err();
        assert_eq!(
            (error.kind, error.member.as_deref()),
            (InvalidArgument, Some("secret"))
        );
    }
}

#[test]
fn a_byte_order_mark_is_signed_and_is_no_part_of_the_event() {
    let body = "\u{feff}{\"eventType\":\"a\"}";
    let signature = sign(ID, TIMESTAMP, body.as_bytes());
    let headers = headers(ID, TIMESTAMP, &signature);
    let event = verify(SECRET, headers, body.as_bytes(), &at(1614265330)).unwrap();
    assert_eq!(event.body(), r#"{"eventType":"a"}"#);
}

#[test]
fn the_type_is_read_from_the_body() {
    for (body, expected) in [
        (
            r#"{"eventType":"read.completed","type":"other"}"#,
            Some("read.completed"),
        ),
        (r#"{"type":"read.completed"}"#, Some("read.completed")),
        (r#"{"eventType":7}"#, None),
    ] {
        let signature = sign(ID, TIMESTAMP, body.as_bytes());
        let headers = headers(ID, TIMESTAMP, &signature);
        let event = verify(SECRET, headers, body.as_bytes(), &at(1614265330)).unwrap();
        assert_eq!(event.event_type.as_deref(), expected, "{body}");
    }
}

#[test]
fn headers_come_as_strings_or_arrays() {
    let json = r#"{"Accept":7,"WEBHOOK-ID":"a","webhook-timestamp":["1"],"svix-id":[]}"#;
    let headers = headers_from_json(json).unwrap();
    let expected = [("WEBHOOK-ID", "a"), ("webhook-timestamp", "1")];
    assert_eq!(headers, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
    let json = r#"{"webhook-signature":["v1","a v1","b"]}"#;
    let values: Vec<String> = headers_from_json(json)
        .unwrap()
        .into_iter()
        .map(|(_, value)| value)
        .collect();
    assert_eq!(values, ["v1", "a v1", "b"]);
    for bad in [
        r#"{"webhook-id":7}"#,
        r#"{"webhook-id":[7]}"#,
        r#"{"webhook-id":null}"#,
    ] {
        let error = headers_from_json(bad).unwrap_err();
        assert_eq!(error.member.as_deref(), Some("webhook-id"), "{bad}");
    }
    assert_eq!(
        headers_from_json("[]").unwrap_err().kind,
        ErrorKind::InvalidArgument
    );
}

#[test]
fn secrets_are_not_in_errors_or_in_debug_text() {
    let mut texts = Vec::new();
    for secret in [SECRET, "whsec_!MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
        let error = verify(secret, genuine(), b"{}", &at(0)).unwrap_err();
        texts.extend([format!("{error:?}"), error.to_string(), error.to_document()]);
    }
    texts.push(format!("{:?}", keys(SECRET).unwrap()));
    texts.push(format!("{:?}", verify(SECRET, genuine(), BODY, &at(1614265330))));
    let bytes = BASE64_STANDARD.decode(&SECRET["whsec_".len()..]).unwrap();
    for text in texts {
        assert!(!text.contains("MfKQ9r8G"), "{text}");
        assert!(!text.contains(&format!("{}, {}", bytes[0], bytes[1])), "{text}");
    }
}

#[test]
fn the_model_of_an_event_loses_nothing() {
    use crate::models::{ConnectionStatus, WebhookBody};
    let body = serde_json::json!({"id": "e", "eventType": "connection.disconnected", "new": 1, "payload": {
        "referenceCompany": {"id": "c", "name": "Toft Bakery", "links": {"portal": "p"}},
        "connection": {"id": "n", "status": "Deauthorized", "platformName": "Xero", "new": [1.5]},
        "dataTypes": [{"dataType": "invoices", "connectionId": "n", "status": "Complete", "recordsModified": true}]}});
    let text = body.to_string();
    let signature = sign(ID, TIMESTAMP, text.as_bytes());
    let event = verify(
        SECRET,
        headers(ID, TIMESTAMP, &signature),
        text.as_bytes(),
        &at(1614265330),
    )
    .unwrap();
    let decoded: WebhookBody = event.decode().unwrap();
    assert_eq!(serde_json::to_value(&decoded).unwrap(), body);
    let connection = decoded.payload.unwrap().connection.unwrap();
    assert_eq!(connection.status, Some(ConnectionStatus::Deauthorized));
    assert_eq!(
        event.decode::<Vec<u8>>().unwrap_err().kind,
        ErrorKind::WebhookMalformed
    );
}

#[test]
fn secrets_have_24_to_512_bytes() {
    for (length, fits) in [
        (1, false),
        (23, false),
        (24, true),
        (64, true),
        (512, true),
        (513, false),
    ] {
        let secret = format!("whsec_{}", BASE64_STANDARD.encode(vec![7; length]));
        let error = verify(&secret, genuine(), BODY, &at(1614265330)).unwrap_err();
        let expected = match fits {
            true => ErrorKind::WebhookBadSignature,
            false => ErrorKind::InvalidArgument,
        };
        assert_eq!(error.kind, expected, "{length}");
        assert!(
            fits || error.message.contains("24 to 512 bytes"),
            "{}",
            error.message
        );
    }
}

/// By proxies, by servers that know only one header of a name, and by those that take a comma for the end of a value.
#[test]
fn headers_may_be_joined_or_split_by_proxies() {
    let now = at(1614265330);
    let bare = &SIGNATURE["v1,".len()..];
    for joined in [
        format!("v1,AAAA,{SIGNATURE}"),
        format!("{SIGNATURE},v1,AAAA"),
        format!("{SIGNATURE}, v1,AAAA"),
        format!("v1,AAAA, {SIGNATURE}"),
        format!("v1, {bare}"),
        format!("v1a,x,{SIGNATURE},v2,y"),
    ] {
        verify(SECRET, headers(ID, TIMESTAMP, &joined), BODY, &now).unwrap();
    }
    for signatures in [
        vec!["v1", bare],
        vec!["v1", "AAAA v1", bare],
        vec!["v1,AAAA", SIGNATURE],
        vec![SIGNATURE, "v1,AAAA"],
        vec![SIGNATURE, SIGNATURE],
    ] {
        let json = serde_json::json!({
            "webhook-id": [ID, ID],
            "webhook-timestamp": [TIMESTAMP],
            "webhook-signature": signatures,
        });
        let headers = headers_from_json(&json.to_string()).unwrap();
        let event = verify(SECRET, headers, BODY, &now).unwrap();
        assert_eq!(event.id, ID);
    }
    let (ids, timestamps) = (format!("{ID}, {ID}"), format!("{TIMESTAMP},{TIMESTAMP}"));
    let event = verify(SECRET, headers(&ids, &timestamps, SIGNATURE), BODY, &now).unwrap();
    assert_eq!((event.id.as_str(), event.timestamp), (ID, 1614265330));
    let twice = genuine().into_iter().chain(genuine());
    assert_eq!(verify(SECRET, twice, BODY, &now).unwrap().id, ID);
    // An identifier with a comma is still one identifier.
    let signature = sign("a,b", TIMESTAMP, BODY);
    verify(SECRET, headers("a,b", TIMESTAMP, &signature), BODY, &now).unwrap();
}

#[test]
fn headers_beyond_4_kib_are_refused() {
    let now = at(1614265330);
    let long = "a".repeat(4096);
    for headers in [
        headers(&long, TIMESTAMP, SIGNATURE),
        headers(ID, &long, SIGNATURE),
        headers(ID, TIMESTAMP, &format!("{SIGNATURE} {long}")),
    ] {
        let error = verify(SECRET, headers, BODY, &now).unwrap_err();
        assert_eq!(error.kind, ErrorKind::WebhookMalformed);
    }
    let many = genuine()
        .into_iter()
        .chain([("webhook-signature", "v1,AAAA"); 1000]);
    assert_eq!(
        kind(verify(SECRET, many, BODY, &now)),
        ErrorKind::WebhookMalformed
    );
    // Of another header it does not matter.
    let other = genuine().into_iter().chain([("cookie", long.as_str())]);
    verify(SECRET, other, BODY, &now).unwrap();
}

/// However many signatures a stranger sends, each secret costs one HMAC of the body, and none if no signature can fit.
#[test]
fn a_webhook_costs_one_hmac_for_each_secret() {
    let wrong = format!("v1,{}", "A".repeat(43) + "=");
    let both = format!("{OTHER} {SECRET}");
    for (secrets, signature, expected) in [
        (SECRET, SIGNATURE.to_owned(), 1),
        (&both, SIGNATURE.to_owned(), 2),
        (SECRET, vec![&*wrong; 80].join(" "), 1),
        (&both, vec![&*wrong; 80].join(","), 2),
        (SECRET, vec!["v1,AA=="; 500].join(" "), 0),
        (SECRET, vec!["v1,"; 1000].join(" "), 0),
    ] {
        let before = SIGNED.get();
        let _ = verify(secrets, headers(ID, TIMESTAMP, &signature), BODY, &at(1614265330));
        assert_eq!(SIGNED.get() - before, expected, "{signature}");
    }
    // The first ten count.
    for (before, fits) in [(9, true), (10, false)] {
        let signature = format!("{} {SIGNATURE}", vec![&*wrong; before].join(" "));
        let outcome = verify(SECRET, headers(ID, TIMESTAMP, &signature), BODY, &at(1614265330));
        assert_eq!(outcome.is_ok(), fits);
    }
}
