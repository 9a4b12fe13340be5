//! `client.companies()`.

use serde::Serialize;

use super::{Nothing, OfCompany, Reply, Scope};
use crate::error::Result;
use crate::models::{AccessToken, Company, CompanyRequest, CompanyUpdate, ListCompanies, Page};
use crate::operations as op;

/// The operations on companies. Every method may fail with any [`ErrorKind`](crate::ErrorKind) of a call.
#[derive(Clone, Copy, Debug)]
pub struct Companies<'a>(pub(super) Scope<'a>);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Product<'a> {
    product_identifier: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_types: Option<&'a [&'a str]>,
}

impl<'a> Companies<'a> {
    /// Lists companies, one page of them (`list-companies`).
    pub fn list(&self, request: &ListCompanies) -> Result<Reply<Page<Company>>> {
        self.0.call(&op::COMPANIES_LIST, request)
    }

    /// Goes through the companies of all pages from `request.page` on (`list-companies`), fetching each page
    /// when it is needed. Ends after the first failure.
    pub fn iterate(&self, request: ListCompanies) -> AllCompanies<'a> {
        AllCompanies {
            companies: *self,
            request: Some(request),
            page: Vec::new().into_iter(),
        }
    }

    /// Creates a company (`create-company`). A lost answer never makes a second one.
    pub fn create(&self, request: &CompanyRequest) -> Result<Reply<Company>> {
        self.0.call(&op::COMPANIES_CREATE, request)
    }

    /// Gets a company (`get-company`).
    pub fn get(&self, company_id: &str) -> Result<Reply<Company>> {
        self.0.call(
            &op::COMPANIES_GET,
            &OfCompany {
                company_id,
                request: Nothing {},
            },
        )
    }

    /// Replaces a company's name, description and tags: what is `None` is cleared (`replace-company`).
    pub fn replace(&self, company_id: &str, request: &CompanyRequest) -> Result<Reply<Company>> {
        self.0
            .call(&op::COMPANIES_REPLACE, &OfCompany { company_id, request })
    }

    /// Changes what is given and leaves the rest (`update-company`).
    pub fn update(&self, company_id: &str, request: &CompanyUpdate) -> Result<Reply<Company>> {
        self.0
            .call(&op::COMPANIES_UPDATE, &OfCompany { company_id, request })
    }

    /// Deletes a company with its connections and data, for good (`delete-company`).
    pub fn delete(&self, company_id: &str) -> Result<Reply<()>> {
        self.0.call(
            &op::COMPANIES_DELETE,
            &OfCompany {
                company_id,
                request: Nothing {},
            },
        )
    }

    /// Enables a product, such as `lending` (`add-product`).
    pub fn add_product(&self, company_id: &str, product_identifier: &str) -> Result<Reply<()>> {
        let request = Product {
            product_identifier,
            data_types: None,
        };
        self.0
            .call(&op::COMPANIES_ADD_PRODUCT, &OfCompany { company_id, request })
    }

    /// Disables a product (`remove-product`).
    pub fn remove_product(&self, company_id: &str, product_identifier: &str) -> Result<Reply<()>> {
        let request = Product {
            product_identifier,
            data_types: None,
        };
        self.0
            .call(&op::COMPANIES_REMOVE_PRODUCT, &OfCompany { company_id, request })
    }

    /// Queues a refresh of a custom product's data, all or only some types of it (`refresh-product-data`).
    pub fn refresh_product_data(
        &self,
        company_id: &str,
        product_identifier: &str,
        data_types: Option<&[&str]>,
    ) -> Result<Reply<()>> {
        let request = Product {
            product_identifier,
            data_types,
        };
        self.0.call(
            &op::COMPANIES_REFRESH_PRODUCT_DATA,
            &OfCompany { company_id, request },
        )
    }

    /// Gets a token for the service's embeddable user interfaces (`get-company-access-token`).
    pub fn get_access_token(&self, company_id: &str) -> Result<Reply<AccessToken>> {
        self.0.call(
            &op::COMPANIES_GET_ACCESS_TOKEN,
            &OfCompany {
                company_id,
                request: Nothing {},
            },
        )
    }
}

/// The companies of all pages; see [`Companies::iterate`].
#[derive(Debug)]
pub struct AllCompanies<'a> {
    companies: Companies<'a>,
    /// The next page, if there is one.
    request: Option<ListCompanies>,
    page: std::vec::IntoIter<Company>,
}

impl Iterator for AllCompanies<'_> {
    type Item = Result<Company>;

    fn next(&mut self) -> Option<Result<Company>> {
        loop {
            if let Some(company) = self.page.next() {
                return Some(Ok(company));
            }
            let mut request = self.request.take()?;
            match self.companies.list(&request) {
                Err(error) => return Some(Err(error)),
                Ok(page) => {
                    let page = page.into_value();
                    if page.links.next.is_some() && !page.results.is_empty() {
                        request.page = Some(request.page.unwrap_or(1).saturating_add(1));
                        self.request = Some(request);
                    }
                    self.page = page.results.into_iter();
                }
            }
        }
    }
}
