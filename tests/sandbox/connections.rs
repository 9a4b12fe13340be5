//! Connections: what each state allows, and what the JSON of the company shows of it.

use serde_json::{json, Value};

use crate::support::{Api, Folder};

/// A company with a connection that is Linked; the path of each.
pub fn linked(api: &Api, key: &str) -> (String, String) {
    let company = format!("/companies/{}", api.company("Toft Bakery"));
    let connection = link(api, &company, key);
    (company, connection)
}

pub fn link(api: &Api, company: &str, key: &str) -> String {
    let id = company.rsplit('/').next().unwrap();
    let linked = api.control("link-connection", json!({"companyId": id, "platformKey": key}));
    assert_eq!(linked["status"], "Linked");
    format!(
        "{company}/connections/{}",
        linked["connectionId"].as_str().unwrap()
    )
}

pub fn deauthorize(api: &Api, connection: &str) {
    let parts: Vec<&str> = connection.split('/').collect();
    let ids = json!({"companyId": parts[2], "connectionId": parts[4]});
    api.control("deauthorize-connection", ids);
}

fn status(api: &Api, connection: &str) -> Value {
    api.get(connection).ok(200)["status"].clone()
}

#[test]
fn the_key_may_be_an_object_or_a_string() {
    let api = Api::new();
    let path = format!("/companies/{}/connections", api.company("x"));
    for body in [json!({"platformKey": "gbol"}), json!("hcws")] {
        assert_eq!(api.json("POST", &path, &body).ok(200)["status"], "PendingAuth");
    }
    for body in [json!({}), json!({"platformKey": 7}), json!([]), json!(null)] {
        api.json("POST", &path, &body).error(400);
    }
    assert_eq!(api.stat("dataConnections"), 2);
}

#[test]
fn each_state_allows_only_its_changes() {
    let api = Api::new();
    let company = format!("/companies/{}", api.company("x"));
    let created = api.json(
        "POST",
        &format!("{company}/connections"),
        &json!({"platformKey": "gbol"}),
    );
    let connection = format!(
        "{company}/connections/{}",
        created.ok(200)["id"].as_str().unwrap()
    );
    let unlink = || api.json("PATCH", &connection, &json!({"status": "Unlinked"}));
    let authorize = || api.json("PUT", &format!("{connection}/authorization"), &json!({"a": "b"}));

    assert!(unlink().error(400).contains("PendingAuth"));
    authorize().ok(200);
    authorize().ok(200);
    assert_eq!(status(&api, &connection), "Linked");
    api.json("PATCH", &connection, &json!({"status": "Linked"}))
        .error(400);
    api.json("PATCH", &connection, &json!({})).error(400);
    unlink().ok(200);
    unlink().error(400);
    assert_eq!(status(&api, &connection), "Unlinked");
    authorize().ok(200);
    deauthorize(&api, &connection);
    assert_eq!(status(&api, &connection), "Deauthorized");
    let parts: Vec<&str> = connection.split('/').collect();
    let again = json!({"companyId": parts[2], "connectionId": parts[4]});
    assert!(api.sandbox.control("deauthorize-connection", again).is_err());
    authorize().ok(200);
    let errors = api.get(&connection).ok(200)["dataConnectionErrors"].clone();
    assert_eq!(
        (errors[0]["status"].as_str(), errors.as_array().unwrap().len()),
        (Some("Resolved"), 1)
    );
    for body in [json!({}), json!({"a": 1}), json!([]), json!("a")] {
        api.json("PUT", &format!("{connection}/authorization"), &body)
            .error(400);
    }
    assert_eq!(api.delete(&connection).ok(200), Value::Null);
    api.get(&connection).error(404);
    api.delete(&connection).error(404);
}

