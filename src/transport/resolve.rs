//! Looking up host names without waiting until the system's resolver gives up.

use std::collections::HashMap;
use std::io;
use std::sync::{mpsc, Arc, Mutex, MutexGuard, PoisonError};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{time, NextTimeout};
use ureq::{Error, Timeout};

use super::call::{current, Call, Wake};
use super::limit::Limit;
use crate::threads::without_signals;

/// Resolves each name on a separate thread, one for each name, however many calls wait.
#[derive(Debug, Default)]
pub(crate) struct CancellableResolver<R = DefaultResolver>(Arc<Shared<R>>);

#[derive(Debug, Default)]
struct Shared<R> {
    resolver: R,
    /// The calls that wait, by the host and port that are being looked up.
    running: Mutex<HashMap<String, Vec<Waiting>>>,
}

#[derive(Debug)]
struct Waiting {
    sender: mpsc::Sender<Found>,
    call: Arc<Call>,
}

/// The addresses, or the error that ureq reports.
type Found = Result<ResolvedSocketAddrs, (io::ErrorKind, String)>;

impl<R: Resolver> Shared<R> {
    fn running(&self) -> MutexGuard<'_, HashMap<String, Vec<Waiting>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks up a name and sends the result to all calls that wait.
    fn look_up(&self, name: &str, uri: &Uri, config: &Config, timeout: NextTimeout) {
        let found = self.resolver.resolve(uri, config, timeout).map_err(|error| {
            let error = error.into_io();
            (error.kind(), error.to_string())
        });
        for waiting in self.running().remove(name).unwrap_or_default() {
            // A call that gave up receives nothing any more.
            let _ = waiting.sender.send(found.clone());
            waiting.call.wake();
        }
    }
}

impl<R: Resolver> CancellableResolver<R> {
    /// Returns what will receive the result for the call: of a lookup that is running or a new one.
    fn ask(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
        call: &Arc<Call>,
    ) -> Result<mpsc::Receiver<Found>, Error> {
        let (scheme, authority) = (uri.scheme(), uri.authority());
        let name = scheme
            .zip(authority)
            .and_then(|(scheme, authority)| DefaultResolver::host_and_port(scheme, authority))
            .ok_or(Error::HostNotFound)?;
        let (sender, receiver) = mpsc::channel();
        let call = call.clone();
        let mut running = self.0.running();
        if let Some(others) = running.get_mut(&name) {
            others.retain(|other| !other.call.remaining().is_zero());
            others.push(Waiting { sender, call });
            return Ok(receiver);
        }
        // The system's lookup cannot be interrupted: calls that give up leave its thread to end by itself.
        let (shared, uri, config, own) = (self.0.clone(), uri.clone(), config.clone(), name.clone());
        without_signals(|| {
            let thread = std::thread::Builder::new().name("codat-resolve".into());
            thread.spawn(move || shared.look_up(&own, &uri, &config, timeout))
        })
        .map_err(|e| io::Error::new(e.kind(), format!("no thread can be started: {e}")))?;
        // The thread reads this only when the lock is free.
        running.insert(name, vec![Waiting { sender, call }]);
        Ok(receiver)
    }
}

impl<R: Resolver> Resolver for CancellableResolver<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let unlimited = NextTimeout {
            after: time::Duration::NotHappening,
            ..timeout
        };
        let host = uri.host().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let Some(call) = current().filter(|_| bare.parse::<std::net::IpAddr>().is_err()) else {
            return self.0.resolver.resolve(uri, config, unlimited);
        };
        let receiver = self.ask(uri, config, unlimited, &call)?;
        let until = Limit::of_step(timeout).at;
        loop {
            match call.wait_here(until) {
                // Something else may have woken the call before: then the addresses are not there yet.
                Wake::Woken => match receiver.try_recv() {
                    Err(mpsc::TryRecvError::Empty) => {}
                    Ok(Ok(addresses)) => return Ok(addresses),
                    Ok(Err((kind, reason))) => return Err(io::Error::new(kind, reason).into()),
                    Err(mpsc::TryRecvError::Disconnected) => return Err(Error::HostNotFound),
                },
                Wake::TimedOut => return Err(Error::Timeout(Timeout::Resolve)),
                Wake::Cancelled => return Err(io::Error::other("cancelled").into()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    use super::super::call::with_current;
    use super::*;

    /// A system's resolver that returns nothing until the test says so.
    #[derive(Debug)]
    struct Stuck {
        asked: AtomicUsize,
        told: Mutex<mpsc::Receiver<()>>,
    }

    impl Resolver for Stuck {
        fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
            self.asked.fetch_add(1, Ordering::SeqCst);
            let _ = self.told.lock().unwrap().recv();
            let mut addresses = self.empty();
            addresses.push(([127, 0, 0, 1], 80).into());
            Ok(addresses)
        }
    }

    fn resolve(
        resolver: &CancellableResolver<Stuck>,
        uri: &str,
        time: Duration,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let timeout = NextTimeout {
            after: time::Duration::NotHappening,
            reason: Timeout::Connect,
            ..NextTimeout::default()
        };
        let call = Call::begin(Instant::now() + time);
        let uri = uri.parse().unwrap();
        with_current(&call, || resolver.resolve(&uri, &Config::default(), timeout))
    }

    #[test]
    fn calls_for_a_host_share_one_thread() {
        let (tell, told) = mpsc::channel();
        let resolver = CancellableResolver(Arc::new(Shared {
            resolver: Stuck {
                asked: AtomicUsize::new(0),
                told: Mutex::new(told),
            },
            running: Mutex::default(),
        }));
        for _ in 0..250 {
            for uri in ["https://a.example", "https://b.example:8443"] {
                let error = resolve(&resolver, uri, Duration::from_millis(1)).unwrap_err();
                assert!(matches!(error, Error::Timeout(_)), "{error:?}");
            }
        }
        // Calls that gave up are not kept.
        assert!(resolver.0.running().values().all(|waiting| waiting.len() == 1));
        // A call that still waits receives the result that the others did not.
        std::thread::scope(|scope| {
            let last = scope.spawn(|| resolve(&resolver, "https://a.example", Duration::from_secs(60)));
            while !resolver.0.running().values().any(|waiting| {
                waiting
                    .iter()
                    .any(|one| one.call.remaining() > Duration::from_secs(1))
            }) {
                std::thread::yield_now();
            }
            for _ in 0..2 {
                tell.send(()).unwrap();
            }
            assert_eq!(last.join().unwrap().unwrap()[0].port(), 80);
        });
        assert!(resolver.0.resolver.asked.load(Ordering::SeqCst) <= 2);
    }
}
