//! What the text of a refusal names: resources by their IDs, and types of data.
//!
//! A UUID is that of the resource whose kind is the noun before it, or after it at the beginning: `company X`,
//! `CompanyId: X`, `/companies/X`, `no company was found with ID X`, `X is no company`. A refusal that names resources, but
//! none of the request's, refused another request, except if the service may have found what it names.

use std::collections::BTreeSet;
use std::iter;

use serde_json::Value;
use uuid::Uuid;

/// Words between a noun and the UUID that it is about.
const BETWEEN: &[&str] = &[
    "a",
    "an",
    "and",
    "be",
    "could",
    "does",
    "exist",
    "exists",
    "found",
    "given",
    "guid",
    "has",
    "id",
    "identifier",
    "ids",
    "invalid",
    "is",
    "key",
    "missing",
    "named",
    "no",
    "not",
    "of",
    "or",
    "that",
    "the",
    "this",
    "unknown",
    "urn",
    "uuid",
    "valid",
    "was",
    "with",
];

/// How many IDs that are no UUIDs are looked for in the request.
const MOST_IDS: usize = 20;

/// How many texts of a request are looked for in a refusal.
const MOST_QUOTED: usize = 20;

/// Whom a refusal is about, by its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// It names a resource or a type of data, and not one of the request's.
    Others,
    /// It names a resource of the request.
    Request,
    /// It names nothing.
    Nobody,
}

/// Whom a text is about, of the refusal of a request with this URL and body.
pub(crate) fn about(text: &str, url: &str, body: Option<&str>) -> About {
    let path = url.split('?').next().unwrap_or_default();
    let Asked { ids: asked, quoted } = Asked::of(url, body);
    let text = &quoted
        .iter()
        .fold(text.to_owned(), |text, quoted| text.replace(quoted, ""));
    let words: Vec<Word> = words(text).collect();
    let mut ids: Vec<(Uuid, &str)> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if let Some(id) = word.id() {
            let earlier = ids.last().map_or("", |(_, kind)| kind);
            ids.push((id, noun(&words, at, earlier)));
        }
    }
    let (own, foreign): (Vec<_>, Vec<_>) = ids.into_iter().partition(|(id, _)| asked.contains(id));
    let own_kinds: BTreeSet<&str> = own.iter().map(|(_, kind)| *kind).collect();
    let is_other = |kind: &str| {
        let is_found = is_of_refusal(kind) || may_be_found(kind, path, !own.is_empty());
        !is_found && (own.is_empty() || is_kind(kind) && !own_kinds.contains(kind))
    };
    let is_others = foreign.iter().any(|(_, kind)| is_other(kind))
        || own.is_empty() && names_other_id(text, url, body)
        || names_other_data_type(text, path);
    match own.is_empty() {
        _ if is_others => About::Others,
        true => About::Nobody,
        false => About::Request,
    }
}

/// What a request names.
#[derive(Default)]
struct Asked {
    /// The UUIDs of its URL, and of the fields of its body that are IDs.
    ids: BTreeSet<Uuid>,
    /// Texts of its body with a UUID in them, which a refusal may repeat. They name no resource.
    quoted: Vec<String>,
}

impl Asked {
    fn of(url: &str, body: Option<&str>) -> Asked {
        let mut asked = Asked {
            ids: uuids(url).collect(),
            ..Asked::default()
        };
        if let Some(body) = body.and_then(|body| serde_json::from_str(body).ok()) {
            asked.read("", &body);
        }
        asked
    }

