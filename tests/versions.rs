//! The version is in `Cargo.toml`; wherever else one is written, it is the same.

use std::fs;
use std::path::Path;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// These take it from `Cargo.toml` when they are built.
#[test]
fn packages_take_the_version_from_cargo() {
    let csharp = read("bindings/csharp/src/Codat.csproj");
    assert!(csharp.contains("<Version>$("), "{csharp}");
    let python = read("bindings/python/pyproject.toml");
    assert!(python.contains("dynamic = [\"version\"]") && python.contains("path = \"../../Cargo.toml\""));
    // It can't refer to another file: `packaging/node.sh` writes the version into the package's copy.
    let node: serde_json::Value = serde_json::from_str(&read("bindings/node/package.json")).unwrap();
    assert_eq!(node["version"], "0.0.0");
    for template in ["codat.pc.in", "cmake/codatConfigVersion.cmake.in"] {
        assert!(read(template).contains("@version@"), "{template}");
    }
}

/// Names of packages in the documentation, such as `libcodat-0.1.0-linux-x86_64.tar.gz`, and Go's `@v0.1.0`.
#[test]
fn the_documentation_names_the_version() {
    let mut named = 0;
    for path in [
        "README.md",
        "bindings/node/README.md",
        "bindings/python/README.md",
        "bindings/csharp/README.md",
        "docs/languages/c.md",
        "docs/languages/csharp.md",
        "docs/languages/go.md",
        "docs/languages/python.md",
        "docs/languages/typescript.md",
    ] {
        let text = read(path);
        for before in [
            "libcodat-",
            "libcodat_",
            "codat-go-",
            "./codat-",
            "bindings/go@v",
            "--version ",
        ] {
            for (at, _) in text.match_indices(before) {
                let rest = &text[at + before.len()..];
                if rest.starts_with(|c: char| c.is_ascii_digit()) {
                    assert!(rest.starts_with(VERSION), "{path}: {before}{rest:.20}");
                    named += 1;
                }
            }
        }
    }
    assert!(named > 4, "{named}");
}

/// The newest release in the changelog is the one whose ABI is on record, and is not newer than the version.
#[test]
fn the_changelog_has_the_recorded_release() {
    let changelog = read("CHANGELOG.md");
    let heading = |line: &str| line.strip_prefix("## ")?.split(' ').next().map(str::to_owned);
    let newest = changelog
        .lines()
        .filter_map(heading)
        .find(|name| name != "Unreleased");
    let record = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/abi/released.txt");
    let recorded = fs::read_to_string(record)
        .ok()
        .and_then(|text| Some(text.lines().next()?.to_owned()));
    assert_eq!(
        newest, recorded,
        "run `make release-abi`, or name the release in CHANGELOG.md"
    );
    let numbers = |version: &str| -> Vec<u32> { version.split('.').map(|n| n.parse().unwrap()).collect() };
    if let Some(newest) = newest {
        assert!(numbers(&newest) <= numbers(VERSION), "{newest}, and {VERSION}");
    }
}
