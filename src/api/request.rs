//! `client.request(…)`.

use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{All, Reply, Scope};
use crate::client::Client;
use crate::error::{Error, Result};
use crate::operations::{self, Method, REQUEST_LIST};

/// A request that has no separate method: see [`Client::request`].
#[derive(Debug)]
pub struct Request<'a> {
    scope: Scope<'a>,
    method: Method,
    input: Result<Input<'a>>,
}

#[derive(Debug, Serialize)]
struct Input<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Map::is_empty")]
    query: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
}

impl<'a> Request<'a> {
    pub(super) fn new(scope: Scope<'a>, method: Method, path: &'a str) -> Request<'a> {
        let input = Input {
            path,
            query: Map::new(),
            body: None,
        };
        Request {
            scope,
            method,
            input: Ok(input),
        }
    }

    /// Adds a query parameter: a string, a number, a boolean, or a list of these, which becomes one parameter for each
    /// item. A value of another kind fails when the request is sent.
    #[must_use]
    pub fn query(self, name: &str, value: impl Serialize) -> Request<'a> {
        self.with("query", value, |input, value| {
            input.query.insert(name.to_owned(), value);
        })
    }

    /// Sets the JSON body of a POST, PUT or PATCH.
    #[must_use]
    pub fn body(self, body: impl Serialize) -> Request<'a> {
        self.with("body", body, |input, body| input.body = Some(body))
    }

    fn with(
        self,
        member: &str,
        value: impl Serialize,
        add: impl FnOnce(&mut Input<'a>, Value),
    ) -> Request<'a> {
        let input = self.input.and_then(|mut input| {
            let value = serde_json::to_value(value).map_err(|e| Error::invalid_member(member, e))?;
            add(&mut input, value);
            Ok(input)
        });
        Request { input, ..self }
    }

    /// Sends the request. The result is any JSON, or `null` if the service responds with nothing.
    ///
    /// # Errors
    /// Every [`ErrorKind`](crate::ErrorKind) of a call; [`InvalidArgument`](crate::ErrorKind::InvalidArgument) for a path
    /// that could leave the base URL.
    pub fn send<T: DeserializeOwned>(self) -> Result<Reply<T>> {
        self.scope.call(operations::request(self.method), &self.input?)
    }

    /// Goes through all rows of a list, which a GET returns with `results` and the number of the page.
    pub fn iterate<T: DeserializeOwned>(self) -> All<T> {
        if self.method != Method::Get {
            return All::failed(Error::invalid_member(
                "method",
                "expected GET: only GET returns a list",
            ));
        }
        match self.input {
            Ok(input) => All::new(self.scope, &REQUEST_LIST, &input),
            Err(error) => All::failed(error),
        }
    }
}

impl Client {
    /// A request that has no separate method. `path` is below the base URL and begins with `/`; characters that a path
    /// cannot hold are percent-encoded. Authorization, retries, idempotency key, limits and errors are the same as for
    /// every call.
    ///
    /// ```no_run
    /// use codat::operations::Method;
    /// use serde_json::{json, Value};
    ///
    /// # fn main() -> codat::Result<()> {
    /// # let client = codat::Client::new(codat::Config::default())?;
    /// let path = "/companies/8a210b68-6988-11ed-a1eb-0242ac120002/syncSettings";
    /// let settings = client.request(Method::Get, path).send::<Value>()?.into_value();
    /// client.request(Method::Post, path).body(json!({"overridesDefaults": true})).send::<()>()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request<'a>(&'a self, method: Method, path: &'a str) -> Request<'a> {
        self.scope().request(method, path)
    }
}