    fn read(&mut self, field: &str, value: &Value) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| self.read(name, value)),
            Value::Array(items) => items.iter().for_each(|item| self.read(field, item)),
            Value::String(text) => match uuid(text) {
                Some(id) if field == "id" || field.ends_with("Id") || field.ends_with("Ids") => {
                    self.ids.insert(id);
                }
                // A bare UUID in a free text says nothing of where else it stands.
                Some(_) => {}
                None if self.quoted.len() < MOST_QUOTED && uuids(text).next().is_some() => {
                    self.quoted.push(text.clone());
                }
                None => {}
            },
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// Whether a text has an ID that is no UUID, such as 24 hexadecimal digits after the word ID, and that the request does not
/// have.
fn names_other_id(text: &str, url: &str, body: Option<&str>) -> bool {
    let request = [url, body.unwrap_or_default()].map(str::to_ascii_lowercase);
    let is_id = |run: &str| {
        run.len() >= 20
            && uuid(run).is_none()
            && run.bytes().any(|byte| byte.is_ascii_digit())
            && run.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let is_asked = |run: &str| {
        let run = run.to_ascii_lowercase();
        request.iter().any(|text| text.contains(&run))
    };
    let follows_id = |(before, run): &(&str, &str)| before.to_ascii_lowercase().ends_with("id") && is_id(run);
    runs(text)
        .zip(runs(text).skip(1))
        .filter(follows_id)
        .take(MOST_IDS)
        .any(|(_, run)| !is_asked(run))
}

/// Whether a noun stands for something that is no resource: the refusal itself, or the account.
fn is_of_refusal(noun: &str) -> bool {
    matches!(
        noun,
        "activity"
            | "client"
            | "correlation"
            | "event"
            | "incident"
            | "reference"
            | "request"
            | "trace"
            | "user"
    )
}

/// Whether what a noun stands for may be something that the service found, although the request does not name it: a
/// connection or a pull of its company. `names_own`: the text names a resource of the request too.
fn may_be_found(noun: &str, path: &str, names_own: bool) -> bool {
    let of_company = path.contains("/companies/");
    match noun {
        "connection" => {
            let is_sure = !path.ends_with("/connections") && !path.contains("/groups");
            of_company && !path.contains("/connections/") && (is_sure || names_own)
        }
        "dataset" | "pull" | "operation" | "sync" => of_company && !path.contains("/data/history/"),
        _ => false,
    }
}

/// The noun that says of what kind the UUID at this place is; empty if none does. `earlier` is that of the UUID before it.
fn noun<'a>(words: &'a [Word], at: usize, earlier: &'a str) -> &'a str {
    let is_between = |word: &&Word| matches!(word, Word::Text(text) if BETWEEN.contains(&text.as_str()));
    let before = words[..at].iter().rev();
    let skipped = before.clone().take_while(is_between);
    let found = before.clone().find(|word| !is_between(word));
    match found {
        Some(Word::Text(noun)) => match skipped.into_iter().any(|word| word.is("with")) {
            true if !is_kind(noun) => "with",
            _ => noun,
        },
        // Of several IDs, each is of the kind of the first.
        Some(Word::Id(_)) => {
            let is_list = skipped.into_iter().all(|word| word.is("and") || word.is("or"));
            if is_list {
                earlier
            } else {
                ""
            }
        }
        None => {
            let mut after = words[at + 1..].iter().filter(|word| !is_between(word));
            match (after.next(), after.next()) {
                // Of the next UUID, if one follows.
                (Some(Word::Text(_)), Some(Word::Id(_))) => "",
                (Some(Word::Text(noun)), _) => noun,
                _ => "",
            }
        }
    }
}

fn is_kind(noun: &str) -> bool {
    matches!(noun, "company" | "connection" | "group" | "consumer" | "webhook")
}

/// A word of a text: a UUID, or a noun in the singular and in lower case, as far as such a rule goes.
enum Word {
    Id(Uuid),
    Text(String),
}

impl Word {
    fn id(&self) -> Option<Uuid> {
        match self {
            Word::Id(id) => Some(*id),
            Word::Text(_) => None,
        }
    }

    fn is(&self, other: &str) -> bool {
        matches!(self, Word::Text(text) if text == other)
    }
}

/// The words of a text; `companyId` is two, and so is `company-X`.
fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    runs(text).flat_map(|run| {
        let (before, id) = split(run);
        let nouns = before.split('-').flat_map(nouns).map(Word::Text);
        nouns.chain(id.map(Word::Id))
    })
}

/// A run of letters, digits and hyphens without the UUID that it is, or ends with.
fn split(run: &str) -> (&str, Option<Uuid>) {
    let starts = [0, run.len().saturating_sub(36)];
    let found = starts
        .into_iter()
        .find_map(|start| Some((&run[..start], Some(uuid(&run[start..])?))));
    found.unwrap_or((run, None))
}

/// The parts of a name in camel case, in the singular. The name is ASCII.
fn nouns(name: &str) -> impl Iterator<Item = String> + '_ {
    let mut rest = name;
    iter::from_fn(move || {
        let begins = |pair: &[u8]| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase();
        let end = rest
            .as_bytes()
            .windows(2)
            .position(begins)
            .map_or(rest.len(), |at| at + 1);
        let (noun, after) = rest.split_at(end);
        rest = after;
        (!noun.is_empty()).then(|| singular(noun.to_ascii_lowercase()))
    })
}

fn singular(noun: String) -> String {
    match (noun.strip_suffix("ies"), noun.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) if noun.len() > 4 => stem.to_owned(),
        _ => noun,
    }
}

fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|run| !run.is_empty())
}

fn uuids(text: &str) -> impl Iterator<Item = Uuid> + '_ {
    runs(text).filter_map(uuid)
}

