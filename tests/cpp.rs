//! Builds C++ programs with `codat.hpp`, as its users do, and runs them. What they check is told in their own first
//! lines; each ends with 0 if all is well.
#![cfg(all(feature = "sandbox", target_os = "linux"))]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use codat::operations::OPERATIONS;
use support::program::{command, has, install, is_installed, missing, run, Language, CPP17, GUIDE, ROOT};

const NO_EXCEPTIONS: Language = Language("c++", &["-std=c++17", "-fno-exceptions"]);

const SANITIZED: Language = Language("c++", &["-std=c++17", "-x", "c++", "-fsanitize=address"]);

#[test]
fn every_operation_has_its_method() {
    let methods: String = OPERATIONS
        .iter()
        .map(|operation| {
            let (group, method) = operation.name.split_once('.').unwrap();
            let method = if method == "delete" { "delete_" } else { method };
            format!("OPERATION(\"{}\", {group}().{method})\n", operation.name)
        })
        .collect();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cpp-include");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("operations.inc"), methods).unwrap();
    passes(&CPP17, "operations", &[format!("-I{}", folder.display())]);
}

#[test]
fn lifetime() {
    passes(&CPP17, "lifetime", &[]);
}

#[test]
fn errors() {
    passes(&CPP17, "errors", &[]);
}

#[test]
fn threads() {
    passes(&CPP17, "threads", &[]);
}

#[test]
fn log() {
    passes(&CPP17, "log", &[]);
}

#[test]
fn listeners() {
    passes(&CPP17, "listeners", &[]);
}

/// With the compiler's AddressSanitizer, if it is installed: use of an object after its end fails the test.
#[test]
fn listeners_and_lifetime_under_address_sanitizer() {
    let empty = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sanitized.cpp");
    fs::write(&empty, "int main() {}").unwrap();
    let mut probe = command("c++");
    probe
        .args(["-fsanitize=address", "-o"])
        .arg(empty.with_extension(""))
        .arg(&empty);
    if !probe.status().is_ok_and(|status| status.success()) {
        return missing("the AddressSanitizer of c++");
    }
    for name in ["listeners", "lifetime", "pages", "log", "begin"] {
        let sources = [format!("tests/cpp/{name}.cpp")];
        let program = SANITIZED.build(&format!("cpp-{name}-sanitized"), &sources, &[]);
        // Leaks are checked with the whole library: tests/abi/sanitizer.sh.
        run(command(program).env("ASAN_OPTIONS", "detect_leaks=0"));
    }
}

#[test]
fn begin() {
    passes(&CPP17, "begin", &[]);
}

#[test]
fn error_json() {
    passes(&CPP17, "error_json", &[]);
}

#[test]
fn pages() {
    passes(&CPP17, "pages", &[]);
}

#[test]
fn webhook() {
    passes(&CPP17, "webhook", &[]);
}

#[test]
fn no_exceptions() {
    passes(&NO_EXCEPTIONS, "no_exceptions", &[]);
}

#[test]
fn wrong_library() {
    passes(&CPP17, "wrong_library", &[]);
}

#[test]
fn the_example_prints_the_same_as_the_one_in_c() {
    if has("c++") {
        let guide = CPP17.build("cpp-guide", &["examples/cpp/guide.cpp".into()], &[]);
        assert_eq!(run(&mut command(guide)), GUIDE);
    }
}

/// In every dialect, and with Clang too if it is installed.
#[test]
fn the_header_compiles_without_a_warning() {
    if !has("c++") {
        return;
    }
    let mut compilers = vec!["c++"];
    if is_installed("clang++") {
        compilers.push("clang++");
    }
    for compiler in compilers {
        for standard in ["c++17", "c++20"] {
            for (program, exceptions) in [
                ("errors", "-fexceptions"),
                ("webhook", "-fexceptions"),
                ("begin", "-fexceptions"),
                ("no_exceptions", "-fno-exceptions"),
            ] {
                run(command(compiler)
                    .args([&format!("-std={standard}"), exceptions, "-fsyntax-only"])
                    .args([
                        "-Wall",
                        "-Wextra",
                        "-Wpedantic",
                        "-Wshadow",
                        "-Wconversion",
                        "-Werror",
                    ])
                    .args(["-Iinclude", "-DVERSION=\"\"", &format!("tests/cpp/{program}.cpp")])
                    .current_dir(ROOT));
            }
        }
    }
}

