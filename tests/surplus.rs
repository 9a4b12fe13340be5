//! A response with more data behind it: nobody can say which request it belongs to.

mod support;

use codat::{Client, Config, Error, ErrorKind};
use support::server::{read_request, Server};
use support::tls::LOCAL;
use support::wire::{Stream, Wire};

const CREATE: (&str, &str) = ("companies.create", r#"{"name":"One"}"#);
const DELETE: (&str, &str) = ("companies.delete", r#"{"companyId":"c"}"#);
const GET: (&str, &str) = ("companies.get", r#"{"companyId":"c"}"#);

/// How the end of a response's body is found.
#[derive(Clone, Copy, Debug)]
enum Framing {
    Length,
    Chunked,
    /// As `Length`, and no other response follows.
    LastOne,
}

const FRAMINGS: [Framing; 3] = [Framing::Length, Framing::Chunked, Framing::LastOne];

/// A response: a success with a result, a success without one, or the service's own refusal.
fn response(status: u16, framing: Framing) -> Vec<u8> {
    let body = match status {
        200 => r#"{"id":"c","name":"One"}"#.to_owned(),
        202 | 204 => String::new(),
        _ => format!(r#"{{"statusCode":{status},"error":"no","correlationId":"{status}"}}"#),
    };
    let length = body.len();
    let framed = match framing {
        _ if status == 204 => "\r\n".to_owned(),
        Framing::Length => format!("Content-Length: {length}\r\n\r\n{body}"),
        Framing::Chunked if length == 0 => "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(),
        Framing::Chunked => format!("Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n"),
        Framing::LastOne => format!("Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"),
    };
    let type_and_pause = "Content-Type: application/json\r\nRetry-After: 0\r\n";
    format!("HTTP/1.1 {status} X\r\n{type_and_pause}{framed}").into()
}

/// Calls an operation of a server that responds to the n-th request with what `respond` returns.
fn call(
    wire: Wire,
    (operation, input): (&str, &str),
    max_retries: u32,
    respond: impl Fn(&mut Stream, usize) -> Vec<u8> + Send + Sync + 'static,
) -> Result<String, Error> {
    let server = Server::serve(wire, move |stream, state| {
        while let Some(request) = read_request(stream) {
            let number = state.note(&request);
            let bytes = respond(stream, number);
            // The client may have closed the connection.
            if stream.send(&bytes).is_err() {
                return;
            }
        }
    });
    let client = Client::new(Config {
        api_key: Some("key".into()),
        base_url: Some(server.url()),
        root_certificates: Some(LOCAL.pem.clone()),
        retry_delay_ms: 1,
        max_retries,
        ..Config::default()
    });
    let answer = client.unwrap().call(operation, input, None)?;
    Ok(answer.json().to_owned())
}

/// The same with two responses in one piece, over TLS in one record or in two.
fn call_with_two(
    wire: Wire,
    operation: (&str, &str),
    framing: Framing,
    statuses: [u16; 2],
    one_record: bool,
) -> Result<String, Error> {
    println!(
        "{} {statuses:?} {framing:?}, one record: {one_record}",
        operation.0
    );
    let [first, second] = statuses.map(|status| response(status, framing));
    call(wire, operation, 0, move |stream, _| match one_record {
        true => stream.record(&[&*first, &*second].concat()),
        false => [stream.record(&first), stream.record(&second)].concat(),
    })
}

fn each(test: impl Fn(Wire, Framing, bool)) {
    Wire::each(|wire| {
        for framing in FRAMINGS {
            for one_record in [true, false] {
                test(wire, framing, one_record);
            }
        }
    });
}

#[test]
fn a_refusal_of_a_write_proves_nothing_if_more_data_follows() {
    each(|wire, framing, one_record| {
        for (operation, first, second) in [
            (CREATE, 400, 200),
            (CREATE, 401, 200),
            (CREATE, 402, 200),
            (CREATE, 429, 200),
            (DELETE, 403, 204),
            (DELETE, 404, 204),
            (DELETE, 404, 404),
        ] {
            let error = call_with_two(wire, operation, framing, [first, second], one_record).unwrap_err();
            assert!(error.outcome_unknown, "{error:?}");
            assert_eq!(error.idempotency_key.is_some(), operation == CREATE);
            assert_eq!(error.http_status, Some(first));
            assert_eq!(error.kind == ErrorKind::UnexpectedResponse, first == 404);
            assert!(error.message.contains("more data followed"), "{error}");
        }
    });
}

#[test]
fn a_success_without_a_result_proves_nothing_if_more_data_follows() {
    each(|wire, framing, one_record| {
        for statuses in [[204, 404], [204, 204], [202, 404]] {
            let error = call_with_two(wire, DELETE, framing, statuses, one_record).unwrap_err();
            assert_eq!(
                (error.kind, error.outcome_unknown, error.http_status),
                (ErrorKind::UnexpectedResponse, true, Some(statuses[0]))
            );
            assert!(error.message.contains("more data followed"), "{error}");
        }
    });
}

#[test]
fn a_result_is_compared_with_its_request_whatever_follows() {
    each(|wire, framing, one_record| {
        for operation in [CREATE, GET] {
            call_with_two(wire, operation, framing, [200, 404], one_record).unwrap();
        }
    });
}

#[test]
fn a_read_finds_nothing_only_if_nothing_follows() {
    each(|wire, framing, one_record| {
        let error = call_with_two(wire, GET, framing, [404, 200], one_record).unwrap_err();
        assert_eq!(
            (error.kind, error.outcome_unknown),
            (ErrorKind::UnexpectedResponse, false)
        );
        let alone = response(404, framing);
        let error = call(wire, GET, 0, move |stream, _| stream.record(&alone)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound);
    });
}

#[test]
fn the_end_of_the_connection_and_messages_of_tls_are_no_data() {
    each(|wire, framing, has_end| {
        for (operation, status) in [(CREATE, 400), (DELETE, 404), (DELETE, 204)] {
            let bytes = response(status, framing);
            let outcome = call(wire, operation, 0, move |stream, _| {
                let end = match has_end {
                    true => [stream.record(&bytes), stream.close_notify()],
                    false => [stream.record(&bytes), stream.key_update()],
                };
                let _ = stream.send(&end.concat());
                if has_end {
                    let _ = stream.tcp().shutdown(std::net::Shutdown::Write);
                }
                Vec::new()
            });
            match outcome {
                Ok(_) => assert_eq!(status, 204),
                Err(error) => assert_eq!((error.outcome_unknown, error.http_status), (false, Some(status))),
            }
        }
    });
}

/// What came after the response of one attempt still counts after the next.
#[test]
fn a_retry_does_not_settle_an_outcome_that_more_data_left_unknown() {
    each(|wire, framing, has_more| {
        let error = call(wire, CREATE, 1, move |stream, number| {
            let second = if has_more {
                response(200, framing)
            } else {
                Vec::new()
            };
            match number {
                0 => stream.record(&[response(429, framing), second].concat()),
                _ => stream.record(&response(403, framing)),
            }
        })
        .unwrap_err();
        assert_eq!((error.http_status, error.meta.attempts), (Some(403), 2));
        assert_eq!(error.outcome_unknown, has_more);
        assert!(!error.message.contains("more data"), "{error}");
    });
}
