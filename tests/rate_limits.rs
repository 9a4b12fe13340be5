//! A rate limit holds for all threads of a client, and its end is no starting signal for all of them.

mod support;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use codat::{Client, Config};
use support::server::{json, Server};

const LIMITED: &[u8] = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n";

fn client(server: &Server, max_connections: usize) -> Client {
    let config = Config {
        api_key: Some("key".into()),
        base_url: Some(server.url()),
        max_connections,
        ..Config::default()
    };
    Client::new(config).unwrap()
}

/// So many threads make one call each, which must succeed.
fn call_from(threads: usize, client: &Client) {
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| client.call("groups.list", "{}", None).unwrap());
        }
    });
}

#[test]
fn a_pause_holds_for_every_thread() {
    let arrivals = Arc::new(Mutex::new(Vec::new()));
    let seen = arrivals.clone();
    let server = Server::start(move |number, _| {
        seen.lock().unwrap().push(Instant::now());
        if number == 0 {
            LIMITED.to_vec()
        } else {
            json(r#"{"results":[]}"#)
        }
    });
    call_from(8, &client(&server, 1));
    let arrivals = arrivals.lock().unwrap();
    assert_eq!(arrivals.len(), 9, "one was sent again, and no other was");
    assert!(arrivals[1] - arrivals[0] >= Duration::from_secs(1));
}

#[test]
fn after_a_pause_one_call_is_sent_first() {
    let (first, others) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let (inside, along) = (first.clone(), others.clone());
    let server = Server::start(move |number, _| {
        if number < 4 {
            return LIMITED.to_vec();
        }
        if number == 4 {
            // Time enough for others to come, if they were let in.
            inside.store(true, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(200));
            inside.store(false, Ordering::SeqCst);
        } else if inside.load(Ordering::SeqCst) {
            along.fetch_add(1, Ordering::SeqCst);
        }
        json(r#"{"results":[]}"#)
    });
    call_from(12, &client(&server, 4));
    assert_eq!(
        others.load(Ordering::SeqCst),
        0,
        "others came along with the first"
    );
    assert!(server.requests().len() >= 16);
}
