//! `include/codat.h` is what cbindgen makes of `src/ffi`, and compiles as C and C++.

use std::path::Path;
use std::process::Command;

const HEADER: &str = "include/codat.h";

/// The same in the Go module, which has to bring all that it is compiled from.
const COPY: &str = "bindings/go/codat.h";

/// The files of the C ABI, in the order in which a reader of the header meets them.
const SOURCES: [&str; 23] = [
    "status",
    "log",
    "client",
    "context",
    "call",
    "pager",
    "event",
    "queue",
    "begin",
    "companies",
    "connections",
    "connection_management",
    "refresh",
    "sync_settings",
    "push",
    "groups",
    "integrations",
    "supplemental_data",
    "custom_data_types",
    "webhooks",
    "settings",
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
    for header in [HEADER, COPY] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(header);
        if std::env::var_os("CODAT_UPDATE_HEADER").is_some() {
            std::fs::write(&path, &generated).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == generated,
            "{header} is stale: run `make header` and commit it"
        );
    }
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

/// The manual of codat_operations() explains every word that it may return.
#[test]
fn the_manual_of_codat_operations_explains_every_word() {
    let header = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(HEADER)).unwrap();
    let manual = header.split("// Describes every operation").nth(1).unwrap();
    for operation in codat::operations::OPERATIONS {
        let row = serde_json::to_value(operation).unwrap();
        let words = row["members"].as_array().unwrap().iter().flat_map(|member| {
            let kind = match &member["kind"] {
                serde_json::Value::Object(with_bounds) => with_bounds.keys().next().unwrap().as_str(),
                plain => plain.as_str().unwrap(),
            };
            [member["place"].as_str().unwrap(), kind]
        });
        for word in words.chain([row["answer"].as_str().unwrap()]) {
            assert!(manual.contains(&format!("\"{word}\"")), "{word}");
        }
    }
}

/// The program at the top of the header is one.
#[test]
fn the_opening_example_compiles() {
    let header = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(HEADER)).unwrap();
    let body: Vec<&str> = header
        .lines()
        .take_while(|line| !line.starts_with(" * Responses."))
        .filter_map(|line| line.strip_prefix(" *     "))
        .collect();
    assert!(body.len() > 10, "{body:?}");
    let program = format!(
        "#include <stdio.h>\n#include \"codat.h\"\nint main(void) {{\n{}\n}}\n",
        body.join("\n")
    );
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("opening.c");
    std::fs::write(&file, program).unwrap();
    compiles(&file);
}

#[test]
fn header_compiles_as_c99_and_as_cpp17() {
    compiles(Path::new("tests/abi/header.c"));
}

fn compiles(file: &Path) {
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
            .args(["-Wall", "-Wextra", "-Wpedantic", "-Werror"])
            .arg(file)
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
