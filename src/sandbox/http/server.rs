//! The listener on loopback, its connections and its thread.

use std::io;
use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::sync::atomic::Ordering;
use std::sync::{mpsc, Arc};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{service_fn, Service as _};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::Notify;

use super::routes::{self, ConnectionNumber, Cut};
use super::service::{Outcome, Service};
use super::wire::{Delivery, Wire};
use super::{host, worker};
use crate::threads::without_signals;

/// A running server; dropping it closes the listener and every connection, and joins its thread.
pub struct Server {
    stop: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

pub fn bind(port: u16) -> io::Result<StdListener> {
    let listener = StdListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

impl Server {
    /// Serves on a separate thread, which is idle when this function returns: a fork() after that finds none of its
    /// locks held. The error is a complete sentence.
    pub fn start(listener: StdListener, router: Router, service: Arc<Service>) -> Result<Server, String> {
        let stop = Arc::new(Notify::new());
        let (ready, started) = mpsc::channel();
        let serve = {
            let stop = Arc::clone(&stop);
            move || {
                let runtime = Builder::new_current_thread().enable_io().enable_time().build();
                let served = runtime.map(|runtime| {
                    runtime.block_on(async {
                        let listener = TcpListener::from_std(listener)?;
                        tokio::spawn(worker::work(Arc::clone(&service), ready.clone()));
                        tokio::spawn(accept(listener, router, service));
                        stop.notified().await;
                        Ok(())
                    })
                });
                if let Err(error) = served.and_then(|served: io::Result<()>| served) {
                    let _ = ready.send(Err(error));
                }
            }
        };
        let thread = std::thread::Builder::new().name("codat-sandbox".to_owned());
        let thread = without_signals(|| thread.spawn(serve))
            .map_err(|error| format!("no thread could be started: {error}"))?;
        let server = Server {
            stop,
            thread: Some(thread),
        };
        match started.recv() {
            Ok(Ok(())) => Ok(server),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("its thread ended".to_owned()),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(listener: TcpListener, router: Router, service: Arc<Service>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let open = Open::new(Arc::clone(&service));
                tokio::spawn(serve(stream, router.clone(), open));
            }
            // Probably no file descriptors are left: other connections may close soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn serve(stream: TcpStream, router: Router, open: Open) {
    let _ = stream.set_nodelay(true);
    let router = TowerToHyperService::new(router);
    let number = ConnectionNumber(open.number);
    let (wire, deliveries) = Wire::new(stream);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(number);
        let answering = host::check(&request).map(|()| router.call(request));
        let deliveries = Arc::clone(&deliveries);
        async move {
            let response: Response<Body> = match answering {
                Ok(answering) => answering.await.map_err(|_| Closed)?,
                Err(failure) => routes::response(Outcome::Whole(failure.into())),
            };
            if response.extensions().get::<Cut>().is_some() {
                return Err(Closed);
            }
            if let Some(delivery) = response.extensions().get::<Delivery>() {
                deliveries.next(*delivery);
            }
            Ok(response)
        }
    });
    // When a connection has failed, no one can receive the error.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(wire), service)
        .await;
    drop(open);
}

/// Makes hyper close the connection without a response.
#[derive(Debug)]
struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a fault closes the connection without a response")
    }
}

impl std::error::Error for Closed {}

/// A connection that is counted as open for as long as this lives.
struct Open {
    service: Arc<Service>,
    number: u64,
}

impl Open {
    fn new(service: Arc<Service>) -> Open {
        service.connections.open.fetch_add(1, Ordering::Relaxed);
        let number = service.connections.accepted.fetch_add(1, Ordering::Relaxed) + 1;
        Open { service, number }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.service.connections.open.fetch_sub(1, Ordering::Relaxed);
    }
}
