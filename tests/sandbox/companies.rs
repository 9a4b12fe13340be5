use serde_json::{json, Value};

use crate::support::Api;

const NOBODY: &str = "/companies/00000000-0000-4000-8000-000000000000";

#[test]
fn a_company_is_created_read_and_deleted() {
    let api = Api::new();
    let body = json!({"name": "Technicalium", "description": "Web design", "tags": {"region": "uk"}});
    let created = api.json("POST", "/companies", &body).ok(200);
    assert_eq!(created["name"], "Technicalium");
    assert_eq!(created["description"], "Web design");
    assert_eq!(created["tags"], json!({"region": "uk"}));
    for empty in ["dataConnections", "groups", "products"] {
        assert_eq!(created[empty], json!([]), "{empty}");
    }
    let id = created["id"].as_str().unwrap();
    assert_eq!(uuid::Uuid::parse_str(id).unwrap().to_string(), id);
    assert_eq!(created["redirect"], format!("{}/company/{id}", api.base_url));
    let time = created["created"].as_str().unwrap();
    assert!(
        time.len() == "2026-01-01T00:00:00.0000000Z".len() && time.ends_with('Z'),
        "{time}"
    );

    let path = format!("/companies/{id}");
    assert_eq!(api.get(&path).ok(200), created);
    assert_eq!(
        api.get(&path.to_uppercase().replace("COMPANIES", "companies"))
            .ok(200),
        created
    );
    assert_eq!(api.delete(&path).ok(204), Value::Null);
    api.get(&path).error(404);
    api.delete(&path).error(404);
    assert_eq!(api.total(), 0);
}

