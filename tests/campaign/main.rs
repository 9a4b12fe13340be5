//! The fault campaign: many threads call every operation over a path that goes wrong in every way there is, and
//! afterwards the books are checked: what was reported as done is there exactly once, what was reported as failed
//! is there at most once and only where its fate was said to be unknown; nothing hangs, nothing leaks.
//!
//! - [`campaign`](self): how many seeds, in how many lanes, and what is printed
//! - [`plan`]: which fault strikes which attempt: the seed decides, not the clock
//! - [`path`]: the proxy that makes the faults
//! - [`strangers`]: servers that a client must not trust, and names and ports that lead nowhere
//! - [`work`]: the calls of a seed
//! - [`books`]: what each call reported, against what the sandbox holds
//! - [`abi`](support::abi): the calls go through the C ABI, so that its handles and strings are counted too
//!
//! `CODAT_CAMPAIGN_SEEDS=1000` sets how many seeds are run, `CODAT_CAMPAIGN_SEED=17` runs that one alone.
#![cfg(all(feature = "sandbox", target_os = "linux"))]

mod books;
mod path;
mod plan;
mod strangers;
#[path = "../support/mod.rs"]
mod support;
mod work;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use books::Totals;
use strangers::Strangers;
use support::held::Held;
use support::{abi, heap};

#[global_allocator]
static ALLOCATOR: heap::Counting = heap::Counting;

/// Seeds at the same time: most of a seed is waiting.
const LANES: u64 = 8;
/// The number of seeds in `cargo test`.
const SEEDS: u64 = 16;

#[test]
fn nothing_is_lost_or_duplicated() {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .map(|text| text.parse::<u64>().expect(name))
    };
    let seeds = match number("CODAT_CAMPAIGN_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("CODAT_CAMPAIGN_SEEDS").unwrap_or(SEEDS),
    };
    let strangers = Strangers::new();
    // Lazy statics and thread-local buffers are created before anything is counted.
    lane(&AtomicU64::new(u64::MAX / 2), u64::MAX / 2 + 1, &strangers);
    let (began, before, heap_before) = (Instant::now(), at_rest(), heap::bytes());
    let next = AtomicU64::new(seeds.start);
    let mut totals = Totals::default();
    std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES.min(seeds.end - seeds.start))
            .map(|_| scope.spawn(|| lane(&next, seeds.end, &strangers)))
            .collect();
        for lane in lanes {
            totals.add(lane.join().expect("a lane found something: see above"));
        }
    });
    let (after, heap_after) = (at_rest(), heap::bytes());
    println!(
        "campaign: {} seeds, {totals}; file descriptors {} -> {}, threads {} -> {}, allocated {} -> {} KiB, \
         objects alive {}; {} s",
        seeds.end - seeds.start,
        before.files,
        after.files,
        before.threads,
        after.threads,
        heap_before / 1024,
        heap_after / 1024,
        abi::live_objects(),
        began.elapsed().as_secs()
    );
    assert!(totals.created > 0 && totals.faults > 0, "nothing was tried");
    assert_eq!(abi::live_objects(), 0);
    assert!(after.files <= before.files, "sockets or files leak");
    assert!(after.threads <= before.threads, "threads leak");
    // A hundred calls per seed: a leak of one byte per call would exceed this in a thousand seeds.
    assert!(heap_after - heap_before < 64 * 1024, "memory leaks");
}

/// Runs seeds, one after the other, until none is left.
fn lane(next: &AtomicU64, end: u64, strangers: &Strangers) -> Totals {
    let mut totals = Totals::default();
    let stage = work::Stage::new();
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return totals;
        }
        match work::run(&stage, seed, strangers) {
            Ok(found) => totals.add(found),
            Err(wrong) => panic!("{wrong}\nrun it again with CODAT_CAMPAIGN_SEED={seed}"),
        }
    }
}

/// The resources of this process at rest: threads need a moment to end.
fn at_rest() -> Held {
    let samples: Vec<Held> = (0..100)
        .map(|_| {
            std::thread::sleep(Duration::from_millis(20));
            Held::now()
        })
        .collect();
    Held::of(&samples, u64::min)
}
