//! The sandbox as a program: it serves until a signal ends it.

use std::future::poll_fn;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::task::Poll;

use clap::Parser;
use codat::sandbox::{Config, Error, Sandbox, DEFAULT_API_KEY, DEFAULT_WEBHOOK_SECRET};
use tokio::signal::unix::{signal, SignalKind};

/// Codat's Platform API in miniature, offline.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// The port on 127.0.0.1; 0 chooses a free port.
    #[arg(long, default_value_t = 8477)]
    port: u16,
    /// The database file, created if it does not exist. Without it, or with :memory:, data is lost at the end.
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,
    /// The API key that clients must send.
    #[arg(long, value_name = "KEY", default_value = DEFAULT_API_KEY)]
    api_key: String,
    /// The secret that signs webhooks.
    #[arg(long, value_name = "SECRET", default_value = DEFAULT_WEBHOOK_SECRET)]
    webhook_secret: String,
    /// The start time of the sandbox's clock, such as 2027-12-31T23:59:00Z. Default: now.
    #[arg(long, value_name = "TIME")]
    start_time: Option<String>,
}

fn main() -> ExitCode {
    let Options {
        port,
        db,
        api_key,
        webhook_secret,
        start_time,
    } = Options::parse();
    let config = Config {
        port,
        db,
        api_key,
        webhook_secret,
        start_time,
    };
    match serve(config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("codat-sandbox: {error}");
            match error.downcast_ref() {
                Some(Error::InvalidInput(_)) => ExitCode::from(2),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

fn serve(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(async {
        // Before the first line is printed, so that no signal can come too early.
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let sandbox = Sandbox::start(config)?;
        // In one write: a reader may close the pipe after the line that it wants.
        let told = format!(
            "base-url: {}\napi-key: {}\nwebhook-secret: {}\n",
            sandbox.base_url(),
            sandbox.api_key(),
            sandbox.webhook_secret()
        );
        let mut out = std::io::stdout();
        out.write_all(told.as_bytes())?;
        out.flush()?;
        poll_fn(|context| {
            match interrupt.poll_recv(context).is_ready() || terminate.poll_recv(context).is_ready() {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        })
        .await;
        sandbox.stop();
        Ok(())
    })
}
