//! What the programs under `fuzz/` drive and nothing else can reach, each with what must hold for any input.

use base64::prelude::{Engine, BASE64_STANDARD};
use ring::hmac;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::http::{HeaderMap, HeaderValue, Uri};

use crate::answer::{Answer, FRONT, PREFIX};
use crate::config::Config;
use crate::context::Context;
use crate::error::Error;
use crate::input::{Given, Request};
use crate::meta::Meta;
use crate::models;
use crate::operations::{Operation, Place, OPERATIONS, REQUESTS};
use crate::sandbox::query::{Query, Subject};
use crate::secret::{Redactor, Secret};
use crate::transport::{self, Response};
use crate::webhook;
use crate::{refusal, response};

/// A configuration and the options of a context: refused in words, or sound.
pub fn config(json: &str) {
    let _ = Context::from_json(json).map_err(sound);
    let _ = webhook::Options::from_json(json).map_err(sound);
    let config = match Config::from_json(json) {
        Ok(config) => config,
        Err(error) => return sound(error),
    };
    match config.resolve() {
        Err(error) => sound(error),
        Ok(resolved) => {
            let url: Uri = resolved.base_url.parse().expect("a base URL is a URL");
            let host = url.host().expect("a base URL has a host");
            let plain = url.scheme_str() == Some("http");
            let here = ["localhost", "[::1]"].contains(&host) || host.starts_with("127.");
            assert!(
                !plain || here || config.allow_http || host.starts_with('['),
                "{url}"
            );
            assert!(resolved.authorization.is_sensitive());
        }
    }
    let _ = config
        .proxy
        .as_deref()
        .map(|url| transport::http_proxy(url).map_err(sound));
    if let Some(pem) = config.root_certificates.as_deref() {
        let _ = transport::tls::config("https://api.example", Some(pem)).map_err(sound);
    }
    // The text does not contain the key: it is the same with another one.
    let other = |key: &Option<Secret>| key.is_some().then(|| "another".into());
    let shown = Config {
        api_key: other(&config.api_key),
        auth_header: other(&config.auth_header),
        ..config.clone()
    };
    assert_eq!(format!("{shown:?}"), format!("{config:?}"));
}

/// An operation's input: refused in words, or a request that says the same and goes nowhere else.
pub fn input(operation: u8, json: &str) {
    const BASE: &str = "https://api.example";
    let operation = pick(operation);
    let Some(endpoint) = operation.endpoint() else {
        let _ = Given::input(operation, json).map_err(sound);
        return;
    };
    let request = match Request::build(operation, endpoint, BASE, json) {
        Ok(request) => request,
        Err(error) => return sound(error),
    };
    let url: Uri = request.url.parse().expect("a request's URL is a URL");
    assert!(request.url.starts_with(BASE));
    assert_eq!(url.authority().map(|host| host.as_str()), Some("api.example"));
    // What is taken is text: nothing of it is half of a surrogate pair, or more deeply nested than values can be.
    let value = |json: &str| serde_json::from_str::<Value>(json).expect("input that was taken is JSON");
    let given = value(json.trim_start_matches('\u{feff}'));
    let steps = |path: &str| path.matches('/').count();
    let path = given["path"].as_str().filter(|_| endpoint.path == "{path}");
    assert_eq!(steps(url.path()), steps(path.unwrap_or(endpoint.path)), "{url}");
    let Some(body) = request.body.as_deref().map(value) else {
        return;
    };
    for member in operation
        .members
        .iter()
        .filter(|member| matches!(member.place, Place::Body | Place::PathAndBody))
    {
        assert_eq!(
            body.get(member.name),
            given.get(member.name).filter(|value| !value.is_null())
        );
    }
}

/// A response of the service: an error, or response JSON with exactly that response in it.
pub fn answer(operation: u8, status: u16, headers: [&[u8]; 3], body: &[u8]) {
    let operation = pick(operation);
    let mut map = HeaderMap::new();
    for (name, value) in ["content-type", "retry-after", "x-rate-limit-reset"]
        .into_iter()
        .zip(headers)
    {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            map.insert(name, value);
        }
    }
    let response = Response {
        status,
        headers: map,
        buffer: [PREFIX, body].concat(),
        followed: false,
    };
    let redactor = Redactor::new(&HeaderValue::from_static("Basic a2V5"));
    let meta = Meta {
        rate_limit: response::rate_limit(&response, &redactor),
        ..Meta::default()
    };
    if !(200..300).contains(&response.status) {
        return sound(refusal::read(&response, &redactor));
    }
    let echoes = operation.endpoint().map_or(&[][..], |endpoint| endpoint.echoes);
    let echoed: Vec<_> = echoes.iter().map(|echo| (echo, "c".to_owned())).collect();
    match response::read(operation, response, &echoed, &redactor) {
        Err(error) => sound(error),
        Ok(success) => {
            let answer = Answer::new(success.buffer, meta);
            decode_all(&answer);
            let json = answer.json().to_owned();
            let document = answer.into_document().expect("there is memory");
            let text = std::str::from_utf8(&document[FRONT..]).expect("response JSON is text");
            let text = text.strip_suffix('\0').expect("response JSON ends with NUL");
            assert!(!text.contains('\0'));
            if let Ok(value) = serde_json::from_str::<Value>(text) {
                assert_eq!(value.get("result"), serde_json::from_str(&json).ok().as_ref());
                assert!(value.get("meta").is_some_and(Value::is_object));
            }
        }
    }
}

