//! Client library for Codat's Platform API.
#![deny(missing_docs)]

#[cfg(feature = "sandbox")]
pub mod sandbox;
