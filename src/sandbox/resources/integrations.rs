//! Integrations: the software that customers can connect.

use axum::http::{HeaderValue, StatusCode};
use serde_json::{json, Value};
use uuid::Uuid;

use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::call::{Call, Work};
use crate::sandbox::paging::Paging;
use crate::sandbox::query::Subject;
use crate::sandbox::rows::connection::SourceType;

const ORDERABLE: [&str; 4] = ["key", "name", "sourceType", "integrationId"];

pub struct Integration {
    /// Four letters.
    pub key: &'static str,
    pub name: &'static str,
    pub source_type: SourceType,
    /// The color of its logo, in CSS syntax.
    color: &'static str,
    pub is_beta: bool,
}

const fn released(
    key: &'static str,
    name: &'static str,
    source_type: SourceType,
    color: &'static str,
) -> Integration {
    Integration {
        key,
        name,
        source_type,
        color,
        is_beta: false,
    }
}

use SourceType::{Accounting, Banking, Commerce};

/// All of them, in the order of the Link page.
pub static ALL: [Integration; 15] = [
    released("gbol", "Xero", Accounting, "#0b7285"),
    released("qhyg", "QuickBooks Online", Accounting, "#2b7a0b"),
    released("pqsw", "QuickBooks Desktop", Accounting, "#1b6e3c"),
    released("knfz", "Sage Intacct", Accounting, "#00695c"),
    released("tgac", "Sage Business Cloud", Accounting, "#3d6b00"),
    released("fbrh", "FreeAgent", Accounting, "#1d4ed8"),
    released("akxx", "Oracle NetSuite", Accounting, "#9a3412"),
    released("pdvj", "MYOB Business", Accounting, "#6d28d9"),
    released("nosb", "Zoho Books", Accounting, "#b91c1c"),
    Integration {
        is_beta: true,
        ..released("ivoa", "Dynamics 365 Business Central", Accounting, "#155e75")
    },
    released("hcws", "TrueLayer", Banking, "#334155"),
    released("ndsk", "Plaid", Banking, "#111827"),
    released("fztf", "Shopify", Commerce, "#3f6212"),
    released("ihvi", "Stripe", Commerce, "#4338ca"),
    released("mqjo", "Codat Sandbox", Accounting, "#475569"),
];

/// What an integration does not support, of the types of data of its kind.
const UNSUPPORTED: [(&str, &[&str]); 3] = [
    ("fbrh", &["itemReceipts", "purchaseOrders", "salesOrders"]),
    ("pdvj", &["directIncomes", "transfers"]),
    ("fztf", &["commerce-taxComponents"]),
];

/// Whether an integration supports a type of data.
pub fn supports(key: &str, source_type: SourceType, data_type: &str) -> bool {
    let missing = UNSUPPORTED
        .iter()
        .find(|(other, _)| other.eq_ignore_ascii_case(key));
    source_type.data_types().contains(&data_type)
        && missing.is_none_or(|(_, missing)| !missing.contains(&data_type))
}

pub fn by_key(key: &str) -> Option<&'static Integration> {
    ALL.iter()
        .find(|integration| integration.key.eq_ignore_ascii_case(key))
}

impl Integration {
    pub fn id(&self) -> String {
        self.uuid(1)
    }

    pub fn source_id(&self) -> String {
        self.uuid(2)
    }

    /// An id that never changes, made from the key.
    fn uuid(&self, number: u128) -> String {
        const VERSION_AND_VARIANT: u128 = 0x4000_8000_0000_0000_0000;
        let key = self.key.bytes().fold(0, |key, byte| key << 8 | u128::from(byte));
        Uuid::from_u128(key << 96 | VERSION_AND_VARIANT | number).to_string()
    }

    fn logo_url(&self, base_url: &str) -> String {
        format!("{base_url}/_sandbox/logo/{}.svg", self.key)
    }

    fn answered(&self, base_url: &str) -> Value {
        let features: Vec<Value> = self
            .source_type
            .data_types()
            .iter()
            .map(|data_type| {
                let state = match supports(self.key, self.source_type, data_type) {
                    true => "Release",
                    false => "NotSupported",
                };
                let get = json!({"featureType": "Get", "featureState": state});
                // The published schema has the one as a property and requires the other.
                json!({"dataType": data_type, "datatype": data_type, "supportedFeatures": [get]})
            })
            .collect();
        json!({
            "key": self.key,
            "logoUrl": self.logo_url(base_url),
            "name": self.name,
            "enabled": true,
            "sourceId": self.source_id(),
            "integrationId": self.id(),
            "sourceType": self.source_type,
            "isOfflineConnector": self.key == "pqsw",
            "isBeta": self.is_beta,
            "dataProvidedBy": self.name,
            "datatypeFeatures": features,
        })
    }

    /// A drawing instead of the real logo: its initials on its color.
    pub fn logo(&self) -> String {
        let initials: String = self
            .name
            .split(' ')
            .filter_map(|word| word.chars().next().filter(char::is_ascii_alphabetic))
            .take(2)
            .collect();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 48 48\" width=\"48\" height=\"48\">\
             <rect width=\"48\" height=\"48\" rx=\"12\" fill=\"{}\"/>\
             <text x=\"24\" y=\"31\" font-family=\"system-ui, sans-serif\" font-size=\"19\" font-weight=\"600\" \
             fill=\"#fff\" text-anchor=\"middle\">{initials}</text></svg>",
            self.color
        )
    }
}

pub fn list(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let all = ALL
        .iter()
        .map(|integration| integration.answered(work.base_url))
        .collect();
    Paging::read(call, Subject::Integration)?.answer_from(all, &ORDERABLE)
}

/// The integration that a call's path names.
fn of(call: &Call) -> Result<&'static Integration, Failure> {
    existing(call.parameter("platformKey"))
}

pub fn existing(key: &str) -> Result<&'static Integration, Failure> {
    let message = format!("No integration was found with key {key}");
    by_key(key).ok_or_else(|| Failure::new(StatusCode::NOT_FOUND, message))
}

pub fn get(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    Ok(Answer::json(StatusCode::OK, &of(call)?.answered(work.base_url)))
}

pub fn branding(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let integration = of(call)?;
    let image = json!({"image": {"src": integration.logo_url(work.base_url), "alt": integration.name}});
    let body = json!({
        "logo": {"full": image, "square": image},
        "button": {"default": image, "hover": image},
        "sourceId": integration.source_id(),
    });
    Ok(Answer::json(StatusCode::OK, &body))
}

/// The logo at the path that `logoUrl` names.
pub fn logo(file: &str) -> Answer {
    let integration = file.strip_suffix(".svg").and_then(by_key);
    match integration {
        Some(integration) => Answer::text(
            StatusCode::OK,
            HeaderValue::from_static("image/svg+xml"),
            integration.logo(),
        ),
        None => Answer::empty(StatusCode::NOT_FOUND),
    }
}
