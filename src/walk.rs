//! `Walk`: which page of a list comes next, and which lists are no lists: those that repeat a page, never end, or end before
//! all rows came.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};

use serde::de::IgnoredAny;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::answer::Answer;
use crate::error::{Error, ErrorKind, Result};

/// The most pages of one walk. The service's daily quota allows 1,000 requests for each company and one more.
pub(crate) const MAX_PAGES: u32 = 100_000;

/// A walk through a list: what its pages said so far. By default one that has ended.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// The page to get next; None after the last.
    next: Option<u32>,
    /// How many pages may still come.
    left: u32,
    /// Rows on the pages before the first of this walk; None until that one says how many a page has.
    skipped: Option<u64>,
    received: u64,
    /// Rows on the fullest page.
    fullest: u64,
    last: Option<Page>,
    /// The pages that came, each by its rows, with the total that it named.
    seen: HashMap<u64, Option<u64>>,
}

/// What decides when a list ends, as one page says it.
#[derive(Debug)]
pub(crate) struct Page {
    /// A hash of each row's identifier, sorted.
    rows: Vec<u64>,
    number: Option<u64>,
    size: Option<u64>,
    total: Option<u64>,
    has_links: bool,
    has_next: bool,
}

impl Walk {
    /// A walk that begins at this page and has at most so many.
    pub fn from(page: u32, max: u32) -> Walk {
        Walk {
            next: Some(page),
            left: max,
            skipped: None,
            received: 0,
            fullest: 0,
            last: None,
            seen: HashMap::new(),
        }
    }

    /// The number of the page to get; None after the last.
    pub fn next(&self) -> Option<u32> {
        self.next
    }

    /// Continues from this page, the one that [`next`](Self::next) named.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedResponse`] naming the page. The walk remains at the same page.
    pub fn go_on(&mut self, page: Page) -> Result<()> {
        let Some(number) = self.next else {
            return Ok(());
        };
        let broken = |what: String| {
            let message = format!("page {number} of the list {what}");
            Err(Error::new(ErrorKind::UnexpectedResponse, message))
        };
        let rows = page.rows.len() as u64;
        // In a list that changes meanwhile, rows may come twice.
        let again = self.last.as_ref().map_or(0, |last| page.common(last));
        let (received, fullest) = (self.received + rows - again, self.fullest.max(rows));
        let skipped = self.skipped.unwrap_or_else(|| page.rows_before(number));
        let seen = skipped.saturating_add(received);
        if self.left == 0 {
            return broken("is one too many: the list does not end".into());
        }
        if let Some(last) = &self.last {
            if let Some(present) = page.number.filter(|present| last.number >= Some(*present)) {
                return broken(format!("is numbered {present}, as one before it"));
            }
            if page.repeats(last) {
                return broken("repeats the page before it".into());
            }
        }
        let rows_of_page = page.hash();
        if let Some(earlier) = self.seen.get(&rows_of_page).filter(|_| rows > 0) {
            // In a list that grew meanwhile, rows may have moved on.
            if earlier.is_none() || page.total <= *earlier {
                return broken("repeats an earlier page".into());
            }
        }
        if let Some(total) = page.total {
            // Rows may be added or deleted meanwhile: what counts is the latest total.
            if rows > 0 && received > total.saturating_add(fullest) {
                return broken(format!(
                    "is beyond the end: the list has {total} rows, and {received} came"
                ));
            }
            if rows == 0 && seen < total {
                return broken(format!(
                    "is empty, although the list has {total} rows and {received} came"
                ));
            }
        }
        // A list that says nothing of its end continues as long as its pages are full.
        let is_full = page.size.is_some_and(|size| size > 0 && rows >= size);
        let is_short = match page.total {
            Some(total) => seen < total,
            None => is_full && !page.has_links,
        };
        self.next = match rows > 0 && (page.has_next || is_short) {
            true => number.checked_add(1),
            false => None,
        };
        self.left -= 1;
        (self.skipped, self.received, self.fullest) = (Some(skipped), received, fullest);
        self.seen.insert(rows_of_page, page.total);
        self.last = Some(page);
        Ok(())
    }
}

