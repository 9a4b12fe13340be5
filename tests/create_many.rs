//! A list of companies is created, each exactly once, whatever breaks the run off.
#![cfg(feature = "sandbox")]

mod support;

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use codat::models::{CompanyRequest, CreateMany, CreateManyFate as Fate, CreateManyOutcome};
use codat::{Client, Config, Context, ContextOptions, ErrorKind};
use fastrand::Rng;
use serde_json::{json, Value};
use support::running::Running;
use support::server::{json, Server};

fn client(base_url: &str, api_key: &str) -> Client {
    let config = Config {
        api_key: Some(api_key.into()),
        base_url: Some(base_url.into()),
        retry_delay_ms: 1,
        ..Config::default()
    };
    Client::new(config).unwrap()
}

/// A file that is not there yet.
fn journal(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("journal-{name}-{}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}

/// So many companies; every fifth has the name of another, and differs only in its tag.
fn companies(count: usize) -> Vec<CompanyRequest> {
    let company = |number: usize| {
        let mut company = CompanyRequest::new(format!("Company (No. {}) & Söhne", number - number % 5 / 4));
        company.tags = Some([("reference".into(), format!("R-{number}"))].into());
        company
    };
    (0..count).map(company).collect()
}

fn list(companies: Vec<CompanyRequest>, journal: &Path) -> CreateMany {
    CreateMany {
        companies,
        journal: Some(journal.to_str().unwrap().into()),
        ..CreateMany::default()
    }
}

/// Moves the times in the journal back by so much.
fn age(journal: &Path, seconds: u64) {
    let text = std::fs::read_to_string(journal).unwrap();
    let older = |line: &str| {
        let mut value: Value = match serde_json::from_str(line) {
            Ok(value) => value,
            // The line that was being written when the process was killed.
            Err(_) => return line.to_owned(),
        };
        if let Some(at) = value.get("at").and_then(Value::as_u64) {
            value["at"] = (at - seconds).into();
        }
        value.to_string() + "\n"
    };
    let lines: String = text.split_inclusive('\n').map(older).collect();
    std::fs::write(journal, lines).unwrap();
}

fn control(sandbox: &Running, action: &str, input: Value) -> Value {
    let mut answer = ureq::post(format!("{}/_sandbox/{action}", sandbox.base_url))
        .header("content-type", "application/json")
        .send(input.to_string())
        .unwrap();
    serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap()
}

/// How many companies the killed runs are to make.
fn total() -> usize {
    std::env::var("CODAT_KILLED_COMPANIES").map_or(1000, |text| text.parse().unwrap())
}

const KILLS: usize = 20;

/// The process that is killed; see below.
#[test]
#[ignore = "started by the test of kills"]
fn killed() {
    let given = |name: &str| std::env::var(name).unwrap();
    let client = client(&given("CODAT_TEST_URL"), &given("CODAT_TEST_KEY"));
    let mut request = list(companies(total()), Path::new(&given("CODAT_TEST_JOURNAL")));
    request.lookup_tag = std::env::var("CODAT_TEST_TAG").ok();
    let context = Context::with_progress(&ContextOptions::default(), |event| {
        println!("{event}");
        true
    });
    let outcome = client
        .with(&context.unwrap())
        .companies()
        .create_many(&request)
        .unwrap()
        .into_value();
    let CreateManyOutcome {
        created,
        found,
        resumed,
        ..
    } = outcome;
    assert_eq!(created + found + resumed, total(), "{outcome:?}");
}

/// After runs that are killed at any moment, some of them before the service forgets all keys, each company exists once.
/// The sandbox is a separate process; it also loses a third of its responses.
fn kill_and_resume(tag: Option<&str>, seed: u64) {
    let sandbox = Running::start(&["--port", "0"]);
    let unlimited =
        json!({"requestsPerDay": 1_000_000_000_u64, "concurrentRequests": 1000, "companies": 100_000});
    control(&sandbox, "set-limits", unlimited);
    let journal = journal(&format!("killed-{seed}"));
    let mut rng = Rng::with_seed(seed);
    let (mut kills, mut last_done) = (0, 0);
    loop {
        let cut = json!({"faults": [{"method": "POST", "path": "/companies", "effect": "cut", "when": "after", "times": rng.u32(1..20)}]});
        control(&sandbox, "clear-faults", json!({}));
        control(&sandbox, "queue-faults", cut);
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["killed", "--exact", "--ignored", "--nocapture"])
            .env("CODAT_TEST_URL", &sandbox.base_url)
            .env("CODAT_TEST_KEY", &sandbox.api_key)
            .env("CODAT_TEST_JOURNAL", &journal)
            .stdout(Stdio::piped());
        if let Some(tag) = tag {
            command.env("CODAT_TEST_TAG", tag);
        }
        let mut child = command.spawn().unwrap();
        let left = total() - last_done;
        // The last run is not killed.
        let after = if kills < KILLS {
            last_done + rng.usize(0..=left / 8)
        } else {
            usize::MAX
        };
        let pause = Duration::from_micros(rng.u64(0..4000));
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut events = 0;
        while events < after {
            match lines.next() {
                Some(line) => events += usize::from(line.unwrap().contains("\"done\":")),
                None => break,
            }
        }
        if kills == KILLS {
            assert!(child.wait().unwrap().success());
            break;
        }
        std::thread::sleep(pause);
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        last_done = std::fs::read_to_string(&journal).map_or(0, |text| text.matches("\"done\":").count());
        if kills % 3 == 0 && journal.exists() {
            age(&journal, 91 * 60);
            control(&sandbox, "advance-clock", json!({"seconds": 91 * 60}));
        }
    }
    let client = client(&sandbox.base_url, &sandbox.api_key);
    let all: Vec<_> = client
        .companies()
        .iterate(&Default::default())
        .collect::<codat::Result<_>>()
        .unwrap();
    let references: HashSet<String> = all
        .iter()
        .filter_map(|company| company.tags.as_ref()?.get("reference").cloned())
        .collect();
    println!(
        "{KILLS} kills: {} companies, {} references",
        all.len(),
        references.len()
    );
    assert_eq!((all.len(), references.len()), (total(), total()));
    let _ = std::fs::remove_file(&journal);
}

#[test]
fn killed_runs_make_each_company_once_by_tag() {
    kill_and_resume(Some("reference"), 1);
}

#[test]
fn killed_runs_make_each_company_once_by_name() {
    kill_and_resume(None, 2);
}

/// A response of the service, with this status.
fn status(status: u16) -> Vec<u8> {
    let body = format!("{{\"statusCode\":{status},\"error\":\"no\",\"correlationId\":\"c\"}}");
    format!(
        "HTTP/1.1 {status} No\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into()
}

/// The values of a header in all requests.
fn keys(server: &Server) -> Vec<String> {
    let key = |request: &String| {
        let line = request.lines().find_map(|line| {
            line.to_lowercase()
                .strip_prefix("idempotency-key: ")
                .map(str::to_owned)
        });
        line.unwrap()
    };
    server.requests().iter().map(key).collect()
}

fn one(name: &str) -> Vec<CompanyRequest> {
    vec![CompanyRequest::new(name)]
}

/// A response that does not settle what an earlier run did must not give the next run a fresh key.
#[test]
fn a_key_is_kept_until_a_response_settles_it() {
    // The first run receives no response. Whatever the second receives, the third must use the same key, unless that
    // response settled the first request. The service says so in JSON; a proxy's response settles nothing.
    let cases = [
        (409, true),
        (429, true),
        (401, true),
        (403, true),
        (500, true),
        (400, false),
        (402, false),
        (404, true),
    ];
    for (second, keeps) in cases {
        let answers = move |number: usize, _: &str| match number {
            0 => Vec::new(),
            1 if second == 404 => {
                b"HTTP/1.1 404 Not Found\r\nContent-Length: 13\r\n\r\n<html></html>".to_vec()
            }
            1 => status(second),
            _ => json("{\"id\":\"c-1\"}"),
        };
        let server = Server::start(answers);
        let journal = journal(&format!("kept-{second}"));
        let request = list(one("One"), &journal);
        let client = client(&server.url(), "key");
        let once = Context::with_options(&ContextOptions {
            max_retries: Some(0),
            ..Default::default()
        })
        .unwrap();
        for unknown in [true, keeps] {
            let outcome = client.with(&once).companies().create_many(&request).unwrap();
            assert_eq!(
                (outcome.failed, outcome.results[0].outcome),
                (1, Fate::Failed),
                "{second}"
            );
            let error = outcome.results[0].error.as_ref().unwrap();
            assert_eq!(error["outcomeUnknown"], unknown, "{second}");
        }
        let outcome = client.with(&once).companies().create_many(&request).unwrap();
        assert_eq!(outcome.created, 1, "{second}");
        let keys = keys(&server);
        assert_eq!(keys[0], keys[1], "{second}");
        assert_eq!(keys[1] == keys[2], keeps, "{second}");
        std::fs::remove_file(&journal).unwrap();
    }
}

#[test]
fn a_refusal_of_this_run_is_tried_with_a_fresh_key_by_the_next() {
    let server = Server::start(|number, _| {
        if number == 0 {
            status(402)
        } else {
            json("{\"id\":\"c-1\"}")
        }
    });
    let journal = journal("refused");
    let request = list(one("One"), &journal);
    let client = client(&server.url(), "key");
    let outcome = client.companies().create_many(&request).unwrap();
    assert_eq!(
        (outcome.failed, outcome.stopped.as_deref()),
        (1, Some("payment_required"))
    );
    assert_eq!(client.companies().create_many(&request).unwrap().created, 1);
    let outcome = client.companies().create_many(&request).unwrap();
    assert_eq!(
        (outcome.resumed, outcome.results[0].company_id.as_deref()),
        (1, Some("c-1"))
    );
    let keys = keys(&server);
    assert!(keys.len() == 2 && keys[0] != keys[1], "{keys:?}");
    std::fs::remove_file(&journal).unwrap();
}

#[test]
fn journals_that_do_not_fit_are_refused_and_left_as_they_are() {
    let server = Server::start(|number, _| json(&format!("{{\"id\":\"c-{number}\"}}")));
    let client = client(&server.url(), "key");
    let journal = journal("unfit");
    let refused = |request: &CreateMany, part: &str| {
        let before = std::fs::read(&journal).unwrap();
        let error = client.companies().create_many(request).unwrap_err();
        assert_eq!(
            (error.kind, error.member.as_deref()),
            (ErrorKind::InvalidArgument, Some("journal"))
        );
        assert!(error.message.contains(part), "{error}");
        assert_eq!(std::fs::read(&journal).unwrap(), before);
    };
    for text in [
        "name,description\nOne,two\n",
        "no line's end",
        "{\"codat\":\"something\"}\n",
        "{}\n",
        "\n",
        "\u{feff}",
    ] {
        std::fs::write(&journal, text).unwrap();
        refused(&list(one("One"), &journal), "expected the path of a journal");
    }
    std::fs::write(&journal, b"\xff\n").unwrap();
    refused(&list(one("One"), &journal), "expected the path of a journal");
    std::fs::remove_file(&journal).unwrap();
    client
        .companies()
        .create_many(&list(one("One"), &journal))
        .unwrap();
    refused(&list(one("Two"), &journal), "another list");
    refused(&list([one("One"), one("Two")].concat(), &journal), "another list");
    #[cfg(unix)]
    {
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&journal).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    let good = std::fs::read_to_string(&journal).unwrap();
    std::fs::write(&journal, good.replace("\"version\":1", "\"version\":2")).unwrap();
    refused(&list(one("One"), &journal), "another version");
    std::fs::write(&journal, good.clone() + "{\"done\":7,\"id\":\"x\"}\n").unwrap();
    refused(&list(one("One"), &journal), "companies[7]");
    std::fs::write(&journal, good.clone() + "what?\n").unwrap();
    refused(&list(one("One"), &journal), "cannot be read");
    std::fs::write(&journal, good.replace("127.0.0.1", "127.0.0.2")).unwrap();
    refused(&list(one("One"), &journal), "it is of a run at http://127.0.0.2");
    let alike = client
        .companies()
        .create_many(&list([one("One"), one("One!")].concat(), &journal));
    assert_eq!(alike.unwrap_err().member.as_deref(), Some("companies[1]"));
    let folder = list(one("One"), Path::new(env!("CARGO_TARGET_TMPDIR")));
    assert_eq!(
        client
            .companies()
            .create_many(&folder)
            .unwrap_err()
            .member
            .as_deref(),
        Some("journal")
    );
    // A killed run leaves a partial line.
    for half in ["{\"done\":0,\"i", "{"] {
        std::fs::write(&journal, good.clone() + half).unwrap();
        assert_eq!(
            client
                .companies()
                .create_many(&list(one("One"), &journal))
                .unwrap()
                .resumed,
            1
        );
        assert_eq!(std::fs::read_to_string(&journal).unwrap(), good);
    }
    std::fs::write(&journal, &good[..20]).unwrap();
    assert_eq!(
        client
            .companies()
            .create_many(&list(one("One"), &journal))
            .unwrap()
            .created,
        1
    );
    std::fs::remove_file(&journal).unwrap();
}

#[test]
fn a_journal_is_in_use_by_one_run_at_a_time() {
    let (journal, other) = (journal("in-use"), Arc::new(Mutex::new(None)));
    let request = list(one("One"), &journal);
    let server = Server::start(|number, _| json(&format!("{{\"id\":\"c-{number}\"}}")));
    let client = client(&server.url(), "key");
    let (heard, again, inner) = (other.clone(), request.clone(), client.clone());
    // While a run reports its first company, it is running.
    let context = Context::with_progress(&ContextOptions::default(), move |_| {
        *heard.lock().unwrap() = Some(inner.companies().create_many(&again).unwrap_err().message.clone());
        true
    });
    client
        .with(&context.unwrap())
        .companies()
        .create_many(&request)
        .unwrap();
    assert_eq!(
        other.lock().unwrap().as_deref(),
        Some("journal: it is in use by another run")
    );
    std::fs::remove_file(&journal).unwrap();
}

#[test]
fn a_company_that_is_found_is_reported_with_its_id_and_not_created_again() {
    let server = Server::start(|number, request| match number {
        0 => Vec::new(),
        _ => {
            assert!(request.starts_with("GET /companies?"), "{request}");
            json("{\"results\":[{\"id\":\"other\",\"name\":\"Two\"},{\"id\":\"c-1\",\"name\":\"One\",\"new\":1}]}")
        }
    });
    let journal = journal("found");
    let request = list(one("One]"), &journal);
    let client = client(&server.url(), "key");
    let once = ContextOptions {
        max_retries: Some(0),
        ..Default::default()
    };
    let outcome = client
        .with(&Context::with_options(&once).unwrap())
        .companies()
        .create_many(&request)
        .unwrap();
    assert_eq!(outcome.failed, 1);
    age(&journal, 81 * 60);
    let events = Arc::new(Mutex::new(Vec::new()));
    let heard = events.clone();
    let context = Context::with_progress(&once, move |event| {
        heard
            .lock()
            .unwrap()
            .push(serde_json::from_str::<Value>(event).unwrap());
        true
    });
    let outcome = client
        .with(&context.unwrap())
        .companies()
        .create_many(&request)
        .unwrap();
    assert_eq!(
        (outcome.found, outcome.results[0].company_id.as_deref()),
        (1, Some("c-1"))
    );
    let expected = json!({"operation": "companies.create_many", "done": 1, "total": 1, "index": 0, "outcome": "found",
        "companyId": "c-1", "company": {"id": "c-1", "name": "One", "new": 1}});
    assert_eq!(*events.lock().unwrap(), [expected]);
    assert_eq!(server.requests().len(), 2);
    std::fs::remove_file(&journal).unwrap();
}

#[test]
fn as_many_creates_are_in_flight_as_requested() {
    const AT_ONCE: usize = 4;
    static INSIDE: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    let server = Server::start(|number, _| {
        let inside = INSIDE.fetch_add(1, Ordering::SeqCst) + 1;
        MOST.fetch_max(inside, Ordering::SeqCst);
        // The first wait for each other, so that a lower number would never get on.
        while number < AT_ONCE && MOST.load(Ordering::SeqCst) < AT_ONCE {
            std::thread::yield_now();
        }
        INSIDE.fetch_sub(1, Ordering::SeqCst);
        json(&format!("{{\"id\":\"c-{number}\"}}"))
    });
    let mut request = CreateMany {
        companies: companies(40),
        ..CreateMany::default()
    };
    request.concurrency = Some(AT_ONCE as u32);
    assert_eq!(
        client(&server.url(), "key")
            .companies()
            .create_many(&request)
            .unwrap()
            .created,
        40
    );
    assert_eq!(MOST.load(Ordering::SeqCst), AT_ONCE);
    assert_eq!(server.connections(), AT_ONCE);
}

#[test]
fn a_progress_callback_that_stops_the_run_lets_creates_in_flight_finish() {
    let server = Server::start(|number, _| json(&format!("{{\"id\":\"c-{number}\"}}")));
    for panics in [false, true] {
        let journal = journal(&format!("stopped-{panics}"));
        let mut request = list(companies(50), &journal);
        request.concurrency = Some(2);
        let sent = server.requests().len();
        let context = Context::with_progress(&ContextOptions::default(), move |_| match panics {
            true => panic!("on purpose"),
            false => false,
        });
        let outcome = client(&server.url(), "key")
            .with(&context.unwrap())
            .companies()
            .create_many(&request)
            .unwrap();
        assert_eq!((outcome.stopped.as_deref(), outcome.failed), (Some("stopped"), 0));
        assert_eq!(outcome.created, server.requests().len() - sent);
        assert_eq!(outcome.created + outcome.not_tried, 50);
        assert!(outcome.created < 50);
        let rest = client(&server.url(), "key")
            .companies()
            .create_many(&request)
            .unwrap();
        assert_eq!((rest.resumed, rest.created), (outcome.created, outcome.not_tried));
        std::fs::remove_file(&journal).unwrap();
    }
}

/// Then no create was prevented.
#[test]
fn a_progress_callback_that_stops_after_the_last_company_changes_nothing() {
    let server = Server::start(|number, _| json(&format!("{{\"id\":\"c-{number}\"}}")));
    let context = Context::with_progress(&ContextOptions::default(), |event| !event.contains("\"done\":2"));
    let outcome = client(&server.url(), "key")
        .with(&context.unwrap())
        .companies()
        .create_many(&CreateMany {
            companies: companies(2),
            ..CreateMany::default()
        })
        .unwrap();
    assert_eq!((outcome.created, outcome.stopped.as_deref()), (2, None));
}

#[test]
fn cancelling_and_deadlines_end_a_run_at_once_with_its_outcome() {
    for cancels in [true, false] {
        let context = Context::with_options(&ContextOptions {
            timeout_ms: (!cancels).then_some(200),
            ..Default::default()
        });
        let context = context.unwrap();
        let within = context.clone();
        let server = Server::start(move |number, _| match number {
            0..=2 => json(&format!("{{\"id\":\"c-{number}\"}}")),
            _ => {
                if cancels {
                    within.cancel();
                }
                loop {
                    std::thread::park();
                }
            }
        });
        let mut request = CreateMany {
            companies: companies(10),
            ..CreateMany::default()
        };
        request.concurrency = Some(1);
        let client = client(&server.url(), "key");
        let outcome = client.with(&context).companies().create_many(&request).unwrap();
        let expected = if cancels { "cancelled" } else { "timeout" };
        assert_eq!(
            (outcome.created, outcome.failed, outcome.not_tried),
            (3, 1, 6),
            "{expected}"
        );
        assert_eq!(outcome.stopped.as_deref(), Some(expected));
        let error = outcome.results[3].error.as_ref().unwrap();
        assert_eq!(
            (&error["kind"], &error["outcomeUnknown"]),
            (&json!(expected), &json!(true))
        );
        let error = client
            .with(&context)
            .companies()
            .create_many(&request)
            .unwrap_err();
        assert_eq!(serde_json::to_value(error.kind).unwrap(), expected);
    }
}

#[test]
fn a_response_without_a_company_has_an_unknown_outcome() {
    let server = Server::start(|_, _| json("{\"name\":\"One\"}"));
    let outcome = client(&server.url(), "key")
        .companies()
        .create_many(&CreateMany {
            companies: one("One"),
            ..CreateMany::default()
        })
        .unwrap();
    let error = outcome.results[0].error.as_ref().unwrap();
    assert_eq!(
        (&error["kind"], &error["outcomeUnknown"]),
        (&json!("unexpected_response"), &json!(true))
    );
}

/// A company that was begun and whose key may be forgotten is searched for, however wrong the clock was; if the search
/// fails, the company is not created.
#[test]
fn with_a_wrong_clock_all_companies_are_searched() {
    let server = Server::start(|number, request| match number {
        0 => Vec::new(),
        1 => status(400),
        2 => {
            assert!(
                request.starts_with("GET /companies?page=1&pageSize=5000&orderBy=created HTTP"),
                "{request}"
            );
            json("{\"results\":[{\"id\":\"c-1\",\"name\":\"One\"}]}")
        }
        _ => json("{}"),
    });
    let journal = journal("clock");
    let request = list(one("One"), &journal);
    let client = client(&server.url(), "key");
    let once = Context::with_options(&ContextOptions {
        max_retries: Some(0),
        ..Default::default()
    });
    let once = once.unwrap();
    assert_eq!(
        client
            .with(&once)
            .companies()
            .create_many(&request)
            .unwrap()
            .failed,
        1
    );
    let text = std::fs::read_to_string(&journal).unwrap();
    for at in [0, 4_000_000_000_u64] {
        let claim = text.lines().nth(1).unwrap();
        let mut line: Value = serde_json::from_str(claim).unwrap();
        line["at"] = at.into();
        std::fs::write(&journal, text.replace(claim, &line.to_string())).unwrap();
        let outcome = client.with(&once).companies().create_many(&request).unwrap();
        match at {
            0 => assert_eq!(
                (outcome.not_tried, outcome.stopped.as_deref()),
                (1, Some("bad_request"))
            ),
            _ => assert_eq!(
                (outcome.found, outcome.results[0].company_id.as_deref()),
                (1, Some("c-1"))
            ),
        }
    }
    std::fs::remove_file(&journal).unwrap();
}

#[test]
fn a_progress_callback_that_stops_the_run_is_not_called_again() {
    let server = Server::start(|number, _| json(&format!("{{\"id\":\"c-{number}\"}}")));
    let journal = journal("muted");
    let request = list(companies(10), &journal);
    let client = client(&server.url(), "key");
    client.companies().create_many(&request).unwrap();
    let heard = Arc::new(AtomicUsize::new(0));
    let counting = heard.clone();
    let context = Context::with_progress(&ContextOptions::default(), move |_| {
        counting.fetch_add(1, Ordering::SeqCst);
        false
    });
    let outcome = client
        .with(&context.unwrap())
        .companies()
        .create_many(&request)
        .unwrap();
    assert_eq!((outcome.resumed, heard.load(Ordering::SeqCst)), (10, 1));
    std::fs::remove_file(&journal).unwrap();
}
