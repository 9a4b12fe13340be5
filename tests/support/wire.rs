//! Connections of each kind, with the server's end in the test's hands down to single records.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, LazyLock};

use rustls::version::{TLS12, TLS13};
use rustls::{ServerConfig, ServerConnection};

use super::tls::LOCAL;

/// What HTTP is spoken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    Tcp,
    Tls12,
    Tls13,
}

impl Wire {
    /// Runs a test over each kind.
    pub fn each(test: impl Fn(Wire)) {
        for wire in [Wire::Tcp, Wire::Tls12, Wire::Tls13] {
            // Shown if the test fails.
            println!("over {wire:?}");
            test(wire);
        }
    }

    pub fn scheme(self) -> &'static str {
        match self {
            Wire::Tcp => "http",
            _ => "https",
        }
    }

    fn config(self) -> Option<Arc<ServerConfig>> {
        static CONFIGS: LazyLock<[Arc<ServerConfig>; 2]> =
            LazyLock::new(|| [&TLS12, &TLS13].map(|version| LOCAL.server_of(&["127.0.0.1"], version)));
        match self {
            Wire::Tcp => None,
            Wire::Tls12 => Some(CONFIGS[0].clone()),
            Wire::Tls13 => Some(CONFIGS[1].clone()),
        }
    }
}

/// The server's end of a connection.
pub struct Stream {
    tcp: TcpStream,
    tls: Option<ServerConnection>,
}

impl Stream {
    pub fn new(tcp: TcpStream, wire: Wire) -> Stream {
        tcp.set_nodelay(true).unwrap();
        let tls = wire.config().map(|config| {
            let mut session = ServerConnection::new(config).unwrap();
            session.set_buffer_limit(None);
            session
        });
        Stream { tcp, tls }
    }

    /// The bytes that carry `plaintext` in one record (over TCP: itself). They must be sent in the order in which
    /// they were created.
    pub fn record(&mut self, plaintext: &[u8]) -> Vec<u8> {
        match &mut self.tls {
            None => plaintext.to_vec(),
            Some(session) => {
                session.writer().write_all(plaintext).unwrap();
                pending(session)
            }
        }
    }

    /// Whether the handshake, which is over, took up an earlier session.
    pub fn is_resumed(&self) -> bool {
        let kind = self.tls.as_ref().and_then(|session| session.handshake_kind());
        kind == Some(rustls::HandshakeKind::Resumed)
    }

    /// The bytes of a post-handshake message; none unless the protocol is TLS 1.3.
    pub fn key_update(&mut self) -> Vec<u8> {
        match &mut self.tls {
            Some(session) if session.protocol_version() == Some(rustls::ProtocolVersion::TLSv1_3) => {
                session.refresh_traffic_keys().unwrap();
                pending(session)
            }
            _ => Vec::new(),
        }
    }

    /// The bytes that say that no more will come; none over TCP.
    pub fn close_notify(&mut self) -> Vec<u8> {
        match &mut self.tls {
            None => Vec::new(),
            Some(session) => {
                session.send_close_notify();
                pending(session)
            }
        }
    }

    /// Sends bytes as they are, in one piece.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.tcp.write_all(bytes)
    }

    /// The connection below.
    pub fn tcp(&self) -> TcpStream {
        self.tcp.try_clone().unwrap()
    }

    /// Closes the connection without a word.
    pub fn cut(&mut self) {
        self.tls = None;
        let _ = self.tcp.shutdown(std::net::Shutdown::Both);
    }
}

fn pending(session: &mut ServerConnection) -> Vec<u8> {
    let mut bytes = Vec::new();
    while session.wants_write() {
        session.write_tls(&mut bytes).unwrap();
    }
    bytes
}

impl Read for Stream {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match &mut self.tls {
            None => self.tcp.read(room),
            Some(session) => rustls::Stream::new(session, &mut self.tcp).read(room),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let record = self.record(bytes);
        self.send(&record)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}
