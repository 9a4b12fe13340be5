use super::*;

const ONE: &str = "846ed55c-974b-4392-a1f1-87b6fdbf3c5e";
const OTHER: &str = "a22dd66b-564a-4832-9b37-7b3ce4aeb7de";
const THIRD: &str = "0498e921-9b53-4396-a412-4f2f5983b0a2";

fn about_others(error: &str, path: &str, body: Option<&str>) -> bool {
    let url = format!("https://api.example{path}");
    Asked::of(&url, body).about(error, false) == About::Others
}

#[test]
fn a_resource_is_recognized_in_many_words() {
    let path = format!("/companies/{ONE}");
    for text in [
        "companyId X not found",
        "companyX",
        "CompanyId: X",
        "Company not found: X",
        "X is not a company",
        "X: company not found",
        "Companies X",
        "company with identifier X",
        "/companies/X was not found",
        "company-X",
        "company urn:uuid:X",
        "No company was found with ID X",
        "unknown company 'X'",
        "Nothing for X",
        "no record with ID X",
    ] {
        let signs = ["", "_", "%2D", "\u{2011}", "–"].map(|sign| OTHER.replace('-', sign));
        for id in signs.into_iter().chain([OTHER.to_owned(), OTHER.to_uppercase()]) {
            let error = text.replace('X', &id);
            assert!(about_others(&error, &path, None), "{error}");
        }
        assert!(!about_others(&text.replace('X', ONE), &path, None), "{text}");
    }
    for noun in [
        "DataConnectionId",
        "dataConnection",
        "ConnectionId =",
        "Connections/",
    ] {
        let path = format!("{path}/connections/{ONE}");
        assert!(about_others(&format!("{noun} {OTHER}"), &path, None), "{noun}");
        assert!(!about_others(&format!("{noun} {ONE}"), &path, None), "{noun}");
    }
}

#[test]
fn a_custom_data_type_is_recognized_too() {
    let path = format!("/companies/{ONE}/connections/{ONE}/data/queue/custom/dogs");
    for (text, is_others) in [
        ("Custom data type cats not found", true),
        ("Data type invoices not supported", true),
        ("DatasetAlreadyInProgressException: invoices", true),
        ("Custom data type dogs not found", false),
        ("Cannot queue custom-dogs sync", false),
        ("No custom data type was found with identifier dogs", false),
    ] {
        assert_eq!(about_others(text, &path, None), is_others, "{text}");
    }
    let path = path.replace("dogs", "my_dogs");
    for (text, is_others) in [
        ("Custom data type my_dogs not found", false),
        ("Custom data type my_cats not found", true),
    ] {
        assert_eq!(about_others(text, &path, None), is_others, "{text}");
    }
}

/// A peer may send as many IDs as fit.
#[test]
fn many_ids_are_read_without_harm() {
    let one = format!("company {ONE}, ").repeat(20_000);
    let other = format!("connection {OTHER}, ").repeat(20_000);
    let path = format!("/companies/{ONE}/connections/{ONE}");
    assert!(about_others(&format!("{one}{other}"), &path, None));
    let list = format!("{ONE}, ").repeat(40_000);
    assert!(!about_others(&list, &path, None));
    let digits = "ID 1234567890123456789a ".repeat(50_000);
    assert!(about_others(&digits, "/companies", Some(&"b".repeat(100_000))));
}

#[test]
fn other_uuids_say_nothing() {
    let path = format!("/companies/{ONE}/data/all");
    for text in [
        "user OTHER may not",
        "pull OTHER of company ONE",
        "company ONE has a pull OTHER",
        "OTHER of company ONE failed",
        "request OTHER",
        "connection OTHER of company ONE is PendingAuth",
        "the dataset OTHER",
        "connection OTHER is not Linked",
    ] {
        let error = text.replace("ONE", ONE).replace("OTHER", OTHER);
        assert!(!about_others(&error, &path, None), "{error}");
    }
    // What does not exist was not found in a company.
    for text in [
        "Data connection X not found",
        "Pull operation X does not exist",
        "Dataset X could not be found",
        "No connection was found with ID X",
        "unknown connection X",
    ] {
        assert!(about_others(&text.replace('X', OTHER), &path, None), "{text}");
    }
    let asked = Asked::of(&path, None);
    let text = format!("connection {OTHER}");
    assert_eq!(
        [false, true].map(|is_absent| asked.about(&text, is_absent)),
        [About::Nobody, About::Others]
    );
    let consumer = format!("No webhook consumer was found with ID {OTHER}");
    assert!(about_others(&consumer, &path, None));
}

