//! Builds C programs against the library, as its users do, and runs them. What they check is told in their own
//! first lines; each ends with 0 if all is well. They read `/proc`, so this is for Linux.
#![cfg(all(feature = "sandbox", target_os = "linux"))]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn conformance() {
    let Some(jansson) = jansson() else { return };
    let sources = ["runner", "match", "names", "operations"]
        .map(|name| format!("tests/conformance/runners/c/{name}.c"));
    let runner = C99.build("conformance", &sources, &jansson);
    run(Command::new(runner).arg(Path::new(ROOT).join("tests/conformance/scenarios")));
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
fn fork() {
    passes(&C99, "fork");
}

/// Builds and runs one of the programs in `tests/abi`.
fn passes(language: &Language, name: &str) {
    let Some(jansson) = jansson() else { return };
    let sources = [format!("tests/abi/{name}.c"), "tests/abi/support.c".into()];
    let program = language.build(&format!("{name}-{}", language.0), &sources, &jansson);
    run(&mut Command::new(program));
}

/// What the example says when all goes well.
const GUIDE: &str = include_str!("../examples/output.txt");

#[test]
fn the_example_links_with_the_shared_library() {
    if has("cc") && has("pkg-config") {
        let prefix = install("shared", "libcodat.so");
        let flags = pkg_config(&prefix, &["--cflags", "--libs"]);
        let guide = C99.link("guide-shared", &["examples/c/guide.c".into()], &flags);
        assert_eq!(run(&mut Command::new(guide)), GUIDE);
    }
}

/// With the archive alone at hand, the flags of `pkg-config --static` are all that it takes.
#[test]
fn the_example_links_with_the_static_library() {
    if has("cc") && has("pkg-config") {
        let prefix = install("static", "libcodat.a");
        let flags = pkg_config(&prefix, &["--cflags", "--libs", "--static"]);
        let guide = C99.link("guide-static", &["examples/c/guide.c".into()], &flags);
        assert_eq!(run(&mut Command::new(guide)), GUIDE);
    }
}

#[test]
fn the_library_exports_the_header_and_nothing_else() {
    if !has("nm") {
        return;
    }
    let library = library_folder().join("libcodat.so");
    let symbols = run(Command::new("nm").args(["-D", "--defined-only"]).arg(library));
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

/// How a program is compiled: compiler and flags.
struct Language(&'static str, &'static [&'static str]);

const C99: Language = Language("cc", &["-std=c99"]);
const CPP17: Language = Language("c++", &["-std=c++17", "-x", "c++"]);

impl Language {
    /// Builds a program against the shared library.
    fn build(&self, name: &str, sources: &[String], flags: &[String]) -> PathBuf {
        let library = library_folder().display().to_string();
        let mut all = vec!["-Iinclude".into(), format!("-L{library}"), "-lcodat".into()];
        all.push(format!("-Wl,-rpath,{library}"));
        all.extend_from_slice(flags);
        self.link(name, sources, &all)
    }

    /// Builds a program with just these flags.
    fn link(&self, name: &str, sources: &[String], flags: &[String]) -> PathBuf {
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let Language(compiler, language) = self;
        run(Command::new(compiler)
            .args(*language)
            .args(["-g", "-pthread", "-D_POSIX_C_SOURCE=200809L"])
            .arg(concat!("-DVERSION=\"", env!("CARGO_PKG_VERSION"), "\""))
            .args(["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-o"])
            .arg(&program)
            .args(sources)
            .args(flags)
            .current_dir(ROOT));
        program
    }
}

/// Where `cargo test` builds the shared and the static library: beside this test. Those in the folder above are
/// only as new as the last `cargo build`.
fn library_folder() -> PathBuf {
    env::current_exe().unwrap().parent().unwrap().to_owned()
}

/// Installs the header, the pkg-config file and one kind of library under a prefix of its own.
fn install(name: &str, library: &str) -> PathBuf {
    let prefix = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&prefix);
    fs::create_dir_all(prefix.join("include")).unwrap();
    fs::create_dir_all(prefix.join("lib/pkgconfig")).unwrap();
    fs::copy(
        Path::new(ROOT).join("include/codat.h"),
        prefix.join("include/codat.h"),
    )
    .unwrap();
    std::os::unix::fs::symlink(library_folder().join(library), prefix.join("lib").join(library)).unwrap();
    let template = fs::read_to_string(Path::new(ROOT).join("codat.pc.in")).unwrap();
    let filled = template
        .replace("@prefix@", prefix.to_str().unwrap())
        .replace("@version@", env!("CARGO_PKG_VERSION"));
    assert!(!filled.contains('@'), "{filled}");
    fs::write(prefix.join("lib/pkgconfig/codat.pc"), filled).unwrap();
    prefix
}

/// What pkg-config says of the library under a prefix.
fn pkg_config(prefix: &Path, arguments: &[&str]) -> Vec<String> {
    let ask = |arguments: &[&str]| {
        let path = prefix.join("lib/pkgconfig");
        run(Command::new("pkg-config")
            .args(arguments)
            .arg("codat")
            .env("PKG_CONFIG_PATH", path))
    };
    assert_eq!(ask(&["--modversion"]).trim(), env!("CARGO_PKG_VERSION"));
    ask(arguments).split_whitespace().map(str::to_owned).collect()
}

/// The flags for jansson; none where that or the compiler is missing.
fn jansson() -> Option<Vec<String>> {
    if !has("cc") || !has("pkg-config") {
        return None;
    }
    let output = Command::new("pkg-config")
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

fn has(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").output().is_ok();
    if !found {
        missing(tool);
    }
    found
}

/// Says what is skipped; where CI is set nothing may be.
fn missing(what: &str) {
    assert!(env::var_os("CI").is_none(), "{what} is missing");
    eprintln!("skipped: {what} is missing");
}

/// Runs a command, which must succeed, and returns what it printed.
fn run(command: &mut Command) -> String {
    // Neither the user's settings nor another library, on the path that cargo sets, may get in the way.
    command.env_remove("CODAT_API_KEY").env_remove("CODAT_BASE_URL");
    command.env("LD_LIBRARY_PATH", library_folder());
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let (stdout, stderr) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    println!("{stdout}");
    assert!(status.success(), "{command:?}: {status}\n{stdout}\n{stderr}");
    stdout.into_owned()
}
