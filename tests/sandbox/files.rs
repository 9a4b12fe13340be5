use std::path::Path;

use codat::sandbox::{Config, Error, Sandbox};
use serde_json::json;

use crate::connections::linked;
use crate::support::{Api, Folder};

fn refused(db: &Path) -> String {
    match Sandbox::start(Config {
        db: Some(db.to_owned()),
        ..Config::default()
    }) {
        Err(Error::CannotStart(message)) => message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn everything_that_the_service_remembers_survives_a_restart() {
    let folder = Folder::new();
    let db = folder.file("sandbox.db");
    let api = Api::file(&db);
    let group = api.group("Lending");
    let body = json!({"name": "One", "description": "d", "tags": {"a": "1"}, "groups": [{"id": group}]});
    let first = api.keyed("POST", "/companies", "key", &body).ok(200);
    let path = format!("/companies/{}", first["id"].as_str().unwrap());
    api.send("PUT", &format!("{path}/products/lending"), &[], b"")
        .ok(204);
    api.company("Two");
    api.control("set-limits", json!({"requestsPerDay": 50, "companies": 2}));
    api.control("advance-clock", json!({"seconds": 40 * 60}));
    let before = api.get(&path).ok(200);
    api.sandbox.stop();
    assert!(!folder.file("sandbox.db-wal").exists());

    let api = Api::file(&db);
    let reply = api.get(&path);
    assert_eq!(reply.header("x-rate-limit-limit"), "50");
    assert_eq!(reply.header("x-rate-limit-remaining"), "44");
    let mut after = reply.ok(200);
    assert_eq!(
        after["redirect"],
        format!("{}/company/{}", api.base_url, first["id"].as_str().unwrap())
    );
    after["redirect"] = before["redirect"].clone();
    assert_eq!(after, before);
    assert_eq!(
        api.get("/groups").ok(200)["results"],
        json!([{"id": group, "name": "Lending"}])
    );
    assert_eq!(api.keyed("POST", "/companies", "key", &body).ok(200), first);
    api.json("POST", "/companies", &json!({"name": "Three"}))
        .error(402);
    // 40 of the key's 90 minutes had passed before the restart.
    api.control("set-limits", json!({"companies": null}));
    api.control("advance-clock", json!({"seconds": 51 * 60}));
    assert_ne!(api.keyed("POST", "/companies", "key", &body).ok(200), first);
}

#[test]
fn a_deleted_company_leaves_no_rows() {
    let folder = Folder::new();
    let db = folder.file("sandbox.db");
    let api = Api::file(&db);
    let group = api.group("Lending");
    for name in ["kept", "deleted"] {
        let (company, _) = linked(&api, "gbol");
        let body = json!({ "name": name, "groups": [{"id": group}] });
        api.json("PUT", &company, &body).ok(200);
        api.json("POST", &format!("{company}/data/queue/invoices"), &json!(null))
            .ok(200);
        let id = company.strip_prefix("/companies/").unwrap();
        api.control("fail-next-pull", json!({"companyId": id, "dataType": "bills"}));
        if name == "deleted" {
            api.delete(&company).ok(204);
        }
    }
    api.sandbox.stop();
    let database = rusqlite::Connection::open(&db).unwrap();
    for table in [
        "company",
        "company_group",
        "membership",
        "connection",
        "pull",
        "failing_pull",
    ] {
        let count = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
        let rows = database.query_row(&format!("SELECT count(*) FROM {table}"), (), count);
        assert_eq!(rows.unwrap(), 1, "{table}");
    }
}

#[test]
fn a_file_has_one_sandbox() {
    let folder = Folder::new();
    let db = folder.file("sandbox.db");
    let api = Api::file(&db);
    api.company("x");
    assert!(refused(&db).contains("in use"));
    assert_eq!(api.total(), 1);
    api.sandbox.stop();
    assert_eq!(Api::file(&db).total(), 1);
}

#[test]
fn files_of_other_programs_are_refused_and_not_changed() {
    let folder = Folder::new();
    let check = |name: &str, named: &str, content: &[u8]| {
        let path = folder.file(name);
        std::fs::write(&path, content).unwrap();
        let message = refused(&path);
        assert!(message.contains(name) && message.contains(named), "{message}");
        assert_eq!(std::fs::read(&path).unwrap(), content, "{name}");
    };
    check("text.db", "not a database", b"just some text");
    check("long.db", "not a database", &[0; 5000]);
    check("half.db", "not a sandbox's", b"SQLite format 3\0");

    let path = folder.file("other.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE precious (x); INSERT INTO precious VALUES (1)")
        .unwrap();
    drop(other);
    check("other.db", "not a sandbox's", &std::fs::read(&path).unwrap());

    let path = folder.file("good.db");
    Api::file(&path).company("x");
    let good = std::fs::read(&path).unwrap();
    let mut newer = good.clone();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    check("newer.db", "schema 99", &newer);
    let mut corrupt = good.clone();
    corrupt[100..].fill(0xaa);
    check("corrupt.db", "corrupt", &corrupt);
    check("cut.db", "corrupt", &good[..good.len() / 2]);

    std::fs::create_dir(folder.file("folder.db")).unwrap();
    assert!(refused(&folder.file("folder.db")).contains("folder.db"));
    let message = refused(&folder.file("nosuch/x.db"));
    assert!(
        message.contains("nosuch") && message.contains("No such file or directory"),
        "{message}"
    );
    refused(Path::new(""));
}

#[test]
fn an_empty_file_and_an_odd_name_are_accepted() {
    let folder = Folder::new();
    let db = folder.file("file:odd name?mode=memory.db");
    std::fs::write(&db, b"").unwrap();
    Api::file(&db).company("x");
    assert_eq!(Api::file(&db).total(), 1);
}

/// No user, not even root, can create files in the kernel's file systems.
#[cfg(target_os = "linux")]
#[test]
fn a_path_that_cannot_be_written_is_an_error_with_the_systems_reason() {
    for path in ["/proc/sandbox.db", "/sys/sandbox.db"] {
        let message = refused(Path::new(path));
        assert!(
            message.starts_with(&format!("{path}: the file cannot be opened for writing: "))
                && message.contains("(os error"),
            "{message}"
        );
    }
}

#[test]
fn the_database_name_memory_creates_no_file() {
    let api = Api::file(Path::new(":memory:"));
    api.company("x");
    assert!(!Path::new(":memory:").exists());
    drop(api);
    assert_eq!(Api::file(Path::new(":memory:")).total(), 0);
}
