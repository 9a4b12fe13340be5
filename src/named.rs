//! What the text of a refusal names: resources by their UUIDs, and types of data.
//!
//! A UUID is that of the resource whose kind is the noun before it, or after it at the beginning: `company X`,
//! `CompanyId: X`, `/companies/X`, `no company was found with ID X`, `X is no company`. Others may be those of a pull, a
//! user or the request itself.

use std::iter;

use uuid::Uuid;

/// Words between a noun and the UUID that it is about.
const BETWEEN: &[&str] = &[
    "a",
    "an",
    "does",
    "exist",
    "exists",
    "found",
    "given",
    "guid",
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
    "that",
    "the",
    "this",
    "unknown",
    "urn",
    "uuid",
    "was",
    "with",
];

/// Whether a refusal with this status and text is about another resource or type of data than the request.
pub(crate) fn others(status: u16, error: &str, url: &str, body: Option<&str>) -> bool {
    let path = url.split('?').next().unwrap_or_default();
    let asked: Vec<Uuid> = [Some(url), body].into_iter().flatten().flat_map(uuids).collect();
    let is_asked = |id: &Uuid| asked.contains(id);
    let words: Vec<Word> = words(error).collect();
    let others = || words.iter().filter_map(Word::id).filter(|id| !is_asked(id));
    let is_other = others().next().is_some() || names_other_id(error, url, body);
    // A request that names no resource makes the service find none; and what is not found is what the request names.
    let names_none = uuids(path).next().is_none();
    let names_asked = || words.iter().filter_map(Word::id).any(|id| is_asked(&id));
    let is_absent = || status == 404 || says_absent(error);
    is_other && (names_none || is_absent() && !names_asked())
        || (0..words.len()).any(|at| {
            let id = words[at].id().filter(|id| !is_asked(id));
            id.is_some() && belongs(noun(&words, at), path)
        })
        || data_types(error).is_some_and(|named| is_other_data_type(named, path))
}

fn says_absent(error: &str) -> bool {
    let error = error.to_ascii_lowercase();
    ["not found", "notfound", "not exist", "no longer exist", "unknown"]
        .iter()
        .any(|text| error.contains(text))
}

