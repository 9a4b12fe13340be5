//! The C ABI: the `extern "C"` functions, and nothing else. `include/codat.h` is generated from these files.
//!
//! Each export does the same three things: check its pointers, forward to the core in one line, and return the response
//! as a string. `boundary` is the one way in and out: no panic leaves it.

#![allow(clippy::missing_safety_doc)] // the contract of each function is in its own words, for C programmers

pub mod begin;
pub mod call;
pub mod client;
pub mod companies;
pub mod connection_management;
pub mod connections;
pub mod context;
pub mod custom_data_types;
pub mod event;
pub mod groups;
pub mod integrations;
pub mod library;
pub mod log;
pub mod pager;
pub mod push;
pub mod queue;
pub mod refresh;
pub mod sandbox;
pub mod settings;
pub mod status;
pub mod supplemental_data;
pub mod sync_settings;
pub mod webhooks;

mod boundary;
mod callback;
mod fork;
mod handles;
mod reports;
mod strings;
mod wakeup;
