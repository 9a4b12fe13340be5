//! The listener on loopback, its connections and its threads.

use std::io;
use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::sync::atomic::Ordering;
use std::sync::{mpsc, Arc};
use std::thread;
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
use tokio::runtime::{Builder, Runtime};

use super::routes::{ConnectionNumber, Cut};
use super::service::Service;
use super::webhooks;
use crate::threads::without_signals;

const WORKER_THREADS: usize = 2;

/// A running server; dropping it closes the listener and every connection, and joins its threads.
pub struct Server {
    runtime: Option<Runtime>,
}

pub fn bind(port: u16) -> io::Result<StdListener> {
    let listener = StdListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

impl Server {
    pub fn start(listener: StdListener, router: Router, service: Arc<Service>) -> io::Result<Server> {
        without_signals(are_there_threads)?;
        let mut builder = Builder::new_multi_thread();
        builder
            .worker_threads(WORKER_THREADS)
            .thread_name("codat-sandbox");
        let runtime = without_signals(|| builder.enable_io().enable_time().build())?;
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener)?
        };
        runtime.spawn(webhooks::work(Arc::clone(&service)));
        runtime.spawn(accept(listener, router, service));
        Ok(Server {
            runtime: Some(runtime),
        })
    }
}

/// Fails if the system has no thread left for each worker at the same time: tokio would panic then.
fn are_there_threads() -> io::Result<()> {
    let mut waiting = Vec::new();
    let outcome = (0..WORKER_THREADS).try_for_each(|_| {
        let (sender, receiver) = mpsc::channel::<()>();
        let thread = thread::Builder::new().name("codat-sandbox".to_owned());
        // It waits until the sender is dropped.
        waiting.push((sender, thread.spawn(move || receiver.recv().is_ok())?));
        Ok(())
    });
    for (sender, thread) in waiting {
        drop(sender);
        let _ = thread.join();
    }
    outcome.map_err(|e: io::Error| io::Error::new(e.kind(), format!("no thread could be started: {e}")))
}

impl Drop for Server {
    fn drop(&mut self) {
        // A runtime must not be dropped on a thread of another one, where this may well be called.
        if let Some(runtime) = self.runtime.take() {
            let thread = thread::Builder::new().name("codat-sandbox".to_owned());
            let stopping = without_signals(|| thread.spawn(move || drop(runtime)));
            if let Ok(stopping) = stopping {
                let _ = stopping.join();
            }
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
            // Out of file descriptors, most likely: others may close soon.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn serve(stream: TcpStream, router: Router, open: Open) {
    let _ = stream.set_nodelay(true);
    let router = TowerToHyperService::new(router);
    let number = ConnectionNumber(open.number);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(number);
        let answering = router.call(request);
        async move {
            let response: Response<Body> = answering.await.map_err(|_| Closed)?;
            match response.extensions().get::<Cut>() {
                Some(Cut) => Err(Closed),
                None => Ok(response),
            }
        }
    });
    // However a connection ends, there is nobody left to tell.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
    drop(open);
}

/// Makes hyper close the connection without an answer.
#[derive(Debug)]
struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection is to be closed without an answer")
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
