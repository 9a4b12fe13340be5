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

/// How many IDs that are no UUIDs are looked for in a text.
const MOST_IDS: usize = 20;

/// How many texts of a request are looked for in a refusal.
const MOST_QUOTED: usize = 20;

/// What may stand around a text that a refusal repeats.
const QUOTES: &[(char, char)] = &[('\'', '\''), ('"', '"'), ('`', '`'), ('“', '”'), ('‘', '’')];

/// How a refusal says that something does not exist.
const ABSENT: &[&str] = &[
    "be found",
    "been found",
    "no longer",
    "no such",
    "not exist",
    "not found",
    "unknown",
    "was found",
];

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

/// What a request names.
pub(crate) struct Asked<'a> {
    path: &'a str,
    /// The UUIDs of its URL, and of the fields of its body that are IDs.
    ids: BTreeSet<Uuid>,
    /// All of these as they are, in lower case.
    names: String,
    /// Texts of its body with a UUID in them, which a refusal may quote. They name no resource.
    quoted: Vec<String>,
}

impl<'a> Asked<'a> {
    /// Of a request with this URL and body. IDs are the fields of the body that are called so, and those of `groups`;
    /// what is in tags and other objects has names of the caller's own.
    pub(crate) fn of(url: &'a str, body: Option<&str>) -> Asked<'a> {
        let mut asked = Asked {
            path: url.split('?').next().unwrap_or_default(),
            ids: uuids(url).collect(),
            names: url.to_ascii_lowercase(),
            quoted: Vec::new(),
        };
        let body = body.and_then(|body| serde_json::from_str(body).ok());
        if let Some(Value::Object(fields)) = body {
            for (name, value) in &fields {
                match (name.as_str(), value) {
                    ("groups", Value::Array(groups)) => {
                        groups
                            .iter()
                            .filter_map(|group| group.get("id"))
                            .for_each(|id| asked.names(id));
                    }
                    (name, value) if name == "id" || name.ends_with("Id") => asked.names(value),
                    (name, Value::Array(ids)) if name.ends_with("Ids") => {
                        ids.iter().for_each(|id| asked.names(id));
                    }
                    _ => {}
                }
            }
            asked.quotes(&Value::Object(fields));
        }
        asked
    }

    fn names(&mut self, id: &Value) {
        if let Value::String(id) = id {
            self.ids.extend(uuid(id));
            self.names.push(' ');
            self.names.push_str(&id.to_ascii_lowercase());
        }
    }

    fn quotes(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => fields.values().for_each(|value| self.quotes(value)),
            Value::Array(items) => items.iter().for_each(|item| self.quotes(item)),
            // A bare UUID in a free text says nothing of where else it stands.
            Value::String(text)
                if self.quoted.len() < MOST_QUOTED
                    && uuid(text).is_none()
                    && uuids(text).next().is_some() =>
            {
                self.quoted.push(text.clone());
            }
            _ => {}
        }
    }

    /// Whom a text is about, of a refusal of this request. `is_absent`: it says that something was not found, whatever the
    /// text.
    pub(crate) fn about(&self, text: &str, is_absent: bool) -> About {
        let text = &self.without_quoted(text);
        let plain = plain(text);
        let words: Vec<Word> = words(&plain).collect();
        let mut ids: Vec<(Uuid, &str)> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            if let Some(id) = word.id() {
                let earlier = ids.last().map_or("", |(_, kind)| kind);
                ids.push((id, noun(&words, at, earlier)));
            }
        }
        let (own, foreign): (Vec<_>, Vec<_>) = ids.into_iter().partition(|(id, _)| self.ids.contains(id));
        let own_kinds: BTreeSet<&str> = own.iter().map(|(_, kind)| *kind).collect();
        // What is absent was not found, unless it is not in a resource of the request.
        let is_found = !own.is_empty() || !is_absent && !says(text, ABSENT);
        let is_other = |kind: &str| {
            let may_be_found = is_found && may_be_found(kind, self.path, !own.is_empty());
            !is_of_refusal(kind)
                && !may_be_found
                && (own.is_empty() || is_kind(kind) && !own_kinds.contains(kind))
        };
        let is_others = foreign.iter().any(|(_, kind)| is_other(kind))
            || own.is_empty() && self.names_other_id(text)
            || names_other_data_type(text, self.path);
        match own.is_empty() {
            _ if is_others => About::Others,
            true => About::Nobody,
            false => About::Request,
        }
    }

    /// The text without what it quotes of the request.
    fn without_quoted(&self, text: &str) -> String {
        let mut rest = text.to_owned();
        for quoted in self.quoted.iter().filter(|quoted| text.contains(*quoted)) {
            for (begin, end) in QUOTES {
                rest = rest.replace(&format!("{begin}{quoted}{end}"), "");
            }
        }
        rest
    }

    /// Whether a text has an ID that is no UUID, such as 24 hexadecimal digits after the word ID, and that the request does
    /// not have.
    fn names_other_id(&self, text: &str) -> bool {
        let is_id = |run: &str| {
            run.len() >= 20
                && uuid(run).is_none()
                && run.bytes().any(|byte| byte.is_ascii_digit())
                && run.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let follows_id =
            |(before, run): &(&str, &str)| before.to_ascii_lowercase().ends_with("id") && is_id(run);
        runs(text)
            .zip(runs(text).skip(1))
            .filter(follows_id)
            .take(MOST_IDS)
            .any(|(_, run)| !self.names.contains(&run.to_ascii_lowercase()))
    }
}

/// A text with the signs that stand for a hyphen as hyphens.
fn plain(text: &str) -> String {
    text.replace("%2D", "-").replace("%2d", "-").replace(
        |sign| {
            matches!(
                sign,
                '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}'
            )
        },
        "-",
    )
}

/// Whether a text has one of these words in it.
fn says(text: &str, words: &[&str]) -> bool {
    let lower = text.to_ascii_lowercase();
    words.iter().any(|word| lower.contains(word))
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
    let starts = [0, run.len().saturating_sub(36), run.len().saturating_sub(32)];
    let is_whole = |start: usize| !run[..start].ends_with(|last: char| last.is_ascii_hexdigit());
    let found = starts
        .into_iter()
        .filter(|start| is_whole(*start))
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
    let is_about_pulls = says(text, ABOUT_PULLS);
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
    // A name of one's own may have other signs in it.
    let is_own = runs(text).any(names)
        || runs(asked).count() > 1 && text.to_ascii_lowercase().contains(&asked.to_ascii_lowercase());
    !is_own && (runs(text).any(named) || refused_data_type(text).is_some())
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
#[path = "named_tests.rs"]
mod tests;
