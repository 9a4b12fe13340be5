//! The system resources of this process, from `/proc`.

/// Memory, file descriptors and threads.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub resident_kb: u64,
    pub files: u64,
    pub threads: u64,
}

impl Held {
    pub fn now() -> Held {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let number = |name: &str| -> u64 {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.split_whitespace().next().unwrap().parse().unwrap()
        };
        Held {
            resident_kb: number("VmRSS:"),
            files: std::fs::read_dir("/proc/self/fd").unwrap().count() as u64,
            threads: number("Threads:"),
        }
    }

    /// Of each, what `choose` makes of all samples: the most, the least.
    pub fn of(samples: &[Held], choose: fn(u64, u64) -> u64) -> Held {
        let over = |part: fn(&Held) -> u64| samples.iter().map(part).reduce(choose).unwrap();
        Held {
            resident_kb: over(|held| held.resident_kb),
            files: over(|held| held.files),
            threads: over(|held| held.threads),
        }
    }
}
