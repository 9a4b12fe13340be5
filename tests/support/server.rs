//! A server that sends exactly the bytes that a test gives it, also invalid ones.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::wire::{Stream, Wire};

/// Serves each connection with `serve`, until dropped.
pub struct Server {
    pub address: SocketAddr,
    wire: Wire,
    state: Arc<State>,
}

/// The requests and connections of a server.
#[derive(Default)]
pub struct State {
    connections: AtomicUsize,
    requests: Mutex<Vec<String>>,
}

impl State {
    /// Notes a request, and counts it from 0.
    pub fn note(&self, request: &str) -> usize {
        let mut requests = self.requests.lock().unwrap();
        requests.push(request.to_owned());
        requests.len() - 1
    }
}

impl Server {
    /// Responds to the n-th request (from 0, over all connections) with the bytes that `answer` returns; if they are
    /// empty, the server closes the connection.
    pub fn start(answer: impl Fn(usize, &str) -> Vec<u8> + Send + Sync + 'static) -> Server {
        Server::over(Wire::Tcp, answer)
    }

    /// As [`start`](Self::start), over any kind of connection.
    pub fn over(wire: Wire, answer: impl Fn(usize, &str) -> Vec<u8> + Send + Sync + 'static) -> Server {
        Server::serve(wire, move |stream, state| {
            while let Some(request) = read_request(stream) {
                let bytes = answer(state.note(&request), &request);
                if bytes.is_empty() || stream.write_all(&bytes).is_err() {
                    return;
                }
            }
        })
    }

    /// Passes each connection to `serve`, and closes it afterwards.
    pub fn serve(wire: Wire, serve: impl Fn(&mut Stream, &State) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State::default());
        let (shared, serve) = (state.clone(), Arc::new(serve));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                let (shared, serve) = (shared.clone(), serve.clone());
                std::thread::spawn(move || {
                    let mut stream = Stream::new(stream, wire);
                    serve(&mut stream, &shared);
                    let end = stream.close_notify();
                    let _ = stream.send(&end);
                });
            }
        });
        Server { address, wire, state }
    }

    /// Its base URL.
    pub fn url(&self) -> String {
        format!("{}://{}", self.wire.scheme(), self.address)
    }

    /// The requests seen, head and body.
    pub fn requests(&self) -> Vec<String> {
        self.state.requests.lock().unwrap().clone()
    }

    /// How many connections were opened.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }
}

/// Reads one request: its head, and as much body as it announces.
pub fn read_request(stream: &mut impl Read) -> Option<String> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => bytes.push(byte[0]),
            _ => return None,
        }
    }
    let head = String::from_utf8_lossy(&bytes).to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    bytes.extend(body);
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A response with a JSON body.
pub fn json(body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
        .into()
}
