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

/// Which part of a list to get.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListOptions {
    /// Which page, from 1. Default: 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// How many on a page, 1 to 5000. Default: 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u32>,
    /// A filter in the service's query language, such as `status=Linked`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// What to order by, such as `name`, or `-name` for descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_by: Option<String>,
}
