//! At full speed for minutes: memory, file descriptors and threads are bounded. The sandbox is a separate process, so
//! that the test measures only the library. `make soak`; `CODAT_SOAK_SECONDS` sets how long.
#![cfg(all(feature = "sandbox", target_os = "linux"))]

mod support;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{json, Value};
use support::abi::{live_objects, Client, Context, Queue, Way};
use support::heap;
use support::held::Held;
use support::running::Running;

#[global_allocator]
static ALLOCATOR: heap::Counting = heap::Counting;

const THREADS: usize = 16;
/// Threads and descriptors of clients that some rounds make come and go.
const SLACK: u64 = 4;

#[test]
#[ignore = "takes minutes: make soak"]
fn memory_descriptors_and_threads_are_bounded() {
    let seconds = std::env::var("CODAT_SOAK_SECONDS").map_or(600, |text| text.parse::<u64>().unwrap());
    let sandbox = Running::start(&["--port", "0"]);
    let config = configuration(&sandbox);
    let (done, calls, failures) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let (mut samples, mut allocated) = (Vec::new(), Vec::new());
    {
        let client = Client::new(&config);
        std::thread::scope(|scope| {
            for number in 0..THREADS {
                let (client, config, done, calls, failures) = (&client, &config, &done, &calls, &failures);
                scope.spawn(move || {
                    let queue = Queue::new();
                    for round in 0.. {
                        if done.load(Ordering::Relaxed) {
                            break;
                        }
                        let failed = work(client, &queue, config, number, round);
                        calls.fetch_add(6, Ordering::Relaxed);
                        failures.fetch_add(failed, Ordering::Relaxed);
                    }
                });
            }
            let began = Instant::now();
            while began.elapsed() < Duration::from_secs(seconds) {
                std::thread::sleep(Duration::from_millis(250));
                samples.push(Held::now());
                allocated.push(heap::bytes() / 1024);
            }
            done.store(true, Ordering::Relaxed);
        });
    }
    drop(sandbox);
    // A minute at either end, or a quarter if the run is short.
    let stretch = (samples.len() / 4).min(240);
    let (first, last) = (
        Held::of(&samples[..stretch], u64::max),
        Held::of(&samples[samples.len() - stretch..], u64::max),
    );
    let least = |part: &[i64]| *part.iter().min().unwrap();
    let (first_allocated, last_allocated) = (
        least(&allocated[..stretch]),
        least(&allocated[samples.len() - stretch..]),
    );
    println!(
        "soak: {seconds} s, {THREADS} threads, {} calls ({} failed on purpose); first -> last {} s: \
         allocated {first_allocated} -> {last_allocated} KiB, resident {} -> {} KiB, \
         file descriptors {} -> {}, threads {} -> {}; objects alive at the end: {}",
        calls.into_inner(),
        failures.into_inner(),
        stretch / 4,
        first.resident_kb,
        last.resident_kb,
        first.files,
        last.files,
        first.threads,
        last.threads,
        live_objects(),
    );
    assert_eq!(live_objects(), 0);
    // The remembered ids take 1 MiB at most; a leak of a few bytes per call would exceed this in minutes.
    assert!(last_allocated <= first_allocated + 2048, "memory grows");
    // The allocator needs minutes to settle.
    assert!(
        last.resident_kb <= first.resident_kb * 3 / 2 + 2048,
        "memory grows"
    );
    assert!(last.files <= first.files + SLACK, "file descriptors grow");
    assert!(last.threads <= first.threads + SLACK, "threads grow");
}

/// Six calls, one of them to be refused; in some rounds one is cancelled, or the client is a new one. Every second round has
/// them begun.
fn work(shared: &Client, queue: &Queue, config: &Value, number: usize, round: u64) -> u64 {
    let own = round.is_multiple_of(50).then(|| Client::new(config));
    let client = own.as_ref().unwrap_or(shared);
    let way = match round % 2 {
        0 => Way::Blocking,
        _ => Way::Begun(queue),
    };
    let context = Context::new(&json!({"timeoutMs": 30_000}));
    if round.is_multiple_of(25) {
        context.cancel();
    }
    let name = format!("Soak {number} {round}");
    let created = client
        .call_by(way, None, "companies.create", &json!({"name": name}))
        .unwrap();
    let company = json!({"companyId": created["result"]["id"]});
    let outcomes = [
        client.call_by(way, Some(&context), "companies.get", &company),
        client.call_by(way, None, "companies.get", &json!({"companyId": "nobody"})),
        client.call_by(
            way,
            None,
            "companies.list",
            &json!({"pageSize": 100, "query": format!("name={name}")}),
        ),
        client.call_by(way, None, "companies.get", &json!({"companyId": "../etc"})),
        client.call_by(way, None, "companies.delete", &company),
    ];
    outcomes.iter().filter(|outcome| outcome.is_err()).count() as u64
}

/// A configuration for the sandbox, whose limits are lifted.
fn configuration(sandbox: &Running) -> Value {
    let url = &sandbox.base_url;
    let limits =
        json!({"requestsPerDay": 1_000_000_000_u64, "concurrentRequests": 1000, "companies": 100_000});
    ureq::post(&format!("{url}/_sandbox/set-limits"))
        .header("content-type", "application/json")
        .send(limits.to_string())
        .unwrap();
    json!({"baseUrl": url, "apiKey": sandbox.api_key, "maxConnections": THREADS})
}
