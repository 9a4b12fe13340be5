//! What the core spends inside a call, piece by piece: `make bench-inner`. The network is not in it.

use std::hint::black_box;

use base64::prelude::{Engine, BASE64_STANDARD};
use codat::{internals, operations, webhook};
use criterion::{criterion_group, criterion_main, BatchSize, Criterion, Throughput};

#[path = "side_by_side/companies.rs"]
mod companies;

/// An operation's input becomes a request: a URL, and a body.
fn requests(c: &mut Criterion) {
    let mut group = c.benchmark_group("request");
    for (operation, input) in [
        (
            &operations::COMPANIES_GET,
            r#"{"companyId":"8a210b68-6988-11ed-a1eb-0242ac120002"}"#,
        ),
        (
            &operations::COMPANIES_CREATE,
            r#"{"name":"Toft Bakery","description":"Bread","tags":{"region":"uk"}}"#,
        ),
        (
            &operations::COMPANIES_LIST,
            r#"{"page":2,"pageSize":5000,"query":"name~bakery && created>2026-01-01"}"#,
        ),
    ] {
        group.bench_function(operation.name, |b| {
            b.iter(|| internals::request(operation, black_box(input)))
        });
    }
}

/// The time to check a response, and to build the result JSON from it.
fn answers(c: &mut Criterion) {
    let operation = &operations::COMPANIES_LIST;
    for (size, body) in [
        ("company", companies::company(1)),
        ("page of 5,000", companies::page(5_000)),
    ] {
        let received = internals::received(&body);
        // A clone has no room at its end, and what comes from the network has.
        let fresh = || {
            let mut buffer = Vec::with_capacity(received.len() + 512);
            buffer.extend_from_slice(&received);
            buffer
        };
        let mut group = c.benchmark_group("answer");
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(format!("scan, {size}"), |b| {
            b.iter_batched(
                fresh,
                |buffer| internals::scan(operation, buffer),
                BatchSize::PerIteration,
            )
        });
        group.bench_function(format!("result JSON, {size}"), |b| {
            b.iter_batched(fresh, internals::document, BatchSize::PerIteration)
        });
    }
}

/// An event is verified: genuine, and with a wrong signature.
fn webhooks(c: &mut Criterion) {
    const KEY: &[u8] = b"a secret of twenty-four b";
    let secret = format!("whsec_{}", BASE64_STANDARD.encode(KEY));
    let body = format!(
        r#"{{"id":"1","eventType":"company.updated","payload":{}}}"#,
        companies::company(1)
    );
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, KEY);
    let signed = ["msg_1.1700000000.", &body].concat();
    let tag = BASE64_STANDARD.encode(ring::hmac::sign(&key, signed.as_bytes()));
    let options = webhook::Options::from_json(r#"{"now":1700000000}"#).expect("proper options");
    let mut group = c.benchmark_group("webhook");
    for (name, tag, genuine) in [
        ("genuine", tag.clone(), true),
        ("forged", tag.to_lowercase(), false),
    ] {
        let signature = format!("v1,{tag}");
        let headers = [
            ("webhook-id", "msg_1"),
            ("webhook-timestamp", "1700000000"),
            ("webhook-signature", &signature),
        ];
        let verify = || webhook::verify(&secret, headers, black_box(body.as_bytes()), &options);
        assert_eq!(verify().is_ok(), genuine);
        group.bench_function(name, |b| b.iter(verify));
    }
}

criterion_group!(inner, requests, answers, webhooks);
criterion_main!(inner);
