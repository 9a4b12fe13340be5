//! How an operation is called: by its name or its row of the table, blocking or begun. It is one request, or a workflow.

use std::time::Instant;

use crate::answer::Answer;
use crate::client::Client;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::operations::{self, Operation};
use crate::order::Order;
use crate::{interrupt, outcome, tasks, workflows};

impl Client {
    /// Calls an operation by name, such as `companies.create`, with its input as a JSON object.
    ///
    /// # Errors
    /// Every [`ErrorKind`](crate::ErrorKind) but those of the C ABI.
    pub fn call(&self, operation: &str, input: &str, context: Option<&Context>) -> Result<Answer> {
        match operations::find(operation) {
            Some(operation) => self.perform(operation, input, context),
            None => Err(Error::invalid(format!("there is no operation {operation:?}"))),
        }
    }

    /// Calls an operation of the [table](crate::operations::OPERATIONS).
    ///
    /// # Errors
    /// Every [`ErrorKind`](crate::ErrorKind) but those of the C ABI.
    pub fn perform(
        &self,
        operation: &'static Operation,
        input: &str,
        context: Option<&Context>,
    ) -> Result<Answer> {
        let order = Order::new(operation, input, context);
        let run = self.dispatch(&order);
        interrupt::with(context.and_then(Context::interrupt), || tasks::block_on(run))
    }

    /// As [`perform`](Self::perform); the response JSON that the C ABI returns.
    pub(crate) fn document(
        &self,
        operation: &'static Operation,
        input: &str,
        context: Option<&Context>,
    ) -> Result<Vec<u8>> {
        into_document(self.perform(operation, input, context)?, operation)
    }

    /// Begins a call: `ended` receives what [`document`](Self::document) would return, on another thread.
    ///
    /// # Errors
    /// [`Connection`](crate::ErrorKind::Connection) if no thread can be started.
    pub(crate) fn begin(
        &self,
        operation: &'static Operation,
        input: String,
        context: Context,
        ended: impl FnOnce(Result<Vec<u8>>) + Send + 'static,
    ) -> Result<()> {
        let (client, began) = (self.clone(), Instant::now());
        self.scheduler().begin(async move {
            let order = Order {
                began,
                ..Order::new(operation, &input, Some(&context))
            };
            let answer = client.dispatch(&order).await;
            ended(answer.and_then(|answer| into_document(answer, operation)));
        })
    }

    async fn dispatch(&self, order: &Order<'_>) -> Result<Answer> {
        match order.operation.workflow() {
            None => self.send(order).await,
            Some(_) => self.run(order, workflows::run).await,
        }
    }
}

fn into_document(answer: Answer, operation: &'static Operation) -> Result<Vec<u8>> {
    answer
        .into_document()
        .map_err(|error| outcome::after_success(error, operation))
}