#[test]
fn a_request_that_names_no_resource_is_refused_for_none() {
    for path in [
        "/companies",
        "/groups",
        "/webhooks",
        "/base/companies?x=1",
        "/apiKeys",
        "/profile",
    ] {
        for text in [
            "Company X not found",
            "group X not found",
            "Connection X",
            "webhook consumer X",
            "Entity with ID X was not found.",
            "NotFoundException: X",
            "X is not a valid company",
            "X",
            "the dataset X",
            "COMPANYID: X",
            "No data available for accounts for ID e5889b459f544926ac5b8e6756df2s",
        ] {
            let error = text.replace('X', OTHER);
            assert!(about_others(&error, path, Some(r#"{"name":"A"}"#)), "{error}");
        }
        for text in [
            "Request ID X",
            "Trace X, incident X",
            "Client X has too many companies",
        ] {
            let text = text.replace('X', OTHER);
            assert!(!about_others(&text, path, Some(r#"{"name":"A"}"#)), "{text}");
        }
        for text in [
            "name: must not be empty",
            "call 4915112345678901234567",
            "seen: Basic YS1rZXktdGhhdC1ub2JvZHktbWF5LXNlZTE=",
            "name: Abcdefghijklmnopqrst1 is too long",
        ] {
            let body = Some(r#"{"name":"abcdefghijklmnopqrst1"}"#);
            assert!(!about_others(text, path, body));
        }
    }
    // What stands in a free text of the request is no resource of it.
    let free = r#""tags":{"replaces":"X","companyId":"X","id":"X","connectionId":"X","old":"Company X","e":"id a1b2c3d4e5f6a7b8c9d0e1f2"}"#;
    let body = format!(r#"{{"name":"Loan {OTHER}",{}}}"#, free.replace('X', OTHER));
    for (text, is_others) in [
        ("No company was found with ID X", true),
        ("Company X is archived", true),
        ("The name 'Loan X' is not permitted", false),
        ("Loan X is closed", true),
        ("No data available for ID a1b2c3d4e5f6a7b8c9d0e1f2", true),
        ("The tag 'Company X' is too long", false),
    ] {
        let text = text.replace('X', OTHER);
        assert_eq!(
            about_others(&text, "/companies", Some(&body)),
            is_others,
            "{text}"
        );
    }
    let body = format!(r#"{{"name":"A","groups":[{{"id":"{ONE}"}}]}}"#);
    let text = |id: &str| format!("groups[0].id: no group was found with ID {id}");
    assert!(!about_others(&text(ONE), "/companies", Some(&body)));
    assert!(about_others(&text(OTHER), "/companies", Some(&body)));
}

#[test]
fn a_text_that_names_none_of_the_requests_resources_is_about_others() {
    let path = format!("/companies/{ONE}");
    for text in [
        "Entity with ID X was not found.",
        "CompanyNotFoundException: X",
        "X is not a valid company",
        "No company could be found that has the ID X",
        "The company named 'Other Bakery' with ID X",
        "X: locked",
        "X",
        "No data available for accounts for ID e5889b459f544926ac5b8e6756df2s",
        "DatasetAlreadyInProgressException: X has a sync in progress",
    ] {
        let error = text.replace('X', OTHER);
        assert!(about_others(&error, &path, None), "{error}");
        let own = text.replace('X', ONE);
        assert_eq!(about_others(&own, &path, None), text.contains("e5889b"), "{own}");
    }
    for (error, is_others) in [
        ("Companies ONE, OTHER not found", false),
        ("Companies OTHER and ONE not found", false),
        ("Company ONE is a duplicate of company OTHER", false),
        ("OTHER not found in ONE", false),
        ("connection OTHER of company ONE not found", false),
        ("not found", false),
    ] {
        let error = error.replace("ONE", ONE).replace("OTHER", OTHER);
        assert_eq!(about_others(&error, &path, None), is_others, "{error}");
    }
    let path = format!("/companies/{ONE}/connections");
    for (error, is_others) in [
        (
            "Company ONE has an active accounting connection OTHER already",
            false,
        ),
        ("Data connection OTHER not found", true),
    ] {
        let error = error.replace("ONE", ONE).replace("OTHER", OTHER);
        assert_eq!(about_others(&error, &path, None), is_others, "{error}");
    }
    let path = format!("/companies/{ONE}/connections/{THIRD}");
    for (error, is_others) in [
        ("connection OTHER of company ONE not found", true),
        ("connections THIRD, OTHER of company ONE", false),
        ("Data connections OTHER, THIRD not found", false),
    ] {
        let error = error
            .replace("ONE", ONE)
            .replace("OTHER", OTHER)
            .replace("THIRD", THIRD);
        assert_eq!(about_others(&error, &path, None), is_others, "{error}");
    }
}

#[test]
fn a_request_on_one_kind_of_resource_is_refused_for_no_other() {
    for (path, noun) in [
        (format!("/webhooks/{ONE}"), "Company"),
        (format!("/webhooks/{ONE}"), "connection"),
        (format!("/webhooks/{ONE}"), "group"),
        (format!("/apiKeys/{ONE}"), "company"),
        (format!("/companies/{ONE}"), "group"),
        (format!("/companies/{ONE}/connections/{ONE}"), "group"),
        (format!("/companies/{ONE}/groups"), "Data connection"),
    ] {
        let error = format!("{noun} {OTHER} is not allowed");
        assert!(about_others(&error, &path, None), "{path}: {error}");
    }
}

#[test]
fn a_data_type_is_recognized_in_the_texts_of_the_service() {
    let path = format!("/companies/{ONE}/data/queue/invoices");
    for text in [
        "Datatype X not supported by platform(s) Xero",
        "Datatype [X] not supported",
        "dataType: X is no type of data",
        "Cannot queue X sync",
        "DataType 'X'",
        "Data type X is not supported",
        "X is not a supported data type",
        "X pull is in progress",
        "The X dataset",
        "Sync of X failed",
        "Data-type X",
        "data_type: X",
        "No data available for X",
        "/companies/ONE/data/queue/X",
        "DatasetAlreadyInProgressException: cannot queue sync of X for ONE",
    ] {
        assert!(
            about_others(&text.replace('X', "bills").replace("ONE", ONE), &path, None),
            "{text}"
        );
        assert!(
            !about_others(&text.replace('X', "invoices").replace("ONE", ONE), &path, None),
            "{text}"
        );
    }
    assert!(!about_others(
        "Datatype [bills, invoices] not supported",
        &path,
        None
    ));
    for text in [
        "no such datatype",
        "The data type is not supported",
        "Payments for your account are overdue",
        "'tags' must have at most 10 items",
    ] {
        assert!(!about_others(text, &path, None), "{text}");
    }
    assert!(!about_others(
        "Datatype accounts not supported",
        &format!("/companies/{ONE}/data/all"),
        None
    ));
}
