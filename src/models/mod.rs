//! Typed requests and responses.
//!
//! Models never lose or refuse anything that the service adds later: unknown fields are kept in `extra`, as the text that
//! they came in, and unknown values of an enumeration as its `Unrecognized`.
//!
//! The service's OpenAPI documents call more fields required than it always sends. Here only `id` and `results` are,
//! and an access token: of every other field, null and absent are the same.

mod company;
mod connection;
mod create_many;
mod data_types;
mod extra;
mod group;
mod integration;
mod open_enum;
mod page;
mod push;
mod refresh;
mod settings;
mod webhook;

pub use company::{
    AccessToken, Company, CompanyReference, CompanyRequest, CompanyUpdate, LinkUrl, ListCompanies,
};
pub use connection::{
    Connection, ConnectionError, ConnectionStatus, Reauthorization, SourceType, WaitUntilLinked,
};
pub use create_many::{CreateMany, CreateManyFate, CreateManyOutcome, CreateManyResult};
pub use data_types::{
    CustomDataTypeConfiguration, CustomDataTypeRecord, SupplementalDataConfiguration, SupplementalDataSource,
};
pub use extra::Extra;
pub use group::{Group, GroupList, GroupRef};
pub use integration::{
    Branding, BrandingButton, BrandingImage, BrandingLogo, DataTypeFeature, FeatureState, FeatureType,
    ImageReference, Integration, SupportedFeature,
};
pub use page::{Link, Links, ListOptions, Page};
pub use push::{
    PushChange, PushChangeType, PushOperation, PushOption, PushOptionChoice, PushOptionType, PushStatus,
    PushValidation, PushValidationItem, RecordRef, ValidationItem, ValidationResults,
};
pub use refresh::{
    DataStatus, DataStatuses, PullOperation, PullStatus, RefreshItem, RefreshOutcome, WaitUntilComplete,
};
pub use settings::{ApiKey, ApiKeyList, CorsSettings, Profile, SyncSetting, SyncSettings};
pub use webhook::{
    DataTypeRead, WebhookBody, WebhookConsumer, WebhookConsumerList, WebhookConsumerRequest, WebhookPayload,
    ZapierKey,
};

/// Pairs of strings that a client attaches to a company, in the order of their keys.
pub type Tags = std::collections::BTreeMap<String, String>;
