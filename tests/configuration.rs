//! The configuration of a client, from its caller and from the environment.

mod support;

use std::io::Write;
use std::process::Command;

use codat::{Client, Config, ErrorKind};
use support::server::{json, Server};
use support::tls::{Authority, LOCAL};
use support::wire::Wire;

const COMPANIES: &str = r#"{"results":[],"pageNumber":1,"pageSize":100,"totalResults":0,"_links":{}}"#;

fn config(base_url: &str) -> Config {
    Config {
        api_key: Some("key".into()),
        base_url: Some(base_url.into()),
        ..Config::default()
    }
}

/// The message of a refused configuration, which must name this field.
fn refused(config: Config, member: &str) -> String {
    let error = Client::new(config).unwrap_err();
    assert_eq!(
        (error.kind, error.member.as_deref()),
        (ErrorKind::InvalidArgument, Some(member)),
        "{error:?}"
    );
    error.message.clone()
}

/// Runs a test of this program again in a separate process, with this environment. True in that process.
fn is_alone(test: &str, environment: &[(&str, &str)]) -> bool {
    if std::env::var_os("CODAT_TEST_ALONE").is_some() {
        return true;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env_remove("CODAT_API_KEY")
        .env_remove("SSL_CERT_FILE")
        .env_remove("SSL_CERT_DIR")
        .env("CODAT_TEST_ALONE", "1")
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    assert!(output.status.success(), "{environment:?}: {output:?}");
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("1 passed"),
        "{output:?}"
    );
    false
}

#[test]
fn an_impossible_port_is_refused() {
    for port in [
        "0",
        "00",
        "65536",
        "99999",
        "4294967376",
        "+80",
        "-1",
        "",
        "8o",
        "80:80",
    ] {
        for host in ["https://api.example", "http://127.0.0.1", "https://[::1]"] {
            for path in ["", "/", "/path"] {
                let message = refused(config(&format!("{host}:{port}{path}")), "baseUrl");
                assert!(message.contains("baseUrl"), "{message}");
            }
        }
    }
    let message = refused(config("https://api.example:65536"), "baseUrl");
    assert!(message.contains("a port that is not 1 to 65535"), "{message}");
    for url in [
        "https://api.example",
        "https://api.example:1",
        "https://[::1]:65535/x",
        "http://127.0.0.1:80/",
    ] {
        Client::new(config(url)).unwrap();
    }
}

#[test]
fn a_base_url_without_a_scheme_is_refused() {
    for url in [
        "api.codat.io",
        "api.codat.io/path",
        "localhost:8080",
        "127.0.0.1",
        "",
    ] {
        let message = refused(config(url), "baseUrl");
        assert!(
            message.contains("no scheme (https:// is missing"),
            "{url}: {message}"
        );
    }
    let message = refused(config("ftp://api.codat.io"), "baseUrl");
    assert!(message.contains("another scheme"), "{message}");
}

#[test]
fn line_breaks_after_a_key_are_ignored() {
    for key in ["key\n", "key\r\n", "key\n\n"] {
        let server = Server::start(|_, _| json(COMPANIES));
        for header in [false, true] {
            let mut config = config(&server.url());
            if header {
                config.api_key = None;
                config.auth_header = Some(format!("Basic {key}").into());
            } else {
                config.api_key = Some(key.into());
            }
            let client = Client::new(config).unwrap();
            client.call("companies.list", "{}", None).unwrap();
        }
        let requests = server.requests();
        assert!(requests[0].contains(": Basic a2V5\r\n"), "{}", requests[0]);
        assert!(requests[1].contains(": Basic key\r\n"), "{}", requests[1]);
    }
    for key in ["\n", "", "a\nb", "\nkey", "key ", "key\t\n"] {
        let config = Config {
            api_key: Some(key.into()),
            ..config("https://api.example")
        };
        refused(config, "apiKey");
    }
}

#[test]
fn values_too_long_for_a_header_are_refused() {
    let long = "k".repeat(5_000);
    let base = || config("https://api.example");
    for (config, member) in [
        (
            Config {
                api_key: Some(long.as_str().into()),
                ..base()
            },
            "apiKey",
        ),
        (
            Config {
                user_agent: Some(long.clone()),
                ..base()
            },
            "userAgent",
        ),
        (
            Config {
                api_key: None,
                auth_header: Some(format!("Basic {long}").into()),
                ..base()
            },
            "authHeader",
        ),
        (config(&format!("https://api.example/{long}")), "baseUrl"),
    ] {
        let message = refused(config, member);
        assert!(
            message.contains("expected at most 4096 characters, found 50"),
            "{message}"
        );
    }
}

