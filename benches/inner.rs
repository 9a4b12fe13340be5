//! What the core spends inside: see `benches/README.md`.

fn main() {}
