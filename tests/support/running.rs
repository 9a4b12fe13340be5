//! `codat-sandbox`, running.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// The program, which ends with this, however a test ends.
pub struct Running {
    pub child: Child,
    pub base_url: String,
    pub api_key: String,
}

/// The program with these arguments, its output to be read.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codat-sandbox"));
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

impl Running {
    /// Starts the program, and reads its URL.
    pub fn start(arguments: &[&str]) -> Running {
        Running::of(&mut command(arguments))
    }

    /// The same, of a command that was prepared.
    pub fn of(command: &mut Command) -> Running {
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut line = |name: &str| {
            lines
                .next()
                .unwrap()
                .unwrap()
                .strip_prefix(name)
                .unwrap()
                .to_owned()
        };
        let (base_url, api_key) = (line("base-url: "), line("api-key: "));
        Running {
            child,
            base_url,
            api_key,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
