//! The sandbox, alone.
fn main() {}
