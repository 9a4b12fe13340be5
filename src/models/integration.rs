//! Integrations: the software that customers can connect.

use super::extra::{model, or_default};
use super::open_enum::open_enum;
use super::SourceType;

model! {
    /// Software that customers can connect.
    pub struct Integration {
        /// Its key of four letters.
        #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
        pub key: String,
        /// The address of its logo.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub logo_url: Option<String>,
        /// Its name.
        #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
        pub name: String,
        /// Whether customers can choose it.
        #[serde(default, deserialize_with = "or_default")]
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
        /// Who provides the data, if that is another company.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub data_provided_by: Option<String>,
        /// What can be done with each type of data.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub datatype_features: Option<Vec<DataTypeFeature>>,
    }
}

model! {
    /// What can be done with a type of data.
    pub struct DataTypeFeature {
        /// Which type.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub data_type: Option<String>,
        /// What can be done with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub supported_features: Option<Vec<SupportedFeature>>,
    }
}

model! {
    /// Something that can be done.
    pub struct SupportedFeature {
        /// What it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub feature_type: Option<FeatureType>,
        /// Whether it can be relied on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub feature_state: Option<FeatureState>,
    }
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

model! {
    /// How an integration looks.
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
    }
}

model! {
    /// A logo.
    pub struct BrandingLogo {
        /// The whole of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub full: Option<BrandingImage>,
        /// A square one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub square: Option<BrandingImage>,
    }
}

model! {
    /// A button.
    pub struct BrandingButton {
        /// As it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub default: Option<BrandingImage>,
        /// With the pointer over it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub hover: Option<BrandingImage>,
    }
}

model! {
    /// An image.
    pub struct BrandingImage {
        /// The address of the image.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub image: Option<ImageReference>,
    }
}

model! {
    /// The address of an image.
    pub struct ImageReference {
        /// Its URL.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub src: Option<String>,
        /// The text to show instead of the image.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub alt: Option<String>,
    }
}
