use super::*;

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
fn any_secret_any_signature_any_prefix_any_case() {
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
    // One whole set is enough, whatever is left of another.
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
        // So tolerant that only the signature can tell.
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
    let twice = genuine().into_iter().chain([("Webhook-Id", ID)]);
    assert_eq!(kind(verify(SECRET, twice, BODY, &now)), WebhookMalformed);
    for body in [&b""[..], b"[]", b"{\"cut\":", b"{\"x\":\"\xff\"}"] {
        let signature = sign(ID, TIMESTAMP, body);
        let outcome = verify(SECRET, headers(ID, TIMESTAMP, &signature), body, &now);
        assert_eq!(kind(outcome), WebhookMalformed, "{body:?}");
        let unsigned = verify(SECRET, genuine(), body, &now);
        assert_eq!(kind(unsigned), WebhookBadSignature, "{body:?}");
    }
    for secret in ["", " ", "whsec_", "whsec_!", "none of it"] {
        let error = verify(secret, genuine(), BODY, &now).unwrap_err();
        assert_eq!(
            (error.kind, error.member.as_deref()),
            (InvalidArgument, Some("secret"))
        );
    }
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
fn headers_come_as_strings_or_arrays_of_one() {
    let json = r#"{"Accept":7,"WEBHOOK-ID":"a","webhook-timestamp":["1"],"svix-id":[]}"#;
    let headers = headers_from_json(json).unwrap();
    let expected = [("WEBHOOK-ID", "a"), ("webhook-timestamp", "1")];
    assert_eq!(headers, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
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
fn secrets_stay_out_of_errors_and_debug_text() {
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
fn what_it_says_can_be_decoded_and_loses_nothing() {
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
