//! Tasks: calls that hold a thread only while they send and receive. Waiting for a turn, for a retry or for the next
//! poll costs only memory.
//!
//! - [`task`]: a future that is run by workers
//! - [`scheduler`]: the workers of a client
//! - [`inbox`], [`bell`]: how a task is woken, by a signal handler too
//! - [`wait`]: how a future waits; [`block`]: on a thread

mod bell;
mod block;
mod inbox;
mod scheduler;
mod task;
#[cfg(test)]
mod tests;
mod wait;

pub(crate) use bell::Bell;
pub(crate) use block::block_on;
pub(crate) use scheduler::{blocking, is_worker, lent, Scheduler};
pub(crate) use task::{current, Task};
pub(crate) use wait::wake_at;