#[test]
fn one_accounting_software_and_several_banks() {
    let api = Api::new();
    let (company, xero) = linked(&api, "gbol");
    link(&api, &company, "hcws");
    link(&api, &company, "ndsk");
    let create = |key: &str| {
        api.json(
            "POST",
            &format!("{company}/connections"),
            &json!({"platformKey": key}),
        )
    };
    assert!(create("qhyg").error(400).contains("Xero"));
    deauthorize(&api, &xero);
    // Another one may take its place; the first can then not come back beside it.
    link(&api, &company, "qhyg");
    api.json("PUT", &format!("{xero}/authorization"), &json!({"a": "b"}))
        .error(400);
    assert_eq!(api.get(&company).ok(200)["platform"], "QuickBooks Online");
}

#[test]
fn picking_the_same_software_again_uses_the_same_connection() {
    let api = Api::new();
    let (company, first) = linked(&api, "gbol");
    deauthorize(&api, &first);
    assert_eq!(link(&api, &company, "gbol"), first);
    assert_eq!(
        api.get(&format!("{company}/connections")).ok(200)["totalResults"],
        1
    );
}

#[test]
fn companies_can_be_found_by_their_connections() {
    let api = Api::new();
    let (company, connection) = linked(&api, "gbol");
    api.company("other");
    let found = |query: &str| api.get(&format!("/companies?query={query}")).ok(200)["totalResults"].clone();
    assert_eq!(found("dataConnections.status%3DLinked"), 1);
    assert_eq!(found("dataConnections.count%3D1"), 1);
    assert_eq!(found("platform%3DXero"), 1);
    deauthorize(&api, &connection);
    assert_eq!(found("dataConnections.status%3DLinked"), 0);
    api.delete(&company).ok(204);
    api.get(&connection).error(404);
    assert_eq!(api.stat("dataConnections"), 0);
}

#[test]
fn the_quota_grows_with_each_connected_company() {
    let api = Api::new();
    let limit = || api.get("/groups").header("x-rate-limit-limit").to_owned();
    assert_eq!(limit(), "1000");
    let (_, connection) = linked(&api, "gbol");
    linked(&api, "hcws");
    assert_eq!(limit(), "3000");
    deauthorize(&api, &connection);
    assert_eq!(limit(), "2000");
    assert_eq!(api.control("set-limits", json!({}))["concurrentRequests"], 10);
    linked(&api, "hcws");
    assert_eq!(api.control("set-limits", json!({}))["concurrentRequests"], 20);
}

#[test]
fn connections_survive_a_restart_on_another_port() {
    let folder = Folder::new();
    let db = folder.file("sandbox.db");
    let api = Api::file(&db);
    let (_, connection) = linked(&api, "gbol");
    drop(api);
    let api = Api::file(&db);
    let kept = api.get(&connection).ok(200);
    assert_eq!(kept["status"], "Linked");
    assert!(kept["linkUrl"].as_str().unwrap().starts_with(&api.base_url));
}

#[test]
fn an_invalid_control_action_is_refused_with_the_field() {
    let api = Api::new();
    let id = api.company("x");
    for (action, input, named) in [
        ("link-connection", json!({}), "companyId"),
        (
            "link-connection",
            json!({"companyId": id, "platformKey": "none"}),
            "none",
        ),
        (
            "link-connection",
            json!({"url": "https://elsewhere.example/company/x"}),
            "url",
        ),
        ("link-connection", json!({"companyId": id, "colour": 1}), "colour"),
        ("deauthorize-connection", json!({"companyId": id}), "connectionId"),
        ("set-pull-seconds", json!({"seconds": -1}), "seconds"),
        ("set-pull-seconds", json!({"seconds": 86_401}), "seconds"),
        ("fail-next-pull", json!({"status": "Complete"}), "status"),
        ("fail-next-pull", json!({"dataType": "horoscopes"}), "dataType"),
        ("fail-next-pull", json!({"companyId": "x"}), "companyId"),
        ("set-redirect", json!({"url": "javascript:alert(1)"}), "url"),
        (
            "set-redirect",
            json!({"url": "https://{a}.example"}),
            "allowedHosts",
        ),
    ] {
        let error = api
            .sandbox
            .control(action, input.clone())
            .unwrap_err()
            .to_string();
        assert!(error.contains(named), "{action} {input}: {error}");
    }
    assert_eq!(api.stat("dataConnections"), 0);
}
