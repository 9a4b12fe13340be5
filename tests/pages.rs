//! Pagers fetch exactly one page ahead, and cancel it when they end; memory remains constant.

mod support;

use std::sync::mpsc;
use std::sync::{Arc, Mutex, Weak};
use std::thread;

use codat::{Client, Config, Context, ErrorKind, Log, LogLevel, Pager};
use serde_json::Value;
use support::heap;
use support::server::{json, Server};

#[global_allocator]
static ALLOCATOR: heap::Counting = heap::Counting;

fn client(server: &Server) -> Client {
    let config = Config {
        api_key: Some("key".into()),
        base_url: Some(server.url()),
        max_retries: 0,
        ..Config::default()
    };
    Client::new(config).unwrap()
}

/// The page of this number: so many rows of this length.
fn page(number: usize, rows: usize, length: usize, is_last: bool) -> Vec<u8> {
    let width = length.saturating_sub(9);
    let row = format!("{{\"id\":\"{number:0>width$}\"}}");
    let rows = vec![row; rows].join(",");
    let next = if is_last {
        ""
    } else {
        r#","next":{"href":"/more"}"#
    };
    json(&format!(
        r#"{{"results":[{rows}],"_links":{{"self":{{"href":"/"}}{next}}}}}"#
    ))
}

#[test]
fn exactly_one_page_is_fetched_ahead() {
    let server = Server::start(|number, _| page(number, 1, 20, number == 9));
    let pages = client(&server)
        .pages("companies.list", r#"{"page":3,"query":"a=b","pageSize":7}"#, None)
        .unwrap();
    assert_eq!(
        server.requests().len(),
        0,
        "nothing is sent before it is asked for"
    );
    for number in 1..=10 {
        assert!(pages.next_page().unwrap().is_some());
        assert!(server.requests().len() <= number + 1, "two pages ahead");
        // The next page is fetched without a request for it.
        while server.requests().len() < (number + 1).min(10) {
            thread::yield_now();
        }
    }
    for _ in 0..2 {
        assert!(pages.next_page().unwrap().is_none());
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 10);
    for (request, number) in requests.iter().zip(3..) {
        let line = format!("GET /companies?page={number}&pageSize=7&query=a%3Db HTTP/1.1");
        assert_eq!(request.lines().next(), Some(line.as_str()));
    }
}

#[test]
fn a_page_that_fails_can_be_requested_again() {
    let server = Server::start(|number, _| match number {
        1 => b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".to_vec(),
        _ => page(number, 1, 20, number == 2),
    });
    let pages = client(&server).pages("companies.list", "{}", None).unwrap();
    assert!(pages.next_page().unwrap().is_some());
    let error = pages.next_page().unwrap_err();
    assert_eq!(
        (error.kind, error.operation),
        (ErrorKind::BadRequest, Some("companies.list"))
    );
    assert!(pages.next_page().unwrap().is_some());
    assert!(pages.next_page().unwrap().is_none());
    let asked: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.lines().next().unwrap().to_owned())
        .collect();
    assert_eq!(asked[1], asked[2]);
}