#[test]
fn every_operation_on_an_unknown_company_is_not_found() {
    let api = Api::new();
    for (method, path) in [
        ("GET", ""),
        ("PUT", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("GET", "/accessToken"),
        ("PUT", "/products/x"),
        ("DELETE", "/products/x"),
        ("POST", "/products/x/refresh"),
        ("PATCH", "/groups"),
        ("DELETE", "/groups/00000000-0000-4000-8000-000000000000"),
    ] {
        let error = api
            .json(method, &format!("{NOBODY}{path}"), &json!({"name": "x"}))
            .error(404);
        assert!(error.contains("00000000-0000-4000-8000-000000000000"), "{error}");
    }
    api.get("/companies/not-an-id").error(404);
    let odd = api.get("/companies/%FF");
    odd.error(400);
    assert_eq!(odd.header("x-rate-limit-limit"), "1000");
}

#[test]
fn names_are_cleaned_not_refused() {
    let api = Api::new();
    let created = |name: &str| api.json("POST", "/companies", &json!({ "name": name }));
    assert_eq!(created("Company (Codat[1])").ok(200)["name"], "Company Codat1");
    assert_eq!(
        created("a-b'c,d &@.?!é<>/\\\"9").ok(200)["name"],
        "a-b'c,d &@.?!9"
    );
    for empty in ["", "()[]", "  ", "éè"] {
        let reply = created(empty);
        reply.error(400);
        assert_eq!(
            reply.json()["validation"]["errors"][0]["itemId"],
            "name",
            "{empty}"
        );
    }
    let id = api.company("x");
    let path = format!("/companies/{id}");
    assert_eq!(
        api.json("PATCH", &path, &json!({"name": "y#"})).ok(200)["name"],
        "y"
    );
    assert_eq!(
        api.json("PUT", &path, &json!({"name": "z#"})).ok(200)["name"],
        "z"
    );
    api.json("PATCH", &path, &json!({"name": "#"})).error(400);
    api.json("PUT", &path, &json!({"name": "#"})).error(400);
    assert_eq!(api.get(&path).ok(200)["name"], "z");
}

#[test]
fn put_clears_what_is_absent_and_patch_leaves_it() {
    let api = Api::new();
    let body = json!({"name": "One", "description": "d", "tags": {"a": "1", "b": "2"}});
    let path = format!(
        "/companies/{}",
        api.json("POST", "/companies", &body).ok(200)["id"]
            .as_str()
            .unwrap()
    );

    let same = api
        .json(
            "PATCH",
            &path,
            &json!({"name": null, "description": null, "tags": null}),
        )
        .ok(200);
    assert_eq!(
        (&same["name"], &same["description"], &same["tags"]),
        (&json!("One"), &json!("d"), &body["tags"])
    );
    let same = api.json("PATCH", &path, &json!({})).ok(200);
    assert_eq!(same["description"], "d");
    let patched = api.json("PATCH", &path, &json!({"tags": {"c": "3"}})).ok(200);
    assert_eq!(patched["tags"], json!({"c": "3"}));
    assert_eq!(patched["description"], "d");
    assert_eq!(api.get(&path).ok(200), patched);

    let put = api.json("PUT", &path, &json!({"name": "Two"})).ok(200);
    assert_eq!(put["name"], "Two");
    assert_eq!(put["tags"], json!({}));
    assert!(put["description"].is_null());
    assert_eq!(
        (&put["id"], &put["created"]),
        (&patched["id"], &patched["created"])
    );
    assert_eq!(api.get(&path).ok(200), put);
    api.json("PUT", &path, &json!({"name": "Two", "tags": {"a": "1"}}))
        .ok(200);
    assert_eq!(
        api.json("PUT", &path, &json!({"name": "Two", "tags": {}}))
            .ok(200)["tags"],
        json!({})
    );
    api.json("PUT", &path, &json!({"description": "no name"}))
        .error(400);
}

#[test]
fn tags_are_limited() {
    let api = Api::new();
    let id = api.company("x");
    let tags = |count: usize| -> Value {
        (0..count)
            .map(|n| (format!("key{n}"), json!("v")))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    for (method, path) in [
        ("POST", "/companies".to_owned()),
        ("PUT", format!("/companies/{id}")),
        ("PATCH", format!("/companies/{id}")),
    ] {
        let status = |tags: &Value| {
            api.json(method, &path, &json!({"name": "x", "tags": tags}))
                .status
        };
        assert_eq!(status(&tags(10)), 200);
        assert_eq!(status(&tags(11)), 400);
        assert_eq!(status(&json!({"é".repeat(27): "v"})), 200);
        assert_eq!(status(&json!({"k".repeat(28): "v"})), 400);
        assert_eq!(status(&json!({"": "v"})), 400);
        assert_eq!(status(&json!({"k": "é".repeat(100)})), 200);
        assert_eq!(status(&json!({"k": "v".repeat(101)})), 400);
        assert_eq!(status(&json!({"k": 1})), 400);
    }
}

#[test]
fn an_invalid_body_is_refused_with_the_field() {
    let api = Api::new();
    for (body, named) in [
        (r#"{"name": 5}"#, "name"),
        (r#"{"name": "x", "description": []}"#, "description"),
        (r#"{"name": "x", "tags": {"a": true}}"#, "tags.a"),
        (r#"{"name": "x", "groups": [{"id": 1}]}"#, "groups[0].id"),
        (r#"{"name": "x", "groups": [{"id": "nobody"}]}"#, "groups[0].id"),
        ("{}", "name"),
        (r#"{"name": null}"#, "name"),
        ("", "body"),
        ("nonsense", "body"),
        ("[]", "body"),
        (r#"["name"]"#, "body"),
        ("null", "body"),
    ] {
        let reply = api.send("POST", "/companies", &[], body.as_bytes());
        let error = reply.error(400);
        assert!(error.contains(named), "{body}: {error}");
        let item = &reply.json()["validation"]["errors"][0];
        assert_eq!(item["itemId"], named, "{body}");
        assert!(item["message"].is_string() && item["validatorName"].is_string());
    }
    api.send("POST", "/companies", &[], &[b'[', 0xff]).error(400);
    api.send("POST", "/companies", &[], "[".repeat(100_000).as_bytes())
        .error(400);
    api.json(
        "POST",
        "/companies",
        &json!({"name": "x", "someday": {"new": [1]}}),
    )
    .ok(200);
    assert_eq!(api.total(), 1);
}

#[test]
fn products_are_added_and_removed_any_number_of_times() {
    let api = Api::new();
    let path = format!("/companies/{}", api.company("x"));
    let product = |name: &str| format!("{path}/products/{name}");
    for _ in 0..2 {
        api.send("PUT", &product("lending"), &[], b"").ok(204);
    }
    api.send("PUT", &product("spend%20insights"), &[], b"").ok(204);
    assert_eq!(
        api.get(&path).ok(200)["products"],
        json!(["lending", "spend insights"])
    );

    let refresh = |body: &[u8]| api.send("POST", &format!("{}/refresh", product("lending")), &[], body);
    refresh(b"").ok(202);
    refresh(br#"{"dataTypes": ["invoices"]}"#).ok(202);
    assert!(refresh(br#"{"dataTypes": "invoices"}"#)
        .error(400)
        .contains("dataTypes"));
    for _ in 0..2 {
        api.delete(&product("lending")).ok(204);
    }
    assert_eq!(api.get(&path).ok(200)["products"], json!(["spend insights"]));
    refresh(b"").error(404);
}

#[test]
fn an_access_token_is_given() {
    let api = Api::new();
    let path = format!("/companies/{}/accessToken", api.company("x"));
    let token = api.get(&path).ok(200);
    assert_eq!(
        (&token["expiresIn"], &token["tokenType"]),
        (&json!(86400), &json!("Bearer"))
    );
    assert_ne!(api.get(&path).ok(200)["accessToken"], token["accessToken"]);
}
