//! The API key and the webhook secret are seen by nobody: not in logs, errors, Debug texts, documents or `meta`, not
//! in what the sandbox shows, and not in memory that was given back.
#![cfg(feature = "sandbox")]

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base64::prelude::{Engine, BASE64_STANDARD};
use codat::sandbox::Sandbox;
use codat::{webhook, Client, Config, Context, Error, Log, LogLevel, Secret};
use serde_json::{json, Value};
use support::server::{json as answer, read_request, Server};
use support::tls::Authority;

/// Never whole in this program's own memory but where it is wanted.
const HALVES: [&str; 2] = ["q7Zk-4pXw-", "mN2v-8sLd-"];
const WEBHOOK_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn key() -> String {
    HALVES.concat()
}

/// The key as it is and as it is sent. It is 20 characters long: the last of them decide the end of its encoding.
fn forms() -> [String; 2] {
    let encoded = BASE64_STANDARD.encode(key());
    [key(), encoded[..26].to_owned()]
}

/// The system's allocator, which looks into what it is given back.
struct Watching;

static WATCHED: Mutex<Vec<[u8; 20]>> = Mutex::new(Vec::new());
static ACTIVE: AtomicBool = AtomicBool::new(false);
thread_local! {
    static NOT_MINE: Cell<bool> = const { Cell::new(false) };
}
static FOUND: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is the system allocator's doing; looking into a block that is still owned changes nothing.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise. Zeroed, so that what is looked into later was written.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if ACTIVE.load(Ordering::Relaxed) && !NOT_MINE.get() {
            // SAFETY: the block is the caller's until this returns, and was zeroed at first.
            let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
            if let Ok(watched) = WATCHED.try_lock() {
                if watched
                    .iter()
                    .any(|secret| bytes.windows(20).any(|window| window == secret))
                {
                    FOUND.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Watching = Watching;

/// How many blocks are given back with the key in them while `work` is done.
fn left_behind(work: impl FnOnce()) -> usize {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(|e| e.into_inner());
    let forms: Vec<[u8; 20]> = forms()
        .iter()
        .map(|form| form.as_bytes()[..20].try_into().unwrap())
        .collect();
    *WATCHED.lock().unwrap() = forms;
    FOUND.store(0, Ordering::Relaxed);
    ACTIVE.store(true, Ordering::Relaxed);
    work();
    ACTIVE.store(false, Ordering::Relaxed);
    FOUND.load(Ordering::Relaxed)
}

/// Text with the key in it, as a host has it that leaves no copies of its own.
fn text_of(parts: &[&str]) -> Secret {
    let mut text = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    text.extend(parts.iter().copied());
    text.into()
}

#[test]
fn freed_memory_does_not_hold_the_key() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || serve(listener, None));
    let authority = Authority::new();
    let secure = TcpListener::bind("127.0.0.1:0").unwrap();
    let secure_url = format!("https://localhost:{}", secure.local_addr().unwrap().port());
    let server = authority.server(&["localhost"]);
    std::thread::spawn(move || serve(secure, Some(server)));
    let roots = format!(r#","rootCertificates":{}"#, Value::from(authority.pem.clone()));

    assert_eq!(left_behind(|| drop(Secret::from(key()))), 0, "a Secret is zeroed");
    // What the test itself can see: that it would notice.
    assert_eq!(left_behind(|| drop(text_of(&HALVES).reveal().to_owned())), 1);
    for (url, more) in [(&url, ""), (&secure_url, roots.as_str())] {
        let [first, second] = HALVES;
        let config = [
            r#"{"apiKey":""#,
            first,
            second,
            r#"","baseUrl":""#,
            url,
            r#"""#,
            more,
            "}",
        ];
        let refused = [r#"{"apiKey":""#, first, second, r#"","retryDelayMs":-1}"#];
        let left = left_behind(|| {
            let client = Client::from_json(text_of(&config).reveal()).unwrap();
            for _ in 0..3 {
                client.call("groups.create", r#"{"name":"x"}"#, None).unwrap();
            }
            drop(client);
            Client::from_json(text_of(&refused).reveal()).unwrap_err();
        });
        assert_eq!(left, 0, "{url}");
    }
}

/// Answers each request. What this thread gives back is the service's, and not looked into.
fn serve(listener: TcpListener, tls: Option<Arc<rustls::ServerConfig>>) {
    fn answer_all(mut stream: impl Read + Write) {
        while read_request(&mut stream).is_some() {
            if stream.write_all(&answer(r#"{"id":"a","name":"x"}"#)).is_err() {
                return;
            }
        }
    }
    NOT_MINE.set(true);
    for stream in listener.incoming().flatten() {
        match &tls {
            None => answer_all(stream),
            Some(config) => {
                let session = rustls::ServerConnection::new(config.clone()).unwrap();
                answer_all(rustls::StreamOwned::new(session, stream));
            }
        }
    }
}

#[test]
fn no_text_holds_a_secret() {
    let texts = Arc::new(Mutex::new(Vec::<String>::new()));
    let say = |text: String| texts.lock().unwrap().push(text);
    let sandbox_config = codat::sandbox::Config::from_json(
        &json!({"apiKey": key(), "webhookSecret": WEBHOOK_SECRET}).to_string(),
    );
    let sandbox = Sandbox::start(sandbox_config.unwrap()).unwrap();
    let heard = texts.clone();
    let config = Config {
        api_key: Some(key().into()),
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
    // Those who read the secret amiss are told so without it.
    for bad in [
        json!({"apiKey": key() + "\n"}),
        json!({"apiKey": [key()]}),
        json!({"authHeader": key()}),
        json!({"proxy": format!("ftp://user:{}@host", key())}),
        json!({"baseUrl": format!("https://user:{}@host", key())}),
        json!({"apiKey": key(), "authHeader": "Basic x"}),
    ] {
        failed(&Client::from_json(&bad.to_string()).unwrap_err());
    }
    let mut elsewhere = config.clone();
    elsewhere.api_key = Some((key() + "x").into());
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
    let secrets = forms()
        .into_iter()
        .chain([WEBHOOK_SECRET["whsec_".len()..].to_owned()]);
    for secret in secrets {
        for text in texts.iter() {
            assert!(!text.contains(&secret), "{text}");
        }
    }
}
