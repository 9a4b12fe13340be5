use serde_json::json;

use crate::support::Api;

#[test]
fn groups_are_created_and_listed() {
    let api = Api::new();
    assert_eq!(api.get("/groups").ok(200), json!({"results": []}));
    let first = api.group("Invoice finance");
    let second = api.group("Invoice finance");
    assert_ne!(first, second);
    let expected = json!({"results": [{"id": first, "name": "Invoice finance"}, {"id": second, "name": "Invoice finance"}]});
    assert_eq!(api.get("/groups").ok(200), expected);
}

#[test]
fn a_group_needs_a_name_of_at_most_50_characters() {
    let api = Api::new();
    let status = |body| api.json("POST", "/groups", &body).status;
    assert_eq!(status(json!({"name": "é".repeat(50)})), 200);
    for body in [
        json!({"name": "x".repeat(51)}),
        json!({"name": ""}),
        json!({"name": " "}),
        json!({}),
        json!({"name": 1}),
        json!([]),
    ] {
        assert_eq!(status(body.clone()), 400, "{body}");
    }
}

#[test]
fn the_21st_group_is_refused() {
    let api = Api::new();
    for number in 0..20 {
        api.group(&format!("Group {number}"));
    }
    let reply = api.json("POST", "/groups", &json!({"name": "One more"}));
    assert_eq!(reply.error(409), "Maximum number of groups reached.");
    assert_eq!(
        api.get("/groups").ok(200)["results"].as_array().unwrap().len(),
        20
    );
}

#[test]
fn companies_join_and_leave_groups() {
    let api = Api::new();
    let (lending, cards) = (api.group("Lending"), api.group("Cards"));
    let body = json!({"name": "x", "groups": [{"id": lending}, {"id": lending}]});
    let company = api.json("POST", "/companies", &body).ok(200);
    assert_eq!(company["groups"], json!([{"id": lending, "name": "Lending"}]));
    let path = format!("/companies/{}", company["id"].as_str().unwrap());
    let both = json!([{"id": lending, "name": "Lending"}, {"id": cards, "name": "Cards"}]);
    for _ in 0..2 {
        let joined = api
            .json("PATCH", &format!("{path}/groups"), &json!({"groupId": cards}))
            .ok(200);
        assert_eq!(joined["groups"], both);
    }
    assert_eq!(api.get(&path).ok(200)["groups"], both);

    // Only a replacement that has groups touches them.
    assert_eq!(
        api.json("PUT", &path, &json!({"name": "y"})).ok(200)["groups"],
        both
    );
    api.json("PUT", &path, &json!({"name": "y", "groups": [{"id": "nobody"}]}))
        .error(400);
    let replaced = api
        .json("PUT", &path, &json!({"name": "y", "groups": [{"id": cards}]}))
        .ok(200);
    assert_eq!(replaced["groups"], json!([{"id": cards, "name": "Cards"}]));
    for _ in 0..2 {
        api.delete(&format!("{path}/groups/{cards}")).ok(204);
    }
    assert_eq!(api.get(&path).ok(200)["groups"], json!([]));
}

#[test]
fn unknown_groups_are_not_found() {
    let api = Api::new();
    let path = format!("/companies/{}/groups", api.company("x"));
    let nobody = "00000000-0000-4000-8000-000000000000";
    for id in [nobody, "not-an-id"] {
        assert!(api
            .json("PATCH", &path, &json!({"groupId": id}))
            .error(404)
            .contains(id));
        api.delete(&format!("{path}/{id}")).error(404);
    }
    assert!(api
        .json("PATCH", &path, &json!({}))
        .error(400)
        .contains("groupId"));
    assert!(api
        .json("PATCH", &path, &json!({"groupId": 5}))
        .error(400)
        .contains("groupId"));
}
