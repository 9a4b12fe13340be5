//! Connections that cancelling a call shuts down: ureq's TCP transport with cancellation and the call's deadline.

use std::io::{self, IoSlice, Read};
use std::mem::MaybeUninit;
use std::net::SocketAddr;
#[cfg(unix)]
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport,
};
use ureq::{Error, Proxy, Timeout};

use super::call::{current, Call};
use super::cancellation::Wire;
use super::limit::Limit;
use super::resolve::CancellableResolver;
use crate::interrupt;

/// Without this flag, a host that is not a Rust program would die of SIGPIPE when the peer has gone. (Apple's systems
/// have no such flag; there socket2 sets a socket option.)
#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
const NO_SIGNAL: i32 = libc::MSG_NOSIGNAL;
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
const NO_SIGNAL: i32 = 0;

/// Looks up hosts and opens TCP connections for the current call: to the proxy, if there is one.
#[derive(Debug)]
pub(crate) struct CancellableConnector(pub CancellableResolver);

impl Connector for CancellableConnector {
    type Out = CancellableTransport;

    fn connect(&self, details: &ConnectionDetails, _: Option<()>) -> Result<Option<Self::Out>, Error> {
        let config = details.config;
        let limit = Limit::of_connecting(details);
        let peer = config.proxy().map_or(details.uri, Proxy::uri);
        let addresses = self.0.resolve(peer, config, details.timeout)?;
        let mut last = None;
        for (index, address) in addresses.iter().enumerate() {
            // If an address does not respond, each of the others still gets as much time.
            let share = (addresses.len() - index) as u32;
            let budget = limit.at.saturating_duration_since(Instant::now()) / share;
            match connect(*address, budget) {
                Ok(wire) => {
                    let buffers = LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size());
                    return Ok(Some(CancellableTransport::new(wire, buffers)));
                }
                Err(error) => last = Some(error),
            }
            if current().is_some_and(|call| call.is_cancelled()) {
                break;
            }
        }
        Err(match last {
            Some(error) if error.kind() == io::ErrorKind::TimedOut => Error::Timeout(Timeout::Connect),
            Some(error) => Error::Io(error),
            None => Error::HostNotFound,
        })
    }
}

fn connect(address: SocketAddr, budget: Duration) -> io::Result<Arc<Wire>> {
    let wire = Wire::new(Socket::new(Domain::for_address(address), Type::STREAM, None)?);
    lend(&wire)?;
    open(&wire.socket, address, budget)?;
    wire.socket.set_tcp_nodelay(true)?;
    Ok(wire)
}

/// Connects, and checks meanwhile whether the call continues.
#[cfg(unix)]
fn open(socket: &Socket, address: SocketAddr, budget: Duration) -> io::Result<()> {
    let until = Instant::now() + budget;
    socket.set_nonblocking(true)?;
    match socket.connect(&address.into()) {
        Ok(()) => {}
        Err(e) if e.raw_os_error() == Some(libc::EINPROGRESS) => {
            while !is_settled(
                socket,
                interrupt::slice(until.saturating_duration_since(Instant::now())),
            )? {
                go_on()?;
                if Instant::now() >= until {
                    return Err(io::ErrorKind::TimedOut.into());
                }
            }
            if let Some(refused) = socket.take_error()? {
                return Err(refused);
            }
            // A socket that was shut down meanwhile has no error, but no peer either.
            socket.peer_addr()?;
        }
        Err(e) => return Err(e),
    }
    socket.set_nonblocking(false)
}

/// Waits until the attempt to connect has ended; false when the time is up, or a signal came.
#[cfg(unix)]
fn is_settled(socket: &Socket, time: Duration) -> io::Result<bool> {
    let mut looked_at = libc::pollfd {
        fd: socket.as_raw_fd(),
        events: libc::POLLOUT,
        revents: 0,
    };
    // Rounded up: otherwise the last millisecond would be a busy loop.
    let ms = time.as_millis().saturating_add(1).try_into().unwrap_or(i32::MAX);
    // SAFETY: one entry, a local, and the socket is open as long as it is borrowed.
    match unsafe { libc::poll(&mut looked_at, 1, ms) } {
        -1 => match io::Error::last_os_error() {
            e if e.kind() == io::ErrorKind::Interrupted => Ok(false),
            e => Err(e),
        },
        settled => Ok(settled == 1),
    }
}

/// Connects; on this system no signal can interrupt it.
#[cfg(not(unix))]
fn open(socket: &Socket, address: SocketAddr, budget: Duration) -> io::Result<()> {
    // Zero would mean "no limit" to the system call.
    socket.connect_timeout(&address.into(), budget.max(Duration::from_millis(1)))
}

/// Fails if the current call is cancelled, or its thread's interrupt ends it.
fn go_on() -> io::Result<()> {
    match current() {
        Some(call) if !call.goes_on() => Err(io::Error::other("cancelled")),
        _ => Ok(()),
    }
}

/// Makes `wire` the one that cancelling the current call shuts down.
fn lend(wire: &Arc<Wire>) -> io::Result<Option<Arc<Call>>> {
    let call = current();
    match &call {
        Some(call) if !wire.lend_to(call.cancellation()) => Err(io::Error::other("cancelled")),
        _ => Ok(call),
    }
}

/// A TCP connection, lent to one call after the other.
#[derive(Debug)]
pub(crate) struct CancellableTransport {
    wire: Arc<Wire>,
    buffers: LazyBuffers,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
}

