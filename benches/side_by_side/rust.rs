//! The Rust contestants: `bench-rust CONTESTANT URL OPERATION THREADS SECONDS`.
//!
//! | contestant | what a call is |
//! |---|---|
//! | `codat` | the library's typed methods |
//! | `codat-raw` | `Client::call`, which returns the service's JSON, checked to be JSON |
//! | `ureq-typed` | ureq, and serde_json into the library's models |
//! | `ureq` | ureq, and the body's bytes as they came: the bare loop |
//! | `empty` | nothing: what a program costs that does nothing |
//!
//! What it measures, and the line that it prints, is what every contestant does; see `docs/explanation/how-we-measure.md`.

use std::hint::black_box;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use codat::models::{Company, CompanyRequest, ListCompanies, Page};
use codat::{Client, Config};
use serde::de::DeserializeOwned;

const COMPANY_ID: &str = "8a210b68-6988-11ed-a1eb-0242ac120002";

#[derive(Clone, Copy)]
enum Operation {
    Create,
    Get,
    List(u32),
}

type Call = Box<dyn Fn() + Sync>;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|contestant| contestant == "empty") {
        return;
    }
    let [_, contestant, url, operation, threads, seconds] = &arguments[..] else {
        panic!("bench-rust CONTESTANT URL OPERATION THREADS SECONDS");
    };
    let operation = match operation.as_str() {
        "create" => Operation::Create,
        "get" => Operation::Get,
        "list100" => Operation::List(100),
        "list5000" => Operation::List(5_000),
        other => panic!("there is no operation {other}"),
    };
    let threads: usize = threads.parse().expect("a number of threads");
    let seconds = Duration::from_secs_f64(seconds.parse().expect("seconds"));
    let call: Call = match contestant.as_str() {
        "codat" => codat_typed(client(url, threads), operation),
        "codat-raw" => codat_raw(client(url, threads), operation),
        "ureq-typed" => ureq_typed(url, operation),
        "ureq" => ureq_bare(url, operation),
        other => panic!("there is no contestant {other}"),
    };
    measure(&call, threads, seconds);
}

fn client(url: &str, threads: usize) -> Client {
    Client::new(Config {
        api_key: Some("key".into()),
        base_url: Some(url.into()),
        max_connections: threads,
        ..Config::default()
    })
    .expect("a client")
}

fn codat_typed(client: Client, operation: Operation) -> Call {
    match operation {
        Operation::Create => Box::new(move || {
            let request = CompanyRequest {
                description: Some("Bread".into()),
                ..CompanyRequest::new("Toft Bakery")
            };
            black_box(client.companies().create(&request).expect("a company"));
        }),
        Operation::Get => Box::new(move || {
            black_box(client.companies().get(COMPANY_ID).expect("a company"));
        }),
        Operation::List(size) => Box::new(move || {
            let request = ListCompanies {
                page: Some(2),
                page_size: Some(size),
                ..ListCompanies::default()
            };
            let page = client.companies().list(&request).expect("a page");
            assert_eq!(black_box(page).results.len(), size as usize);
        }),
    }
}

fn codat_raw(client: Client, operation: Operation) -> Call {
    let (name, input) = match operation {
        Operation::Create => (
            "companies.create",
            r#"{"name":"Toft Bakery","description":"Bread"}"#.to_owned(),
        ),
        Operation::Get => ("companies.get", format!(r#"{{"companyId":"{COMPANY_ID}"}}"#)),
        Operation::List(size) => ("companies.list", format!(r#"{{"page":2,"pageSize":{size}}}"#)),
    };
    Box::new(move || {
        let answer = client.call(name, &input, None).expect("a response");
        assert!(black_box(answer).json().len() > 1000);
    })
}

/// The bare loop: one agent, and the body read into a vector of its size.
fn ureq_bytes(url: &str, operation: Operation) -> Box<dyn Fn() -> Vec<u8> + Sync> {
    let config = ureq::Agent::config_builder()
        .max_idle_connections(16)
        .max_idle_connections_per_host(16);
    let agent = ureq::Agent::new_with_config(config.build());
    let url = match operation {
        Operation::Create => format!("{url}/companies"),
        Operation::Get => format!("{url}/companies/{COMPANY_ID}"),
        Operation::List(size) => format!("{url}/companies?page=2&pageSize={size}"),
    };
    Box::new(move || {
        let response = match operation {
            Operation::Create => agent
                .post(&url)
                .header("Authorization", "Basic a2V5")
                .header("Content-Type", "application/json")
                .send(r#"{"name":"Toft Bakery","description":"Bread"}"#),
            _ => agent.get(&url).header("Authorization", "Basic a2V5").call(),
        };
        let mut body = response.expect("a response").into_body();
        body.with_config().limit(1 << 26).read_to_vec().expect("a body")
    })
}

fn ureq_bare(url: &str, operation: Operation) -> Call {
    let bytes = ureq_bytes(url, operation);
    Box::new(move || assert!(black_box(bytes()).len() > 1000))
}

fn ureq_typed(url: &str, operation: Operation) -> Call {
    fn decode<T: DeserializeOwned>(body: &[u8]) -> T {
        serde_json::from_slice(body).expect("the requested model")
    }
    let bytes = ureq_bytes(url, operation);
    match operation {
        Operation::List(size) => Box::new(move || {
            let page: Page<Company> = decode(&bytes());
            assert_eq!(black_box(page).results.len(), size as usize);
        }),
        _ => Box::new(move || {
            black_box(decode::<Company>(&bytes()));
        }),
    }
}

/// Calls for half of the time to warm up, then for all of it, and prints what was measured meanwhile. With 0 seconds
/// it is one call, for those who measure the whole program.
fn measure(call: &Call, threads: usize, seconds: Duration) {
    if seconds.is_zero() {
        return call();
    }
    // Everyone begins at the same time; the last to come looks at the clocks.
    let (ready, go) = (Barrier::new(threads + 1), Barrier::new(threads + 1));
    let calls_until = |end: Instant| {
        let mut calls = 0_u64;
        while Instant::now() < end {
            call();
            calls += 1;
        }
        calls
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    calls_until(Instant::now() + seconds / 2);
                    ready.wait();
                    go.wait();
                    calls_until(Instant::now() + seconds)
                })
            })
            .collect();
        ready.wait();
        let (began, cpu) = (Instant::now(), cpu_seconds());
        go.wait();
        let calls: u64 = workers
            .into_iter()
            .map(|worker| worker.join().expect("calls that succeed"))
            .sum();
        let (elapsed, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds() - cpu);
        let peak = peak_kib();
        println!(r#"{{"calls":{calls},"seconds":{elapsed},"cpu":{cpu},"peak_kib":{peak}}}"#);
    });
}

/// User and system time of this process.
fn cpu_seconds() -> f64 {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::uninit();
    // SAFETY: getrusage fills what it is given, and cannot fail for the process itself.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr());
        usage.assume_init()
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// The most memory that was ever resident. (That of getrusage begins with what the parent had.)
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|text| text.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}
