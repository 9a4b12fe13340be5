//! Connections that leave nothing of what they sent in freed memory: each request's head holds the key.

use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};
use ureq::Error;
use zeroize::Zeroize;

/// The last in the chain, so that it sees what is written before it is encrypted.
#[derive(Debug)]
pub(crate) struct ScrubbingConnector;

impl<In: Transport> Connector<In> for ScrubbingConnector {
    type Out = Scrubbed<In>;

    fn connect(&self, _: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(Scrubbed))
    }
}

/// A connection whose output is zeroed before its memory is given back.
#[derive(Debug)]
pub(crate) struct Scrubbed<T: Transport>(T);

impl<T: Transport> Drop for Scrubbed<T> {
    fn drop(&mut self) {
        self.0.buffers().output().zeroize();
    }
}

impl<T: Transport> Transport for Scrubbed<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.0.transmit_output(amount, timeout)
    }

    fn maybe_await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.0.maybe_await_input(timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.0.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
    }
}
