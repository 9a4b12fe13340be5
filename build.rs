//! Gives the shared library its name: `libcodat.so`, or that in `CODAT_SONAME`, as `make install` and the packages
//! have it. A program linked with it under any path then looks for that name, and not for the path. With `CODAT_UNWINDER`,
//! the path of a shared library, it uses the unwinder of that library.
//!
//! And compiles the one file in C, through which a program's callbacks are called.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=CODAT_SONAME");
    println!("cargo:rerun-if-env-changed=CODAT_UNWINDER");
    if std::env::var_os("CARGO_CFG_UNIX").is_some() {
        println!("cargo:rerun-if-changed=src/ffi/callback.c");
        // Tables for unwinding: a pthread_exit() in a callback unwinds its frames.
        cc::Build::new()
            .file("src/ffi/callback.c")
            .flag("-funwind-tables")
            .compile("codat_callback");
    }
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        let name = std::env::var("CODAT_SONAME").unwrap_or("libcodat.so".to_owned());
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,{name}");
        // The system's unwinder, where the linker would take another one.
        if let Ok(unwinder) = std::env::var("CODAT_UNWINDER") {
            println!("cargo:rustc-cdylib-link-arg={unwinder}");
        }
        // Its threads may run when a program calls dlclose(): they would lose the code under their feet.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