/// Before C++17 the header fails with a message about the required version.
#[test]
fn older_dialects_are_refused_with_a_message() {
    if has("c++") {
        let mut compiler = command("c++");
        compiler
            .args([
                "-std=c++14",
                "-fsyntax-only",
                "-Iinclude",
                "tests/cpp/no_exceptions.cpp",
            ])
            .current_dir(ROOT);
        fails(&mut compiler, "codat.hpp needs C++17");
    }
}

/// A user's project, on what `make install` puts under a prefix and somebody moved elsewhere.
#[test]
fn cmake_finds_what_is_installed() {
    if !(has("c++") && has("cc") && has("cmake") && has("make") && has("readelf")) {
        return;
    }
    let installed = install("cmake");
    let prefix = installed.with_file_name("elsewhere");
    let build = installed.with_file_name("build");
    fs::rename(installed, &prefix).unwrap();

    run(&mut configure(&prefix, &build, ""));
    run(command("cmake").arg("--build").arg(&build));
    for (program, is_shared) in [
        ("guide-c-shared", true),
        ("guide-c-static", false),
        ("guide-cpp-shared", true),
        ("guide-cpp-static", false),
    ] {
        let program = build.join(program);
        let dynamic = run(command("readelf").arg("-d").arg(&program));
        let needed = |line: &str| line.contains("(NEEDED)") && line.ends_with("[libcodat.so]");
        assert_eq!(dynamic.lines().any(needed), is_shared, "{dynamic}");
        assert_eq!(run(&mut command(&program)), GUIDE, "{program:?}");
    }

    let [major, minor, patch] = version();
    for wanted in [
        format!("{major}.{minor}"),
        format!("{major}.{minor}.{patch}"),
        format!("{major}.{minor}.{patch};EXACT"),
    ] {
        run(&mut configure(&prefix, &build, &wanted));
    }
    for wanted in [
        format!("{major}.{minor}.{}", patch + 1),
        format!("{major}.{}", minor + 1),
        format!("{}", major + 1),
    ] {
        fails(&mut configure(&prefix, &build, &wanted), "requested version");
    }

    fs::remove_file(prefix.join("lib/libcodat.so")).unwrap();
    fs::remove_file(prefix.join("lib/libcodat.a")).unwrap();
    fails(&mut configure(&prefix, &build, ""), "there is no libcodat in");
}

/// Has CMake look for a version under a prefix.
fn configure(prefix: &Path, build: &Path, wanted: &str) -> Command {
    let mut cmake = command("cmake");
    cmake
        .args(["-S", "tests/cpp/cmake-project", "-B"])
        .arg(build)
        .arg(format!("-DCMAKE_PREFIX_PATH={}", prefix.display()))
        .arg(format!("-DCODAT_WANTED={wanted}"))
        .current_dir(ROOT);
    cmake
}

/// The version's numbers.
fn version() -> [u32; 3] {
    let numbers: Vec<u32> = env!("CARGO_PKG_VERSION")
        .split('.')
        .map(|number| number.parse().unwrap())
        .collect();
    numbers.try_into().unwrap()
}

/// Runs a command, which must fail and say a text.
fn fails(command: &mut Command, text: &str) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && said.contains(text),
        "{command:?}: {said}"
    );
}

/// Builds and runs one of the programs in `tests/cpp`.
fn passes(language: &Language, name: &str, flags: &[String]) {
    if has("c++") {
        let sources = [format!("tests/cpp/{name}.cpp")];
        let program = language.build(&format!("cpp-{name}"), &sources, flags);
        run(&mut command(program));
    }
}