/// Whether a text has an ID that is no UUID, such as 24 hexadecimal digits, and that the request does not have.
fn names_other_id(error: &str, url: &str, body: Option<&str>) -> bool {
    let request = [url, body.unwrap_or_default()].map(str::to_ascii_lowercase);
    let is_id = |run: &&str| {
        run.len() >= 20
            && uuid(run).is_none()
            && run.bytes().any(|byte| byte.is_ascii_digit())
            && run.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let is_asked = |run: &str| {
        request
            .iter()
            .any(|text| text.contains(&run.to_ascii_lowercase()))
    };
    runs(error).filter(is_id).any(|run| !is_asked(run))
}

/// Whether the resource that a noun stands for must be one of the request's. Only a connection of its company is something
/// that the service may have found.
fn belongs(noun: &str, path: &str) -> bool {
    match noun {
        "company" | "group" | "consumer" | "webhook" => true,
        "connection" => {
            !path.contains("/companies/") || path.contains("connection") || path.contains("/groups")
        }
        "for" | "with" => true,
        _ => false,
    }
}

/// The noun that says of what kind the UUID at this place is; empty if none does.
fn noun(words: &[Word], at: usize) -> &str {
    let is_between = |word: &&Word| matches!(word, Word::Text(text) if BETWEEN.contains(&text.as_str()));
    let before = words[..at].iter().rev();
    let skipped = before.clone().take_while(is_between);
    let found = before.clone().find(|word| !is_between(word));
    match found {
        Some(Word::Text(noun)) => match skipped.into_iter().any(|word| word.is("with")) {
            true if !is_kind(noun) => "with",
            _ => noun,
        },
        Some(Word::Id(_)) => "",
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

/// The types of data that a text refuses to pull: `Cannot queue X`, `Datatype [X, Y]`, `dataType: X`.
fn data_types(error: &str) -> Option<&str> {
    let after = |text: &str| error.split_once(text).map(|(_, after)| after);
    if let Some(queued) = after("Cannot queue ") {
        return queued.split(' ').next();
    }
    let lower = error.to_ascii_lowercase();
    let end = ["datatype", "data type"]
        .iter()
        .find_map(|text| Some(lower.find(text)? + text.len()))?;
    let named = error[end..].trim_start_matches([':', ' ', '\'', '"']);
    let named = match named.strip_prefix('[') {
        Some(several) => several.split(']').next(),
        None => named.split([' ', '\'', '"', ',', '.']).next(),
    };
    named.filter(|named| !BETWEEN.contains(named))
}

/// Whether the path asks for a pull of one data type, which is not among those.
fn is_other_data_type(named: &str, path: &str) -> bool {
    let asked = path.split_once("/data/queue/").map(|(_, asked)| asked);
    asked
        .is_some_and(|asked| !named.is_empty() && !runs(named).any(|named| asked.eq_ignore_ascii_case(named)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "846ed55c-974b-4392-a1f1-87b6fdbf3c5e";
    const OTHER: &str = "a22dd66b-564a-4832-9b37-7b3ce4aeb7de";

    fn about_others(status: u16, error: &str, path: &str, body: Option<&str>) -> bool {
        others(status, error, &format!("https://api.example{path}"), body)
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
                assert_eq!(about_others(400, &error, &path, None), !is_glued, "{error}");
            }
            assert!(!about_others(400, &text.replace('X', ONE), &path, None), "{text}");
        }
        for noun in [
            "DataConnectionId",
            "dataConnection",
            "ConnectionId =",
            "Connections/",
        ] {
            let path = format!("{path}/connections/{ONE}");
            assert!(
                about_others(400, &format!("{noun} {OTHER}"), &path, None),
                "{noun}"
            );
            assert!(
                !about_others(400, &format!("{noun} {ONE}"), &path, None),
                "{noun}"
            );
        }
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
            assert!(!about_others(400, &error, &path, None), "{error}");
        }
        let consumer = format!("No webhook consumer was found with ID {OTHER}");
        assert!(about_others(400, &consumer, &path, None));
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
                assert!(
                    about_others(400, &error, path, Some(r#"{"name":"A"}"#)),
                    "{error}"
                );
            }
            for text in [
                "name: must not be empty",
                "name: Abcdefghijklmnopqrst1 is too long",
            ] {
                let body = Some(r#"{"name":"abcdefghijklmnopqrst1"}"#);
                assert!(!about_others(400, text, path, body));
            }
        }
        let body = format!(r#"{{"name":"A","groups":[{{"id":"{ONE}"}}]}}"#);
        let text = |id: &str| format!("groups[0].id: no group was found with ID {id}");
        assert!(!about_others(400, &text(ONE), "/companies", Some(&body)));
        assert!(about_others(400, &text(OTHER), "/companies", Some(&body)));
    }

    #[test]
    fn what_is_not_found_is_what_the_request_names() {
        let path = format!("/companies/{ONE}");
        assert!(about_others(404, &format!("'{OTHER}' not found"), &path, None));
        assert!(!about_others(
            404,
            &format!("{OTHER} not found in {ONE}"),
            &path,
            None
        ));
        assert!(!about_others(404, "not found", &path, None));
        for text in [
            "Entity with ID X was not found.",
            "NotFoundException: X",
            "X does not exist",
            "unknown ID e5889b459f544926ac5b8e6756df2s",
        ] {
            assert!(
                about_others(400, &text.replace('X', OTHER), &path, None),
                "{text}"
            );
            let own = text.replace('X', ONE);
            assert_eq!(
                about_others(400, &own, &path, None),
                own.contains("e5889b"),
                "{own}"
            );
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
            assert!(about_others(400, &error, &path, None), "{path}: {error}");
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
        ] {
            assert!(
                about_others(404, &text.replace('X', "accounts"), &path, None),
                "{text}"
            );
            assert!(
                !about_others(404, &text.replace('X', "invoices"), &path, None),
                "{text}"
            );
        }
        assert!(!about_others(
            404,
            "Datatype [bills, invoices] not supported",
            &path,
            None
        ));
        for text in ["no such datatype", "The data type is not supported"] {
            assert!(!about_others(404, text, &path, None), "{text}");
        }
        assert!(!about_others(
            404,
            "Datatype accounts not supported",
            &format!("/companies/{ONE}/data/all"),
            None
        ));
    }
}
