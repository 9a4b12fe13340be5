//! Gives the shared library its name. A program linked with it under any path then looks for `libcodat.so`, and
//! not for that path.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libcodat.so");
    }
}
