//! Going through the rows of all pages.

use serde::de::DeserializeOwned;
use serde::Serialize;

use super::{decode, Scope};
use crate::error::{Error, Result};
use crate::models::Page;
use crate::operations::Operation;
use crate::pages::Pager;

/// The rows of all pages of a list, such as [`Companies::iterate`](super::Companies::iterate) makes it: the next page is
/// fetched while those of the present one are taken. Ends after the first failure, which is also that of a list which repeats
/// itself, does not end, or ends early: see [`Pager`](crate::Pager).
#[derive(Debug)]
pub struct All<T> {
    /// None after the last page or a failure.
    pages: Option<Result<Pager>>,
    rows: std::vec::IntoIter<T>,
}

impl<T> All<T> {
    pub(super) fn new(scope: Scope<'_>, operation: &'static Operation, input: &impl Serialize) -> All<T> {
        let input = scope.input(input);
        All::of(input.and_then(|input| scope.client.pages(operation.name, &input, scope.context)))
    }

    pub(super) fn failed(error: Error) -> All<T> {
        All::of(Err(error))
    }

    fn of(pages: Result<Pager>) -> All<T> {
        All {
            pages: Some(pages),
            rows: Vec::new().into_iter(),
        }
    }
}

impl<T: DeserializeOwned> Iterator for All<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        loop {
            if let Some(row) = self.rows.next() {
                return Some(Ok(row));
            }
            let pager = match self.pages.take()? {
                Ok(pager) => pager,
                Err(error) => return Some(Err(error)),
            };
            let page = match pager.next_page() {
                Ok(None) => return None,
                Ok(Some(answer)) => decode::<Page<T>>(pager.client(), pager.operation(), &answer),
                Err(error) => Err(error),
            };
            match page {
                Ok(page) => {
                    self.rows = page.results.into_iter();
                    self.pages = Some(Ok(pager));
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
