//! The path to the sandbox: a proxy that applies the planned fault to each connection and each request.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::plan::{self, Fault, Gateway, Greeting};

/// The proxy of one seed.
pub struct Path {
    pub address: SocketAddr,
    state: Arc<State>,
    door: JoinHandle<Vec<JoinHandle<()>>>,
}

struct State {
    seed: u64,
    sandbox: SocketAddr,
    tls: Option<Arc<ServerConfig>>,
    closing: AtomicBool,
    faults: AtomicU64,
    /// How often each call was seen.
    attempts: Mutex<HashMap<String, u32>>,
    /// The clients' connections, to close those that receive no response.
    open: Mutex<HashMap<u64, TcpStream>>,
}

impl Path {
    pub fn open(seed: u64, sandbox: SocketAddr, tls: Option<Arc<ServerConfig>>) -> Path {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            seed,
            sandbox,
            tls,
            closing: AtomicBool::new(false),
            faults: AtomicU64::new(0),
            attempts: Mutex::default(),
            open: Mutex::default(),
        });
        let shared = state.clone();
        let door = std::thread::spawn(move || {
            let mut connections = Vec::new();
            for (number, stream) in listener.incoming().flatten().enumerate() {
                if shared.closing.load(Ordering::SeqCst) {
                    break;
                }
                let (number, state) = (number as u64, shared.clone());
                state
                    .open
                    .lock()
                    .unwrap()
                    .insert(number, stream.try_clone().unwrap());
                connections.push(std::thread::spawn(move || {
                    Connection::serve(&state, number, stream)
                }));
            }
            connections
        });
        Path { address, state, door }
    }

    /// Closes all connections, waits until the requests in flight have reached the sandbox, and returns the number of faults.
    pub fn close(self) -> u64 {
        self.state.closing.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        let connections = self.door.join().unwrap();
        for stream in self.state.open.lock().unwrap().values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
        for connection in connections {
            connection.join().unwrap();
        }
        self.state.faults.load(Ordering::SeqCst)
    }
}

/// A connection of a client's, in clear or encrypted.
enum Stream {
    Clear(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Stream {
    /// The bytes on the wire for this piece: with TLS a separate record.
    fn on_the_wire(&mut self, piece: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Stream::Clear(_) => Ok(piece.to_vec()),
            Stream::Tls(tls) => {
                tls.flush()?;
                tls.conn.writer().write_all(piece)?;
                let mut bytes = Vec::new();
                while tls.conn.wants_write() {
                    tls.conn.write_tls(&mut bytes)?;
                }
                Ok(bytes)
            }
        }
    }

    /// Writes what goes over the wire.
    fn write_raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Stream::Clear(stream) => stream.write_all(bytes),
            Stream::Tls(tls) => tls.sock.write_all(bytes),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Clear(stream) => stream.read(room),
            Stream::Tls(tls) => tls.read(room),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Clear(stream) => stream.write(bytes),
            Stream::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Clear(stream) => stream.flush(),
            Stream::Tls(tls) => tls.flush(),
        }
    }
}

struct Connection<'a> {
    state: &'a State,
    number: u64,
    stream: Stream,
    /// Bytes that were read and not used yet.
    ahead: Vec<u8>,
    /// Bytes to send before the next response.
    late: Vec<u8>,
    sandbox: Option<TcpStream>,
}

/// Why a connection goes no further.
struct Ended;

impl From<io::Error> for Ended {
    fn from(_: io::Error) -> Ended {
        Ended
    }
}

