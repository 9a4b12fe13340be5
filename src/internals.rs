//! What `benches/inner.rs` measures that nobody else can reach.

use crate::answer::{Answer, PREFIX};
use crate::input::Request;
use crate::meta::Meta;
use crate::operations::Operation;
use crate::response;
use crate::secret::Redactor;
use crate::transport::Response;
use ureq::http::HeaderValue;

/// The URL and the body of the request that an operation's input becomes.
pub fn request(operation: &'static Operation, input: &str) -> (String, Option<String>) {
    let endpoint = operation.endpoint().expect("an operation that is one request");
    let request = Request::build(operation, endpoint, "https://api.example", input).expect("proper input");
    (request.url, request.body)
}

/// A response with this body, as it comes from the network.
pub fn received(body: &str) -> Vec<u8> {
    let mut buffer = Vec::with_capacity(PREFIX.len() + body.len() + 512);
    buffer.extend_from_slice(PREFIX);
    buffer.extend_from_slice(body.as_bytes());
    buffer
}

/// Checks what was received.
pub fn scan(operation: &Operation, received: Vec<u8>) -> Vec<u8> {
    let response = Response {
        status: 200,
        headers: Default::default(),
        buffer: received,
        followed: false,
    };
    let redactor = Redactor::new(&HeaderValue::from_static("Basic a2V5"));
    response::read(operation, response, &[], &redactor)
        .expect("a proper response")
        .buffer
}

/// The response JSON of what was received and checked.
pub fn document(received: Vec<u8>) -> Vec<u8> {
    let meta = Meta {
        status: Some(200),
        attempts: 1,
        idempotency_key: Some("2f1d9c50-3a3e-4a3c-9d3b-5b0f3f0a7f11".into()),
        ..Meta::default()
    };
    let document = Answer::new(received, meta).into_document();
    document.expect("there is memory")
}
