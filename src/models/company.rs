//! Companies: the businesses that share their data.

use serde::{Deserialize, Serialize};

use super::extra::{model, or_default};
use super::{Connection, Extra, Group, GroupRef, Tags};
use crate::secret::Secret;

model! {
    /// A company: a customer who shares data.
    pub struct Company {
        /// Its identifier: keep it.
        pub id: String,
        /// Its name, as the service cleaned it. Names need not be unique.
        #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
        pub name: String,
        /// Further words about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// The software it is connected to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub platform: Option<String>,
        /// The Link URL: the page where the customer authorizes access.
        #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
        pub redirect: String,
        /// Its state.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub status: Option<String>,
        /// When data was last pulled: ISO 8601, UTC, sometimes without the trailing `Z`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub last_sync: Option<String>,
        /// When it was created, written as `last_sync` is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub created: Option<String>,
        /// Who created it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub created_by_user_name: Option<String>,
        /// Its connections.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub data_connections: Option<Vec<Connection>>,
        /// The groups that it is in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub groups: Option<Vec<Group>>,
        /// The products enabled for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub products: Option<Vec<String>>,
        /// Its tags.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub tags: Option<Tags>,
        /// The users who own it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub owner_user_ids: Option<Vec<String>>,
        /// The company that controls it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reference_parent_company: Option<CompanyReference>,
        /// The companies that it controls.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reference_subsidiary_companies: Option<Vec<CompanyReference>>,
    }
}

model! {
    /// A company, as another one refers to it.
    pub struct CompanyReference {
        /// Its identifier.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub id: Option<String>,
        /// Its name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        /// Further words about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// Links to it, such as `portal`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub links: Option<Extra>,
        /// Its tags.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub tags: Option<Tags>,
    }
}

/// What a company is created or replaced with.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompanyRequest {
    /// Its name. The service removes characters other than letters, digits, white space and `-',&@.?!`.
    pub name: String,
    /// Further words about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// At most 10 tags: keys of 1 to 27 characters, values of at most 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Tags>,
    /// The groups to put it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<GroupRef>>,
}

impl CompanyRequest {
    /// A request with a name and nothing else.
    pub fn new(name: impl Into<String>) -> CompanyRequest {
        CompanyRequest {
            name: name.into(),
            ..CompanyRequest::default()
        }
    }
}

/// What to change of a company; what is `None` is kept as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompanyUpdate {
    /// Its new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its new description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its new tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Tags>,
}

/// Which companies to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListCompanies {
    /// Which page, from 1. Default: 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// How many on a page, 1 to 5000. Default: 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// A filter in the service's query language, such as `name~bakery`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// What to order by, such as `name`, or `-name` for descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_by: Option<String>,
    /// A filter by tags, such as `region=uk && team=invoice-finance`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<String>,
}

/// The URL to send a customer to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct LinkUrl {
    /// The URL.
    pub url: String,
}

/// A token for the service's embeddable user interfaces.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessToken {
    /// The token: a secret.
    pub access_token: Secret,
    /// How long it is valid, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<u64>,
    /// How to present it: `Bearer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_type: Option<String>,
}
