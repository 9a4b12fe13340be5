//! Pages of a list.

use serde::{Deserialize, Serialize};

use super::Extra;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// What is on this page.
    pub results: Vec<T>,
    /// Which page this is, from 1.
    pub page_number: u64,
    /// How many results a full page has, as the service counted it.
    pub page_size: u64,
    /// How many results there are on all pages.
    pub total_results: u64,
    /// Where the other pages are.
    #[serde(default, rename = "_links")]
    pub links: Links,
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Links from one page to others; `next` is absent on the last page, `previous` on the first.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Links {
    /// The list.
    #[serde(default, rename = "self", skip_serializing_if = "Option::is_none")]
    pub this: Option<Link>,
    /// This page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Link>,
    /// The page after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Link>,
    /// The page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Link>,
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Link {
    /// Where it leads, relative to the base URL.
    pub href: String,
    /// Members that this version has no field for.
    #[serde(flatten)]
    pub extra: Extra,
}
