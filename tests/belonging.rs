//! A response belongs to its request: what came for another is never taken for the result.

mod support;

use std::io::Write;
use std::sync::{Arc, Mutex};

use codat::{Client, Config, ErrorKind};
use support::server::{json, read_request, Server};
use support::tls::LOCAL;
use support::wire::Wire;

/// A response that is repeated only after the next request was sent cannot be told by its connection.
#[test]
fn an_id_that_an_earlier_create_returned_is_no_new_company() {
    Wire::each(|wire| {
        let names = Arc::new(Mutex::new(Vec::new()));
        let seen = names.clone();
        let server = Server::serve(wire, move |stream, _| {
            let mut late = Vec::new();
            while let Some(request) = read_request(stream) {
                let name = request.rsplit('"').nth(1).unwrap_or_default().to_owned();
                let answer = json(&format!("{{\"id\":\"id of {name}\"}}"));
                let mut seen = seen.lock().unwrap();
                seen.push(name);
                let is_doubled = seen.len() == 1;
                drop(seen);
                let bytes = [std::mem::take(&mut late), answer.clone()].concat();
                if is_doubled {
                    late = answer;
                }
                if stream.write_all(&bytes).is_err() {
                    return;
                }
            }
        });
        let client = Client::new(Config {
            api_key: Some("key".into()),
            base_url: Some(server.url()),
            root_certificates: Some(LOCAL.pem.clone()),
            ..Config::default()
        })
        .unwrap();
        let create = |name: &str| client.call("companies.create", &format!("{{\"name\":\"{name}\"}}"), None);
        assert_eq!(create("One").unwrap().json(), r#"{"id":"id of One"}"#);
        let error = create("Two").unwrap_err();
        assert_eq!(
            (error.kind, error.outcome_unknown, error.http_status),
            (ErrorKind::UnexpectedResponse, true, Some(200))
        );
        assert_eq!(error.idempotency_key, error.meta.idempotency_key);
        // The connection is given up, or all later calls would get what belongs to the one before.
        for name in ["Three", "Four"] {
            assert_eq!(
                create(name).unwrap().json(),
                format!("{{\"id\":\"id of {name}\"}}")
            );
        }
        assert_eq!(server.connections(), 2);
        assert_eq!(*names.lock().unwrap(), ["One", "Two", "Three", "Four"]);
    });
}
