//! The outermost layer of a connection. What is written here is the request itself, in clear, without a handshake or a
//! proxy's tunnel before it. So this layer notes when a call has begun to be sent, and it erases the output buffer when a
//! connection ends, because each request's head holds the key. It also holds a head until its body is there, so that both
//! leave in one piece. When a response has ended, it looks for more data, which the call
//! notes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};
use ureq::Error;
use zeroize::Zeroize;

use super::call::current;

/// Which connections are trusted: those of the current generation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trust(Arc<AtomicU64>);

impl Trust {
    /// Ends the trust in all present connections.
    pub fn end(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn generation(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The last connector in the chain.
#[derive(Debug)]
pub(crate) struct OutgoingConnector(pub Trust);

impl<In: Transport> Connector<In> for OutgoingConnector {
    type Out = Outgoing<In>;

    fn connect(&self, _: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        let Some(mut transport) = chained else {
            return Ok(None);
        };
        // Data that is there before the first request is no response to it.
        if !transport.is_open() {
            let reason = "the server sent data, or closed the connection, before any request";
            return Err(std::io::Error::other(reason).into());
        }
        Ok(Some(Outgoing {
            transport,
            held: 0,
            is_used: false,
            generation: self.0.generation(),
            trust: self.0.clone(),
        }))
    }
}

/// A connection that is ready for requests.
#[derive(Debug)]
pub(crate) struct Outgoing<T: Transport> {
    transport: T,
    /// The length of a head that waits at the end of the output buffer, behind the space for its body.
    held: usize,
    /// Whether a request was sent, and nobody has looked yet whether more than its response came.
    is_used: bool,
    generation: u64,
    trust: Trust,
}

impl<T: Transport> Drop for Outgoing<T> {
    fn drop(&mut self) {
        // If data is left in its buffer, or the response is the connection's last, ureq does not ask.
        if self.is_used {
            self.is_open();
        }
        self.transport.buffers().output().zeroize();
    }
}

impl<T: Transport> Transport for Outgoing<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.transport.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let output = self.transport.buffers().output();
        let held = std::mem::take(&mut self.held);
        if held > 0 {
            output.copy_within(..amount, held);
            output.copy_within(output.len() - held.., 0);
        } else if announced(&output[..amount])
            .is_some_and(|body| body <= output.len().saturating_sub(2 * amount))
        {
            self.held = amount;
            output.copy_within(..amount, output.len() - amount);
            return Ok(());
        }
        if let Some(call) = current() {
            call.mark_sent();
        }
        self.is_used = true;
        self.transport.transmit_output(held + amount, timeout)
    }

    fn maybe_await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.transport.maybe_await_input(timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.transport.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.is_used = false;
        self.transport.is_open() && self.generation == self.trust.generation()
    }

    fn is_tls(&self) -> bool {
        self.transport.is_tls()
    }
}

/// Returns the length of the body that follows, if `head` is a whole head as ureq writes it.
fn announced(head: &[u8]) -> Option<usize> {
    // POST, PUT and PATCH.
    if !head.starts_with(b"P") || !head.ends_with(b"\r\n\r\n") {
        return None;
    }
    let mut lines = std::str::from_utf8(head).ok()?.lines();
    let length = lines.find_map(|line| line.strip_prefix("content-length: "));
    length?.parse().ok().filter(|length| *length > 0)
}
