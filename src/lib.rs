//! `libcodat`: a client for [Codat's Platform API](https://docs.codat.io), with a C ABI for every other
//! language and the service in miniature to try it on.
//!
//! ```
//! # #[cfg(feature = "sandbox")] {
//! use codat::models::CompanyRequest;
//! use codat::sandbox::Sandbox;
//! use codat::{Client, Config};
//!
//! let sandbox = Sandbox::start(Default::default()).unwrap();
//! let client = Client::new(Config {
//!     api_key: Some(sandbox.api_key().into()),
//!     base_url: Some(sandbox.base_url().into()),
//!     ..Config::default()
//! })?;
//! let company = client.companies().create(&CompanyRequest::new("Toft Bakery"))?;
//! println!("send the customer of {} to {}", company.id, company.redirect);
//! # }
//! # Ok::<(), codat::Error>(())
//! ```
//!
//! # Map
//!
//! One call's life, from top to bottom:
//!
//! | module | what it does |
//! |---|---|
//! | [`operations`] | the table: every operation once, with the place of each input field and what it returns |
//! | [`api`], [`models`] | typed methods and their requests and responses, for Rust |
//! | [`ffi`] | the C ABI, for everyone else: `extern "C"` functions and no logic |
//! | `dispatch` | an operation by name, blocking or begun |
//! | `client`, `order` | [`Client`]: the request path of every call: check, send, read; what a call is to do |
//! | `attempts` | one request, sent again if that is safe |
//! | `input` | one flat JSON object, checked against the table, becomes a request |
//! | `workflows` | operations that take several requests, such as waiting for a customer |
//! | `pages`, `walk` | [`Pager`]: a list page after page, one of them prefetched; when a list ends |
//! | `context`, `key`, `traceparent` | [`Context`]: deadline, cancelling, idempotency key, retries of a call |
//! | `slab` | places that are taken and released without a lock |
//! | `tasks` | begun calls: what waits without a thread, and the workers that run it |
//! | `interrupt` | a function that the thread of a call calls while it waits, and that can end the call |
//! | `transport` | one attempt: connections, TLS, the request queue, and when to try again |
//! | `per_process`, `threads` | after fork() a child has separate connections; signals leave our threads alone |
//! | `outcome` | the judge: what a failure proves about the work |
//! | `response`, `json`, `made` | what is taken for the result of a request, and what is not |
//! | `refusal`, `named` | what a failed response says, for an [`Error`]; which resources its text names |
//! | `answer`, `meta` | [`Answer`]: the result; [`Meta`]: what is known about the call |
//! | [`webhook`] | checks the webhooks that the service sends |
//! | `config`, `error` | [`Config`], [`Error`] and [`ErrorKind`] |
//! | `log`, `progress` | [`Log`]: the log of a client's calls; the progress of a long operation |
//! | `secret` | [`Secret`]: what nobody may read by accident |
//! | `sandbox` | the embedded service (feature `sandbox`): nothing of the client depends on it |
//!
//! To add an operation: a row in the table, a documented export in `ffi`, a method in `api` and in each
//! wrapper. The checks in `tests/` fail until all of them are there.

#![deny(missing_docs)]
#![deny(unsafe_op_in_unsafe_fn)]

mod answer;
pub mod api;
mod attempts;
mod client;
mod config;
mod context;
mod dispatch;
mod error;
#[deny(clippy::undocumented_unsafe_blocks)]
pub mod ffi;
#[cfg(fuzzing)]
pub mod fuzzing;
mod input;
#[cfg(feature = "__internals")]
#[doc(hidden)]
pub mod internals;
mod interrupt;
mod json;
mod key;
mod log;
mod made;
mod meta;
pub mod models;
mod named;
pub mod operations;
mod order;
mod outcome;
mod pages;
mod per_process;
mod progress;
mod refusal;
mod response;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod secret;
mod slab;
mod tasks;
mod threads;
mod traceparent;
mod transport;
mod walk;
pub mod webhook;
mod workflows;

pub use answer::Answer;
pub use client::Client;
pub use config::{Config, DEFAULT_BASE_URL};
pub use context::{Context, ContextOptions};
pub use error::{Details, Error, ErrorKind, Result};
pub use log::{Log, LogLevel};
pub use meta::{Meta, RateLimit};
pub use pages::Pager;
pub use secret::Secret;
