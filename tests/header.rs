//! `include/codat.h` is what cbindgen makes of `src/ffi`, and compiles as C and C++.

use std::path::Path;
use std::process::Command;

const HEADER: &str = "include/codat.h";

/// The files of the C ABI, in the order in which a reader of the header meets them.
const SOURCES: [&str; 12] = [
    "status",
    "client",
    "context",
    "call",
    "companies",
    "connections",
    "refresh",
    "groups",
    "integrations",
    "webhooks",
    "sandbox",
    "library",
];

fn generate() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).unwrap();
    let builder = SOURCES
        .iter()
        .fold(cbindgen::Builder::new().with_config(config), |builder, name| {
            builder.with_src(root.join(format!("src/ffi/{name}.rs")))
        });
    let mut header = Vec::new();
    builder.generate().unwrap().write(&mut header);
    String::from_utf8(header).unwrap()
}

#[test]
fn header_is_up_to_date() {
    let generated = generate();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(HEADER);
    if std::env::var_os("CODAT_UPDATE_HEADER").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "{HEADER} is stale: run `make header` and commit it"
    );
}

/// Every export of the crate is in the header and the other way round, so no file is missing from [`SOURCES`].
#[test]
fn header_declares_every_export() {
    let sources: String = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ffi"))
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    let exports = sources.matches("#[no_mangle]").count();
    let header = generate();
    let is_declaration =
        |line: &&str| line.starts_with(|c: char| c.is_alphabetic()) && line.contains("codat_");
    let declared = header.lines().filter(is_declaration).count();
    assert_eq!(declared, exports);
}

#[test]
fn header_compiles_as_c99_and_as_cpp17() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (compiler, standard, language) in [("cc", "c99", "c"), ("c++", "c++17", "c++")] {
        let output = Command::new(compiler)
            .args([
                &format!("-std={standard}"),
                "-x",
                language,
                "-fsyntax-only",
                "-I",
                "include",
            ])
            .args(["-Wall", "-Wextra", "-Wpedantic", "-Werror", "tests/abi/header.c"])
            .current_dir(root)
            .output();
        match output {
            Ok(output) => assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            ),
            Err(_) if std::env::var_os("CI").is_none() => eprintln!("skipped: no {compiler} here"),
            Err(e) => panic!("{compiler}: {e}"),
        }
    }
}
