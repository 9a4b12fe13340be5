//! TLS over a connection. rustls receives only whole records, and all data that it decrypts is read from it: so data
//! that waits is visible, and a connection on which data waits is not used for another request.

use std::io::{self, IoSlice, Read, Write};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig, ClientConnection, ConnectionCommon, SideData};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport,
};
use ureq::Error;

use super::limit::Limit;
use super::stream::{CancellableTransport, Heard};

/// Encrypts connections to `https://`.
#[derive(Debug)]
pub(crate) struct TlsConnector(pub Arc<ClientConfig>);

impl Connector<CancellableTransport> for TlsConnector {
    type Out = Either<CancellableTransport, TlsTransport>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<CancellableTransport>,
    ) -> Result<Option<Self::Out>, Error> {
        let Some(wire) = chained else {
            return Ok(None);
        };
        if !details.needs_tls() {
            return Ok(Some(Either::A(wire)));
        }
        let host = details.uri.host().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(bare)
            .map_err(|_| Error::Tls("the host of the URL is not a name that a certificate can have"))?;
        let mut transport = TlsTransport {
            wire,
            session: ClientConnection::new(self.0.clone(), name.to_owned()).map_err(failed)?,
            buffers: LazyBuffers::new(
                details.config.input_buffer_size(),
                details.config.output_buffer_size(),
            ),
        };
        transport.shake_hands(Limit::of_connecting(details))?;
        Ok(Some(Either::B(transport)))
    }
}

/// An encrypted connection.
pub(crate) struct TlsTransport {
    wire: CancellableTransport,
    session: ClientConnection,
    /// Not encrypted.
    buffers: LazyBuffers,
}

impl std::fmt::Debug for TlsTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TlsTransport").finish_non_exhaustive()
    }
}

impl TlsTransport {
    fn shake_hands(&mut self, limit: Limit) -> Result<(), Error> {
        while self.session.is_handshaking() {
            flush(&mut self.session, &mut self.wire, limit)?;
            let taken = self.take_record(limit);
            if taken.is_err() {
                // This sends the alert that gives the reason; the server may be gone.
                let _ = flush(&mut self.session, &mut self.wire, limit);
            }
            if !taken? {
                return Err(ended());
            }
        }
        flush(&mut self.session, &mut self.wire, limit)
    }

    /// Waits for a whole record and has rustls process it; false if the server has ended the connection.
    fn take_record(&mut self, limit: Limit) -> Result<bool, Error> {
        loop {
            match next_record(self.wire.buffers().input()) {
                Next::Whole(length) => return self.process(length).map(|()| true),
                Next::Partial if self.wire.receive(limit)? => {}
                Next::Partial => return Ok(false),
                Next::Invalid => {
                    let length = self.wire.buffers().input().len();
                    self.process(length)?;
                    return Err(invalid("what came is not TLS"));
                }
            }
        }
    }

    /// Passes this many bytes of the input to rustls.
    fn process(&mut self, length: usize) -> Result<(), Error> {
        let mut record = &self.wire.buffers().input()[..length];
        // rustls takes nothing more after the server's close_notify.
        while !record.is_empty() && self.session.read_tls(&mut record)? > 0 {}
        self.wire.buffers().input_consume(length);
        self.session.process_new_packets().map_err(failed)?;
        Ok(())
    }

    /// What rustls holds: data to read, or the end of the connection.
    fn held(&mut self) -> Heard {
        match self.session.process_new_packets() {
            Ok(state) if state.plaintext_bytes_to_read() > 0 => Heard::Bytes,
            Ok(state) if !state.peer_has_closed() => Heard::Nothing,
            _ => Heard::End,
        }
    }

