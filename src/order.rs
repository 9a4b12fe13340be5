//! `Order`: what a call is to do, as it goes from the client through workflows to the attempts.

use std::time::{Duration, Instant};

use crate::context::{Adopted, Context};
use crate::operations::Operation;
use crate::transport::call::Call;

/// What a call is to do, and how.
#[derive(Clone, Copy)]
pub(crate) struct Order<'a> {
    pub operation: &'static Operation,
    pub input: &'a str,
    pub context: Option<&'a Context>,
    pub deadline: Option<Instant>,
    pub began: Instant,
}

impl<'a> Order<'a> {
    /// One that begins now and has its context's deadline.
    pub fn new(operation: &'static Operation, input: &'a str, context: Option<&'a Context>) -> Order<'a> {
        Order {
            operation,
            input,
            context,
            deadline: context.and_then(Context::deadline),
            began: Instant::now(),
        }
    }

    /// What waits in it, and can be cancelled; with `patience` if there is no deadline.
    pub fn call(&self, patience: Duration) -> Adopted<'a> {
        let call = Call::begin(self.deadline.unwrap_or(self.began + patience));
        match self.context {
            Some(context) => context.adopt(call),
            None => Adopted::by_none(call),
        }
    }
}
