//! The sandbox, over real sockets.
#![cfg(feature = "sandbox")]

mod clock;
mod companies;
mod connections;
mod contract;
mod control;
mod faults;
mod files;
mod groups;
mod hosts;
mod idempotency;
mod kill;
mod limits;
mod link;
mod listing;
mod program;
mod refresh;
mod requests;
#[path = "../support/running.rs"]
mod running;
mod support;
mod webhooks;
