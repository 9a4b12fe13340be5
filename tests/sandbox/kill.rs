//! The sandbox is killed at random moments under load: acknowledged writes are kept, and the file is intact.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{json, Value};

use crate::program::Program;
use crate::support::{Client, Folder};

const ROUNDS: usize = 100;
const WRITERS: usize = 3;

/// What the sandbox said it has done.
#[derive(Default)]
struct Acknowledged {
    /// Each company's description and connections; None: an update was in flight, and may have been done or not.
    companies: HashMap<String, (Option<String>, usize)>,
    /// Keys of creates, with their responses.
    keys: Vec<(String, Value)>,
}

#[test]
fn a_hundred_kills_lose_no_acknowledged_write() {
    let seed = std::env::var("CODAT_SEED").map_or_else(|_| fastrand::u64(..), |seed| seed.parse().unwrap());
    eprintln!("CODAT_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let folder = Folder::new();
    let db = folder.file("sandbox.db");
    let acknowledged = Arc::new(Mutex::new(Acknowledged::default()));
    for round in 0..ROUNDS {
        let mut program = Program::file(&db);
        if round == 0 {
            let limits = json!({"requestsPerDay": 4_000_000_000_u32}).to_string();
            let json = [("content-type", "application/json")];
            program
                .client
                .send("POST", "/_sandbox/set-limits", &json, limits.as_bytes())
                .ok(200);
        }
        present(&program.client, &acknowledged.lock().unwrap());
        let before = acknowledged.lock().unwrap().companies.len();
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let (client, acknowledged) = (program.client.clone(), Arc::clone(&acknowledged));
                std::thread::spawn(move || while write(&client, &acknowledged).is_some() {})
            })
            .collect();
        // Under load: after the first response.
        crate::support::wait_until("a first response", || {
            acknowledged.lock().unwrap().companies.len() > before
        });
        std::thread::sleep(Duration::from_micros(random.u64(..60_000)));
        program.running.child.kill().unwrap();
        program.running.child.wait().unwrap();
        for writer in writers {
            writer.join().unwrap();
        }
        sound(&db);
    }
    let program = Program::file(&db);
    let acknowledged = acknowledged.lock().unwrap();
    present(&program.client, &acknowledged);
    // A create that is repeated with its key receives the same response, and creates nothing.
    let total = program.client.total();
    for (key, answer) in acknowledged.keys.iter().rev().take(50) {
        let again = program
            .client
            .keyed("POST", "/companies", key, &json!({"name": "Toft"}));
        assert_eq!(again.ok(200)["id"], answer["id"]);
    }
    assert_eq!(program.client.total(), total);
    assert!(acknowledged.companies.len() >= ROUNDS);
}

/// One create, one update and one connection; None if the sandbox has ended.
fn write(client: &Client, acknowledged: &Mutex<Acknowledged>) -> Option<()> {
    let key = uuid::Uuid::new_v4().to_string();
    let headers = [("idempotency-key", key.as_str())];
    let created = client
        .try_send("POST", "/companies", &headers, br#"{"name":"Toft"}"#)
        .ok()?;
    let created = created.ok(200);
    let id = created["id"].as_str().unwrap().to_owned();
    let note = |description: Option<&str>, connections| {
        let state = (description.map(str::to_owned), connections);
        acknowledged.lock().unwrap().companies.insert(id.clone(), state);
    };
    acknowledged.lock().unwrap().keys.push((key, created));
    note(Some(""), 0);
    let path = format!("/companies/{id}");
    note(None, 0);
    let patch = json!({ "description": id }).to_string();
    client
        .try_send("PATCH", &path, &[], patch.as_bytes())
        .ok()?
        .ok(200);
    note(Some(&id), 0);
    let connections = format!("{path}/connections");
    let key = br#"{"platformKey":"hcws"}"#;
    client.try_send("POST", &connections, &[], key).ok()?.ok(200);
    note(Some(&id), 1);
    Some(())
}

/// Every acknowledged write was kept.
fn present(client: &Client, acknowledged: &Acknowledged) {
    let mut found = HashMap::new();
    for page in 1.. {
        let body = client
            .get(&format!("/companies?pageSize=5000&page={page}"))
            .ok(200);
        for company in body["results"].as_array().unwrap() {
            let description = company["description"].as_str().unwrap_or_default().to_owned();
            let connections = company["dataConnections"].as_array().unwrap().len();
            found.insert(
                company["id"].as_str().unwrap().to_owned(),
                (description, connections),
            );
        }
        if body["_links"]["next"].is_null() {
            break;
        }
    }
    for (id, (description, connections)) in &acknowledged.companies {
        let (found_description, found_connections) = found.get(id).unwrap_or_else(|| panic!("{id} is gone"));
        if let Some(description) = description {
            assert_eq!(found_description, description, "{id}");
        }
        assert!(found_connections >= connections, "{id} has lost a connection");
    }
    // Each writer had at most one create in flight at each kill.
    assert!(found.len() <= acknowledged.companies.len() + ROUNDS * WRITERS);
}

fn sound(db: &std::path::Path) {
    let database = rusqlite::Connection::open(db).unwrap();
    let health: String = database
        .query_row("PRAGMA integrity_check", (), |row| row.get(0))
        .unwrap();
    assert_eq!(health, "ok");
}
