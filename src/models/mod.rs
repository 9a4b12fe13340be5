//! Typed requests and answers.
//!
//! Models never lose or refuse anything that the service adds later: unknown members are kept in `extra`, and
//! unknown values of an enumeration as its `Unrecognized`.

mod company;
mod connection;
mod create_many;
mod group;
mod integration;
mod open_enum;
mod page;
mod refresh;
mod webhook;

pub use company::{
    AccessToken, Company, CompanyReference, CompanyRequest, CompanyUpdate, LinkUrl, ListCompanies,
};
pub use connection::{
    Connection, ConnectionError, ConnectionStatus, Reauthorization, SourceType, WaitUntilLinked,
};
pub use create_many::{CreateMany, CreateManyFate, CreateManyOutcome, CreateManyResult};
pub use group::{Group, GroupList, GroupRef};
pub use integration::{
    Branding, BrandingButton, BrandingImage, BrandingLogo, DataTypeFeature, FeatureState, FeatureType,
    ImageReference, Integration, SupportedFeature,
};
pub use page::{Link, Links, ListOptions, Page};
pub use refresh::{
    DataStatus, DataStatuses, PullOperation, PullStatus, RefreshItem, RefreshOutcome, WaitUntilComplete,
};
pub use webhook::{
    DataTypeRead, WebhookBody, WebhookConsumer, WebhookConsumerList, WebhookConsumerRequest, WebhookPayload,
};

/// Members that this version of the library has no field for.
pub type Extra = serde_json::Map<String, serde_json::Value>;

/// Pairs of strings that a client attaches to a company, in the order of their keys.
pub type Tags = std::collections::BTreeMap<String, String>;
