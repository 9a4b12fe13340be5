//! The Link page and the board, as a program sees them; tests/browser has people's side.

use serde_json::json;

use crate::connections::linked;
use crate::support::Api;

fn form(api: &Api, path: &str, headers: &[(&str, &str)], body: &str) -> crate::support::Reply {
    let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
    all.extend(headers);
    api.send("POST", path, &all, body.as_bytes())
}

#[test]
fn a_form_from_another_site_changes_nothing() {
    let api = Api::new();
    let id = api.company("x");
    let path = format!("/company/{id}");
    let body = "platformKey=gbol&decision=allow";
    for headers in [
        [("origin", "https://evil.example")],
        [("origin", "null")],
        [("host", "evil.example")],
    ] {
        assert_eq!(form(&api, &path, &headers, body).status, 403, "{headers:?}");
    }
    assert_eq!(api.stat("dataConnections"), 0);
    let own = [("origin", api.base_url.as_str())];
    assert_eq!(form(&api, &path, &own, body).status, 200);
    assert_eq!(api.stat("dataConnections"), 1);
}

#[test]
fn the_form_and_the_action_redirect_to_the_same_url() {
    let api = Api::new();
    let url = "http://localhost/done?c={companyId}&n={connectionId}&s={statusCode}&e={errorMessage}&k={platformKey}&r={ref}";
    api.control("set-redirect", json!({ "url": url }));
    let id = api.company("x");
    let link = format!("{}/company/{id}?ref=A%2017", api.base_url);
    let told = api.control("link-connection", json!({"url": link, "platformKey": "fztf"}));
    let expected = |connection: &str, rest: &str| {
        format!("http://localhost/done?c={id}&n={connection}&{rest}&k=fztf&r=A%2017")
    };
    let connection = told["connectionId"].as_str().unwrap();
    assert_eq!(told["redirect"], expected(connection, "s=200&e="));

    let id_of_link = format!("{}/company/{id}/connection/{connection}?ref=A%2017", api.base_url);
    let cancelled = api.control("link-connection", json!({"url": id_of_link, "cancel": true}));
    assert_eq!(
        cancelled["redirect"],
        expected(connection, "s=403&e=User%20cancelled")
    );

    api.control(
        "deauthorize-connection",
        json!({"companyId": id, "connectionId": connection}),
    );
    let path = format!("/company/{id}/connection/{connection}?ref=A%2017");
    let config = ureq::Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .build();
    let agent: ureq::Agent = config.into();
    let answer = agent
        .post(format!("{}{path}", api.base_url))
        .send_form([("decision", "allow")])
        .unwrap();
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.headers()["location"], expected(connection, "s=200&e="));
    assert_eq!(
        api.control("overview", json!({}))["companies"][0]["dataConnections"][0]["status"],
        "Linked"
    );
}

#[test]
fn every_page_has_a_strict_policy_and_is_not_cached() {
    let api = Api::new();
    let (company, connection) = linked(&api, "gbol");
    let link = |path: &str| {
        path.replace("companies", "company")
            .replace("connections", "connection")
    };
    for path in [
        link(&company),
        link(&connection),
        "/_sandbox/".to_owned(),
        "/company/x".to_owned(),
    ] {
        let page = api.get(&path);
        let policy = page.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"));
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert!(page.header("content-type").starts_with("text/html"));
    }
    // The pages are no requests to the service.
    assert_eq!(api.stat("requests"), 1);
}

#[test]
fn the_sandbox_serves_logos() {
    let api = Api::new();
    for integration in api.get("/integrations").ok(200)["results"].as_array().unwrap() {
        let url = integration["logoUrl"].as_str().unwrap();
        let logo = api.get(url.strip_prefix(&api.base_url).unwrap());
        assert_eq!((logo.status, logo.header("content-type")), (200, "image/svg+xml"));
        assert!(logo.body.starts_with(b"<svg "));
    }
    assert_eq!(api.get("/_sandbox/logo/none.svg").status, 404);
}

