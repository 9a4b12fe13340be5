//! The calls of a seed: a few threads, one client, operations of every kind.

use std::fmt::Debug;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use codat::operations::{self, OPERATIONS};
use fastrand::Rng;
use rustls::ServerConfig;
use serde_json::{json, Value};

use crate::books::{Book, Fate, Totals};
use crate::path::Path;
use crate::plan;
use crate::strangers::Strangers;
use crate::support::abi::{Client, Context, Outcome, Queue, Sandbox, Way};
use crate::support::samples;
use crate::support::tls::Authority;

const THREADS: usize = 4;
const CALLS: usize = 28;
/// Every so manieth call is begun, and its outcome taken from a queue.
const BEGUN_EVERY: usize = 3;
/// One seed in so many calls an unknown server: looking up an unknown name may be slow.
const STRANGERS_EVERY: u64 = 8;

/// The objects that the seeds of a lane use, one after the other.
pub struct Stage {
    sandbox: Sandbox,
    address: SocketAddr,
    authority: Authority,
    /// In clear, with TLS 1.2, with TLS 1.3.
    ways: [Option<Arc<ServerConfig>>; 3],
}

impl Stage {
    pub fn new() -> Stage {
        let sandbox = Sandbox::start();
        let url = sandbox.1["baseUrl"].as_str().unwrap();
        let address = url.trim_start_matches("http://").parse().unwrap();
        let authority = Authority::new();
        let [tls12, tls13] = [&rustls::version::TLS12, &rustls::version::TLS13]
            .map(|version| authority.server_of(&["localhost"], version));
        Stage {
            sandbox,
            address,
            authority,
            ways: [None, Some(tls12), Some(tls13)],
        }
    }

    /// A client that nothing stands in the way of.
    pub fn direct(&self) -> Client {
        Client::new(&self.sandbox.1)
    }
}

/// Runs a seed; the error says what is wrong.
pub fn run(stage: &Stage, seed: u64, strangers: &Strangers) -> Result<Totals, String> {
    let mut rng = plan::rng(seed, "client");
    stage.sandbox.control("reset", json!({}));
    stage.sandbox.control("set-pull-seconds", json!({"seconds": 30}));
    let concurrent = *rng.choice(&[3, 1000]).unwrap();
    stage.sandbox.control(
        "set-limits",
        json!({"requestsPerDay": 1_000_000, "concurrentRequests": concurrent, "companies": 100_000, "groups": 100_000}),
    );
    let way = rng.choice(&stage.ways).and_then(Option::clone);
    let secure = way.is_some();
    let path = Path::open(seed, stage.address, way);
    let mut config = json!({
        "apiKey": stage.sandbox.1["apiKey"],
        "baseUrl": format!("http://{}", path.address),
        "maxConnections": rng.usize(1..8),
        "maxRetries": rng.u32(0..5),
        "attemptTimeoutMs": rng.u64(60..250),
        "retryDelayMs": rng.u64(0..12),
    });
    if secure {
        config["baseUrl"] = format!("https://localhost:{}", path.address.port()).into();
        config["rootCertificates"] = stage.authority.pem.clone().into();
    }
    let client = Client::new(&config);
    let books = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|number| {
                let (client, sandbox) = (&client, &stage.sandbox);
                scope.spawn(move || Worker::new(seed, number, client, sandbox).work())
            })
            .collect();
        let books: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        books
    });
    drop(client);
    if seed.is_multiple_of(STRANGERS_EVERY) {
        strangers.try_one((seed / STRANGERS_EVERY) as usize)?;
    }
    let mut totals = Totals {
        faults: path.close(),
        ..Totals::default()
    };
    let direct = stage.direct();
    for book in books {
        totals.add(book?.check(&direct)?);
    }
    Ok(totals)
}

struct Worker<'a> {
    client: &'a Client,
    sandbox: &'a Sandbox,
    queue: Queue,
    seed: u64,
    number: usize,
    calls: usize,
    rng: Rng,
    book: Book,
}

