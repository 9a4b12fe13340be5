//! Pulling data: it progresses with the sandbox's clock, and webhooks report it.

use serde_json::json;

use crate::connections::{deauthorize, link, linked};
use crate::support::{wait_until, Api, Folder};

#[test]
fn a_pull_goes_through_its_stages() {
    let api = Api::new();
    let (company, connection) = linked(&api, "gbol");
    api.control("set-pull-seconds", json!({"seconds": 10_000}));
    let pull = api
        .json("POST", &format!("{company}/data/queue/invoices"), &json!(null))
        .ok(200);
    let path = format!("{company}/data/history/{}", pull["id"].as_str().unwrap());
    let mut seen = vec![pull["status"].clone()];
    for _ in 0..20 {
        api.control("advance-clock", json!({"seconds": 500}));
        let status = api.get(&path).ok(200)["status"].clone();
        if seen.last() != Some(&status) {
            seen.push(status);
        }
    }
    assert_eq!(
        json!(seen),
        json!(["Queued", "Fetching", "Mapping", "Validating", "Complete"])
    );
    let done = api.get(&path).ok(200);
    assert_eq!(
        (&done["isCompleted"], &done["progress"]),
        (&json!(true), &json!(100))
    );
    for path in [&company, &connection] {
        assert_eq!(api.get(path).ok(200)["lastSync"], done["completed"]);
    }
}

#[test]
fn refresh_all_queues_the_types_that_are_not_being_pulled() {
    let api = Api::new();
    let (company, _) = linked(&api, "gbol");
    link(&api, &company, "fztf");
    api.control("set-pull-seconds", json!({"seconds": 3600}));
    let history = || api.get(&format!("{company}/data/history?pageSize=1")).ok(200)["totalResults"].clone();
    let all = || api.json("POST", &format!("{company}/data/all"), &json!(null));
    api.json("POST", &format!("{company}/data/queue/invoices"), &json!(null))
        .ok(200);
    all().ok(204);
    assert_eq!(history(), 39);
    all().ok(204);
    assert_eq!(history(), 39);
    let conflict = api
        .json("POST", &format!("{company}/data/queue/bills"), &json!(null))
        .error(409);
    let running = api
        .get(&format!("{company}/data/history?query=dataType=bills"))
        .ok(200);
    let running = running["results"][0]["id"].as_str().unwrap().to_owned();
    assert!(conflict.contains("DatasetAlreadyInProgressException"));
    assert!(conflict.contains(&running), "{conflict}");
    api.control("advance-clock", json!({"seconds": 3600}));
    all().ok(204);
    assert_eq!(history(), 78);
}

#[test]
fn a_product_queues_only_its_types() {
    let api = Api::new();
    let (company, _) = linked(&api, "gbol");
    api.send("PUT", &format!("{company}/products/lending"), &[], b"")
        .ok(204);
    let refresh = format!("{company}/products/lending/refresh");
    let nonsense = api
        .json("POST", &refresh, &json!({"dataTypes": ["bills", "nonsense"]}))
        .error(400);
    assert!(nonsense.contains("nonsense") && nonsense.contains("commerce-orders"));
    api.json("POST", &refresh, &json!({"dataTypes": ["bills"]}))
        .ok(202);
    assert_eq!(
        api.get(&format!("{company}/data/history")).ok(200)["totalResults"],
        1
    );
    api.send("POST", &refresh, &[], b"").ok(202);
    assert_eq!(
        api.get(&format!("{company}/data/history")).ok(200)["totalResults"],
        28
    );
}

#[test]
fn pulled_data_is_readable_after_access_is_lost() {
    let api = Api::new();
    let (company, connection) = linked(&api, "gbol");
    api.control("set-pull-seconds", json!({"seconds": 0}));
    let queue = |kind: &str| api.json("POST", &format!("{company}/data/queue/{kind}"), &json!(null));
    queue("invoices").ok(200);
    api.control("set-pull-seconds", json!({"seconds": 3600}));
    let cut_off = queue("bills").ok(200);
    deauthorize(&api, &connection);
    queue("invoices").error(400);
    let other = format!(
        "{company}/data/queue/invoices?connectionId={}",
        connection.rsplit('/').next().unwrap()
    );
    api.json("POST", &other, &json!(null)).error(400);
    let status = api.get(&format!("{company}/dataStatus")).ok(200);
    assert_eq!(status["invoices"]["currentStatus"], "Complete");
    assert_eq!(status["bills"]["currentStatus"], "AuthError");
    assert_eq!(status["bills"]["latestSyncId"], cut_off["id"]);
    assert!(status["bills"]["lastSuccessfulSync"].is_null());
    api.delete(&connection).ok(200);
    assert_eq!(
        api.get(&format!("{company}/data/history")).ok(200)["totalResults"],
        0
    );
}