/// A UUID, with hyphens or without.
pub(crate) fn uuid(word: &str) -> Option<Uuid> {
    (word.len() >= 32).then(|| Uuid::parse_str(word).ok())?
}

/// The types of data, except `company`, which is also a resource.
const DATA_TYPES: &[&str] = &[
    "accountTransactions",
    "balanceSheet",
    "bankAccounts",
    "bankTransactions",
    "banking-accountBalances",
    "banking-accounts",
    "banking-transactionCategories",
    "banking-transactions",
    "billCreditNotes",
    "billPayments",
    "bills",
    "cashFlowStatement",
    "chartOfAccounts",
    "commerce-companyInfo",
    "commerce-customers",
    "commerce-disputes",
    "commerce-locations",
    "commerce-orders",
    "commerce-paymentMethods",
    "commerce-payments",
    "commerce-productCategories",
    "commerce-products",
    "commerce-taxComponents",
    "commerce-transactions",
    "creditNotes",
    "customers",
    "directCosts",
    "directIncomes",
    "invoices",
    "itemReceipts",
    "items",
    "journalEntries",
    "journals",
    "paymentMethods",
    "payments",
    "profitAndLoss",
    "purchaseOrders",
    "salesOrders",
    "suppliers",
    "taxRates",
    "trackingCategories",
    "transfers",
];

/// Whether the path asks for a pull of one data type, also a custom one, and the text names others only.
fn names_other_data_type(text: &str, path: &str) -> bool {
    let Some((_, asked)) = path.split_once("/data/queue/") else {
        return false;
    };
    let asked = asked.strip_prefix("custom/").unwrap_or(asked);
    let lower = text.to_ascii_lowercase();
    let is_about_pulls = ABOUT_PULLS.iter().any(|word| lower.contains(word));
    let names = |run: &str| {
        let bare = ["custom-", "accounting-"]
            .iter()
            .find_map(|kind| run.strip_prefix(kind));
        bare.unwrap_or(run).eq_ignore_ascii_case(asked)
    };
    // Many are ordinary words, such as payments.
    let is_word = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase());
    let named = |run: &str| {
        let found = DATA_TYPES.iter().find(|each| run.eq_ignore_ascii_case(each));
        found.is_some_and(|each| is_about_pulls || !is_word(each))
    };
    !runs(text).any(names) && (runs(text).any(named) || refused_data_type(text).is_some())
}

/// What a text on the pull of a data type says.
const ABOUT_PULLS: &[&str] = &[
    "/data/",
    "data available",
    "data type",
    "data-type",
    "data_type",
    "dataset",
    "datatype",
    "pull",
    "queue",
    "sync",
];

/// A data type that may not be among the known ones: `Cannot queue X`, `Datatype [X, Y]`, `dataType: X`.
fn refused_data_type(error: &str) -> Option<&str> {
    let lower = error.to_ascii_lowercase();
    let end = ["cannot queue", "datatype", "data type", "data-type", "data_type"]
        .iter()
        .find_map(|text| Some(lower.find(text)? + text.len()))?;
    let mut words = runs(&error[end..]);
    let named = words.next()?;
    (!BETWEEN.contains(&named)).then_some(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "846ed55c-974b-4392-a1f1-87b6fdbf3c5e";
    const OTHER: &str = "a22dd66b-564a-4832-9b37-7b3ce4aeb7de";
    const THIRD: &str = "0498e921-9b53-4396-a412-4f2f5983b0a2";

    fn about_others(error: &str, path: &str, body: Option<&str>) -> bool {
        about(error, &format!("https://api.example{path}"), body) == About::Others
    }

    #[test]
    fn a_resource_is_recognized_in_many_words() {
        let path = format!("/companies/{ONE}");
        for text in [
            "companyId X not found",
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
            for id in [OTHER.to_owned(), OTHER.to_uppercase(), OTHER.replace('-', "")] {
                let error = text.replace('X', &id);
                // Without hyphens, a UUID that is glued to a word is not found in it.
                let is_glued = text.contains("-X") && !id.contains('-');
                assert_eq!(about_others(&error, &path, None), !is_glued, "{error}");
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
        ] {
            let error = text.replace("ONE", ONE).replace("OTHER", OTHER);
            assert!(!about_others(&error, &path, None), "{error}");
        }
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
        let body = format!(r#"{{"name":"Loan {OTHER}","tags":{{"replaces":"{OTHER}"}}}}"#);
        for (text, is_others) in [
            ("No company was found with ID X", true),
            ("Company X is archived", true),
            ("The name 'Loan X' is not permitted", false),
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
}
