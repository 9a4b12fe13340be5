//! `client.companies()`.

use serde::Serialize;
use serde_json::json;

use super::{All, Nothing, OfCompany, Reply, Scope};
use crate::error::Result;
use crate::models::{
    AccessToken, Company, CompanyRequest, CompanyUpdate, CreateMany, CreateManyOutcome, LinkUrl,
    ListCompanies, Page, SyncSetting, SyncSettings, Tags,
};
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

#[derive(Serialize)]
struct Parameters<'a> {
    parameters: &'a Tags,
}

impl<'a> Companies<'a> {
    /// Lists companies, one page of them (`list-companies`).
    pub fn list(&self, request: &ListCompanies) -> Result<Reply<Page<Company>>> {
        self.0.call(&op::COMPANIES_LIST, request)
    }

    /// Goes through the companies of all pages from `request.page` on (`list-companies`).
    pub fn iterate(&self, request: &ListCompanies) -> All<Company> {
        All::new(self.0, &op::COMPANIES_LIST, request)
    }

    /// Creates a company (`create-company`). A lost response never creates a second one.
    pub fn create(&self, request: &CompanyRequest) -> Result<Reply<Company>> {
        self.0.call(&op::COMPANIES_CREATE, request)
    }

    /// Creates many companies, each exactly once, several at a time. If the run is interrupted, even by the end of the
    /// process, start it again with the same list and the same journal.
    ///
    /// It also succeeds if companies failed or the run was stopped: the outcome has the error of each company, and the
    /// reason in `stopped`. A progress callback of the context
    /// ([`Context::with_progress`](crate::Context::with_progress)) is called once for each company, when its outcome is
    /// known: `operation`, `done` and `total`, with the fields of
    /// [`CreateManyResult`](crate::models::CreateManyResult), and `company` as the service sent it. The context's time
    /// is for the whole run, without it a day.
    pub fn create_many(&self, request: &CreateMany) -> Result<Reply<CreateManyOutcome>> {
        self.0.call(&op::COMPANIES_CREATE_MANY, request)
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

    /// The company's Link URL with parameters added, such as a reference of one's own, for the redirect URL
    /// to pass on. It fails with [`UnexpectedResponse`](crate::ErrorKind::UnexpectedResponse) if the service's URL is no `https` URL,
    /// unless it is one of this machine's or of the host that `base_url` names, as a sandbox's is.
    pub fn link_url(&self, company_id: &str, parameters: &Tags) -> Result<Reply<LinkUrl>> {
        let request = Parameters { parameters };
        self.0
            .call(&op::COMPANIES_LINK_URL, &OfCompany { company_id, request })
    }

    /// Gets a company's sync settings: which data types are pulled, how often, and how far back
    /// (`get-company-syncSettings`).
    pub fn get_sync_settings(&self, company_id: &str) -> Result<Reply<SyncSettings>> {
        self.0.call(
            &op::COMPANIES_GET_SYNC_SETTINGS,
            &OfCompany {
                company_id,
                request: Nothing {},
            },
        )
    }

    /// Replaces a company's sync settings (`set-company-syncSettings`).
    pub fn set_sync_settings(
        &self,
        company_id: &str,
        settings: &[SyncSetting],
        overrides_defaults: bool,
    ) -> Result<Reply<()>> {
        self.0.call(
            &op::COMPANIES_SET_SYNC_SETTINGS,
            &json!({"companyId": company_id, "settings": settings, "overridesDefaults": overrides_defaults}),
        )
    }
}