impl Page {
    /// What a response of a list operation says.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedResponse`] if it is not a page.
    pub fn of(answer: &Answer) -> Result<Page> {
        let body: Body = answer.decode_borrowed()?;
        let number = |raw: Option<&RawValue>| raw.and_then(|raw| count(raw.get()));
        let total = body.total_results.filter(|raw| raw.get() != "null");
        if let Some(unreadable) = total.filter(|_| number(total).is_none()) {
            let found = crate::refusal::words(unreadable.get(), 40);
            let message = format!("totalResults: expected a number of rows, found {found}");
            return Err(Error::new(ErrorKind::UnexpectedResponse, message));
        }
        let mut rows: Vec<u64> = body.results.iter().map(|row| identity(row.get())).collect();
        rows.sort_unstable();
        let next = body.links.as_ref().and_then(|links| links.get("next"));
        Ok(Page {
            rows,
            number: number(body.page_number),
            size: number(body.page_size),
            total: number(total),
            has_links: body.links.is_some(),
            has_next: next.is_some_and(Option::is_some),
        })
    }

    /// How many rows there are before the page of this number; more than any list has if no page says its size.
    fn rows_before(&self, number: u32) -> u64 {
        let before = u64::from(number.saturating_sub(1));
        let size = self.size.unwrap_or(self.rows.len() as u64);
        match (before, size) {
            (0, _) => 0,
            (_, 0) => u64::MAX,
            _ => before.saturating_mul(size),
        }
    }

    /// Stands for its rows.
    fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.rows.hash(&mut hasher);
        hasher.finish()
    }

    /// How many rows were on the other page too.
    fn common(&self, other: &Page) -> u64 {
        let is_common = |row: &&u64| other.rows.binary_search(row).is_ok();
        self.rows.iter().filter(is_common).count() as u64
    }

    /// Whether every row was on the other page too. In a list that grew meanwhile, rows may have moved on.
    fn repeats(&self, other: &Page) -> bool {
        let has_grown = self.total.is_some() && other.total.is_some() && self.total > other.total;
        !self.rows.is_empty() && !has_grown && self.common(other) == self.rows.len() as u64
    }
}

/// What is read of a page. Values of another form than expected count as absent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(default, borrow)]
    results: Vec<&'a RawValue>,
    #[serde(borrow)]
    page_number: Option<&'a RawValue>,
    #[serde(borrow)]
    page_size: Option<&'a RawValue>,
    #[serde(borrow)]
    total_results: Option<&'a RawValue>,
    #[serde(default, rename = "_links")]
    links: Option<BTreeMap<String, Option<IgnoredAny>>>,
}

/// A number that is not negative; `10.0` is one.
fn count(json: &str) -> Option<u64> {
    json.strip_suffix(".0").unwrap_or(json).parse().ok()
}

