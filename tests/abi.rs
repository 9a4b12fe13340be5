//! Builds C programs against the library, as its users do, and runs them. What they check is told in their own
//! first lines; each ends with 0 if all is well. They read `/proc`, so this is for Linux.
#![cfg(all(feature = "sandbox", target_os = "linux"))]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use support::program::{
    command, has, install, library_folder, missing, pkg_config, run, Language, C99, CPP17, GUIDE, ROOT,
};

#[test]
fn conformance() {
    let Some(jansson) = jansson() else { return };
    let sources = ["runner", "match", "names", "operations"]
        .map(|name| format!("tests/conformance/runners/c/{name}.c"));
    let runner = C99.build("conformance", &sources, &jansson);
    run(command(runner).arg(Path::new(ROOT).join("tests/conformance/scenarios")));
}

#[test]
fn misuse() {
    passes(&C99, "misuse");
}

#[test]
fn misuse_as_cpp() {
    if has("c++") {
        passes(&CPP17, "misuse");
    }
}

#[test]
fn threads() {
    passes(&C99, "threads");
}

#[test]
fn cancel() {
    passes(&C99, "cancel");
}

#[test]
fn handler() {
    passes(&C99, "handler");
}

#[test]
fn begin() {
    passes(&C99, "begin");
}

#[test]
fn begin_as_cpp() {
    if has("c++") {
        passes(&CPP17, "begin");
    }
}

#[test]
fn queues() {
    passes(&C99, "queues");
}

/// Begun calls by the thousand need few threads and little memory.
#[test]
fn many_begun_calls() {
    passes(&C99, "many");
}

/// After `codat_end()`; and at the end of the process, in every way there is.
#[test]
fn the_end() {
    passes(&C99, "end");
}

/// dlclose() keeps the library mapped, because its threads still run.
#[test]
fn unload() {
    if has("cc") {
        let program = C99.link(
            "unload",
            &["tests/abi/unload.c".into()],
            &["-Iinclude".into(), "-ldl".into()],
        );
        run(command(program).arg(library_folder().join("libcodat.so")));
    }
}

#[test]
fn ended() {
    passes(&C99, "ended");
}

#[test]
fn ended_as_cpp() {
    if has("c++") {
        passes(&CPP17, "ended");
    }
}

#[test]
fn destructors() {
    passes(&C99, "destructors");
}

#[test]
fn threads_that_cannot_be_had() {
    passes(&C99, "limits");
}

#[test]
fn webhook() {
    passes(&C99, "webhook");
}

#[test]
fn webhook_as_cpp() {
    if has("c++") {
        passes(&CPP17, "webhook");
    }
}

#[test]
fn fork() {
    passes(&C99, "fork");
}

#[test]
fn signals() {
    passes(&C99, "signals");
}

/// Builds and runs one of the programs in `tests/abi`.
fn passes(language: &Language, name: &str) {
    let Some(jansson) = jansson() else { return };
    let sources = [format!("tests/abi/{name}.c"), "tests/abi/support.c".into()];
    let program = language.build(&format!("{name}-{}", language.0), &sources, &jansson);
    run(&mut command(program));
}

#[test]
fn the_example_links_with_the_shared_library() {
    if has("cc") && has("pkg-config") && has("make") {
        let prefix = install("shared");
        let flags = pkg_config(&prefix, &["--cflags", "--libs"]);
        let guide = C99.link("guide-shared", &["examples/c/guide.c".into()], &flags);
        let said = run(command(guide).env("LD_LIBRARY_PATH", prefix.join("lib")));
        assert_eq!(said, GUIDE);
    }
}

/// With the archive alone at hand, the flags of `pkg-config --static` are all that it takes.
#[test]
fn the_example_links_with_the_static_library() {
    if has("cc") && has("pkg-config") && has("make") {
        let prefix = install("static");
        fs::remove_file(prefix.join("lib/libcodat.so")).unwrap();
        let flags = pkg_config(&prefix, &["--cflags", "--libs", "--static"]);
        let guide = C99.link("guide-static", &["examples/c/guide.c".into()], &flags);
        assert_eq!(run(&mut command(guide)), GUIDE);
    }
}

/// So programs look for the library by its name, under whatever path they were linked with it.
#[test]
fn the_library_has_a_name() {
    if has("readelf") {
        let library = library_folder().join("libcodat.so");
        let dynamic = run(command("readelf").arg("-d").arg(library));
        let name = dynamic.lines().find(|line| line.contains("(SONAME)"));
        assert!(
            name.is_some_and(|line| line.ends_with("[libcodat.so]")),
            "{dynamic}"
        );
    }
}

#[test]
fn the_library_exports_the_header_and_nothing_else() {
    if !has("nm") {
        return;
    }
    let library = library_folder().join("libcodat.so");
    let symbols = run(command("nm").args(["-D", "--defined-only"]).arg(library));
    let exported: BTreeSet<&str> = symbols
        .lines()
        .filter_map(|line| line.split(' ').nth(2))
        .collect();
    let header = fs::read_to_string(Path::new(ROOT).join("include/codat.h")).unwrap();
    let declared: BTreeSet<&str> = header.lines().filter_map(declared_function).collect();
    assert_eq!(exported, declared);
}

/// The name in a line such as `int64_t codat_live_objects(void);`.
fn declared_function(line: &str) -> Option<&str> {
    let is_code = line.starts_with(|c: char| c.is_ascii_alphabetic());
    let words = line.split('(').next()?.rsplit([' ', '*']).next()?;
    (is_code && words.starts_with("codat_")).then_some(words)
}

/// The compiler's flags for jansson; None if jansson or the compiler is missing.
fn jansson() -> Option<Vec<String>> {
    if !has("cc") || !has("pkg-config") {
        return None;
    }
    let output = command("pkg-config")
        .args(["--cflags", "--libs", "jansson"])
        .output()
        .unwrap();
    if output.status.success() {
        Some(
            String::from_utf8_lossy(&output.stdout)
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        )
    } else {
        missing("jansson (Debian: libjansson-dev)");
        None
    }
}