    /// What has arrived, at any layer, without waiting.
    fn listen(&mut self) -> Heard {
        // Session tickets and key updates may come at any time, but only a few of them.
        for _ in 0..8 {
            if !self.buffers.input().is_empty() {
                return Heard::Bytes;
            }
            loop {
                match self.held() {
                    Heard::Nothing => {}
                    other => return other,
                }
                match next_record(self.wire.buffers().input()) {
                    Next::Whole(length) if self.process(length).is_ok() => {}
                    Next::Whole(_) => return Heard::End,
                    Next::Partial | Next::Invalid => break,
                }
            }
            // A part of a record counts as data: nobody can tell what it will be.
            if !self.wire.buffers().input().is_empty() {
                return Heard::Bytes;
            }
            match self.wire.listen() {
                Heard::Bytes => {}
                other => return other,
            }
        }
        Heard::End
    }
}

impl Transport for TlsTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let limit = Limit::of_step(timeout);
        let mut rest = &self.buffers.output()[..amount];
        while !rest.is_empty() {
            let taken = self.session.writer().write(rest)?;
            rest = &rest[taken..];
            flush(&mut self.session, &mut self.wire, limit)?;
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let limit = Limit::of_step(timeout);
        loop {
            match self.session.reader().read(self.buffers.input_append_buf()) {
                // Zero bytes after the server's close_notify.
                Ok(amount) => {
                    self.buffers.input_appended(amount);
                    return Ok(amount > 0);
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
                Err(e) => return Err(e.into()),
            }
            // A TLS message may require a reply.
            flush(&mut self.session, &mut self.wire, limit)?;
            if !self.take_record(limit).map_err(never_an_end)? {
                return Err(never_an_end(ended()));
            }
        }
    }

    fn is_open(&mut self) -> bool {
        let heard = self.listen();
        self.wire.is_usable_after(heard)
    }

    fn is_tls(&self) -> bool {
        true
    }
}

/// The first part of encrypted input.
enum Next {
    /// A record of this length.
    Whole(usize),
    Partial,
    Invalid,
}

fn next_record(input: &[u8]) -> Next {
    const LARGEST: usize = (16 << 10) + 2048;
    let [kind, _, _, high, low, ..] = *input else {
        return Next::Partial;
    };
    let length = usize::from(u16::from_be_bytes([high, low]));
    if !(20..=24).contains(&kind) || length > LARGEST {
        Next::Invalid
    } else if input.len() < 5 + length {
        Next::Partial
    } else {
        Next::Whole(5 + length)
    }
}

/// Sends what rustls has to send.
fn flush<S: SideData>(
    session: &mut ConnectionCommon<S>,
    wire: &mut CancellableTransport,
    limit: Limit,
) -> Result<(), Error> {
    struct Out<'a>(&'a mut CancellableTransport, Limit);
    impl Write for Out<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.write_vectored(&[IoSlice::new(bytes)])
        }
        fn write_vectored(&mut self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
            self.0.send(pieces, self.1).map_err(Error::into_io)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    while session.wants_write() {
        session.write_tls(&mut Out(wire, limit))?;
    }
    Ok(())
}

/// ureq takes some errors for the end of a body without a length. In TLS only a close_notify is one: others can be
/// forged.
fn never_an_end(error: Error) -> Error {
    match error {
        Error::Io(e) => match e.kind() {
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset => io::Error::other(e).into(),
            _ => Error::Io(e),
        },
        other => other,
    }
}

fn failed(error: rustls::Error) -> Error {
    let hint = match &error {
        rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
            " (no authority that this client trusts has signed it: see rootCertificates)"
        }
        rustls::Error::InvalidCertificate(CertificateError::Other(e))
            if e.to_string().contains("CaUsedAsEndEntity") =>
        {
            " (the server's certificate is an authority's own, which cannot also be a server's)"
        }
        _ => "",
    };
    invalid(format!("{error}{hint}"))
}

fn invalid(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    io::Error::new(io::ErrorKind::InvalidData, reason).into()
}

fn ended() -> Error {
    let reason = "the connection ended before TLS did (without a close_notify)";
    io::Error::new(io::ErrorKind::UnexpectedEof, reason).into()
}