#[test]
fn a_response_that_is_no_page_is_an_error() {
    for body in ["{\"results\":{}}", "{\"results\":[],\"_links\":3}"] {
        let server = Server::start(move |_, _| json(body));
        let pages = client(&server).pages("integrations.list", "{}", None).unwrap();
        let error = pages.next_page().unwrap_err();
        assert_eq!(
            (error.kind, error.operation),
            (ErrorKind::UnexpectedResponse, Some("integrations.list")),
            "{body}"
        );
    }
    // An empty page is the last one, whatever it links to.
    let server = Server::start(|_, _| page(0, 0, 0, false));
    let pages = client(&server).pages("companies.list", "{}", None).unwrap();
    assert!(pages.next_page().unwrap().is_some());
    assert!(pages.next_page().unwrap().is_none());
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn only_lists_have_pages_and_bad_input_is_refused_at_once() {
    let server = Server::start(|_, _| Vec::new());
    let client = client(&server);
    for (operation, input, member) in [
        ("companies.get", "{}", "operation"),
        ("groups.list", "{}", "operation"),
        ("companies.bake", "{}", "operation"),
        ("connections.list", "{}", "companyId"),
        ("companies.list", r#"{"page":0}"#, "page"),
    ] {
        let error = client.pages(operation, input, None).unwrap_err();
        assert_eq!(
            (error.kind, error.member.as_deref()),
            (ErrorKind::InvalidArgument, Some(member))
        );
    }
    assert_eq!(server.requests().len(), 0);
}

/// A server whose second response never arrives, and a channel that reports its request.
fn stalling() -> (Server, mpsc::Receiver<()>) {
    let (asked, receiver) = mpsc::channel();
    let asked = Mutex::new(asked);
    let server = Server::start(move |number, _| {
        if number > 0 {
            asked.lock().unwrap().send(()).unwrap();
            loop {
                thread::park();
            }
        }
        page(number, 1, 20, false)
    });
    (server, receiver)
}

/// Lists behind a gateway: it ignores the requested page, drops the links, or ends too early.
#[test]
fn a_list_with_repeated_or_missing_pages_ends_with_an_error() {
    let cached =
        |_, _: &str| json(r#"{"results":[{"id":"a"}],"totalResults":10,"_links":{"next":{"href":"/more"}}}"#);
    let numbered = |number: usize, _: &str| {
        json(&format!(
            r#"{{"results":[{{"id":"{number}"}}],"pageNumber":1,"_links":{{"next":{{"href":"/more"}}}}}}"#
        ))
    };
    let endless = |number: usize, _: &str| {
        json(&format!(
            r#"{{"results":[{{"id":"{number}"}}],"totalResults":1,"_links":{{"next":{{"href":"/more"}}}}}}"#
        ))
    };
    let early = |number: usize, _: &str| match number {
        0 => json(r#"{"results":[{"id":"a"}],"totalResults":10}"#),
        _ => json(r#"{"results":[],"totalResults":10}"#),
    };
    for (what, server, page) in [
        ("cached", Server::start(cached), 2),
        ("numbered", Server::start(numbered), 2),
        ("endless", Server::start(endless), 3),
        ("early", Server::start(early), 2),
    ] {
        let client = client(&server);
        let mut companies = client.companies().iterate(&Default::default());
        for _ in 1..page {
            assert!(companies.next().unwrap().is_ok(), "{what}");
        }
        let error = companies.next().unwrap().unwrap_err();
        assert_eq!(
            (error.kind, error.operation, error.http_status),
            (ErrorKind::UnexpectedResponse, Some("companies.list"), Some(200)),
            "{what}"
        );
        let named = if what == "numbered" {
            "pageNumber".to_owned()
        } else {
            format!("page {page} ")
        };
        assert!(error.message.contains(&named), "{}", error.message);
        assert!(companies.next().is_none(), "{what}");
        assert_eq!(server.requests().len(), page, "{what}");
    }
}

/// Without links the total shows whether there are more pages.
#[test]
fn a_list_without_links_is_read_to_its_end() {
    let server = Server::start(|number, _| {
        let rows = if number < 2 { 2 } else { 1 };
        let rows: Vec<String> = (0..rows)
            .map(|row| format!("{{\"id\":\"{number}-{row}\"}}"))
            .collect();
        json(&format!(
            "{{\"results\":[{}],\"pageNumber\":{},\"pageSize\":2,\"totalResults\":5}}",
            rows.join(","),
            number + 1
        ))
    });
    let client = client(&server);
    let companies: Vec<_> = client.companies().iterate(&Default::default()).collect();
    assert_eq!(companies.len(), 5);
    assert!(companies.iter().all(Result::is_ok));
    assert_eq!(server.requests().len(), 3);
}

/// They would wait for the attempt's 20 seconds otherwise, three times.
#[test]
fn cancelling_or_dropping_a_pager_ends_the_page_ahead() {
    let began = std::time::Instant::now();
    for way in 0..3 {
        let (server, asked) = stalling();
        let context = Context::new();
        let pages = Arc::new(
            client(&server)
                .pages("companies.list", "{}", Some(&context))
                .unwrap(),
        );
        pages.next_page().unwrap();
        asked.recv().unwrap();
        let waiting = {
            let pages = pages.clone();
            thread::spawn(move || pages.next_page())
        };
        match way {
            0 => context.cancel(),
            1 => pages.cancel(),
            _ => {
                context.cancel();
                assert_eq!(pages.next_page().unwrap_err().kind, ErrorKind::Cancelled);
            }
        }
        assert_eq!(waiting.join().unwrap().unwrap_err().kind, ErrorKind::Cancelled);
        drop(pages);

        let (server, asked) = stalling();
        let pages = client(&server).pages("companies.list", "{}", None).unwrap();
        pages.next_page().unwrap();
        asked.recv().unwrap();
        drop(pages);
    }
    assert!(began.elapsed().as_secs() < 20, "it was waited for");
}

#[test]
fn threads_get_different_pages() {
    const PAGES: usize = 40;
    let server = Server::start(|number, _| {
        json(&format!(
            r#"{{"results":[{number}],"_links":{{{}}}}}"#,
            if number + 1 < PAGES { r#""next":{}"# } else { "" }
        ))
    });
    let pages = client(&server).pages("companies.list", "{}", None).unwrap();
    let mut rows: Vec<u64> = thread::scope(|scope| {
        let take = || {
            let mut rows = Vec::new();
            while let Some(page) = pages.next_page().unwrap() {
                rows.push(page.decode::<Value>().unwrap()["results"][0].as_u64().unwrap());
            }
            rows
        };
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(take)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    rows.sort_unstable();
    assert_eq!(rows, (0..PAGES as u64).collect::<Vec<_>>());
}

/// A million rows: memory holds the current page, the next page, and the bytes in flight.
#[test]
fn memory_is_constant_over_a_million_companies() {
    const PAGES: usize = 200;
    const LENGTH: usize = 5000 * 101;
    let server = Server::start(|number, _| page(number, 5000, 100, number + 1 == PAGES));
    let pages = client(&server)
        .pages("companies.list", r#"{"pageSize":5000}"#, None)
        .unwrap();
    let (before, mut most, mut count) = (heap::bytes(), 0, 0);
    while let Some(page) = pages.next_page().unwrap() {
        assert!(page.json().len() > LENGTH);
        most = most.max(heap::bytes() - before);
        count += 1;
    }
    assert_eq!(count, PAGES);
    // The server in this process builds each response of three parts of that length, and a growing buffer doubles.
    assert!(
        most < 10 * LENGTH as i64,
        "{} pages are held",
        most as usize / LENGTH
    );
}

/// A log callback that requests a page while one is fetched is refused, and one that frees the pager succeeds: neither
/// waits for itself.
#[test]
fn log_callbacks_may_use_or_free_the_pager_whose_page_they_log() {
    let server = Server::start(|number, _| page(number, 1, 20, number == 4));
    let pager: Arc<Mutex<Option<Arc<Pager>>>> = Arc::default();
    let seen: Arc<Mutex<Weak<Pager>>> = Arc::default();
    let (shared, known) = (pager.clone(), seen.clone());
    let (heard, refusals) = mpsc::channel();
    let heard = Mutex::new(heard);
    let log = Log::new(LogLevel::Debug, move |_, _| {
        let present = known.lock().unwrap().upgrade();
        if let Some(present) = present {
            heard
                .lock()
                .unwrap()
                .send(present.next_page().unwrap_err().kind)
                .unwrap();
        }
        if thread::current().name() == Some("codat-worker") {
            shared.lock().unwrap().take();
        }
    });
    let config = Config {
        api_key: Some("key".into()),
        base_url: Some(server.url()),
        log: Some(log),
        ..Config::default()
    };
    let made = Arc::new(
        Client::new(config)
            .unwrap()
            .pages("companies.list", "{}", None)
            .unwrap(),
    );
    *seen.lock().unwrap() = Arc::downgrade(&made);
    *pager.lock().unwrap() = Some(made.clone());
    assert!(made.next_page().unwrap().is_some());
    // For the requested page, and for the one ahead.
    assert_eq!(refusals.recv().unwrap(), ErrorKind::InvalidArgument);
    drop(made);
    assert_eq!(refusals.recv().unwrap(), ErrorKind::InvalidArgument);
    while seen.lock().unwrap().strong_count() > 0 {
        thread::yield_now();
    }
}

/// Two threads with a pager each, whose log callbacks request the other's next page: each waits for the other until its
/// timeout.
#[test]
fn pagers_that_wait_for_each_other_time_out() {
    use std::cell::Cell;
    use std::sync::Barrier;

    thread_local! {
        /// The other thread's pager, for the first logged page.
        static OTHER: Cell<Option<Arc<Pager>>> = const { Cell::new(None) };
    }
    let server = Server::start(|number, _| page(number, 1, 20, false));
    let both = Arc::new(Barrier::new(2));
    let (met, (heard, outcomes)) = (both.clone(), mpsc::channel());
    let heard = Mutex::new(heard);
    let log = Log::new(LogLevel::Debug, move |_, _| {
        if let Some(other) = OTHER.take() {
            // Both fetch their own page now.
            met.wait();
            let outcome = other.next_page().map(drop).map_err(|error| error.kind);
            heard.lock().unwrap().send(outcome).unwrap();
        }
    });
    let config = Config {
        api_key: Some("key".into()),
        base_url: Some(server.url()),
        log: Some(log),
        timeout_ms: 1000,
        ..Config::default()
    };
    let client = Client::new(config).unwrap();
    let pagers = [(); 2].map(|_| Arc::new(client.pages("companies.list", "{}", None).unwrap()));
    thread::scope(|scope| {
        for (own, other) in [(0, 1), (1, 0)] {
            let (own, other) = (pagers[own].clone(), pagers[other].clone());
            scope.spawn(move || {
                OTHER.set(Some(other));
                // Whose page came before the listener had its say is of no matter here.
                let _ = own.next_page();
            });
        }
    });
    let outcomes: Vec<_> = outcomes.try_iter().collect();
    assert_eq!(outcomes.len(), 2);
    // The first to give up may let the other have its turn.
    assert!(outcomes.contains(&Err(ErrorKind::Timeout)), "{outcomes:?}");
    // All pagers remain usable.
    for pager in pagers {
        assert!(pager.next_page().unwrap().is_some());
    }
}

/// A thread that waits for another thread's page can be cancelled, and runs its interrupt callback.
#[test]
fn waiting_for_the_page_of_another_thread_can_be_cancelled_or_interrupted() {
    for interrupted in [false, true] {
        let (asked, receiver) = mpsc::channel();
        let asked = Mutex::new(asked);
        let (release, released) = mpsc::channel::<()>();
        let released = Mutex::new(released);
        let server = Server::start(move |number, _| {
            asked.lock().unwrap().send(()).unwrap();
            let _ = released.lock().unwrap().recv();
            page(number, 1, 20, true)
        });
        let context = Context::new();
        let waits = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let seen = waits.clone();
        context
            .set_interrupt(move || {
                let second = thread::current().name() == Some("second");
                seen.fetch_or(second, std::sync::atomic::Ordering::SeqCst);
                !(interrupted && second)
            })
            .unwrap();
        let pages = client(&server)
            .pages("companies.list", "{}", Some(&context))
            .unwrap();
        thread::scope(|scope| {
            let first = scope.spawn(|| pages.next_page());
            receiver.recv().unwrap();
            let second = thread::Builder::new().name("second".into());
            let second = second.spawn_scoped(scope, || pages.next_page()).unwrap();
            if !interrupted {
                while !waits.load(std::sync::atomic::Ordering::SeqCst) {
                    thread::yield_now();
                }
                context.cancel();
            }
            assert_eq!(second.join().unwrap().unwrap_err().kind, ErrorKind::Cancelled);
            drop(release);
            assert_eq!(first.join().unwrap().is_ok(), interrupted);
        });
    }
}

/// While a page of one list is fetched, a callback may request one of another list; within that, requesting the first
/// list is refused, because it would wait for itself.
#[test]
fn requesting_a_page_within_its_own_fetching_is_refused() {
    let (release, released) = mpsc::channel::<()>();
    let released = Mutex::new(released);
    let server = Server::start(move |number, _| {
        let _ = released.lock().unwrap().recv();
        page(number, 1, 20, true)
    });
    let client = client(&server);
    let contexts = [Context::new(), Context::new()];
    let pagers: Arc<Mutex<Vec<Arc<Pager>>>> = Arc::default();
    let (heard, outcome) = mpsc::channel();
    let inner = Mutex::new(Some((heard, release)));
    let known = pagers.clone();
    contexts[1]
        .set_interrupt(move || {
            if let Some((heard, release)) = inner.lock().unwrap().take() {
                let first = known.lock().unwrap()[0].clone();
                heard.send(first.next_page().unwrap_err().kind).unwrap();
                drop(release);
            }
            true
        })
        .unwrap();
    let outer = Mutex::new(Some(pagers.clone()));
    contexts[0]
        .set_interrupt(move || {
            if let Some(pagers) = outer.lock().unwrap().take() {
                let second = pagers.lock().unwrap()[1].clone();
                assert!(second.next_page().unwrap().is_some());
            }
            true
        })
        .unwrap();
    for context in &contexts {
        let pager = client.pages("companies.list", "{}", Some(context)).unwrap();
        pagers.lock().unwrap().push(Arc::new(pager));
    }
    let first = pagers.lock().unwrap()[0].clone();
    assert!(first.next_page().unwrap().is_some());
    assert_eq!(outcome.recv().unwrap(), ErrorKind::InvalidArgument);
    pagers.lock().unwrap().clear();
}
