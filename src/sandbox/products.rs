//! The products that are enabled for a company.

use axum::http::StatusCode;
use serde::Deserialize;

use super::answer::{Answer, Failure};
use super::call::{Call, Work};
use super::companies::Company;

/// The body of refresh, which is optional.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object")]
struct Refresh {
    #[serde(rename = "dataTypes")]
    _data_types: Option<Vec<String>>,
}

/// Adding a product that is there changes nothing.
pub fn add(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let mut company = Company::of(work, call)?;
    let product = call.parameter("productIdentifier");
    if !company.products.iter().any(|other| other == product) {
        company.products.push(product.to_owned());
        company.save(work)?;
    }
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// Removing a product that is not there changes nothing.
pub fn remove(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let mut company = Company::of(work, call)?;
    company
        .products
        .retain(|other| other != call.parameter("productIdentifier"));
    company.save(work)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

pub fn refresh(work: &Work<'_>, call: &Call) -> Result<Answer, Failure> {
    let company = Company::of(work, call)?;
    let product = call.parameter("productIdentifier");
    if !company.products.iter().any(|other| other == product) {
        let message = format!("Product {product} is not enabled for company {}", company.id);
        return Err(Failure::new(StatusCode::NOT_FOUND, message));
    }
    if !call.body.is_empty() {
        call.json::<Refresh>()?;
    }
    Ok(Answer::empty(StatusCode::ACCEPTED))
}