#[test]
fn a_failure_strikes_only_the_chosen_pull() {
    let api = Api::new();
    let (company, _) = linked(&api, "gbol");
    api.control("set-pull-seconds", json!({"seconds": 0}));
    api.control(
        "fail-next-pull",
        json!({"dataType": "bills", "status": "MapError", "message": "Odd bills."}),
    );
    let status = |kind: &str| {
        let pull = api
            .json("POST", &format!("{company}/data/queue/{kind}"), &json!(null))
            .ok(200);
        let pull = api
            .get(&format!(
                "{company}/data/history/{}",
                pull["id"].as_str().unwrap()
            ))
            .ok(200);
        (
            pull["status"].clone(),
            pull["errorMessage"].clone(),
            pull["isErrored"].clone(),
        )
    };
    assert_eq!(status("invoices"), (json!("Complete"), json!(null), json!(false)));
    assert_eq!(
        status("bills"),
        (json!("MapError"), json!("Odd bills."), json!(true))
    );
    assert_eq!(status("bills").0, "Complete");
}

#[test]
fn a_pull_ends_after_a_restart_too() {
    let folder = Folder::new();
    let db = folder.file("sandbox.db");
    let api = Api::file(&db);
    let (company, _) = linked(&api, "gbol");
    let pull = api
        .json("POST", &format!("{company}/data/queue/bills"), &json!(null))
        .ok(200);
    drop(api);
    let api = Api::file(&db);
    let path = format!("{company}/data/history/{}", pull["id"].as_str().unwrap());
    wait_until("the pull is over", || {
        api.get(&path).ok(200)["isCompleted"] == true
    });
}

#[test]
fn invalid_refreshes_are_refused_with_the_reason() {
    let api = Api::new();
    let company = format!("/companies/{}", api.company("x"));
    let queue = |kind: &str| api.json("POST", &format!("{company}/data/queue/{kind}"), &json!(null));
    assert!(queue("invoices").error(400).contains("Linked"));
    assert!(queue("horoscopes").error(400).contains("horoscopes"));
    api.json("POST", &format!("{company}/data/all"), &json!(null))
        .error(400);
    link(&api, &company, "hcws");
    assert!(queue("invoices").error(400).contains("invoices"));
    let here = api.get(&format!("{company}/connections")).ok(200)["results"][0]["id"].clone();
    let wrong = format!(
        "{company}/data/queue/invoices?connectionId={}",
        here.as_str().unwrap()
    );
    assert!(api
        .json("POST", &wrong, &json!(null))
        .error(404)
        .contains("Datatype invoices not supported by platform(s) TrueLayer"));
    api.get(&format!("{company}/data/history/x")).error(404);
    api.get(&format!("{company}/data/history?orderBy=colour"))
        .error(400);
    api.get("/companies/x/dataStatus").error(404);
}

#[test]
fn types_that_were_never_pulled_have_a_status_without_a_state() {
    let api = Api::new();
    let (company, connection) = linked(&api, "gbol");
    let status = || api.get(&format!("{company}/dataStatus")).ok(200);
    let never = status();
    assert_eq!(never.as_object().unwrap().len(), 28);
    for (name, status) in never.as_object().unwrap() {
        assert_eq!(status, &json!({"dataType": name}));
    }
    api.control("set-pull-seconds", json!({"seconds": 0}));
    api.json("POST", &format!("{company}/data/queue/invoices"), &json!(null))
        .ok(200);
    let one = status();
    assert_eq!(one["invoices"]["currentStatus"], "Complete");
    assert_eq!(
        (&one["bills"], one.as_object().unwrap().len()),
        (&json!({"dataType": "bills"}), 28)
    );
    // What can no longer be pulled is not listed; what was is.
    deauthorize(&api, &connection);
    assert_eq!(status(), json!({"invoices": one["invoices"]}));
    let pending = format!("/companies/{}", api.company("x"));
    api.json(
        "POST",
        &format!("{pending}/connections"),
        &json!({"platformKey": "gbol"}),
    )
    .ok(200);
    assert_eq!(api.get(&format!("{pending}/dataStatus")).ok(200), json!({}));
}

