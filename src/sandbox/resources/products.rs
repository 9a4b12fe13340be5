//! The products that are enabled for a company.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::{companies, refresh, webhooks};
use crate::sandbox::answer::{Answer, Failure};
use crate::sandbox::call::{Call, Work};
use crate::sandbox::rows::company::Company;
use crate::sandbox::rows::connection::SourceType;

/// The body of refresh, which is optional.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct Refresh {
    data_types: Option<Vec<String>>,
}

/// Adding a product twice changes nothing.
pub fn add(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let mut company = companies::of(work, call)?;
    let product = call.parameter("productIdentifier");
    if !company.products.iter().any(|other| other == product) {
        company.products.push(product.to_owned());
        company.save(work.database)?;
        tell(work, "company.product.added", &company, product)?;
    }
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// Removing a product that is not enabled changes nothing.
pub fn remove(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let mut company = companies::of(work, call)?;
    let product = call.parameter("productIdentifier");
    let before = company.products.len();
    company.products.retain(|other| other != product);
    if company.products.len() < before {
        company.save(work.database)?;
        tell(work, "company.product.removed", &company, product)?;
    }
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

fn tell(work: &Work<'_>, event_type: &str, company: &Company, product: &str) -> Result<(), Failure> {
    webhooks::emit(work, event_type, company, || {
        json!({
            "id": company.id,
            "name": company.name,
            "productId": product,
            "products": company.products,
        })
    })
}

/// Queues the given types of data that its connections have, or all of them.
pub fn refresh(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = companies::of(work, call)?;
    let product = call.parameter("productIdentifier");
    if !company.products.iter().any(|other| other == product) {
        let message = format!("Product {product} is not enabled for company {}", company.id);
        return Err(Failure::new(StatusCode::NOT_FOUND, message));
    }
    let only = match call.body.is_empty() {
        true => None,
        false => call.json::<Refresh>()?.data_types,
    };
    let unknown = |each: &&String| !SourceType::is_data_type(each);
    if let Some(unknown) = only.iter().flatten().find(unknown) {
        let valid: Vec<&str> = SourceType::all_data_types().collect();
        let message = format!("{unknown} is no type of data; valid are {}", valid.join(", "));
        return Err(Failure::invalid("dataTypes", message));
    }
    refresh::queue_all(work, &company, only.as_deref())?;
    Ok(Answer::empty(StatusCode::ACCEPTED))
}
