//! A connection is used again only if nothing of an earlier response is left on it, at any layer.

mod support;

use std::io::Write;
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::Mutex;

use codat::{Client, Config};
use support::server::{json, read_request, Server};
use support::tls::LOCAL;
use support::wire::{Stream, Wire};

/// A response to the request of company `id`, padded with a description to this length.
fn company(id: &str, length: usize) -> Vec<u8> {
    let body = |pad: usize| {
        format!(
            r#"{{"id":"{id}","name":"x","description":"{}"}}"#,
            "x".repeat(pad)
        )
    };
    let plain = json(&body(0)).len();
    let pad = length.saturating_sub(plain);
    // The length of the body is part of the head.
    let padded = json(&body(pad));
    let surplus = padded.len().saturating_sub(length.max(plain));
    json(&body(pad - surplus))
}

fn client(server: &Server) -> Client {
    let config = Config {
        api_key: Some("key".into()),
        base_url: Some(server.url()),
        root_certificates: Some(LOCAL.pem.clone()),
        max_retries: 0,
        ..Config::default()
    };
    Client::new(config).unwrap()
}

fn id_of(request: &str) -> String {
    let path = request.split(' ').nth(1).unwrap();
    path.rsplit('/').next().unwrap().to_owned()
}

/// The bytes of the second response's connection.
struct Sent {
    /// The response, and what leaves together with it.
    now: Vec<u8>,
    /// What arrives once the caller has the response and before its next call.
    later: Vec<u8>,
}

