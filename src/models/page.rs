//! Pages of a list.

use serde::{Deserialize, Serialize};

use super::extra::{model, or_default};

model! {
    /// One page of a list.
    pub struct Page<T> {
        /// What is on this page.
        pub results: Vec<T>,
        /// Which page this is, from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub page_number: Option<u64>,
        /// How many results a full page has, as the service counted it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub page_size: Option<u64>,
        /// How many results there are on all pages.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub total_results: Option<u64>,
        /// The addresses of the other pages.
        #[serde(default, rename = "_links", deserialize_with = "or_default")]
        pub links: Links,
    }
}

model! {
    /// Links from one page to others; `next` is absent on the last page, `previous` on the first.
    #[derive(Default)]
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
    }
}

model! {
    /// A link.
    pub struct Link {
        /// The address, relative to the base URL.
        #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
        pub href: String,
    }
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