/// What stands for a row: its `id`, an integration's `key`, a push operation's, or all of it.
fn identity(row: &str) -> u64 {
    #[derive(Deserialize)]
    struct Row<'a> {
        #[serde(borrow)]
        id: Option<&'a RawValue>,
        #[serde(borrow)]
        key: Option<&'a RawValue>,
        #[serde(borrow, rename = "pushOperationKey")]
        push: Option<&'a RawValue>,
    }
    let identity = serde_json::from_str::<Row>(row).ok();
    let identity = identity
        .and_then(|row| row.id.or(row.key).or(row.push))
        .map(RawValue::get);
    let mut hasher = DefaultHasher::new();
    identity.unwrap_or(row).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::PREFIX;
    use crate::meta::Meta;

    /// A page with these rows; `more` are further fields.
    fn page(ids: std::ops::Range<u32>, more: &str) -> Page {
        let rows: Vec<String> = ids.map(|id| format!("{{\"id\":\"{id}\"}}")).collect();
        read(&format!("{{\"results\":[{}]{more}}}", rows.join(",")))
    }

    fn read(json: &str) -> Page {
        let answer = Answer::new([PREFIX, json.as_bytes()].concat(), Meta::default());
        Page::of(&answer).unwrap()
    }

    const NEXT: &str = r#","_links":{"next":{"href":"/x"}}"#;

    fn total(total: u32, next: &str) -> String {
        format!(",\"pageSize\":10,\"totalResults\":{total}{next}")
    }

    /// Walks through these pages; the page that is requested next, or what the error says.
    fn walk(first: u32, pages: impl IntoIterator<Item = Page>) -> std::result::Result<Option<u32>, String> {
        let mut walk = Walk::from(first, MAX_PAGES);
        for page in pages {
            assert!(walk.next().is_some(), "it had ended");
            let asked = walk.next();
            if let Err(error) = walk.go_on(page) {
                assert_eq!(error.kind, ErrorKind::UnexpectedResponse);
                assert_eq!(walk.next(), asked, "it continued");
                return Err(error.message.clone());
            }
        }
        Ok(walk.next())
    }

    #[test]
    fn rows_that_come_twice_count_once() {
        let pages = [
            page(0..2, &total(4, "")),
            page(1..3, &total(4, "")),
            page(3..4, &total(4, "")),
        ];
        assert_eq!(walk(1, pages), Ok(None));
        let first = [page(0..2, &total(4, "")), page(1..3, &total(4, ""))];
        assert_eq!(walk(1, first), Ok(Some(3)));
    }

    #[test]
    fn a_list_without_links_and_total_ends_with_a_page_that_is_not_full() {
        let full = r#","pageSize":10"#;
        assert_eq!(walk(1, [page(0..10, full)]), Ok(Some(2)));
        assert_eq!(walk(1, [page(0..10, full), page(10..13, full)]), Ok(None));
        assert_eq!(walk(1, [page(0..10, full), page(0..0, full)]), Ok(None));
    }

    #[test]
    fn a_total_that_cannot_be_read_is_an_error() {
        for total in [r#""9""#, "-1", "1180591620717411303424", "true", "9.5", "{}"] {
            let json = format!(r#"{{"results":[{{"id":"a"}}],"totalResults":{total}}}"#);
            let answer = Answer::new([PREFIX, json.as_bytes()].concat(), Meta::default());
            let error = Page::of(&answer).map(drop).unwrap_err();
            assert_eq!(error.kind, ErrorKind::UnexpectedResponse, "{total}");
            assert!(error.message.contains(total), "{}", error.message);
        }
    }

    #[test]
    fn a_list_ends_without_a_next_page() {
        assert_eq!(walk(1, [page(0..10, NEXT)]), Ok(Some(2)));
        assert_eq!(walk(1, [page(0..10, NEXT), page(10..13, "")]), Ok(None));
        assert_eq!(walk(1, [page(0..10, NEXT), page(0..0, NEXT)]), Ok(None));
        assert_eq!(walk(1, [page(0..0, "")]), Ok(None));
        assert_eq!(walk(1, [page(0..10, &total(10, ""))]), Ok(None));
        // Of another form, and so as good as absent.
        let odd = r#","pageNumber":"1","totalResults":null,"pageSize":null"#;
        assert_eq!(walk(1, [page(0..10, odd)]), Ok(None));
        assert_eq!(walk(1, [page(0..10, r#","totalResults":10.0"#)]), Ok(None));
        assert_eq!(walk(1, [read("{}")]), Ok(None));
    }

    #[test]
    fn links_may_be_missing_if_there_is_a_total() {
        let first = || page(0..10, &total(25, ""));
        assert_eq!(walk(1, [first()]), Ok(Some(2)));
        let second = || page(10..20, &total(25, ""));
        assert_eq!(
            walk(1, [first(), second(), page(20..25, &total(25, ""))]),
            Ok(None)
        );
        // Begun later: what was on the pages before is there too.
        assert_eq!(walk(2, [second()]), Ok(Some(3)));
        assert_eq!(walk(3, [page(20..25, &total(25, ""))]), Ok(None));
        assert_eq!(walk(9, [page(0..0, &total(25, ""))]), Ok(None));
        assert_eq!(walk(9, [page(0..0, r#","totalResults":25"#)]), Ok(None));
    }

    #[test]
    fn a_list_that_ends_early_is_an_error() {
        let outcome = walk(1, [page(0..10, &total(25, "")), page(0..0, &total(25, ""))]);
        assert_eq!(
            outcome,
            Err("page 2 of the list is empty, although the list has 25 rows and 10 came".into())
        );
        assert!(walk(1, [page(0..0, &total(25, NEXT))]).is_err());
        assert!(walk(2, [page(0..0, &total(25, ""))]).is_err());
    }

    #[test]
    fn rows_that_are_added_or_removed_meanwhile_are_no_error() {
        // Deleted: the last page is empty, or short.
        let (first, second) = (
            || page(0..10, &total(25, NEXT)),
            || page(10..20, &total(25, NEXT)),
        );
        assert_eq!(walk(1, [first(), second(), page(0..0, &total(18, ""))]), Ok(None));
        assert_eq!(
            walk(1, [first(), second(), page(20..22, &total(22, ""))]),
            Ok(None)
        );
        // Between the counting and the reading of one page.
        let raced = || page(20..24, &total(25, ""));
        assert_eq!(
            walk(1, [first(), second(), raced(), page(0..0, &total(24, ""))]),
            Ok(None)
        );
        // Added at the front: the rows of a whole page moved on.
        assert_eq!(
            walk(
                1,
                [
                    first(),
                    page(0..10, &total(35, NEXT)),
                    page(10..20, &total(35, NEXT))
                ]
            ),
            Ok(Some(4))
        );
    }

    #[test]
    fn a_repeated_page_is_an_error() {
        let repeated = Err("page 2 of the list repeats the page before it".to_owned());
        for more in [NEXT.to_owned(), total(99, NEXT), total(99, "")] {
            assert_eq!(walk(1, [page(0..10, &more), page(0..10, &more)]), repeated);
            // Some of it, or in another order.
            assert_eq!(walk(1, [page(0..10, &more), page(3..7, &more)]), repeated);
        }
        let first = format!(",\"pageNumber\":1{NEXT}");
        assert_eq!(
            walk(1, [page(0..10, &first), page(10..20, &first)]),
            Err("page 2 of the list is numbered 1, as one before it".into())
        );
        // Integrations have a key, and other rows are what they are.
        for row in [r#"{"key":"gbol","enabled":true}"#, "7"] {
            let json = format!("{{\"results\":[{row}]{NEXT}}}");
            assert_eq!(walk(1, [read(&json), read(&json)]), repeated);
        }
    }

    #[test]
    fn pages_that_alternate_are_an_error() {
        let repeated = Err("page 3 of the list repeats an earlier page".to_owned());
        for more in [NEXT.to_owned(), total(9999, NEXT)] {
            let pages = [page(0..10, &more), page(10..20, &more), page(0..10, &more)];
            assert_eq!(walk(1, pages), repeated);
        }
        // Two pages of rows were added at the front.
        let pages = [
            page(0..10, &total(30, NEXT)),
            page(10..20, &total(30, NEXT)),
            page(0..10, &total(50, NEXT)),
        ];
        assert_eq!(walk(1, pages), Ok(Some(4)));
    }

    #[test]
    fn a_list_that_never_ends_is_an_error() {
        let mut walk = Walk::from(1, MAX_PAGES);
        let error = (0..).find_map(|number| {
            let page = page(number * 10..(number + 1) * 10, &total(20, NEXT));
            walk.go_on(page).err()
        });
        assert_eq!(
            error.unwrap().message,
            "page 4 of the list is beyond the end: the list has 20 rows, and 40 came"
        );
        // Without a total, or one that grows with each page.
        for grows in [false, true] {
            let mut walk = Walk::from(1, 50);
            let error = (0..).find_map(|number| {
                let more = match grows {
                    true => total((number + 2) * 10, NEXT),
                    false => NEXT.to_owned(),
                };
                walk.go_on(page(number * 10..(number + 1) * 10, &more)).err()
            });
            assert_eq!(
                error.unwrap().message,
                "page 51 of the list is one too many: the list does not end"
            );
        }
    }
}
