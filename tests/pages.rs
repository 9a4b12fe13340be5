//! Lists go through a page ahead: one, never more; what is fetched ahead is cancelled with the pager; memory stays flat.

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

/// A page of so many rows of this length.
fn page(rows: usize, length: usize, is_last: bool) -> Vec<u8> {
    let row = format!("{{\"id\":\"{}\"}}", "i".repeat(length.saturating_sub(9)));
    let rows = vec![row; rows].join(",");
    let next = if is_last {
        ""
    } else {
        r#","next":{"href":"/more"}"#
    };
    json(&format!(
        r#"{{"results":[{rows}],"pageNumber":1,"pageSize":1,"totalResults":1,"_links":{{"self":{{"href":"/"}}{next}}}}}"#
    ))
}

#[test]
fn one_page_is_fetched_ahead_and_never_more() {
    let server = Server::start(|number, _| page(1, 20, number == 9));
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
        // Nobody asks for the next one, and it comes.
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
fn a_page_that_fails_can_be_asked_for_again() {
    let server = Server::start(|number, _| match number {
        1 => b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".to_vec(),
        _ => page(1, 20, number == 2),
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
fn what_is_no_page_is_an_error() {
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
    let server = Server::start(|_, _| page(0, 0, false));
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

/// A server whose second answer never comes, and what tells that it was asked for.
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
        page(1, 20, false)
    });
    (server, receiver)
}

/// They would wait for the attempt's 20 seconds otherwise, three times.
#[test]
fn cancelling_or_dropping_ends_what_is_fetched_ahead() {
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

/// A million rows: what is held at a time is the page in hand, the one ahead, and what is on its way.
#[test]
fn memory_stays_flat_over_a_million_companies() {
    const PAGES: usize = 200;
    const LENGTH: usize = 5000 * 101;
    let server = Server::start(|number, _| page(5000, 100, number + 1 == PAGES));
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
    // The server in this process makes each answer of three pieces as long, and a buffer that grows doubles.
    assert!(
        most < 10 * LENGTH as i64,
        "{} pages are held",
        most as usize / LENGTH
    );
}

/// A listener that asks for a page amid the fetching of one is refused, and one that ends the pager does so: neither waits
/// for itself.
#[test]
fn listeners_may_meddle_with_the_pager_that_they_are_told_of() {
    let server = Server::start(|number, _| page(1, 20, number == 4));
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
        if thread::current().name() == Some("codat-pager") {
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
    // Of the page asked for, and of the one ahead.
    assert_eq!(refusals.recv().unwrap(), ErrorKind::InvalidArgument);
    drop(made);
    assert_eq!(refusals.recv().unwrap(), ErrorKind::InvalidArgument);
    while seen.lock().unwrap().strong_count() > 0 {
        thread::yield_now();
    }
}
