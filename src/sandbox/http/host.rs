//! The host names that the sandbox accepts: only this machine's. A web page whose name points to this machine, by DNS
//! rebinding, can read nothing and change nothing.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::http::{header, Request, StatusCode};

use crate::sandbox::answer::Failure;

/// Refuses a request that names another host, in the `Host` header or in its target.
pub fn check<T>(request: &Request<T>) -> Result<(), Failure> {
    let mut hosts = request.headers().get_all(header::HOST).iter().peekable();
    let in_target = request
        .uri()
        .authority()
        .is_none_or(|host| is_local(host.as_str()));
    let in_headers = hosts.peek().is_some() && hosts.all(|host| host.to_str().is_ok_and(is_local));
    match in_target && in_headers {
        true => Ok(()),
        false => Err(Failure::new(
            StatusCode::FORBIDDEN,
            "Host: expected localhost, an address from 127.0.0.0/8 or [::1], with or without a port",
        )),
    }
}

fn is_local(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, port)) => match name.parse::<Ipv6Addr>() {
            Ok(address) if address.is_loopback() => ("localhost", port),
            _ => return false,
        },
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
        && (name.eq_ignore_ascii_case("localhost")
            || name
                .parse::<Ipv4Addr>()
                .is_ok_and(|address| address.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_local() {
        for host in [
            "localhost",
            "LOCALHOST:80",
            "127.0.0.1",
            "127.0.0.1:8477",
            "127.255.1.2:1",
            "[::1]",
            "[::1]:80",
            "localhost:",
        ] {
            assert!(is_local(host), "{host}");
        }
        for host in [
            "",
            ":80",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example:80",
            "evil.example:127",
            "128.0.0.1",
            "0.0.0.0",
            "[::]",
            "[::2]:80",
            "::1",
            "[::1",
            "[::1]x",
            "localhost:80:80",
            "localhost:x",
            "me@localhost",
            "localhost:80@evil.example",
            "127.1",
            "2130706433",
            "0x7f.0.0.1",
            "localhost.",
            " localhost",
            "[127.0.0.1]",
        ] {
            assert!(!is_local(host), "{host}");
        }
    }
}
