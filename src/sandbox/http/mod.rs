//! HTTP. From the top, each uses only those below it:
//!
//! | module | what it does |
//! |---|---|
//! | `server`, `routes` | the listener, and which operation stands behind which path |
//! | `worker`, `post` | ends pulls, and sends webhooks |
//! | `service` | a request's way: authorization, quota, idempotency, the operation, faults around it |
//! | `idempotency`, `quota`, `fault`, `log`, `host`, `secret`, `wire` | one part of that each |

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