#[test]
fn the_key_of_the_environment_may_be_empty_or_end_with_a_line_break() {
    let test = "the_key_of_the_environment_may_be_empty_or_end_with_a_line_break";
    for (key, member) in [
        ("", "apiKey"),
        ("\n", "apiKey"),
        ("key\r\n", ""),
        ("k ey", "CODAT_API_KEY"),
    ] {
        if is_alone(test, &[("CODAT_API_KEY", key), ("MEMBER", member)]) {
            let config = Config {
                api_key: None,
                ..config("https://api.example")
            };
            let member = std::env::var("MEMBER").unwrap();
            if member.is_empty() {
                Client::new(config).unwrap();
            } else {
                let message = refused(config, &member);
                assert_eq!(
                    message.contains("expected an API key here"),
                    member == "apiKey",
                    "{message}"
                );
            }
            return;
        }
    }
}

fn list(url: String, roots: Option<String>) -> codat::Result<codat::Answer> {
    let config = Config {
        root_certificates: roots,
        max_retries: 0,
        ..config(&url)
    };
    Client::new(config)?.call("companies.list", "{}", None)
}

#[test]
fn certificates_may_have_a_byte_order_mark_and_other_line_breaks() {
    let server = Server::over(Wire::Tls13, |_, _| json(COMPANIES));
    let pem = &LOCAL.pem;
    for roots in [
        format!("\u{feff}{pem}"),
        format!("Subject: CN=x\r\n{}", pem.replace('\n', "\r\n")),
        format!("{}{pem}", Authority::new().pem),
    ] {
        list(server.url(), Some(roots)).unwrap();
    }
}

#[test]
fn invalid_certificates_are_refused_with_the_reason() {
    let broken = LOCAL.pem.replace('A', "!");
    let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let other = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for (roots, words) in [
        (
            "/etc/ssl/corporate.pem".to_owned(),
            "pass the contents of the file, not its path",
        ),
        ("two\nlines".to_owned(), "found none"),
        (String::new(), "found none"),
        (format!("{}{key}", LOCAL.pem), "such as a key"),
        (other.to_owned(), "found none that can be used"),
        (broken, "expected certificates in PEM"),
    ] {
        let config = Config {
            root_certificates: Some(roots),
            ..config("https://api.example")
        };
        let message = refused(config, "rootCertificates");
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn certificate_files_that_the_environment_names_must_exist() {
    let test = "certificate_files_that_the_environment_names_must_exist";
    let directory = std::env::temp_dir().join(format!("codat-roots-{}", std::process::id()));
    let (empty, good) = (directory.join("empty"), directory.join("good.pem"));
    let missing = directory.join("missing");
    let place = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let server = Server::over(Wire::Tls13, |_, _| json(COMPANIES));
    if std::env::var_os("CODAT_TEST_ALONE").is_none() {
        std::fs::create_dir_all(&empty).unwrap();
        let mut file = std::fs::File::create(&good).unwrap();
        file.write_all(LOCAL.pem.as_bytes()).unwrap();
    }
    let cases = [
        ("SSL_CERT_FILE", place(&missing), "false"),
        ("SSL_CERT_FILE", place(&empty), "false"),
        ("SSL_CERT_FILE", "/dev/null".to_owned(), "false"),
        ("SSL_CERT_FILE", String::new(), "false"),
        ("SSL_CERT_DIR", place(&missing), "false"),
        ("SSL_CERT_DIR", place(&empty), "false"),
        ("SSL_CERT_FILE", place(&good), "true"),
        ("SSL_CERT_DIR", place(&directory), "true"),
    ];
    for (name, path, is_good) in cases {
        let url = server.url();
        if is_alone(
            test,
            &[(name, &path), ("NAME", name), ("URL", &url), ("GOOD", is_good)],
        ) {
            let name = std::env::var("NAME").unwrap();
            let outcome = list(std::env::var("URL").unwrap(), None);
            if std::env::var("GOOD").unwrap() == "true" {
                outcome.unwrap();
            } else {
                let error = outcome.unwrap_err();
                assert_eq!(error.kind, ErrorKind::InvalidArgument, "{error:?}");
                assert_eq!(error.member.as_deref(), Some(&*name));
                // Those that the caller names do, and http:// needs none.
                let pem = Some(Authority::new().pem);
                let roots = Config {
                    root_certificates: pem,
                    ..config("https://api.example")
                };
                Client::new(roots).unwrap();
                Client::new(config("http://localhost")).unwrap();
            }
            return;
        }
    }
    std::fs::remove_dir_all(directory).unwrap();
}

/// No thread can have a stack of this size, and the program's own is there already.
#[test]
fn a_thread_that_cannot_be_started_is_an_error() {
    let test = "a_thread_that_cannot_be_started_is_an_error";
    let stack = (usize::MAX / 4).to_string();
    if is_alone(test, &[("RUST_MIN_STACK", &stack)]) {
        let config = Config {
            max_retries: 0,
            ..config("http://localhost:9")
        };
        let client = Client::new(config).unwrap();
        let error = client
            .call("companies.create", r#"{"name":"x"}"#, None)
            .unwrap_err();
        assert_eq!(
            (error.kind, error.outcome_unknown),
            (ErrorKind::Connection, false)
        );
        assert!(
            error.message.contains("no thread can be started: "),
            "{}",
            error.message
        );
    }
}
