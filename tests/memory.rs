//! An answer for which there is no memory is an error, and the client goes on.

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use codat::{Client, Config, ErrorKind};
use support::server::{json, Server};

/// The system's allocator, which refuses single blocks above a limit of the thread's.
struct Limited;

thread_local! {
    static LARGEST: Cell<usize> = const { Cell::new(usize::MAX) };
}

// SAFETY: everything is the system allocator's doing, but for refusals, which the trait allows.
unsafe impl GlobalAlloc for Limited {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.size() > LARGEST.get() {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Limited = Limited;

#[test]
fn no_memory_for_an_answer_is_an_error() {
    let big = format!("{{\"id\":\"x\",\"name\":\"{}\"}}", "n".repeat(8 << 20));
    let announced = json(&big);
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{big}\r\n0\r\n\r\n",
        big.len()
    );
    let server = Server::start(move |number, _| match number {
        0 | 2 => announced.clone(),
        1 => chunked.clone().into(),
        _ => json("{}"),
    });
    let config = Config {
        api_key: Some("key".into()),
        base_url: Some(server.url()),
        ..Config::default()
    };
    let client = Client::new(config).unwrap();
    for _ in 0..2 {
        LARGEST.set(1 << 20);
        let error = client
            .call("companies.get", r#"{"companyId":"x"}"#, None)
            .unwrap_err();
        LARGEST.set(usize::MAX);
        assert_eq!((error.kind, error.meta.attempts), (ErrorKind::OutOfMemory, 1));
    }
    let answer = client
        .call("companies.get", r#"{"companyId":"x"}"#, None)
        .unwrap();
    assert_eq!(answer.json().len(), big.len());
}
