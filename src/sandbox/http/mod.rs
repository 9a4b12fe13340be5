//! HTTP. From the top, each uses only those below it:
//!
//! | module | what it does |
//! |---|---|
//! | `server`, `routes` | the listener, and the operation of each path |
//! | `worker`, `post` | ends pulls, and sends webhooks |
//! | `service` | serves a request: authorization, quota, idempotency, the operation, faults around it |
//! | `idempotency`, `quota`, `fault`, `log`, `host`, `secret`, `wire` | one part of `service` or `server` each |

pub mod fault;
mod host;
mod idempotency;
mod log;
mod post;
mod quota;
pub mod routes;
pub mod secret;
pub mod server;
pub mod service;
mod wire;
mod worker;