impl Connection<'_> {
    fn serve(state: &State, number: u64, stream: TcpStream) {
        let stream = match &state.tls {
            None => Stream::Clear(stream),
            Some(config) => Stream::Tls(Box::new(StreamOwned::new(
                ServerConnection::new(config.clone()).unwrap(),
                stream,
            ))),
        };
        let mut connection = Connection {
            state,
            number,
            stream,
            ahead: Vec::new(),
            late: Vec::new(),
            sandbox: None,
        };
        let greeting = plan::greeting(state.seed, number);
        state
            .faults
            .fetch_add(u64::from(greeting != Greeting::Serve), Ordering::SeqCst);
        let _ = match greeting {
            Greeting::Serve => connection.requests(),
            Greeting::Close => Err(Ended),
            Greeting::Reset => connection.reset(),
            Greeting::ResetAfter(bytes) => connection.read(bytes).and_then(|()| connection.reset()),
            Greeting::Stall => connection.until_closed(),
        };
        state.open.lock().unwrap().remove(&number);
    }

    fn requests(&mut self) -> Result<(), Ended> {
        loop {
            let request = self.request()?;
            let text = String::from_utf8_lossy(&request).into_owned();
            let call = header(&text, "traceparent").unwrap_or_default();
            let attempt = {
                let mut attempts = self.state.attempts.lock().unwrap();
                let attempt = attempts.entry(call.to_owned()).or_default();
                *attempt += 1;
                *attempt
            };
            let fault = plan::fault(self.state.seed, call, attempt);
            self.state
                .faults
                .fetch_add(u64::from(fault != Fault::None), Ordering::SeqCst);
            let has_key = header(&text, "idempotency-key").is_some();
            self.answer(&request, fault, has_key)?;
        }
    }

    fn answer(&mut self, request: &[u8], fault: Fault, has_key: bool) -> Result<(), Ended> {
        let late = std::mem::take(&mut self.late);
        self.stream.write_raw(&late)?;
        match fault {
            Fault::ResetBefore => return self.reset(),
            Fault::PartReaches(part) => {
                let some = &request[..cut(request, part).min(request.len() - 1)];
                let mut sandbox = TcpStream::connect(self.state.sandbox)?;
                sandbox.write_all(some)?;
                linger_not(&sandbox);
                return self.reset();
            }
            Fault::Status {
                status,
                after,
                retry_after,
                as_date,
            } => {
                if after {
                    self.forward(request)?;
                }
                return Ok(self.stream.write_all(&refusal(status, retry_after, as_date))?);
            }
            Fault::Gateway { answer, after } => {
                if after {
                    self.forward(request)?;
                }
                return Ok(self.stream.write_all(&gateways(answer))?);
            }
            Fault::Twice if has_key => drop(self.forward(request)?),
            _ => {}
        }
        let answer = self.forward(request)?;
        match fault {
            Fault::PartArrives { part, reset } => {
                self.stream.write_all(&answer[..cut(&answer, part)])?;
                if reset {
                    return self.reset();
                }
                Err(Ended)
            }
            Fault::Silence => self.until_closed(),
            Fault::PartThenSilence { part, half_close } => {
                self.stream
                    .write_all(&answer[..cut(&answer, part).min(answer.len() - 1)])?;
                if half_close {
                    if let Some(stream) = self.state.open.lock().unwrap().get(&self.number) {
                        let _ = stream.shutdown(Shutdown::Write);
                    }
                }
                self.until_closed()
            }
            Fault::Drip { pieces, ms } => {
                for piece in answer.chunks(answer.len().div_ceil(pieces)) {
                    self.stream.write_all(piece)?;
                    std::thread::sleep(Duration::from_millis(ms));
                }
                Ok(())
            }
            Fault::Doubled {
                records,
                together,
                part,
            } => self.doubled(&answer, records, together, part),
            Fault::TooLong => {
                self.stream
                    .write_all(&with_length(&answer, |length| length + 7))?;
                Err(Ended)
            }
            Fault::TooShort => Ok(self
                .stream
                .write_all(&with_length(&answer, |length| length - length.min(5)))?),
            Fault::BadChunks => {
                let head =
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
                self.stream
                    .write_all(format!("{head}5\r\n{{\"id\"\r\nxyz\r\n").as_bytes())?;
                self.until_closed()
            }
            Fault::CloseAfter => {
                self.stream.write_all(&answer)?;
                Err(Ended)
            }
            Fault::Garbage => {
                self.stream.write_all(b"\x16\x03\x01 this is not HTTP \r\n\r\n")?;
                self.until_closed()
            }
            _ => Ok(self.stream.write_all(&answer)?),
        }
    }

    /// Sends the response twice.
    fn doubled(&mut self, answer: &[u8], records: usize, together: bool, part: f64) -> Result<(), Ended> {
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for copy in [&mut first, &mut second] {
            for piece in answer.chunks(answer.len().div_ceil(records)) {
                copy.push(self.stream.on_the_wire(piece)?);
            }
        }
        // A part of it arrives with the end of the first: if all of it arrived after the next request, no client could
        // distinguish it from the response to that request.
        let mut second = second.concat();
        self.late = second.split_off(cut(&second, part).max(1));
        let last = [first.pop().unwrap_or_default(), second].concat();
        if together {
            return Ok(self.stream.write_raw(&[first.concat(), last].concat())?);
        }
        for piece in first.iter().chain([&last]) {
            self.stream.write_raw(piece)?;
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    /// Has the sandbox do the work, to its end.
    fn forward(&mut self, request: &[u8]) -> Result<Vec<u8>, Ended> {
        // An idle connection may have been closed: then nothing of the request was done.
        for fresh in [false, true] {
            let kept = self.sandbox.take().filter(|_| !fresh);
            let mut sandbox = match kept {
                Some(sandbox) => sandbox,
                None => TcpStream::connect(self.state.sandbox)?,
            };
            let mut answer = Vec::new();
            let whole = sandbox
                .write_all(request)
                .and_then(|()| read_message(&mut sandbox, &mut answer));
            match whole {
                Ok(length) if length == answer.len() => {
                    self.sandbox = Some(sandbox);
                    return Ok(answer);
                }
                _ if answer.is_empty() => continue,
                other => panic!("bad response of the sandbox itself: {other:?} {answer:?}"),
            }
        }
        Err(Ended)
    }

    /// One whole request.
    fn request(&mut self) -> Result<Vec<u8>, Ended> {
        let mut bytes = std::mem::take(&mut self.ahead);
        let length = read_message(&mut self.stream, &mut bytes)?;
        self.ahead = bytes.split_off(length);
        Ok(bytes)
    }

    fn read(&mut self, bytes: usize) -> Result<(), Ended> {
        Ok(self.stream.read_exact(&mut vec![0; bytes])?)
    }

    fn until_closed(&mut self) -> Result<(), Ended> {
        let mut bytes = [0; 1024];
        while self.stream.read(&mut bytes)? > 0 {}
        Err(Ended)
    }

    /// Ends the connection in such a way that the other side sees a reset.
    fn reset(&mut self) -> Result<(), Ended> {
        if let Some(stream) = self.state.open.lock().unwrap().remove(&self.number) {
            linger_not(&stream);
        }
        Err(Ended)
    }
}

fn linger_not(stream: &TcpStream) {
    let _ = socket2::SockRef::from(stream).set_linger(Some(Duration::ZERO));
}

/// The length of this part of the bytes.
fn cut(bytes: &[u8], part: f64) -> usize {
    (bytes.len() as f64 * part) as usize
}

/// Reads until `bytes` begins with a whole message; how long that is.
fn read_message(stream: &mut (impl Read + ?Sized), bytes: &mut Vec<u8>) -> io::Result<usize> {
    let mut room = [0; 16 * 1024];
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let body: usize = header(&head, "content-length").map_or(0, |text| text.parse().unwrap_or(0));
            if bytes.len() >= end + 4 + body {
                return Ok(end + 4 + body);
            }
        }
        match stream.read(&mut room)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => bytes.extend_from_slice(&room[..read]),
        }
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().take_while(|line| !line.is_empty()).find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then_some(value.trim())
    })
}

