//! Freed memory does not hold the API key. (`secret_texts` checks texts; it is a separate program, because what it frees
//! would be checked here.)

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base64::prelude::{Engine, BASE64_STANDARD};
use codat::{Client, Secret};
use serde_json::Value;
use support::server::{json as answer, read_request};
use support::tls::Authority;

/// The key in two halves: this program's memory holds the whole key only if a test joins them.
const HALVES: [&str; 2] = ["q7Zk-4pXw-", "mN2v-8sLd-"];

fn key() -> String {
    HALVES.concat()
}

/// The key as it is and as it is sent. It is 20 characters long: the last of them decide the end of its encoding.
fn forms() -> [String; 2] {
    let encoded = BASE64_STANDARD.encode(key());
    [key(), encoded[..26].to_owned()]
}

/// The system's allocator, which searches each block that is freed.
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
        // SAFETY: the caller's promise. Zeroed, because a later search reads all of it.
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

/// The number of blocks that are freed with the key in them while `work` runs.
fn left_behind(work: impl FnOnce()) -> usize {
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

/// Text with the key in it, from a host that keeps no copies.
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
    // The test detects a key in freed memory.
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

/// Responds to each request. This thread's memory is the service's: what it frees is not searched.
fn serve(listener: TcpListener, tls: Option<Arc<rustls::ServerConfig>>) {
    fn answer_all(mut stream: impl Read + Write) {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        while read_request(&mut stream).is_some() {
            let id = NEXT.fetch_add(1, Ordering::Relaxed);
            let made = format!("{{\"id\":\"{id}\",\"name\":\"x\",\"results\":[]}}");
            if stream.write_all(&answer(&made)).is_err() {
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
