use proptest::prelude::*;
use serde_json::{json, Value};

use super::{Query, Subject};

fn company() -> Value {
    json!({
        "id": "ab12c58d-a678-4ebf-a159-ae99e1807bd0",
        "name": "Marks & Spencer",
        "description": "a=b",
        "created": "2026-03-01T10:00:00.1234567Z",
        "groups": [{"id": "g1", "name": "Lending"}, {"id": "g2", "name": "Cards"}],
        "products": ["lending", "spend-insights"],
        "tags": {"region": "uk", "a.b c": "1"},
        "dataConnections": [],
    })
}

fn holds(query: &str) -> bool {
    Query::parse(query, Subject::Company)
        .unwrap_or_else(|error| panic!("{query}: {error}"))
        .matches(&company())
}

#[track_caller]
fn yes(query: &str) {
    assert!(holds(query), "should match: {query}");
}

#[track_caller]
fn no(query: &str) {
    assert!(!holds(query), "should not match: {query}");
}

#[track_caller]
fn refused(query: &str) {
    assert!(
        Query::parse(query, Subject::Company).is_err(),
        "should be refused: {query}"
    );
}

#[test]
fn text_is_compared_without_regard_to_case() {
    yes("name=marks & spencer");
    yes("  name  =  MARKS & SPENCER  ");
    no("name=marks");
    yes("name~SPEN");
    no("name~tesco");
    yes("name != tesco");
    no("name != Marks & Spencer");
    yes("description = a=b");
}

#[test]
fn not_equal_is_true_if_the_property_is_absent() {
    yes("tags.team != x");
    no("tags.team = x");
    no("tags.team ~ x");
}

#[test]
fn dots_lead_into_sub_properties() {
    yes("tags.region = uk");
    yes("tags.a.b c = 1");
    yes("groups.name = cards");
    yes("groups.id = g1");
    no("groups.id != g1");
    yes("products = lending");
    yes("groups.count = 2");
    yes("groups.count >= 2 && groups.count < 3");
    yes("dataConnections.count = 0");
    no("dataConnections.status = PendingAuth");
}

#[test]
fn dates_are_compared_as_instants() {
    yes("created > 2026-02-28");
    yes("created < 2026-03-02");
    yes("created >= 2026-03-01T10:00:00.1234567Z");
    yes("created <= 2026-03-01T10:00:00.1234567");
    yes("created = 2026-03-01T11:00:00.1234567+01:00");
    yes("created != 2026-03-01");
    no("created > 2026-03-01T10:00:00.1234567Z");
    no("lastSync > 2000-01-01");
}

#[test]
fn and_binds_tighter_than_or() {
    yes("name ~ marks || name ~ x && name ~ y");
    no("{name ~ marks || name ~ x} && name ~ y");
    yes("name ~ x && name ~ y || name ~ marks");
    yes("{ { name ~ marks } } && {tags.region = uk || tags.region = us}");
}

#[test]
fn malformed_queries_are_refused() {
    for query in [
        "",
        " ",
        "name",
        "name=",
        "=x",
        "name=x &&",
        "&& name=x",
        "name=x || ",
        "{name=x",
        "name=x}",
        "{}",
        "name=x {name=y}",
        "name!x",
        "{name=x}{name=y}",
        "name=x &&& name=y",
        "nosuch=1",
        "tags.=1",
        "tags=1",
        "groups=1",
    ] {
        refused(query);
    }
}

#[test]
fn operators_that_do_not_suit_the_property_are_refused() {
    refused("name > a");
    refused("tags.region <= uk");
    refused("created ~ 2026");
    refused("created > yesterday");
    refused("groups.count > two");
}

#[test]
fn long_and_deep_queries_are_refused() {
    let long = format!("name={}", "x".repeat(2048 - 5));
    refused(&long);
    yes(&format!("name!={}", "x".repeat(2047 - 6)));
    refused(&"{".repeat(2000));
    refused(&format!("{}name=x{}", "{".repeat(65), "}".repeat(65)));
    yes(&format!("{}name~m{}", "{".repeat(64), "}".repeat(64)));
}

#[test]
fn tags_have_any_key() {
    let tags = json!({"region": "UK", "owningTeam": "invoice-finance"});
    let matches = |query: &str| Query::parse(query, Subject::Tags).unwrap().matches(&tags);
    assert!(matches("region=uk && owningTeam=invoice-finance"));
    assert!(matches("nosuch != x"));
    assert!(!matches("region ~ us"));
    assert!(Query::parse("region > a", Subject::Tags).is_err());
}

proptest! {
    #[test]
    fn no_text_breaks_the_parser(text in "\\PC{0,80}") {
        if let Ok(query) = Query::parse(&text, Subject::Tags) {
            query.matches(&company());
        }
    }

    #[test]
    fn no_row_of_tokens_breaks_the_parser(tokens in prop::collection::vec(
        prop::sample::select(vec!["{", "}", "&&", "||", "=", "!=", "~", ">", "<=", "!", "&", "|", " ", "name", "created", "é"]), 0..40)) {
        if let Ok(query) = Query::parse(&tokens.concat(), Subject::Company) {
            query.matches(&company());
        }
    }

    /// A random tree, written out and read back, decides as the tree itself does.
    #[test]
    fn a_written_query_is_read_with_the_same_meaning(tree in tree()) {
        let (text, expected) = tree;
        prop_assert_eq!(holds(&text), expected, "{}", text);
    }
}

/// A query's text, fully braced, and whether it holds of the company.
fn tree() -> impl Strategy<Value = (String, bool)> {
    let leaf = prop_oneof![
        Just(("name ~ marks".to_owned(), true)),
        Just(("name = tesco".to_owned(), false))
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        (prop::collection::vec(inner, 1..4), any::<bool>()).prop_map(|(parts, all)| {
            let texts: Vec<_> = parts.iter().map(|(text, _)| format!("{{{text}}}")).collect();
            match all {
                true => (texts.join(" && "), parts.iter().all(|(_, holds)| *holds)),
                false => (texts.join("||"), parts.iter().any(|(_, holds)| *holds)),
            }
        })
    })
}
