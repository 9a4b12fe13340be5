//! The outermost layer of a connection. What is written here is the request itself, in clear, with nothing of a
//! handshake or a proxy's tunnel before it: so here is where a call begins to have been sent, and here the key, which
//! is in each request's head, is kept from staying behind in freed memory.

use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};
use ureq::Error;
use zeroize::Zeroize;

use super::call::current;

/// The last in the chain.
#[derive(Debug)]
pub(crate) struct OutgoingConnector;

impl<In: Transport> Connector<In> for OutgoingConnector {
    type Out = Outgoing<In>;

    fn connect(&self, _: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(Outgoing))
    }
}

/// A connection that is ready for requests.
#[derive(Debug)]
pub(crate) struct Outgoing<T: Transport>(T);

impl<T: Transport> Drop for Outgoing<T> {
    fn drop(&mut self) {
        self.0.buffers().output().zeroize();
    }
}

impl<T: Transport> Transport for Outgoing<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if let Some(call) = current() {
            call.mark_sent();
        }
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
