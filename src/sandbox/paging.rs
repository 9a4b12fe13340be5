//! Lists, a page at a time: what a request for one may say, the links between pages, and lists in memory.

use std::cmp::Ordering;
use std::collections::HashMap;

use axum::http::StatusCode;
use serde::Serialize;
use serde_json::{json, Value};

use super::answer::{Answer, Failure};
use super::call::Call;
use super::query::{Query, Subject};

const MAX_PAGE_SIZE: i64 = 5_000;
const DEFAULT_PAGE_SIZE: i64 = 100;

/// A request for one page of a list.
pub struct Paging {
    path: String,
    subject: Subject,
    page: i64,
    pub page_size: i64,
    pub query: Option<String>,
    pub tags: Option<String>,
    order_by: Option<String>,
}

/// What a list is ordered by.
pub struct Order<'a> {
    pub property: &'a str,
    pub descending: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page<T> {
    results: Vec<T>,
    page_number: i64,
    page_size: i64,
    total_results: i64,
    #[serde(rename = "_links")]
    links: Value,
}

impl Paging {
    pub fn read(call: &Call, subject: Subject) -> Result<Paging, Failure> {
        let mut given = HashMap::new();
        for (name, value) in form_urlencoded::parse(call.query().as_bytes()) {
            if !value.trim().is_empty() {
                given.entry(name.into_owned()).or_insert(value.into_owned());
            }
        }
        let paging = Paging {
            path: call.path.clone(),
            subject,
            page: number(&mut given, "page", 1, i32::MAX.into())?,
            page_size: number(&mut given, "pageSize", DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)?,
            query: given.remove("query"),
            tags: given.remove("tags").filter(|_| subject == Subject::Company),
            order_by: given.remove("orderBy"),
        };
        paging.parsed(&paging.query, subject)?;
        paging.parsed(&paging.tags, Subject::Tags)?;
        Ok(paging)
    }

    fn parsed(&self, text: &Option<String>, subject: Subject) -> Result<Option<Query>, Failure> {
        let parse = |text: &String| Query::parse(text, subject);
        text.as_ref().map(parse).transpose().map_err(|problem| {
            Failure::new(
                StatusCode::BAD_REQUEST,
                format!("Error parsing query - {problem}"),
            )
        })
    }

    /// What to order by, which must be one of these; None: the order of creation.
    pub fn order(&self, properties: &[&str]) -> Result<Option<Order<'_>>, Failure> {
        let Some(order_by) = self.order_by.as_deref() else {
            return Ok(None);
        };
        let order = match order_by.strip_prefix('-') {
            Some(property) => Order {
                property,
                descending: true,
            },
            None => Order {
                property: order_by,
                descending: false,
            },
        };
        if !properties.contains(&order.property) {
            let message = format!("this list cannot be ordered by {}", order.property);
            return Err(Failure::invalid("orderBy", message));
        }
        Ok(Some(order))
    }

    /// How many come before this page.
    pub fn offset(&self) -> i64 {
        (self.page - 1) * self.page_size
    }

    /// The response with the items of this page; `total` counts the items of all pages.
    pub fn answer<T: Serialize>(&self, results: Vec<T>, total: i64) -> Answer {
        let page = Page {
            results,
            page_number: self.page,
            page_size: self.page_size,
            total_results: total,
            links: self.links(total),
        };
        Answer::json(StatusCode::OK, &page)
    }

    /// The response from a complete list in memory, in order of creation.
    pub fn answer_from(&self, mut items: Vec<Value>, orderable: &[&str]) -> Result<Answer, Failure> {
        if let Some(query) = self.parsed(&self.query, self.subject)? {
            items.retain(|item| query.matches(item));
        }
        if let Some(Order { property, descending }) = self.order(orderable)? {
            items.sort_by(|a, b| {
                let order = compare(&a[property], &b[property]);
                if descending {
                    order.reverse()
                } else {
                    order
                }
            });
        }
        let total = items.len();
        let offset = usize::try_from(self.offset()).unwrap_or(usize::MAX);
        let size = usize::try_from(self.page_size).unwrap_or(usize::MAX);
        let page = items.into_iter().skip(offset).take(size).collect();
        Ok(self.answer(page, i64::try_from(total).unwrap_or(i64::MAX)))
    }

    fn links(&self, total: i64) -> Value {
        let mut links = json!({"self": {"href": self.path}, "current": {"href": self.link(self.page)}});
        if self.page * self.page_size < total {
            links["next"] = json!({"href": self.link(self.page + 1)});
        }
        if self.page > 1 {
            links["previous"] = json!({"href": self.link(self.page - 1)});
        }
        links
    }

    fn link(&self, page: i64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("page", &page.to_string())
            .append_pair("pageSize", &self.page_size.to_string());
        for (name, value) in [
            ("query", &self.query),
            ("tags", &self.tags),
            ("orderBy", &self.order_by),
        ] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        format!("{}?{}", self.path, query.finish())
    }
}

fn number(given: &mut HashMap<String, String>, name: &str, default: i64, most: i64) -> Result<i64, Failure> {
    let Some(text) = given.remove(name) else {
        return Ok(default);
    };
    match text.trim().parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => Err(Failure::invalid(
            name,
            format!("expected a whole number from 1 to {most}"),
        )),
    }
}

/// Text without regard to case; what is absent comes first.
fn compare(a: &Value, b: &Value) -> Ordering {
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.to_lowercase(),
        other => other.to_string(),
    };
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => text(a).cmp(&text(b)),
    }
}
