use std::collections::HashSet;

use serde_json::{json, Value};

use crate::support::{Api, Client};

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn names(page: &Value) -> Vec<&str> {
    page["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|company| company["name"].as_str().unwrap())
        .collect()
}

/// A page for parameters that are given as pairs.
fn list(client: &Client, parameters: &[(&str, &str)]) -> crate::support::Reply {
    let query: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    client.get(&format!("/companies?{}", query.join("&")))
}

fn four() -> Api {
    let api = Api::new();
    let lending = api.group("Lending");
    for body in [
        json!({"name": "delta", "tags": {"region": "uk", "team": "invoice-finance"}}),
        json!({"name": "Alpha", "tags": {"region": "us"}, "groups": [{"id": lending}]}),
        json!({"name": "charlie", "description": "Marks & Spencer"}),
        json!({"name": "Bravo", "tags": {"region": "UK"}}),
    ] {
        api.json("POST", "/companies", &body).ok(200);
    }
    api
}

#[test]
fn an_empty_list_is_a_whole_page() {
    let page = Api::new().get("/companies").ok(200);
    let current = json!({"href": "/companies?page=1&pageSize=100"});
    let expected = json!({
        "results": [], "pageNumber": 1, "pageSize": 100, "totalResults": 0,
        "_links": {"self": {"href": "/companies"}, "current": current},
    });
    assert_eq!(page, expected);
}

#[test]
fn five_thousand_companies_are_listed_once_each() {
    let api = Api::new();
    api.control("seed-companies", json!({"count": 5000}));
    let mut seen = HashSet::new();
    let mut in_order = Vec::new();
    let mut path = "/companies?pageSize=1000".to_owned();
    let mut pages = 0;
    loop {
        let page = api.get(&path).ok(200);
        pages += 1;
        assert_eq!(
            (&page["pageNumber"], &page["totalResults"]),
            (&json!(pages), &json!(5000))
        );
        assert_eq!(page["_links"].get("previous").is_some(), pages > 1);
        for company in page["results"].as_array().unwrap() {
            assert!(seen.insert(company["id"].as_str().unwrap().to_owned()));
            in_order.push(company["name"].as_str().unwrap().to_owned());
        }
        match page["_links"]["next"]["href"].as_str() {
            Some(next) => path = next.to_owned(),
            None => break,
        }
    }
    assert_eq!((pages, seen.len()), (5, 5000));
    let created: Vec<String> = (1..=5000).map(|number| format!("Company {number}")).collect();
    assert_eq!(in_order, created);
    assert_eq!(
        api.get("/companies?pageSize=5000").ok(200)["results"]
            .as_array()
            .unwrap()
            .len(),
        5000
    );
    assert_eq!(api.get("/companies?page=51").ok(200)["results"], json!([]));
    let found = list(&api, &[("query", "name = company 4321")]).ok(200);
    assert_eq!(
        (names(&found), &found["totalResults"]),
        (vec!["Company 4321"], &json!(1))
    );
}

#[test]
fn links_keep_the_filter_and_the_order() {
    let api = four();
    let first = list(
        &api,
        &[
            ("query", "tags.region = uk"),
            ("orderBy", "name"),
            ("pageSize", "1"),
        ],
    )
    .ok(200);
    assert_eq!(
        (names(&first), &first["totalResults"]),
        (vec!["Bravo"], &json!(2))
    );
    let second = api.get(first["_links"]["next"]["href"].as_str().unwrap()).ok(200);
    assert_eq!(names(&second), ["delta"]);
    assert!(second["_links"].get("next").is_none());
    assert_eq!(
        api.get(second["_links"]["previous"]["href"].as_str().unwrap())
            .ok(200),
        first
    );
}

#[test]
fn pages_out_of_bounds_are_refused() {
    let api = Api::new();
    for query in [
        "page=0",
        "page=-1",
        "page=x",
        "page=99999999999",
        "pageSize=0",
        "pageSize=5001",
        "pageSize=1.5",
    ] {
        let name = query.split('=').next().unwrap();
        assert!(
            api.get(&format!("/companies?{query}")).error(400).contains(name),
            "{query}"
        );
    }
    api.get("/companies?page=2147483647&pageSize=5000").ok(200);
    api.get("/companies?page=&unknown=1").ok(200);
}

#[test]
fn companies_are_ordered() {
    let api = four();
    let ordered = |order: &str| {
        let page = list(&api, &[("orderBy", order)]).ok(200);
        names(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(ordered("name"), ["Alpha", "Bravo", "charlie", "delta"]);
    assert_eq!(ordered("-name"), ["delta", "charlie", "Bravo", "Alpha"]);
    assert_eq!(ordered("created"), ["delta", "Alpha", "charlie", "Bravo"]);
    assert_eq!(ordered("-created"), ["Bravo", "charlie", "Alpha", "delta"]);
    assert_eq!(ordered("-description")[0], "charlie");
    assert_eq!(ordered("id").len(), 4);
    for unknown in ["nosuch", "-", "--name", "name; DROP TABLE company", "name DESC"] {
        list(&api, &[("orderBy", unknown)]).error(400);
    }
}

#[test]
fn queries_filter_lists() {
    let api = four();
    for (query, expected) in [
        ("name = ALPHA", vec!["Alpha"]),
        ("name != alpha && name ~ a && name ~ l", vec!["delta", "charlie"]),
        ("description = marks & spencer", vec!["charlie"]),
        ("name = alpha || name = bravo && tags.region = us", vec!["Alpha"]),
        (
            "{name = alpha || name = bravo} && tags.region = uk",
            vec!["Bravo"],
        ),
        ("groups.name = lending", vec!["Alpha"]),
        ("created > 2020-01-01 && created < 2000-01-01", vec![]),
        (
            "created >= 2020-01-01",
            vec!["delta", "Alpha", "charlie", "Bravo"],
        ),
    ] {
        let page = list(&api, &[("query", query)]).ok(200);
        assert_eq!(
            (names(&page), &page["totalResults"]),
            (expected.clone(), &json!(expected.len())),
            "{query}"
        );
    }
    let tags = |tags: &str| list(&api, &[("tags", tags)]).ok(200);
    assert_eq!(names(&tags("region=uk && team=invoice-finance")), ["delta"]);
    assert_eq!(names(&tags("region != uk")), ["Alpha", "charlie"]);
    assert_eq!(names(&tags("region ~ u")), ["delta", "Alpha", "Bravo"]);
    assert_eq!(
        names(&list(&api, &[("tags", "region=uk"), ("query", "name ~ r")]).ok(200)),
        ["Bravo"]
    );
}

#[test]
fn invalid_queries_are_refused() {
    let api = Api::new();
    let long = format!("name={}", "x".repeat(2048));
    for query in [
        "name",
        "nosuch=1",
        "name > a",
        "{name=x",
        "created ~ 2",
        &long,
        &"{".repeat(2000),
    ] {
        assert!(
            list(&api, &[("query", query)])
                .error(400)
                .starts_with("Error parsing query"),
            "{query}"
        );
    }
    let long = format!("a={}", "x".repeat(2046));
    for tags in ["region", "region > a", &long] {
        assert!(
            list(&api, &[("tags", tags)])
                .error(400)
                .starts_with("Error parsing query"),
            "{tags}"
        );
    }
    list(&api, &[("tags", &long[..2047])]).ok(200);
    api.get("/companies?query=%FF").error(400);
}
