//! Looking up host names so that a call need not wait for the system's resolver to give up.

use std::sync::{mpsc, Arc};
use std::time::Instant;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{time, NextTimeout};
use ureq::{Error, Timeout};

use super::call::{current, Wake};
use crate::threads::without_signals;

/// ureq's resolver, on a thread of its own where a name must be looked up.
#[derive(Debug)]
pub(crate) struct CancellableResolver(Arc<DefaultResolver>);

impl CancellableResolver {
    pub fn new() -> CancellableResolver {
        CancellableResolver(Arc::default())
    }
}

impl Resolver for CancellableResolver {
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
            return self.0.resolve(uri, config, unlimited);
        };

        let (sender, receiver) = mpsc::sync_channel(1);
        let (resolver, uri, config, waiting) = (self.0.clone(), uri.clone(), config.clone(), call.clone());
        // The system's lookup cannot be interrupted: a call that gives up leaves its thread to end by itself.
        without_signals(|| {
            let thread = std::thread::Builder::new().name("codat-resolve".into());
            thread.spawn(move || {
                // Nobody listens any more where the call gave up.
                let _ = sender.send(resolver.resolve(&uri, &config, unlimited));
                waiting.wake();
            })
        })?;
        let until = call.deadline.min(Instant::now() + *timeout.after);
        loop {
            match call.wait_until(until) {
                // It may have been woken for another reason before: then the answer is not there yet.
                Wake::Woken => match receiver.try_recv() {
                    Err(mpsc::TryRecvError::Empty) => {}
                    Ok(answer) => return answer,
                    Err(mpsc::TryRecvError::Disconnected) => return Err(Error::HostNotFound),
                },
                Wake::TimedOut => return Err(Error::Timeout(Timeout::Resolve)),
                Wake::Cancelled => return Err(std::io::Error::other("cancelled").into()),
            }
        }
    }
}
