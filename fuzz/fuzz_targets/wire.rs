//! The responses of a service, or of something between, as any bytes on a real connection.
#![no_main]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{LazyLock, Mutex};

use codat::{Client, Config};

static BYTES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base_url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = [0; 4096];
            // The request fits into one segment; what matters is that it was read before the connection closes.
            let _ = stream.read(&mut head);
            let _ = stream.write_all(&BYTES.lock().expect("no writer panics"));
        }
    });
    let config = Config {
        api_key: Some("key".into()),
        base_url: Some(base_url),
        max_retries: 0,
        attempt_timeout_ms: 2_000,
        max_response_bytes: 1 << 20,
        ..Config::default()
    };
    Client::new(config).expect("a client")
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    BYTES.lock().expect("no writer panics").splice(.., data.iter().copied());
    match CLIENT.call("companies.get", r#"{"companyId":"a"}"#, None) {
        Ok(answer) => assert!(answer.json().trim_start().starts_with('{')),
        Err(error) => {
            // The other side always closes: nothing may be waited for.
            assert_ne!(error.kind, codat::ErrorKind::Timeout, "{error}");
            assert!(serde_json::from_str::<serde_json::Value>(&error.to_document()).is_ok());
        }
    }
});
