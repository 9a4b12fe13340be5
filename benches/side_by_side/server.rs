//! The one server that all contestants of `make bench` talk to: it does as little as it can, so that what is
//! measured is the client.
//!
//! Each response is prepared before the first request, head and body in one piece, and sent with one write; only the id of a
//! company changes. Each connection has a thread and remains open; nothing is logged. The server binds a free port on 127.0.0.1
//! and prints the base URL.
//!
//! | request | response |
//! |---|---|
//! | `GET /companies?…pageSize=N` | a page of N companies, 100 or 5,000 |
//! | `GET /companies/{id}` | the prepared company with the id of the path |
//! | `POST /companies` | the prepared company with a new id |
//! | `GET /_stats` | `{"connections":…,"requests":…}` since the last time; not counting these |

mod companies;

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::LazyLock;

use companies::{company, description, name, page};

static CONNECTIONS: AtomicU64 = AtomicU64::new(0);
static REQUESTS: AtomicU64 = AtomicU64::new(0);

static COMPANY: LazyLock<Vec<u8>> = LazyLock::new(|| answer("200 OK", &company(1)));
/// The same with the name and the description of the contestants' requests.
static CREATED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let created = company(1)
        .replacen(&name(1), "Toft Bakery", 1)
        .replacen(&description(1), "Bread", 1);
    answer("200 OK", &created)
});
/// Where the id stands in [`COMPANY`]: a UUID, in the first field of the body.
static ID: LazyLock<Range<usize>> = LazyLock::new(|| {
    let body = company(1);
    let start = COMPANY.len() - body.len() + r#"{"id":""#.len();
    start..start + 36
});
/// What comes before the id in the path of a company.
const ONE: &str = "/companies/";
static PAGE_OF_100: LazyLock<Vec<u8>> = LazyLock::new(|| answer("200 OK", &page(100)));
static PAGE_OF_5000: LazyLock<Vec<u8>> = LazyLock::new(|| answer("200 OK", &page(5_000)));

fn main() -> io::Result<()> {
    for prepared in [&COMPANY, &PAGE_OF_100, &PAGE_OF_5000] {
        LazyLock::force(prepared);
    }
    LazyLock::force(&ID);
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}", listener.local_addr()?);
    for stream in listener.incoming() {
        let stream = stream?;
        CONNECTIONS.fetch_add(1, Relaxed);
        // A connection that breaks is the client's affair.
        std::thread::spawn(move || serve(stream));
    }
    Ok(())
}

/// Responds to the requests of one connection until the client closes it.
fn serve(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut incoming = Incoming::default();
    let (mut company, mut created) = (COMPANY.clone(), CREATED.clone());
    loop {
        let Some(head) = incoming.through(&mut stream, b"\r\n\r\n")? else {
            return Ok(());
        };
        let head = String::from_utf8_lossy(&head).into_owned();
        incoming.skip_body(&mut stream, &head)?;
        REQUESTS.fetch_add(1, Relaxed);
        let mut words = head.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        match (method, target) {
            ("GET", "/_stats") => stream.write_all(&stats())?,
            ("POST", "/companies") => {
                created[ID.clone()].copy_from_slice(new_id().as_bytes());
                stream.write_all(&created)?;
            }
            ("GET", target) if target.starts_with("/companies?") => {
                let of_5000 = target.contains("pageSize=5000");
                stream.write_all(if of_5000 { &PAGE_OF_5000 } else { &PAGE_OF_100 })?;
            }
            ("GET", target) if target.len() == ONE.len() + ID.len() && target.starts_with(ONE) => {
                company[ID.clone()].copy_from_slice(&target.as_bytes()[ONE.len()..]);
                stream.write_all(&company)?;
            }
            _ => stream.write_all(&answer("404 Not Found", r#"{"error":"there is nothing here"}"#))?,
        }
    }
}

/// What was read of a connection and not yet used.
#[derive(Default)]
struct Incoming(Vec<u8>);

impl Incoming {
    /// Takes everything up to and with `end`; `None` where the client closed the connection instead.
    fn through(&mut self, stream: &mut TcpStream, end: &[u8]) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(at) = self.0.windows(end.len()).position(|window| window == end) {
                return Ok(Some(self.0.drain(..at + end.len()).collect()));
            }
            if self.more(stream)? == 0 {
                return Ok(None);
            }
        }
    }

    /// Drops the body that a head announces, by its length or in chunks.
    fn skip_body(&mut self, stream: &mut TcpStream, head: &str) -> io::Result<()> {
        if let Some(length) = header(head, "content-length").and_then(|text| text.parse().ok()) {
            return self.skip(stream, length);
        }
        if header(head, "transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            loop {
                let line = self.through(stream, b"\r\n")?.unwrap_or_default();
                let size = String::from_utf8_lossy(&line);
                let size = size.split(';').next().unwrap_or_default().trim();
                let size = usize::from_str_radix(size, 16).map_err(io::Error::other)?;
                self.skip(stream, size + 2)?;
                if size == 0 {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn skip(&mut self, stream: &mut TcpStream, length: usize) -> io::Result<()> {
        while self.0.len() < length {
            if self.more(stream)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        self.0.drain(..length);
        Ok(())
    }

    fn more(&mut self, stream: &mut TcpStream) -> io::Result<usize> {
        let mut room = [0; 4096];
        let read = stream.read(&mut room)?;
        self.0.extend_from_slice(&room[..read]);
        Ok(read)
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

/// An id that no company had before.
fn new_id() -> String {
    static CREATED: AtomicU64 = AtomicU64::new(0);
    format!("c0da7000-0000-4000-8000-{:012x}", CREATED.fetch_add(1, Relaxed))
}

/// The counts since the last request for them, without these requests.
fn stats() -> Vec<u8> {
    let connections = CONNECTIONS.swap(0, Relaxed).saturating_sub(1);
    let requests = REQUESTS.swap(0, Relaxed).saturating_sub(1);
    let body = format!(r#"{{"connections":{connections},"requests":{requests}}}"#);
    answer("200 OK", &body)
}

/// A response with the headers that the service sends.
fn answer(status: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\n\
         Date: Tue, 24 Nov 2026 09:00:00 GMT\r\n\
         Content-Type: application/json; charset=utf-8\r\n\
         Content-Length: {}\r\n\
         Connection: keep-alive\r\n\
         X-Rate-Limit-Limit: 100000\r\n\
         X-Rate-Limit-Remaining: 99000\r\n\
         X-Rate-Limit-Reset: 2026-11-25T00:00:00Z\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
