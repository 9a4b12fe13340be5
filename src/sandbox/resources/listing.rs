//! Listing companies: filtered, ordered and paged by the database.

use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::call::{Call, Work};
use crate::sandbox::paging::Paging;
use crate::sandbox::query::Subject;
use crate::sandbox::rows::company::{Company, Selection};

/// Companies have no `modifiedDate`, the service's own example: the order of creation decides.
const ORDERABLE: [&str; 7] = [
    "id",
    "name",
    "description",
    "created",
    "createdByUserName",
    "lastSync",
    "modifiedDate",
];

pub fn list(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let paging = Paging::read(call, Subject::Company)?;
    let order = paging.order(&ORDERABLE)?;
    let selection = Selection {
        query: paging.query.as_deref(),
        tags: paging.tags.as_deref(),
        order: order.map(|order| (order.property, order.descending)),
    };
    let total = selection.count(work.database)?;
    let page = selection.page(work.database, paging.page_size, paging.offset())?;
    let answered = |company: Company| company.answered(work.base_url);
    Ok(paging.answer(page.into_iter().map(answered).collect(), total))
}
