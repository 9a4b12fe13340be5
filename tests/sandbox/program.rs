use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;

use serde_json::json;

use crate::running::{command, Running};
use crate::support::{uuid_of, Api, Client, Folder};

pub struct Program {
    pub running: Running,
    pub client: Client,
}

impl Program {
    fn start(arguments: &[&str]) -> Program {
        let running = Running::start(arguments);
        let client = Client::new(&running.base_url, &running.api_key);
        Program { running, client }
    }

    pub fn file(db: &Path) -> Program {
        Program::start(&["--port", "0", "--db", db.to_str().unwrap()])
    }
}

/// The exit code and the message of a program that must not start.
fn refused(arguments: &[&str]) -> (i32, String) {
    let output = command(arguments).output().unwrap();
    assert_eq!(output.stdout, b"");
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn the_program_serves_until_a_signal_ends_it() {
    for signal in ["-INT", "-TERM"] {
        let mut program = Program::start(&["--port", "0", "--api-key", "my-key"]);
        program.client.company("x");
        assert_eq!(
            Client::new(&program.client.base_url, "sandbox-api-key")
                .get("/companies")
                .status,
            401
        );
        let killed = Command::new("kill")
            .args([signal, &program.running.child.id().to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
        assert!(program.running.child.wait().unwrap().success(), "{signal}");
        let mut errors = String::new();
        program
            .running
            .child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut errors)
            .unwrap();
        assert_eq!(errors, "");
    }
}

#[test]
fn errors_are_printed_and_have_an_exit_code() {
    let folder = Folder::new();
    let db = folder.file("sandbox.db");
    let path = db.to_str().unwrap();
    let api = Api::file(&db);
    let port = api.base_url.rsplit(':').next().unwrap();
    let text = folder.file("text.db");
    std::fs::write(&text, "text").unwrap();
    for (arguments, code, named) in [
        (vec!["--port", "0", "--db", path], 1, "in use"),
        (
            vec!["--port", "0", "--db", text.to_str().unwrap()],
            1,
            "not a database",
        ),
        (vec!["--port", port], 1, port),
        (vec!["--port", "0", "--api-key", ""], 2, "apiKey"),
        (vec!["--port", "0", "--webhook-secret", "x"], 2, "webhookSecret"),
        (
            vec!["--port", "0", "--start-time", "noon"],
            2,
            "startTime: expected",
        ),
        (vec!["--port", "70000"], 2, "70000"),
        (vec!["--port", "x"], 2, "port"),
        (vec!["--nosuch"], 2, "--nosuch"),
        (vec!["extra"], 2, "extra"),
    ] {
        let (exit, message) = refused(&arguments);
        assert!(
            exit == code && message.contains(named),
            "{arguments:?}: {exit} {message}"
        );
    }
}

#[test]
fn a_killed_program_has_stored_every_acknowledged_write() {
    let folder = Folder::new();
    let db = folder.file("sandbox.db");
    let mut program = Program::file(&db);
    let (acknowledged, received) = mpsc::channel();
    let client = program.client.clone();
    let writer = std::thread::spawn(move || {
        for number in 0.. {
            let key = uuid_of(&format!("key-{number}"));
            match client.try_send(
                "POST",
                "/companies",
                &[("idempotency-key", &key)],
                br#"{"name":"x"}"#,
            ) {
                Ok(reply) => acknowledged.send((key, reply.ok(200))).unwrap(),
                Err(_) => break,
            }
        }
    });
    let mut kept: Vec<_> = received.iter().take(30).collect();
    program.running.child.kill().unwrap();
    program.running.child.wait().unwrap();
    kept.extend(received.iter());
    writer.join().unwrap();

    let program = Program::file(&db);
    // The request that was in flight may have been done, and no other.
    let total = program.client.total();
    assert!(
        total == kept.len() as u64 || total == kept.len() as u64 + 1,
        "{total} of {}",
        kept.len()
    );
    for (key, company) in &kept {
        let path = format!("/companies/{}", company["id"].as_str().unwrap());
        assert_eq!(program.client.get(&path).ok(200)["created"], company["created"]);
        assert_eq!(
            &program
                .client
                .keyed("POST", "/companies", key, &json!({"name": "x"}))
                .ok(200),
            company
        );
    }
    program
        .client
        .keyed(
            "POST",
            "/companies",
            &format!("key-{}", kept.len()),
            &json!({"name": "x"}),
        )
        .ok(200);
    assert_eq!(program.client.total(), kept.len() as u64 + 1);
}

#[test]
fn its_clock_begins_at_the_start_time() {
    let program = Program::start(&["--port", "0", "--start-time", "2028-02-29T12:00:00Z"]);
    let company = program
        .client
        .json("POST", "/companies", &json!({"name": "x"}))
        .ok(200);
    let created = company["created"].as_str().unwrap();
    assert!(created.starts_with("2028-02-29T12:0"), "{created}");
}

#[test]
fn the_database_name_memory_creates_no_file() {
    let folder = Folder::new();
    let inside = folder.file("");
    let mut command = command(&["--port", "0", "--db", ":memory:"]);
    let running = Running::of(command.current_dir(&inside));
    Client::new(&running.base_url, &running.api_key).company("x");
    assert_eq!(std::fs::read_dir(&inside).unwrap().count(), 0);
}

/// If the system starts no threads, the program reports that.
#[test]
fn a_system_without_threads_is_an_error() {
    let folder = Folder::new();
    let (source, library) = (folder.file("none.c"), folder.file("none.so"));
    std::fs::write(&source, "int pthread_create(void) { return 11; /* EAGAIN */ }\n").unwrap();
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-fno-builtin", "-o"])
        .arg(&library)
        .arg(&source);
    match cc.status() {
        Ok(built) => assert!(built.success()),
        Err(_) if std::env::var_os("CI").is_none() => return eprintln!("skipped: there is no C compiler"),
        Err(error) => panic!("{error}"),
    }
    let output = command(&["--port", "0"])
        .env("LD_PRELOAD", &library)
        .output()
        .unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(
        error.contains("no thread could be started: Resource temporarily unavailable")
            && error.lines().count() == 1,
        "{error}"
    );
}
