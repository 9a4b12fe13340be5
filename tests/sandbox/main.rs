//! The sandbox, over real sockets.
#![cfg(feature = "sandbox")]

mod companies;
mod contract;
mod control;
mod faults;
mod files;
mod groups;
mod idempotency;
mod limits;
mod listing;
mod program;
mod requests;
mod support;