impl<'a> Worker<'a> {
    fn new(seed: u64, number: usize, client: &'a Client, sandbox: &'a Sandbox) -> Worker<'a> {
        Worker {
            client,
            sandbox,
            queue: Queue::new(),
            seed,
            number,
            calls: 0,
            rng: plan::rng(seed, format!("worker {number}")),
            book: Book::default(),
        }
    }

    fn work(mut self) -> Result<Book, String> {
        while self.calls < CALLS {
            self.one()?;
        }
        Ok(self.book)
    }

    fn one(&mut self) -> Result<(), String> {
        let name = format!("{} of {}", self.calls, self.number);
        let company = self.book.any_company(&mut self.rng);
        match (self.rng.u8(0..20), company) {
            (0..=5, _) | (_, None) => {
                let input = json!({"name": name, "description": "first"});
                let fate = self.create(&input)?;
                self.book.company(name, fate);
            }
            (6, _) => {
                let fate = self.call("groups.create", &json!({"name": name}))?;
                self.book.group(name, fate);
            }
            (7, _) => {
                // No server has this port; the sandbox finds out by itself.
                let url = format!("http://127.0.0.1:1/{}/{}", self.number, self.calls);
                let fate = self.call(
                    "webhooks.create",
                    &json!({"url": url, "eventTypes": ["read.completed"]}),
                )?;
                self.book.webhook(url, fate);
            }
            (8 | 9, Some(company)) => {
                let input = json!({"companyId": company, "platformKey": "gbol"});
                let fate = self.call("connections.create", &input)?;
                self.book.connection(company, fate);
            }
            (10..=12, Some(company)) => {
                let operation = if self.rng.bool() {
                    "companies.update"
                } else {
                    "companies.replace"
                };
                let input = json!({"companyId": company, "name": "same", "description": name});
                let fate = self.call(operation, &input)?;
                self.book.described(&company, name, fate);
            }
            (13, Some(company)) => {
                let fate = self.call("companies.delete", &json!({ "companyId": company }))?;
                self.book.deleted(&company, fate);
            }
            (14, _) => {
                // Less than an idempotency key is remembered for, all together.
                self.sandbox
                    .control("advance-clock", json!({"seconds": self.rng.u32(1..30)}));
                self.calls += 1;
            }
            (15, _) => {
                let names: Vec<String> = (0..3).map(|part| format!("{name}, {part}")).collect();
                self.create_many(&names)?;
            }
            (16, _) => {
                let count = |client: &Client, way: Way, context: &Context| {
                    client.count(way, Some(context), "companies.list", &json!({"pageSize": 5}))
                };
                let (outcome, late) = self.attempt("pages of companies.list", count)?;
                self.understand("pages of companies.list", outcome.map(|_| json!({})), late)?;
            }
            (_, Some(company)) => {
                let (operation, input) = self.another(&company);
                self.call(operation, &input)?;
            }
        }
        Ok(())
    }

    /// An operation that the book need not know of.
    fn another(&mut self, company: &str) -> (&'static str, Value) {
        const TRACKED: [&str; 9] = [
            "companies.create",
            "companies.create_many",
            "companies.update",
            "companies.replace",
            "companies.delete",
            "groups.create",
            "webhooks.create",
            "connections.create",
            "connections.delete",
        ];
        loop {
            let operation = OPERATIONS[self.rng.usize(0..OPERATIONS.len())];
            if TRACKED.contains(&operation.name) {
                continue;
            }
            let mut input = match operation.name {
                "companies.link_url" | "connections.needs_reauthorization" => json!({"companyId": ""}),
                "connections.wait_until_linked" | "refresh.wait_until_complete" => {
                    json!({"companyId": "", "pollIntervalMs": 10})
                }
                name => samples::input(name),
            };
            if input.get("companyId").is_some() {
                input["companyId"] = company.into();
            }
            return (operation.name, input);
        }
    }

    /// Creates a company, with a key of its own choice or the library's, and repeats it as often as it likes while the
    /// outcome is unknown.
    fn create(&mut self, input: &Value) -> Result<Fate, String> {
        const OPERATION: &str = "companies.create";
        let chosen = self.rng.bool().then(|| self.rng.u128(..));
        let mut options = chosen.map_or(
            json!({}),
            |key| json!({"idempotencyKey": uuid::Uuid::from_u128(key).to_string(), "firstUse": true}),
        );
        for _ in 0..4 {
            let (outcome, late) = self.attempt_with(&options, OPERATION, |client, way, context| {
                client.call_by(way, Some(context), OPERATION, input)
            })?;
            let key = match &outcome {
                Err(document) => document["error"]["idempotencyKey"].clone(),
                Ok(_) => Value::Null,
            };
            let fate = self.understand(OPERATION, outcome, late)?;
            if fate != Fate::Unknown || self.rng.u8(0..3) == 0 {
                return Ok(fate);
            }
            self.book.totals.repeated += 1;
            options = json!({ "idempotencyKey": key });
        }
        Ok(Fate::Unknown)
    }

    /// Makes a call that may take so long, and may be cancelled.
    fn call(&mut self, operation: &str, input: &Value) -> Result<Fate, String> {
        let (outcome, late) = self.attempt(operation, |client, way, context| {
            client.call_by(way, Some(context), operation, input)
        })?;
        self.understand(operation, outcome, late)
    }

    /// Companies in one call, one after the other: each has a separate outcome.
    fn create_many(&mut self, names: &[String]) -> Result<(), String> {
        const OPERATION: &str = "companies.create_many";
        let companies: Vec<Value> = names
            .iter()
            .map(|name| json!({"name": name, "description": "first"}))
            .collect();
        let input = json!({"companies": companies, "concurrency": 1});
        let (outcome, late) = self.attempt(OPERATION, |client, way, context| {
            client.call_by(way, Some(context), OPERATION, &input)
        })?;
        let whole = self.understand(OPERATION, outcome.clone(), late)?;
        let Ok(document) = outcome else {
            // It did not begin.
            names
                .iter()
                .for_each(|name| self.book.company(name.clone(), Fate::Failed));
            return match whole {
                Fate::Failed => Ok(()),
                _ => Err(format!("{OPERATION} failed as a whole, with something done")),
            };
        };
        for (name, item) in names
            .iter()
            .zip(document["result"]["results"].as_array().unwrap())
        {
            let fate = match (&item["companyId"], &item["error"]["outcomeUnknown"]) {
                (Value::String(id), Value::Null) => Fate::Done(id.clone()),
                (Value::Null, Value::Bool(true)) => Fate::Unknown,
                (Value::Null, Value::Bool(false)) => Fate::Failed,
                (Value::Null, Value::Null) if item["outcome"] == "not_tried" => Fate::Failed,
                _ => return Err(format!("{OPERATION}: {item}")),
            };
            self.book.company(name.clone(), fate);
        }
        Ok(())
    }

    /// Has the client do something in a context with a deadline, which may be cancelled; what came of it, and how late.
    fn attempt<T: Debug + Send>(
        &mut self,
        what: &str,
        work: impl FnOnce(&Client, Way, &Context) -> T + Send,
    ) -> Result<(T, Duration), String> {
        self.attempt_with(&json!({}), what, work)
    }

    /// The same with more options of the context.
    fn attempt_with<T: Debug + Send>(
        &mut self,
        options: &Value,
        what: &str,
        work: impl FnOnce(&Client, Way, &Context) -> T + Send,
    ) -> Result<(T, Duration), String> {
        self.calls += 1;
        let timeout = self.rng.u64(80..1500);
        // Trace and parent must not be zero.
        let call = (self.number * 1000 + self.calls + 1) as u64;
        let trace = format!("00-{:016x}{call:016x}-{call:016x}-01", self.seed);
        let mut options = options.clone();
        options["timeoutMs"] = timeout.into();
        options["traceparent"] = trace.into();
        let context = Context::new(&options);
        let way = match self.calls.is_multiple_of(BEGUN_EVERY) {
            true => Way::Begun(&self.queue),
            false => Way::Blocking,
        };
        let cancelled_after =
            (self.rng.u8(0..12) == 0).then(|| Duration::from_micros(self.rng.u64(0..60_000)));
        let began = Instant::now();
        let outcome = std::thread::scope(|scope| {
            if let Some(delay) = cancelled_after {
                let context = &context;
                scope.spawn(move || {
                    std::thread::sleep(delay);
                    context.cancel();
                });
            }
            work(self.client, way, &context)
        });
        let late = began.elapsed().saturating_sub(Duration::from_millis(timeout));
        if std::env::var_os("CODAT_CAMPAIGN_SEED").is_some() {
            println!("{call}: {what} -> {outcome:?}");
        }
        // Not a matter of speed: who hangs, hangs for good.
        if late > Duration::from_secs(20) {
            return Err(format!(
                "{what} came back {late:?} after its deadline: {outcome:?}"
            ));
        }
        Ok((outcome, late))
    }

    fn understand(&mut self, operation: &str, outcome: Outcome, late: Duration) -> Result<Fate, String> {
        let totals = &mut self.book.totals;
        totals.calls += 1;
        totals.latest = totals.latest.max(late);
        match outcome {
            Ok(document) => {
                totals.succeeded += 1;
                Ok(Fate::Done(
                    document["result"]["id"].as_str().unwrap_or_default().to_owned(),
                ))
            }
            Err(document) => {
                let error = &document["error"];
                let kind = error["kind"].as_str().unwrap_or_default();
                if !EXPECTED.contains(&kind) {
                    return Err(format!("{operation}: {document}"));
                }
                totals.cancelled += u64::from(kind == "cancelled");
                let key = &error["idempotencyKey"];
                match error["outcomeUnknown"].as_bool() {
                    Some(true) if has_key(operation) && !key.is_string() => {
                        Err(format!("{operation}: lost its key: {document}"))
                    }
                    Some(true) => Ok(Fate::Unknown),
                    Some(false) if key.is_null() => Ok(Fate::Failed),
                    _ => Err(format!(
                        "{operation}: does not say whether it may be done: {document}"
                    )),
                }
            }
        }
    }
}

/// Whether calls of it carry a key.
fn has_key(operation: &str) -> bool {
    let endpoint = operations::find(operation).and_then(|operation| operation.endpoint());
    endpoint.is_some_and(|endpoint| endpoint.method.takes_idempotency_key())
}

/// What calls may end with here.
const EXPECTED: [&str; 13] = [
    "unauthorized",
    "bad_request",
    "cancelled",
    "conflict",
    "connection",
    "not_found",
    "payment_required",
    "rate_limited",
    "server",
    "timeout",
    "unexpected_response",
    "unprocessable",
    "forbidden",
];
