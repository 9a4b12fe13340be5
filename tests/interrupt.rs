//! The interrupt callback runs on the thread of its call, wherever that waits; on no other thread, and it ends no other call.

mod support;

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use codat::models::{CompanyRequest, CreateMany};
use codat::{Client, Config, Context, ErrorKind, Pager, Result};
use support::server::{json, Server};
use support::tls::LOCAL;
use support::wire::Wire;

/// A page of a long list, with a row that no other page has.
fn companies(request: usize) -> Vec<u8> {
    let links = r#"{"next":{"href":"/companies?page=2"}}"#;
    json(&format!(
        r#"{{"results":[{{"id":"c{request}"}}],"_links":{links}}}"#
    ))
}

/// The response with the requested company.
fn company_of(request: &str) -> Vec<u8> {
    let path = request.split(' ').nth(1).unwrap_or_default();
    let id = path.rsplit('/').next().unwrap_or_default();
    json(&format!("{{\"id\":\"{id}\"}}"))
}

/// Longer than any test; the tests end the waiting.
const LONG: Duration = Duration::from_secs(60);

/// One that waits in one place, and for nothing else.
fn config(base_url: String) -> Config {
    Config {
        api_key: Some("key".into()),
        base_url: Some(base_url),
        root_certificates: Some(LOCAL.pem.clone()),
        max_retries: 0,
        ..Config::default()
    }
}

/// The threads on which the callback ran, in order.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<ThreadId>>>);

impl Asked {
    /// A context that ends a call at the third time.
    fn context(&self) -> Context {
        let (asked, context) = (self.clone(), Context::new());
        context
            .set_interrupt(move || {
                let mut asked = asked.0.lock().unwrap();
                asked.push(thread::current().id());
                asked.len() % 3 != 0
            })
            .unwrap();
        context
    }

    /// Checks that the third callback, on this thread, ended the call.
    fn check<T: std::fmt::Debug>(&self, outcome: Result<T>) {
        assert_eq!(outcome.unwrap_err().kind, ErrorKind::Cancelled);
        self.check_asked();
    }

    fn check_asked(&self) {
        assert_eq!(*self.0.lock().unwrap(), vec![thread::current().id(); 3]);
    }
}

