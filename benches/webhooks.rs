//! The cost of hostile webhooks: the CPU time to verify webhooks with hostile headers, beside as many genuine ones of the
//! same size. Fails if the hostile ones take more than 1.5 times as much.

use std::process::ExitCode;

use base64::prelude::{Engine, BASE64_STANDARD};
use codat::webhook::{verify, Options};

#[allow(dead_code)]
#[path = "side_by_side/companies.rs"]
mod companies;

const WEBHOOKS: usize = 50_000;
const MOST: f64 = 1.5;
const KEY: &[u8] = b"a secret of twenty-four b";

fn main() -> ExitCode {
    let secret = format!("whsec_{}", BASE64_STANDARD.encode(KEY));
    let body = format!(
        r#"{{"id":"1","eventType":"read.completed","payload":{}}}"#,
        companies::company(1)
    );
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, KEY);
    let tag = ring::hmac::sign(&key, ["msg_1.1700000000.", &body].concat().as_bytes());
    let good = format!("v1,{}", BASE64_STANDARD.encode(tag));
    // Each header is as long as the longest that is read.
    let padding = |signature: &str| format!("{signature} {}", "x".repeat(4095 - signature.len() - 1));
    let fill = |piece: &str| piece.repeat(4095 / piece.len());
    let wrong = format!("v1,{}= ", "A".repeat(43));
    let genuine = cpu(|| verify_all(&secret, &padding(&good), &body, true));
    println!("{:<28}{genuine:>8.3} s", "genuine");
    let mut within = true;
    for (name, signature) in [
        ("wrong signatures", fill(&wrong)),
        ("short signatures", fill("v1,AA== ")),
        ("no signatures", fill("v1,")),
        ("commas", format!("{wrong}{}", ",".repeat(4095 - wrong.len()))),
        ("spaces", format!("{wrong}{}x", " ".repeat(4094 - wrong.len()))),
        ("a header too long", fill(&wrong).repeat(4)),
        ("an empty one", String::new()),
    ] {
        let hostile = cpu(|| verify_all(&secret, &signature, &body, false));
        let ratio = hostile / genuine;
        within &= ratio <= MOST;
        println!("{name:<28}{hostile:>8.3} s   ratio {ratio:.2}");
    }
    println!(
        "{WEBHOOKS} of {} bytes each; a ratio of at most {MOST} is the goal",
        body.len()
    );
    ExitCode::from(u8::from(!within))
}

fn verify_all(secret: &str, signature: &str, body: &str, genuine: bool) {
    let options = Options {
        now: Some(1_700_000_000),
        ..Options::default()
    };
    let headers = [
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", "1700000000"),
        ("webhook-signature", signature),
    ];
    for _ in 0..WEBHOOKS {
        let outcome = verify(secret, headers, std::hint::black_box(body.as_bytes()), &options);
        assert_eq!(outcome.is_ok(), genuine);
    }
}

/// The CPU time, in seconds, that this takes.
fn cpu(work: impl FnOnce()) -> f64 {
    let used = || {
        // SAFETY: the system fills in a local of this type.
        let usage = unsafe {
            let mut usage = std::mem::zeroed::<libc::rusage>();
            libc::getrusage(libc::RUSAGE_SELF, &mut usage);
            usage
        };
        let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
        seconds(usage.ru_utime) + seconds(usage.ru_stime)
    };
    let before = used();
    work();
    used() - before
}
