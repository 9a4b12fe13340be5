//! A connection whose next response may be sent twice, or in two pieces.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{ready, Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{sleep, Sleep};

/// How the bytes of one response are sent.
#[derive(Clone, Copy)]
pub enum Delivery {
    /// Twice, the second time so much later.
    Twice(Duration),
    /// Up to this byte, or half of them, and the rest so much later.
    Split(Option<usize>, Duration),
}

impl Delivery {
    /// What to send, each piece after its pause.
    fn pieces(self, answer: Vec<u8>) -> VecDeque<(Duration, Vec<u8>)> {
        match self {
            Delivery::Twice(Duration::ZERO) => [(Duration::ZERO, answer.repeat(2))].into(),
            Delivery::Twice(pause) => [(Duration::ZERO, answer.clone()), (pause, answer)].into(),
            Delivery::Split(at, pause) => {
                let at = at.unwrap_or(answer.len() / 2).min(answer.len());
                let (first, rest) = answer.split_at(at);
                [(Duration::ZERO, first.to_vec()), (pause, rest.to_vec())].into()
            }
        }
    }
}

/// Shared with the connection: the delivery of its next response.
#[derive(Default)]
pub struct Deliveries(Mutex<Option<Delivery>>);

impl Deliveries {
    pub fn next(&self, delivery: Delivery) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(delivery);
    }

    fn get(&self) -> Option<Delivery> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

pub struct Wire {
    stream: TcpStream,
    deliveries: Arc<Deliveries>,
    /// The response so far, if its bytes are sent in another way than hyper writes them.
    held: Vec<u8>,
    pieces: VecDeque<(Duration, Vec<u8>)>,
    /// How much of the first piece has been written.
    written: usize,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Wire {
    pub fn new(stream: TcpStream) -> (Wire, Arc<Deliveries>) {
        let deliveries = Arc::new(Deliveries::default());
        let wire = Wire {
            stream,
            deliveries: Arc::clone(&deliveries),
            held: Vec::new(),
            pieces: VecDeque::new(),
            written: 0,
            pause: None,
        };
        (wire, deliveries)
    }

    /// Sends the pieces that there are.
    fn send_pieces(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some((pause, piece)) = self.pieces.front() {
            if !pause.is_zero() {
                let waiting = self.pause.get_or_insert_with(|| Box::pin(sleep(*pause)));
                ready!(waiting.as_mut().poll(context));
            }
            while self.written < piece.len() {
                let rest = &piece[self.written..];
                self.written += ready!(Pin::new(&mut self.stream).poll_write(context, rest))?;
            }
            self.pieces.pop_front();
            self.written = 0;
            self.pause = None;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.send_pieces(context))?;
        if self.deliveries.get().is_none() {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        }
        self.held.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    /// hyper flushes when it has written a complete response.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.held.is_empty() {
            if let Some(delivery) = self.deliveries.get() {
                self.deliveries.clear();
                let answer = std::mem::take(&mut self.held);
                self.pieces = delivery.pieces(answer);
            }
        }
        ready!(self.send_pieces(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.send_pieces(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