/// A query of the sandbox: refused, or the same with braces around it.
pub fn query(subject: u8, text: &str) {
    let subjects = [
        Subject::Company,
        Subject::Tags,
        Subject::Connection,
        Subject::Integration,
        Subject::PullOperation,
    ];
    let subject = subjects[usize::from(subject) % subjects.len()];
    let Ok(query) = Query::parse(text, subject) else {
        return;
    };
    let Ok(braced) = Query::parse(&format!("{{{text}}}"), subject) else {
        return;
    };
    for value in [
        serde_json::json!({}),
        serde_json::json!({"id": "a", "name": "b", "created": "2026-01-01T00:00:00Z", "tags": {"a": "b"}}),
        serde_json::json!({"status": "Linked", "dataType": "invoices", "a": [1, null, {"b": true}]}),
    ] {
        assert_eq!(query.matches(&value), braced.matches(&value), "{text}");
    }
}

/// A webhook from anybody, and one that is signed as it should be.
pub fn webhook(secret: &str, headers: &str, body: &[u8]) {
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let options = webhook::Options {
        now: Some(1_700_000_000),
        ..Default::default()
    };
    let pairs = headers.lines().filter_map(|line| line.split_once(':'));
    if let Err(error) = webhook::verify(secret, pairs, body, &options) {
        sound(error);
    }
    match webhook::headers_from_json(headers) {
        Err(error) => sound(error),
        Ok(pairs) => {
            let _ = webhook::verify(secret, pairs, body, &options).map_err(sound);
        }
    }
    let key = BASE64_STANDARD
        .decode(&SECRET["whsec_".len()..])
        .expect("the secret is one");
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let tag = hmac::sign(&key, &[b"msg_1.1700000000.", body].concat());
    let signature = format!("v1,{}", BASE64_STANDARD.encode(tag));
    let signed = [
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", "1700000000"),
        ("webhook-signature", signature.as_str()),
    ];
    let is_object = serde_json::from_slice::<serde_json::Map<String, Value>>(body).is_ok();
    match webhook::verify(SECRET, signed, body, &options) {
        Ok(event) => {
            let _ = event.decode::<models::WebhookBody>().map_err(sound);
        }
        Err(error) => {
            assert_eq!(error.kind, crate::ErrorKind::WebhookMalformed);
            assert!(!is_object, "{error}");
        }
    }
}

fn pick(operation: u8) -> &'static Operation {
    let number = usize::from(operation) % (OPERATIONS.len() + REQUESTS.len());
    let mut all = OPERATIONS.iter().chain(REQUESTS).copied();
    all.nth(number).expect("there are so many")
}

/// An error is whole: it has a message, and is JSON.
fn sound(error: Error) {
    assert!(!error.message.is_empty());
    let document: Value = serde_json::from_str(&error.to_document()).expect("an error is JSON");
    assert!(document["error"]["kind"].is_string());
}

/// Every model either fits or says why not.
fn decode_all(answer: &Answer) {
    fn decode<T: DeserializeOwned>(answer: &Answer) {
        let _ = answer.decode::<T>().map_err(sound);
    }
    decode::<models::Company>(answer);
    decode::<models::Page<models::Company>>(answer);
    decode::<models::AccessToken>(answer);
    decode::<models::LinkUrl>(answer);
    decode::<models::Connection>(answer);
    decode::<models::Page<models::Connection>>(answer);
    decode::<models::Reauthorization>(answer);
    decode::<models::Group>(answer);
    decode::<models::GroupList>(answer);
    decode::<models::Integration>(answer);
    decode::<models::Page<models::Integration>>(answer);
    decode::<models::Branding>(answer);
    decode::<models::DataStatuses>(answer);
    decode::<models::PullOperation>(answer);
    decode::<models::Page<models::PullOperation>>(answer);
    decode::<models::RefreshOutcome>(answer);
    decode::<models::WebhookConsumer>(answer);
    decode::<models::WebhookConsumerList>(answer);
    decode::<models::ZapierKey>(answer);
    decode::<models::SyncSettings>(answer);
    decode::<models::CorsSettings>(answer);
    decode::<models::Profile>(answer);
    decode::<models::ApiKey>(answer);
    decode::<models::ApiKeyList>(answer);
    decode::<models::PushOption>(answer);
    decode::<models::PushOperation>(answer);
    decode::<models::Page<models::PushOperation>>(answer);
    decode::<models::ValidationResults>(answer);
    decode::<models::SupplementalDataConfiguration>(answer);
    decode::<models::CustomDataTypeConfiguration>(answer);
    decode::<models::Page<models::CustomDataTypeRecord>>(answer);
}
