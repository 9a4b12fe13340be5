//! The API key and the webhook secret appear nowhere: not in logs, errors, Debug texts, result JSON or `meta`, and not in
//! what the sandbox shows.
#![cfg(feature = "sandbox")]

mod support;

use std::sync::{Arc, Mutex};

use base64::prelude::{Engine, BASE64_STANDARD};
use codat::sandbox::Sandbox;
use codat::{webhook, Client, Config, Context, Error, Log, LogLevel};
use serde_json::json;
use support::server::{json as answer, Server};

const KEY: &str = "q7Zk-4pXw-mN2v-8sLd-";
const WEBHOOK_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[test]
fn no_text_holds_a_secret() {
    let texts = Arc::new(Mutex::new(Vec::<String>::new()));
    let say = |text: String| texts.lock().unwrap().push(text);
    let sandbox_config = codat::sandbox::Config::from_json(
        &json!({"apiKey": KEY, "webhookSecret": WEBHOOK_SECRET}).to_string(),
    );
    let sandbox = Sandbox::start(sandbox_config.unwrap()).unwrap();
    let heard = texts.clone();
    let config = Config {
        api_key: Some(KEY.into()),
        base_url: Some(sandbox.base_url().into()),
        retry_delay_ms: 1,
        max_retries: 1,
        log: Some(Log::new(LogLevel::Debug, move |_, line| {
            heard.lock().unwrap().push(line.to_owned())
        })),
        ..Config::default()
    };
    say(format!("{config:?}"));
    let client = Client::new(config.clone()).unwrap();
    let context = Context::new();
    say(format!("{client:?} {context:?} {:?}", client.with(&context)));
    let failed = |error: &Error| say(format!("{error} {error:?} {error:#?} {}", error.to_document()));
    for effect in ["cut", "garbage", "html", "empty", "truncate", "status"] {
        let mut fault = json!({"effect": effect, "times": 2});
        if effect == "status" {
            fault["status"] = 503.into();
        }
        sandbox
            .control("queue-faults", json!({"faults": [fault]}))
            .unwrap();
        failed(
            &client
                .call("companies.create", r#"{"name":"x"}"#, None)
                .unwrap_err(),
        );
        sandbox.control("clear-faults", json!({})).unwrap();
    }
    let created = client.call("companies.create", r#"{"name":"x"}"#, None).unwrap();
    say(format!("{created:?} {:?}", created.meta()));
    // The error about an invalid secret does not contain it.
    for bad in [
        json!({"apiKey": format!("{KEY}\n ")}),
        json!({"apiKey": [KEY]}),
        json!({"authHeader": KEY}),
        json!({"proxy": format!("ftp://user:{KEY}@host")}),
        json!({"baseUrl": format!("https://user:{KEY}@host")}),
        json!({"apiKey": KEY, "authHeader": "Basic x"}),
    ] {
        failed(&Client::from_json(&bad.to_string()).unwrap_err());
    }
    let mut elsewhere = config.clone();
    elsewhere.api_key = Some(format!("{KEY}x").into());
    failed(
        &Client::new(elsewhere)
            .unwrap()
            .call("groups.list", "{}", None)
            .unwrap_err(),
    );
    // A service that repeats what it was sent is the one that would give it away: its words are passed on, and so it
    // must never be sent anything in a place that is repeated.
    let server = Server::start(|_, request| answer(&json!({"path": request.lines().next()}).to_string()));
    let repeating = Config {
        base_url: Some(server.url()),
        ..config
    };
    say(format!(
        "{:?}",
        Client::new(repeating).unwrap().call("groups.list", "{}", None)
    ));
    for headers in [
        vec![],
        vec![
            ("webhook-id", "a"),
            ("webhook-timestamp", "1"),
            ("webhook-signature", "v1,x"),
        ],
    ] {
        failed(&webhook::verify(WEBHOOK_SECRET, headers, b"{}", &Default::default()).unwrap_err());
    }
    for action in ["list-requests", "stats", "overview", "list-webhooks"] {
        say(sandbox.control(action, json!({})).unwrap().to_string());
    }

    let texts = texts.lock().unwrap();
    assert!(texts.iter().filter(|text| text.starts_with("{\"event\"")).count() > 12);
    // Its last characters decide the end of its encoding, and so may what follows it.
    let encoded = &BASE64_STANDARD.encode(KEY)[..26];
    for secret in [KEY, encoded, &WEBHOOK_SECRET["whsec_".len()..]] {
        for text in texts.iter() {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
