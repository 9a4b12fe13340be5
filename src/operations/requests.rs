//! The rows for requests that are not in the table: any path below the base URL, with any query and body.

use super::table::{PAGE, PAGE_NUMBER, RESULTS};
use super::{AnswerKind, Endpoint, Kind, Member, Method, Operation, Place, Work};

const fn member(name: &'static str, place: Place, kind: Kind, required: bool) -> Member {
    Member {
        name,
        place,
        kind,
        required,
    }
}

const PATH: Member = member("path", Place::Path, Kind::Path, true);
const QUERY: Member = member("query", Place::WholeQuery, Kind::Query, false);
const BODY: Member = member("body", Place::WholeBody, Kind::Json, false);

const fn endpoint(method: Method) -> Endpoint {
    Endpoint {
        method,
        path: "{path}",
        fixed_body: None,
        operation_id: "",
        settled_by: &[],
        conflict: None,
        echoes: &[],
    }
}

const fn row(name: &'static str, method: Method, members: &'static [Member]) -> Operation {
    Operation {
        name,
        work: Work::Request(endpoint(method)),
        members,
        answer: AnswerKind::Any,
        resource: None,
        requires: &[],
    }
}

/// `request.get`: any GET request.
pub static REQUEST_GET: Operation = row("request.get", Method::Get, &[PATH, QUERY]);
/// `request.post`: any POST request.
pub static REQUEST_POST: Operation = row("request.post", Method::Post, &[PATH, QUERY, BODY]);
/// `request.put`: any PUT request.
pub static REQUEST_PUT: Operation = row("request.put", Method::Put, &[PATH, QUERY, BODY]);
/// `request.patch`: any PATCH request.
pub static REQUEST_PATCH: Operation = row("request.patch", Method::Patch, &[PATH, QUERY, BODY]);
/// `request.delete`: any DELETE request.
pub static REQUEST_DELETE: Operation = row("request.delete", Method::Delete, &[PATH, QUERY]);
/// `request.list`: a page of any list. A [`Pager`](crate::Pager) goes through all pages.
pub static REQUEST_LIST: Operation = Operation {
    name: "request.list",
    work: Work::Request(Endpoint {
        echoes: &[PAGE_NUMBER],
        ..endpoint(Method::Get)
    }),
    members: &[PATH, member("page", Place::Query, PAGE, false), QUERY],
    answer: AnswerKind::Object,
    resource: None,
    requires: &[RESULTS],
};

/// The rows for requests that are not in the [table](super::OPERATIONS).
pub static REQUESTS: &[&Operation] = &[
    &REQUEST_GET,
    &REQUEST_POST,
    &REQUEST_PUT,
    &REQUEST_PATCH,
    &REQUEST_DELETE,
    &REQUEST_LIST,
];

/// The row for any request with this method.
pub fn request(method: Method) -> &'static Operation {
    match method {
        Method::Get => &REQUEST_GET,
        Method::Post => &REQUEST_POST,
        Method::Put => &REQUEST_PUT,
        Method::Patch => &REQUEST_PATCH,
        Method::Delete => &REQUEST_DELETE,
    }
}
