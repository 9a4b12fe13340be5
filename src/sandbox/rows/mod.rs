//! What the tables hold, as Rust has it, with the SQL that reads and writes it. No rules and no events: those are the
//! resources'. The schema: `store/schema.sql`.

pub mod account;
pub mod company;
pub mod configuration;
pub mod connection;
pub mod consumer;
pub mod delivery;
pub mod group;
pub mod pull;
pub mod push;
