//! A response for which there is no memory is an error, and the client remains usable; a big response is in memory once.

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ffi::{CStr, CString};
use std::ptr;

use codat::ffi::call::codat_call;
use codat::ffi::client::{codat_client_free, codat_client_new};
use codat::ffi::library::codat_string_free;
use codat::ffi::status::CodatStatus;
use codat::{Client, Config, ErrorKind};
use support::server::{json, Server};

/// The system's allocator, which refuses single blocks above a limit of the thread's, and notes how many big ones it
/// gave out.
struct Limited;

const BIG: usize = 1 << 20;

thread_local! {
    static LARGEST: Cell<usize> = const { Cell::new(usize::MAX) };
    static BIG_BLOCKS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is the system allocator's doing, but for refusals, which the trait allows.
unsafe impl GlobalAlloc for Limited {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.size() > LARGEST.get() {
            return std::ptr::null_mut();
        }
        BIG_BLOCKS.set(BIG_BLOCKS.get() + usize::from(layout.size() >= BIG));
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(block, layout) }
    }
}

// `realloc` is left to the trait, which allocates anew and copies: moving a big block counts as another.
#[global_allocator]
static ALLOCATOR: Limited = Limited;

#[test]
fn no_memory_for_a_response_is_an_error() {
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

#[test]
fn a_big_response_is_in_one_block_from_receipt_to_the_caller() {
    let big = json(&format!("{{\"id\":\"x\",\"name\":\"{}\"}}", "n".repeat(2 * BIG)));
    let server = Server::start(move |_, _| big.clone());
    let config = format!(r#"{{"apiKey":"key","baseUrl":"{}"}}"#, server.url());
    let config = CString::new(config).unwrap();
    let (mut client, mut document) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: NUL-terminated texts and locals to write to; strings of the library are freed once.
    unsafe {
        codat_client_new(config.as_ptr(), &mut client, ptr::null_mut());
        let (operation, input) = (c"companies.get".as_ptr(), c"{\"companyId\":\"x\"}".as_ptr());
        let before = BIG_BLOCKS.get();
        let status = codat_call(client, ptr::null(), operation, input, &mut document);
        assert_eq!(status, CodatStatus::CODAT_OK);
        assert_eq!(BIG_BLOCKS.get() - before, 1);
        assert!(CStr::from_ptr(document).count_bytes() > 2 * BIG);
        codat_string_free(document);
        codat_client_free(client);
    }
}