/// The same response, with another length in its headers.
fn with_length(answer: &[u8], change: impl Fn(usize) -> usize) -> Vec<u8> {
    let text = String::from_utf8_lossy(answer);
    let changed: Vec<String> = text
        .split("\r\n")
        .map(|line| match line.split_once(':') {
            Some((name, length)) if name.eq_ignore_ascii_case("content-length") => {
                format!("{name}: {}", change(length.trim().parse().unwrap()))
            }
            _ => line.to_owned(),
        })
        .collect();
    changed.join("\r\n").into_bytes()
}

/// The response of a gateway itself.
fn gateways(answer: Gateway) -> Vec<u8> {
    let (status, header, body) = match answer {
        Gateway::Json(status) => (
            status,
            "Content-Type: application/json",
            format!("{{\"timestamp\":1,\"status\":{status},\"error\":\"No\",\"path\":\"/companies\"}}"),
        ),
        Gateway::Html(status) => (status, "Content-Type: text/html", "<html>no</html>".to_owned()),
        Gateway::Empty(status) => (status, "X-Empty: yes", String::new()),
        Gateway::Redirect(status) => (status, "Location: https://login.example/", "moved".to_owned()),
        Gateway::Success(body) => (200, "Content-Type: application/json", body.to_owned()),
    };
    let length = body.len();
    format!("HTTP/1.1 {status} Gateway\r\n{header}\r\nContent-Length: {length}\r\n\r\n{body}").into_bytes()
}

fn refusal(status: u16, retry_after: Option<u64>, as_date: bool) -> Vec<u8> {
    let body = format!("{{\"statusCode\":{status},\"error\":\"on purpose\",\"correlationId\":\"c\"}}");
    let mut head = format!(
        "HTTP/1.1 {status} No\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
        body.len()
    );
    if let Some(seconds) = retry_after {
        // A clock that is years behind.
        let date = |seconds| httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        let value = if as_date {
            date(1_000_000_000 + seconds)
        } else {
            seconds.to_string()
        };
        head += &format!("Retry-After: {value}\r\nDate: {}\r\n", date(1_000_000_000));
    }
    format!("{head}\r\n{body}").into_bytes()
}
