//! Client library for Codat's Platform API.
#![deny(missing_docs)]

mod answer;
mod client;
mod config;
mod context;
mod error;
pub mod ffi;
mod input;
pub mod operations;
mod response;
mod transport;

pub use answer::{Answer, Meta, RateLimit};
pub use client::Client;
pub use config::{Config, DEFAULT_BASE_URL};
pub use context::{Context, ContextOptions};
pub use error::{Details, Error, ErrorKind, Result};