impl CancellableTransport {
    fn new(wire: Arc<Wire>, buffers: LazyBuffers) -> CancellableTransport {
        CancellableTransport {
            wire,
            buffers,
            read_timeout: None,
            write_timeout: None,
        }
    }
}

/// What arrived on a connection on which no response is expected.
pub(super) enum Heard {
    Nothing,
    /// Data, which is now in the input.
    Bytes,
    /// The connection is closed, or broken.
    End,
}

impl CancellableTransport {
    /// Sends as much as the socket takes at once, at least one byte.
    pub fn send(&mut self, pieces: &[IoSlice<'_>], limit: Limit) -> Result<usize, Error> {
        send(&self.wire, &mut self.write_timeout, pieces, limit)
    }

    /// Waits for more input; false if the peer has ended the connection.
    pub fn receive(&mut self, limit: Limit) -> Result<bool, Error> {
        let call = lend(&self.wire)?;
        let amount = loop {
            set_timeout(limit, &mut self.read_timeout, |t| {
                self.wire.socket.set_read_timeout(Some(t))
            })?;
            match (&self.wire.socket).read(self.buffers.input_append_buf()) {
                Ok(amount) => break amount,
                Err(e) if is_early(&e, limit) => go_on()?,
                Err(e) => return Err(classify(e, limit)),
            }
        };
        // A socket that cancelling shut down reads as ended, which must not pass for the end of a body.
        if amount == 0 && call.is_some_and(|call| call.is_cancelled()) {
            return Err(io::Error::other("cancelled").into());
        }
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    /// Reads what has arrived, without waiting.
    pub fn listen(&mut self) -> Heard {
        // Lent before `peek`, so that cancelling the call that had the wire before either shows here or has no
        // effect.
        if lend(&self.wire).is_err() {
            return Heard::End;
        }
        match peek(&self.wire.socket) {
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Heard::Nothing,
            Ok(1..) => {}
            _ => return Heard::End,
        }
        match (&self.wire.socket).read(self.buffers.input_append_buf()) {
            Ok(amount @ 1..) => {
                self.buffers.input_appended(amount);
                Heard::Bytes
            }
            _ => Heard::End,
        }
    }

    /// Whether the connection can be used for another request after that arrived. If it was data, the current call notes
    /// that.
    pub fn is_usable_after(&self, heard: Heard) -> bool {
        match (heard, current()) {
            (Heard::Nothing, _) => !self.wire.is_spent(),
            (Heard::Bytes, Some(call)) => {
                call.mark_followed();
                false
            }
            _ => false,
        }
    }
}

impl Transport for CancellableTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let limit = Limit::of_step(timeout);
        let mut sent = 0;
        while sent < amount {
            let rest = &self.buffers.output()[sent..amount];
            sent += send(&self.wire, &mut self.write_timeout, &[IoSlice::new(rest)], limit)?;
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.receive(Limit::of_step(timeout))
    }

    fn is_open(&mut self) -> bool {
        // On an idle connection nothing arrives: neither an end nor a response without a request.
        let heard = match self.buffers.input() {
            [] => self.listen(),
            _ => Heard::Bytes,
        };
        self.is_usable_after(heard)
    }
}

/// Sends as much as the socket takes at once, at least one byte.
fn send(
    wire: &Arc<Wire>,
    present: &mut Option<Duration>,
    pieces: &[IoSlice<'_>],
    limit: Limit,
) -> Result<usize, Error> {
    lend(wire)?;
    loop {
        set_timeout(limit, present, |t| wire.socket.set_write_timeout(Some(t)))?;
        match wire.socket.send_vectored_with_flags(pieces, NO_SIGNAL) {
            Ok(0) => return Err(io::Error::from(io::ErrorKind::WriteZero).into()),
            Ok(written) => return Ok(written),
            Err(e) if is_early(&e, limit) => go_on()?,
            Err(e) => return Err(classify(e, limit)),
        }
    }
}

/// Peeks without waiting.
#[cfg(unix)]
fn peek(socket: &Socket) -> io::Result<usize> {
    socket.recv_with_flags(&mut [MaybeUninit::uninit()], libc::MSG_PEEK | libc::MSG_DONTWAIT)
}

/// Peeks without waiting; this system has no flag for that.
#[cfg(not(unix))]
fn peek(socket: &Socket) -> io::Result<usize> {
    socket.set_nonblocking(true)?;
    let found = socket.peek(&mut [MaybeUninit::uninit()]);
    socket.set_nonblocking(false)?;
    found
}

/// Sets a socket's timeout so that it ends at the limit, unless the one set before is near enough: calls
/// follow each other with nearly the same one, and each setting is a system call.
fn set_timeout(
    limit: Limit,
    present: &mut Option<Duration>,
    set: impl FnOnce(Duration) -> io::Result<()>,
) -> Result<(), Error> {
    const NEAR: Duration = Duration::from_millis(50);
    let left = limit.at.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(Error::Timeout(limit.reason));
    }
    let left = interrupt::slice(left);
    if !present.is_some_and(|set| set >= left && set - left <= NEAR) {
        set(left + NEAR / 2)?;
        *present = Some(left + NEAR / 2);
    }
    Ok(())
}

fn classify(error: io::Error, limit: Limit) -> Error {
    if is_timeout(&error) {
        Error::Timeout(limit.reason)
    } else {
        Error::Io(error)
    }
}

/// Whether waiting ended before its time: a signal came, or a slice of the time is over.
fn is_early(error: &io::Error, limit: Limit) -> bool {
    error.kind() == io::ErrorKind::Interrupted || is_timeout(error) && Instant::now() < limit.at
}

/// Which error reports a socket's timeout depends on the system.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}