#[test]
fn the_callback_runs_while_a_call_waits_for_a_response() {
    Wire::each(|wire| {
        let server = Server::over(wire, |number, _| match number {
            1 => {
                thread::sleep(LONG);
                Vec::new()
            }
            _ => json(r#"{"id":"c","name":"One"}"#),
        });
        let client = Client::new(config(server.url())).unwrap();
        let (asked, input) = (Asked::default(), r#"{"companyId":"c"}"#);
        let context = asked.context();
        client.call("companies.get", input, Some(&context)).unwrap();
        // A handshake may take longer than that on a busy machine.
        assert!(wire != Wire::Tcp || asked.0.lock().unwrap().is_empty());
        asked.check(client.call("companies.get", input, Some(&context)));
        assert!(!context.is_cancelled());
        client.call("companies.get", input, Some(&context)).unwrap();
    });
}

#[test]
fn a_create_that_the_callback_ends_has_an_unknown_outcome() {
    Wire::each(|wire| {
        let server = Server::over(wire, |_, _| {
            thread::sleep(LONG);
            Vec::new()
        });
        let client = Client::new(config(server.url())).unwrap();
        let context = Asked::default().context();
        let error = client
            .call("companies.create", r#"{"name":"One"}"#, Some(&context))
            .unwrap_err();
        assert!(error.outcome_unknown && error.meta.idempotency_key.is_some());
    });
}

#[test]
fn the_callback_runs_while_a_call_waits_to_retry() {
    let server = Server::start(|_, _| {
        b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n".into()
    });
    let mut config = config(server.url());
    config.timeout_ms = 100_000;
    config.max_retries = 1;
    let client = Client::new(config).unwrap();
    let asked = Asked::default();
    asked.check(client.call("groups.list", "{}", Some(&asked.context())));
}

#[test]
fn the_callback_runs_while_a_call_connects() {
    // The server accepts no connection, and these fill its queue.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(300)) {
        waiting.push(stream);
        assert!(waiting.len() < 10_000, "a listener that never fills up");
    }
    let mut config = config(format!("http://{address}"));
    config.connect_timeout_ms = LONG.as_millis() as u64;
    let client = Client::new(config).unwrap();
    let asked = Asked::default();
    asked.check(client.call("groups.list", "{}", Some(&asked.context())));
}

#[test]
fn the_callback_runs_while_a_call_writes() {
    Wire::each(|wire| {
        // It reads the beginning, and then no more.
        let server = Server::serve(wire, |stream, _| {
            stream.read_exact(&mut [0]).unwrap();
            thread::sleep(LONG);
        });
        let client = Client::new(config(server.url())).unwrap();
        let asked = Asked::default();
        let input = format!(r#"{{"name":"Long","description":"{}"}}"#, "x".repeat(32 << 20));
        asked.check(client.call("companies.create", &input, Some(&asked.context())));
    });
}

#[test]
fn the_callback_runs_while_a_workflow_pauses() {
    let server = Server::start(|_, _| json(r#"{"results":[],"_links":{}}"#));
    let client = Client::new(config(server.url())).unwrap();
    let asked = Asked::default();
    let input = r#"{"companyId":"c","pollIntervalMs":60000}"#;
    asked.check(client.call("connections.wait_until_linked", input, Some(&asked.context())));
}

#[test]
fn the_callback_runs_while_a_call_waits_for_a_page_ahead() {
    let asked = Asked::default();
    let until = asked.clone();
    let server = Server::start(move |number, _| {
        while number == 1 && until.0.lock().unwrap().len() < 3 {
            thread::yield_now();
        }
        companies(number)
    });
    let client = Client::new(config(server.url())).unwrap();
    let pages = client
        .pages("companies.list", "{}", Some(&asked.context()))
        .unwrap();
    pages.next_page().unwrap();
    asked.check(pages.next_page());
    while pages.next_page().is_err() {}
    let second = |request: &&String| request.starts_with("GET /companies?page=2 ");
    assert_eq!(server.requests().iter().filter(second).count(), 1);
}

#[test]
fn the_callback_runs_while_companies_are_created() {
    let server = Server::start(|_, _| {
        thread::sleep(LONG);
        Vec::new()
    });
    let client = Client::new(config(server.url())).unwrap();
    let asked = Asked::default();
    let companies = (0..20).map(|n| CompanyRequest::new(format!("Company {n}")));
    let request = CreateMany {
        companies: companies.collect(),
        ..Default::default()
    };
    let outcome = client.with(&asked.context()).companies().create_many(&request);
    let outcome = outcome.unwrap();
    assert_eq!(outcome.stopped.as_deref(), Some("cancelled"));
    assert_eq!((outcome.failed, outcome.not_tried), (10, 10));
    asked.check_asked();
}

#[test]
fn a_callback_that_panics_ends_the_call() {
    let server = Server::start(|_, _| {
        thread::sleep(LONG);
        Vec::new()
    });
    let client = Client::new(config(server.url())).unwrap();
    let context = Context::new();
    context
        .set_interrupt(|| std::panic::resume_unwind(Box::new("thrown")))
        .unwrap();
    let error = client.call("groups.list", "{}", Some(&context)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Cancelled);
}

#[test]
fn the_callback_may_make_calls() {
    const WITHIN: usize = 3;
    let (made, context) = (Arc::new(AtomicUsize::new(0)), Context::new());
    let until = made.clone();
    let server = Server::start(move |_, request| {
        while request.starts_with("GET /companies/outer ") && until.load(Ordering::SeqCst) < WITHIN {
            thread::yield_now();
        }
        company_of(request)
    });
    let client = Client::new(config(server.url())).unwrap();
    let (counting, inner) = (made.clone(), client.clone());
    context
        .set_interrupt(move || {
            let answer = inner.call("companies.get", r#"{"companyId":"inner"}"#, None);
            counting.fetch_add(1, Ordering::SeqCst);
            answer.is_ok()
        })
        .unwrap();
    client
        .call("companies.get", r#"{"companyId":"outer"}"#, Some(&context))
        .unwrap();
    assert!(made.load(Ordering::SeqCst) >= WITHIN);
}

/// The only place at the gate is that of the call whose thread is asked, and pages and companies within are fetched and
/// made by other threads.
#[test]
fn calls_of_the_callback_need_no_free_connection() {
    let (context, done) = (Context::new(), Arc::new(AtomicUsize::new(0)));
    let until = done.clone();
    let server = Server::start(move |number, request| {
        while request.starts_with("GET /companies/outer ") && until.load(Ordering::SeqCst) == 0 {
            thread::yield_now();
        }
        match request.starts_with("GET /companies?") {
            true => companies(number),
            false if request.starts_with("GET ") => company_of(request),
            false => json(&format!("{{\"id\":\"c{number}\"}}")),
        }
    });
    let mut config = config(server.url());
    config.max_connections = 1;
    let client = Client::new(config).unwrap();
    let (counting, inner) = (done.clone(), client.clone());
    context
        .set_interrupt(move || {
            if counting.load(Ordering::SeqCst) > 0 {
                return true;
            }
            inner
                .call("companies.get", r#"{"companyId":"inner"}"#, None)
                .unwrap();
            let pages = inner.pages("companies.list", "{}", None).unwrap();
            (0..3).for_each(|_| drop(pages.next_page().unwrap()));
            drop(pages);
            let many = r#"{"companies":[{"name":"A"},{"name":"B"}]}"#;
            inner.call("companies.create_many", many, None).unwrap();
            counting.fetch_add(1, Ordering::SeqCst);
            true
        })
        .unwrap();
    client
        .call("companies.get", r#"{"companyId":"outer"}"#, Some(&context))
        .unwrap();
    assert_eq!(done.load(Ordering::SeqCst), 1);
}

#[test]
fn a_context_has_one_interrupt_callback() {
    let context = Context::new();
    context.set_interrupt(|| true).unwrap();
    let error = context.set_interrupt(|| true).unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidArgument);
}

#[test]
fn the_callback_cannot_request_the_page_that_its_thread_waits_for() {
    let context = Context::new();
    let (pager, heard) = (
        Arc::new(Mutex::new(None::<Arc<Pager>>)),
        Arc::new(Mutex::new(None)),
    );
    let (of_list, hearing) = (pager.clone(), heard.clone());
    context
        .set_interrupt(move || {
            let pager = of_list.lock().unwrap().clone();
            *hearing.lock().unwrap() = pager.map(|pager| pager.next_page().unwrap_err().kind);
            true
        })
        .unwrap();
    let until = heard.clone();
    let server = Server::start(move |number, _| {
        while number == 1 && until.lock().unwrap().is_none() {
            thread::yield_now();
        }
        companies(number)
    });
    let client = Client::new(config(server.url())).unwrap();
    let pages = Arc::new(client.pages("companies.list", "{}", Some(&context)).unwrap());
    pages.next_page().unwrap();
    *pager.lock().unwrap() = Some(pages.clone());
    pages.next_page().unwrap();
    assert_eq!(*heard.lock().unwrap(), Some(ErrorKind::InvalidArgument));
    pager.lock().unwrap().take();
}