#[test]
fn a_redirect_has_all_the_documented_parameters() {
    let api = Api::new();
    let url =
        "http://localhost/done?i={integrationId}&s={sourceId}&p={platform}&n={platformName}&t={statusText}&\
               c={data.company.companyName}&code={statusCode}";
    api.control(
        "set-redirect",
        json!({"url": url, "allowedHosts": ["http://localhost/done"]}),
    );
    let id = api.company("Toft Bakery");
    let told = api.control("link-connection", json!({"companyId": id, "platformKey": "gbol"}));
    let connection = api.get(&format!("/companies/{id}/connections")).ok(200)["results"][0].clone();
    let text = |name: &str| connection[name].as_str().unwrap().to_owned();
    assert_eq!(
        told["redirect"],
        format!(
            "http://localhost/done?i={}&s={}&p=gbol&n=Xero&t=OK&c=Toft%20Bakery&code=200",
            text("integrationId"),
            text("sourceId")
        )
    );
}

#[test]
fn a_redirect_survives_a_restart_and_can_be_removed() {
    let folder = crate::support::Folder::new();
    let db = folder.file("sandbox.db");
    let api = Api::file(&db);
    api.control("set-redirect", json!({"url": "http://localhost/{companyId}"}));
    let id = api.company("x");
    drop(api);
    let api = Api::file(&db);
    let told = api.control("link-connection", json!({ "companyId": id }));
    assert_eq!(told["redirect"], format!("http://localhost/{id}"));
    api.control("set-redirect", json!({}));
    let told = api.control("link-connection", json!({"companyId": id, "platformKey": "hcws"}));
    assert!(told["redirect"].is_null());
}

#[test]
fn cancelling_a_linked_connection_changes_nothing() {
    let api = Api::new();
    let consumer = json!({"url": "http://127.0.0.1:9/events", "eventTypes": ["connection.failed"]});
    api.json("POST", "/webhooks", &consumer).ok(201);
    let id = api.company("x");
    let cancel = || {
        api.control(
            "link-connection",
            json!({"companyId": id, "platformKey": "gbol", "cancel": true}),
        )
    };
    let told = || {
        api.control("list-webhooks", json!({}))["webhooks"]
            .as_array()
            .unwrap()
            .len()
    };
    let connection = cancel()["connectionId"].clone();
    assert_eq!(told(), 1);
    api.control(
        "link-connection",
        json!({"companyId": id, "connectionId": connection}),
    );
    let cancelled = api.control(
        "link-connection",
        json!({"companyId": id, "connectionId": connection, "cancel": true}),
    );
    assert_eq!((&cancelled["status"], told()), (&json!("Linked"), 1));
}

#[test]
fn an_invalid_redirect_is_refused_with_the_field() {
    let api = Api::new();
    for (input, member) in [
        (json!({"url": "javascript:alert(1)"}), "url"),
        (json!({"url": "http://a.example/{odd"}), "url"),
        (json!({"url": "http://{tenant}.example/"}), "allowedHosts"),
        (
            json!({"url": "http://a.example/", "allowedHosts": ["a.example:80"]}),
            "allowedHosts",
        ),
    ] {
        let error = api
            .sandbox
            .control("set-redirect", input)
            .unwrap_err()
            .to_string();
        assert!(error.contains(&format!("{member}: ")), "{error}");
    }
}

#[test]
fn a_second_click_has_the_outcome_of_the_first() {
    let api = Api::new();
    for key in ["gbol", "hcws"] {
        let id = api.company("x");
        let page = api.get(&format!("/company/{id}?platformKey={key}"));
        let text = String::from_utf8(page.body).unwrap();
        let candidate = text.split("name=\"connectionId\" value=\"").nth(1).unwrap();
        let candidate = &candidate[..36];
        let before = api.stat("dataConnections");
        for _ in 0..2 {
            let body = format!("platformKey={key}&connectionId={candidate}&decision=allow");
            let answer = form(&api, &format!("/company/{id}"), &[], &body);
            assert_eq!(answer.status, 200, "{key}");
        }
        assert_eq!(api.stat("dataConnections"), before + 1);
    }
}

#[test]
fn a_second_accounting_software_is_neither_offered_nor_accepted() {
    let api = Api::new();
    let id = api.company("x");
    let path = format!("/company/{id}");
    let allow = |key: &str| form(&api, &path, &[], &format!("platformKey={key}&decision=allow"));
    assert_eq!((allow("gbol").status, allow("qhyg").status), (200, 400));
    let page = api.get(&format!("{path}?platformKey=qhyg"));
    let page = String::from_utf8_lossy(&page.body).into_owned();
    assert!(page.contains("Xero is connected already") && !page.contains("Allow access"));
    assert_eq!(api.stat("dataConnections"), 1);
}