#[test]
fn data_that_the_software_does_not_have_ends_as_not_supported() {
    let api = Api::new();
    let (company, _) = linked(&api, "fbrh");
    let refused = api
        .json(
            "POST",
            &format!("{company}/data/queue/purchaseOrders"),
            &json!(null),
        )
        .error(404);
    assert_eq!(
        refused,
        "Datatype purchaseOrders not supported by platform(s) FreeAgent"
    );
    api.control("set-pull-seconds", json!({"seconds": 0}));
    api.json("POST", &format!("{company}/data/all"), &json!(null))
        .ok(204);
    let pulls = api
        .get(&format!("{company}/data/history?query=dataType=purchaseOrders"))
        .ok(200);
    let pull = &pulls["results"][0];
    assert_eq!(
        (
            &pull["status"],
            &pull["isErrored"],
            &pull["isCompleted"],
            &pull["progress"]
        ),
        (&json!("NotSupported"), &json!(false), &json!(false), &json!(100))
    );
    for outcome in ["Cancelled", "NotSupported"] {
        api.control(
            "fail-next-pull",
            json!({"status": outcome, "dataType": "invoices"}),
        );
        let pull = api
            .json("POST", &format!("{company}/data/queue/invoices"), &json!(null))
            .ok(200);
        let path = format!("{company}/data/history/{}", pull["id"].as_str().unwrap());
        assert_eq!(api.get(&path).ok(200)["status"], outcome);
    }
}

#[test]
fn a_list_of_pulls_cannot_be_filtered_by_how_they_ended() {
    let api = Api::new();
    let (company, _) = linked(&api, "gbol");
    for property in ["isCompleted", "isErrored"] {
        let refused = api
            .get(&format!("{company}/data/history?query={property}=true"))
            .error(400);
        let expected = format!("Error parsing query - Could not resolve property {property} on Dataset.");
        assert_eq!(refused, expected);
    }
}

#[test]
fn linking_queues_pulls_if_that_is_switched_on() {
    let api = Api::new();
    let queued = |company: &str| {
        let pulls = api.get(&format!("{company}/data/history?pageSize=1")).ok(200);
        pulls["totalResults"].as_u64().unwrap()
    };
    let (company, _) = linked(&api, "gbol");
    assert_eq!(queued(&company), 0);
    api.control("set-fetch-on-first-link", json!({"enabled": true}));
    let (company, connection) = linked(&api, "gbol");
    assert_eq!(queued(&company), 28);
    // The next access queues them again, and an authorization by the client does not.
    api.control("advance-clock", json!({"seconds": 10}));
    deauthorize(&api, &connection);
    let (_, id) = connection.rsplit_once('/').unwrap();
    api.control(
        "link-connection",
        json!({"companyId": company.rsplit('/').next(), "connectionId": id}),
    );
    assert_eq!(queued(&company), 56);
    api.json("PATCH", &connection, &json!({"status": "Unlinked"}))
        .ok(200);
    api.json(
        "PUT",
        &format!("{connection}/authorization"),
        &json!({"user": "u"}),
    )
    .ok(200);
    assert_eq!(queued(&company), 56);

    let id = api.company("x");
    let only = json!({"companyId": id, "overridesDefaults": true, "settings": [
        {"dataType": "bills", "fetchOnFirstLink": true, "syncSchedule": 0, "syncOrder": 0},
        {"dataType": "items", "fetchOnFirstLink": false, "syncSchedule": 0, "syncOrder": 0},
    ]});
    api.json("POST", &format!("/companies/{id}/syncSettings"), &only)
        .ok(204);
    api.control("link-connection", json!({"companyId": id, "platformKey": "gbol"}));
    assert_eq!(queued(&format!("/companies/{id}")), 1);
}