/// Makes three calls; `second` says what is sent for the second. Each must get its own response, and the third over
/// this many connections in all.
fn three_calls(wire: Wire, connections: usize, second: impl Fn(&mut Stream) -> Sent + Send + Sync + 'static) {
    let (go, waiting): (Sender<()>, Receiver<()>) = channel();
    let (done, arrived): (Sender<()>, Receiver<()>) = channel();
    let (waiting, done) = (Mutex::new(waiting), Mutex::new(done));
    let server = Server::serve(wire, move |stream, state| {
        while let Some(request) = read_request(stream) {
            state.note(&request);
            if id_of(&request) != "second" {
                stream.write_all(&company(&id_of(&request), 0)).unwrap();
                continue;
            }
            let Sent { now, later } = second(stream);
            stream.send(&now).unwrap();
            waiting.lock().unwrap().recv().unwrap();
            // The connection may be gone already.
            let _ = stream.send(&later);
            done.lock().unwrap().send(()).unwrap();
        }
    });
    let client = client(&server);
    for id in ["first", "second", "third"] {
        let answer = client
            .call("companies.get", &format!(r#"{{"companyId":"{id}"}}"#), None)
            .unwrap();
        let company: serde_json::Value = serde_json::from_str(answer.json()).unwrap();
        assert_eq!(company["id"], id);
        if id == "second" {
            go.send(()).unwrap();
            arrived.recv().unwrap();
        }
    }
    assert_eq!(server.connections(), connections);
}

/// A response in records that are cut at these places.
fn records(stream: &mut Stream, response: &[u8], cuts: &[usize]) -> Vec<Vec<u8>> {
    let mut from = 0;
    let ends = cuts.iter().copied().chain([response.len()]);
    ends.map(|end| {
        let record = stream.record(&response[from..end]);
        from = end;
        record
    })
    .collect()
}

#[test]
fn a_response_sent_twice_is_given_to_one_call_wherever_it_is_split_or_delayed() {
    Wire::each(|wire| {
        let response = company("second", 0);
        let head = response.len() - 40;
        // Both in three records each, and a pause behind any record of the second.
        for pause in 0..=3 {
            let response = response.clone();
            three_calls(wire, 2, move |stream| {
                let cuts = [20, head];
                let first = records(stream, &response, &cuts).concat();
                let second = records(stream, &response, &cuts);
                Sent {
                    now: [first, second[..pause].concat()].concat(),
                    later: second[pause..].concat(),
                }
            });
        }
    });
}

#[test]
fn part_of_a_record_left_behind_ends_a_connection() {
    Wire::each(|wire| {
        for length in [1, 4, 5, 6, 30] {
            for rest_follows in [false, true] {
                three_calls(wire, 2, move |stream| {
                    let first = stream.record(&company("second", 0));
                    let another = stream.record(&company("another", 0));
                    let (part, rest) = another.split_at(length);
                    Sent {
                        now: [&first, part].concat(),
                        later: if rest_follows { rest.to_vec() } else { Vec::new() },
                    }
                });
            }
        }
    });
}

#[test]
fn two_records_in_one_piece_are_not_two_responses() {
    Wire::each(|wire| {
        for length in [4000, 4072, 4073, 4074, 8170, 16_000] {
            three_calls(wire, 2, move |stream| {
                let response = company("second", length);
                assert_eq!(response.len(), length);
                let first = stream.record(&response);
                let now = [first, stream.record(&company("another", 0))].concat();
                Sent {
                    now,
                    later: Vec::new(),
                }
            });
        }
    });
}

#[test]
fn bytes_behind_a_body_end_a_connection() {
    Wire::each(|wire| {
        for trailing in [&b"x"[..], b"\r\n", b"HTTP/1.1 200 OK\r\n"] {
            for delayed in [false, true] {
                three_calls(wire, 2, move |stream| {
                    let response = company("second", 0);
                    if delayed {
                        let now = stream.record(&response);
                        Sent {
                            now,
                            later: stream.record(trailing),
                        }
                    } else {
                        let now = stream.record(&[&response, trailing].concat());
                        Sent {
                            now,
                            later: Vec::new(),
                        }
                    }
                });
            }
        }
    });
}

#[test]
fn a_connection_that_was_closed_is_not_used_again() {
    for wire in [Wire::Tls12, Wire::Tls13] {
        for delayed in [false, true] {
            three_calls(wire, 2, move |stream| {
                let response = stream.record(&company("second", 0));
                let end = stream.close_notify();
                match delayed {
                    false => Sent {
                        now: [response, end].concat(),
                        later: Vec::new(),
                    },
                    true => Sent {
                        now: response,
                        later: end,
                    },
                }
            });
        }
    }
}

#[test]
fn a_connection_is_usable_after_tls_key_updates() {
    Wire::each(|wire| {
        for delayed in [false, true] {
            three_calls(wire, 1, move |stream| {
                let response = stream.record(&company("second", 0));
                let update = stream.key_update();
                match delayed {
                    false => Sent {
                        now: [response, update].concat(),
                        later: Vec::new(),
                    },
                    true => Sent {
                        now: response,
                        later: update,
                    },
                }
            });
        }
    });
}

#[test]
fn connections_are_reused_although_their_servers_send_tickets() {
    Wire::each(|wire| {
        let server = Server::over(wire, |_, request| company(&id_of(request), 0));
        let client = client(&server);
        for _ in 0..20 {
            client
                .call("companies.get", r#"{"companyId":"x"}"#, None)
                .unwrap();
        }
        assert_eq!(server.connections(), 1);
    });
}

#[test]
fn new_connections_resume_a_session() {
    for wire in [Wire::Tls12, Wire::Tls13] {
        let server = Server::serve(wire, |stream, state| {
            let request = read_request(stream).unwrap();
            let resumed = stream.is_resumed();
            state.note(&format!("resumed: {resumed}"));
            // Without this header the end might arrive only after the next request was sent.
            let response = String::from_utf8(company(&id_of(&request), 0)).unwrap();
            let response = response.replacen("\r\n", "\r\nConnection: close\r\n", 1);
            stream.write_all(response.as_bytes()).unwrap();
        });
        let client = client(&server);
        for _ in 0..3 {
            client
                .call("companies.get", r#"{"companyId":"x"}"#, None)
                .unwrap();
        }
        assert_eq!(
            server.requests(),
            ["resumed: false", "resumed: true", "resumed: true"]
        );
    }
}
