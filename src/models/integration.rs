//! Integrations: the software that customers can connect.

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use super::{Extra, SourceType};

/// Software that customers can connect.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Integration {
    /// Its key of four letters.
    pub key: String,
    /// Where its logo is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// Its name.
    pub name: String,
    /// Whether customers can choose it.
    #[serde(default)]
    pub enabled: bool,
    /// The source within the integration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// What kind of data it gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_type: Option<SourceType>,
    /// Its identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_id: Option<String>,
    /// Whether it runs on the customer's own machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_offline_connector: Option<bool>,
    /// Whether it is not yet final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_beta: Option<bool>,
    /// Who provides the data, where that is another company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_provided_by: Option<String>,
    /// What can be done with each type of data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datatype_features: Option<Vec<DataTypeFeature>>,
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What can be done with a type of data.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataTypeFeature {
    /// Which type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_type: Option<String>,
    /// What can be done with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supported_features: Option<Vec<SupportedFeature>>,
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Something that can be done.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SupportedFeature {
    /// What it is.
    pub feature_type: FeatureType,
    /// Whether it can be relied on.
    pub feature_state: FeatureState,
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What can be done with a type of data.
    FeatureType {
        /// Reading.
        Get,
        /// Creating.
        Post,
        /// Assigning categories.
        Categorization,
        /// Deleting.
        Delete,
        /// Changing.
        Put,
        /// Reading as a PDF file.
        GetAsPdf,
        /// Downloading an attachment.
        DownloadAttachment,
        /// Reading about an attachment.
        GetAttachment,
        /// Listing attachments.
        GetAttachments,
        /// Adding an attachment.
        UploadAttachment,
    }
}

open_enum! {
    /// Whether a feature can be relied on.
    FeatureState {
        /// Final.
        Release,
        /// Early.
        Alpha,
        /// Nearly final.
        Beta,
        /// Going away.
        Deprecated,
        /// The software cannot do it.
        NotSupported,
        /// The service cannot do it.
        NotImplemented,
    }
}

/// How an integration looks.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Branding {
    /// Its logo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<BrandingLogo>,
    /// Its button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<BrandingButton>,
    /// The source within the integration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A logo.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BrandingLogo {
    /// The whole of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full: Option<BrandingImage>,
    /// A square one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub square: Option<BrandingImage>,
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BrandingButton {
    /// As it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<BrandingImage>,
    /// With the pointer over it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hover: Option<BrandingImage>,
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An image.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BrandingImage {
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<ImageReference>,
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where an image is.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageReference {
    /// Its URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub src: Option<String>,
    /// The words in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}