#[test]
fn a_form_without_a_decision_changes_nothing() {
    let api = Api::new();
    let path = format!("/company/{}", api.company("x"));
    for body in [
        "",
        "decision=allow",
        "decision=allow&platformKey=none",
        "decision=perhaps&platformKey=gbol",
    ] {
        assert_eq!(form(&api, &path, &[], body).status, 400, "{body}");
    }
    assert_eq!(api.stat("dataConnections"), 0);
}

#[test]
fn a_form_with_an_id_of_another_company_is_refused() {
    let api = Api::new();
    let (_, theirs) = linked(&api, "gbol");
    let theirs = theirs.rsplit('/').next().unwrap();
    let id = api.company("x");
    let path = format!("/company/{id}");
    api.json(
        "POST",
        &format!("/companies/{id}/connections"),
        &json!({"platformKey": "hcws"}),
    )
    .ok(200);
    let own = api.get(&format!("/companies/{id}/connections")).ok(200)["results"][0]["id"].clone();
    let own = own.as_str().unwrap();
    let new = "5a6db0c5-0000-4000-8000-000000000001";
    let before = api.get(&format!("/companies/{id}")).ok(200);
    for (path, body, status) in [
        (
            &path,
            format!("platformKey=gbol&connectionId={theirs}&decision=allow"),
            404,
        ),
        (
            &path,
            format!("platformKey=gbol&connectionId={theirs}&decision=cancel"),
            404,
        ),
        (&path, format!("connectionId={theirs}&decision=cancel"), 404),
        (
            &path,
            format!(
                "platformKey=gbol&connectionId={}&decision=allow",
                theirs.to_uppercase()
            ),
            404,
        ),
        (
            &path,
            format!("platformKey=gbol&connectionId={own}&decision=allow"),
            400,
        ),
        (
            &path,
            "platformKey=gbol&connectionId=x&decision=allow".to_owned(),
            400,
        ),
        (
            &format!("{path}/connection/{theirs}"),
            "decision=allow".to_owned(),
            404,
        ),
        (
            &format!("{path}/connection/{own}"),
            format!("connectionId={theirs}&decision=allow"),
            400,
        ),
        (
            &format!("{path}/connection/{own}"),
            format!("connectionId={new}&decision=allow"),
            400,
        ),
    ] {
        let answer = form(&api, path, &[], &body);
        assert_eq!(answer.status, status, "{path} {body}");
    }
    assert_eq!(api.get(&format!("/companies/{id}")).ok(200), before);
    assert_eq!(
        form(
            &api,
            &path,
            &[],
            &format!("platformKey=gbol&connectionId={new}&decision=allow")
        )
        .status,
        200
    );
}

#[test]
fn ids_beside_a_link_url_are_its_own() {
    let api = Api::new();
    let (company, connection) = linked(&api, "gbol");
    let (company, connection) = (&company[11..], connection.rsplit('/').next().unwrap());
    let other = api.company("x");
    let url = format!("{}/company/{company}", api.base_url);
    let to_connection = format!("{url}/connection/{connection}");
    for (input, named) in [
        (json!({"url": url, "companyId": other}), "companyId: "),
        (
            json!({"url": to_connection, "connectionId": other}),
            "connectionId: ",
        ),
        (
            json!({"url": to_connection, "platformKey": "hcws"}),
            "platformKey",
        ),
        (
            json!({"companyId": company, "connectionId": connection, "platformKey": "hcws"}),
            "platformKey",
        ),
        (
            json!({"companyId": other, "connectionId": connection}),
            connection,
        ),
        (
            json!({"url": format!("{}/company/{other}/connection/{connection}", api.base_url)}),
            connection,
        ),
        (json!({"url": "http://127.0.0.1:1/company/x"}), "url"),
        (json!({}), "companyId"),
    ] {
        let error = api
            .sandbox
            .control("link-connection", input.clone())
            .unwrap_err()
            .to_string();
        assert!(error.contains(named), "{input}: {error}");
    }
    assert_eq!(api.stat("dataConnections"), 1);
    for input in [
        json!({"url": url, "companyId": company.to_uppercase(), "connectionId": connection}),
        json!({"url": to_connection, "companyId": company, "connectionId": connection, "platformKey": "gbol"}),
    ] {
        assert_eq!(api.control("link-connection", input)["connectionId"], connection);
    }
}
