//! C and C++ programs: building them against the library, as its users do, and running them.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The output of the example in every language.
pub const GUIDE: &str = include_str!("../../examples/output.txt");

/// How a program is compiled: compiler and flags.
pub struct Language(pub &'static str, pub &'static [&'static str]);

pub const C99: Language = Language("cc", &["-std=c99"]);
pub const CPP17: Language = Language("c++", &["-std=c++17", "-x", "c++"]);

impl Language {
    /// Builds a program against the shared library.
    pub fn build(&self, name: &str, sources: &[String], flags: &[String]) -> PathBuf {
        let library = library_folder().display().to_string();
        let mut all = vec!["-Iinclude".into(), format!("-L{library}"), "-lcodat".into()];
        all.push(format!("-Wl,-rpath,{library}"));
        all.extend_from_slice(flags);
        self.link(name, sources, &all)
    }

    /// Builds a program with just these flags.
    pub fn link(&self, name: &str, sources: &[String], flags: &[String]) -> PathBuf {
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let Language(compiler, language) = self;
        run(command(compiler)
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
pub fn library_folder() -> PathBuf {
    env::current_exe().unwrap().parent().unwrap().to_owned()
}

/// The files of `make install` under a separate prefix, with the libraries that `cargo test` built.
pub fn install(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    let (built, prefix) = (folder.join("built"), folder.join("prefix"));
    fs::create_dir_all(&built).unwrap();
    for file in ["libcodat.so", "libcodat.a"] {
        symlink(library_folder().join(file), built.join(file)).unwrap();
    }
    symlink(env!("CARGO_BIN_EXE_codat-sandbox"), built.join("codat-sandbox")).unwrap();
    run(command("make")
        .args(["install", "CARGO=true", "DESTDIR="])
        .arg(format!("RELEASE={}", built.display()))
        .arg(format!("PREFIX={}", prefix.display()))
        .current_dir(ROOT));
    prefix
}

/// What pkg-config says of the library under a prefix.
pub fn pkg_config(prefix: &Path, arguments: &[&str]) -> Vec<String> {
    let ask = |arguments: &[&str]| {
        let path = prefix.join("lib/pkgconfig");
        run(command("pkg-config")
            .args(arguments)
            .arg("codat")
            .env("PKG_CONFIG_PATH", path))
    };
    assert_eq!(ask(&["--modversion"]).trim(), env!("CARGO_PKG_VERSION"));
    ask(arguments).split_whitespace().map(str::to_owned).collect()
}

/// Whether a tool is there; where not, what needs it is skipped.
pub fn has(tool: &str) -> bool {
    let found = is_installed(tool);
    if !found {
        missing(tool);
    }
    found
}

/// Whether a tool is there that nothing depends on.
pub fn is_installed(tool: &str) -> bool {
    command(tool).arg("--version").output().is_ok()
}

/// Prints what is skipped; if CI is set, that is an error.
pub fn missing(what: &str) {
    assert!(env::var_os("CI").is_none(), "{what} is missing");
    eprintln!("skipped: {what} is missing");
}

/// A program to run. Neither the user's settings nor another library, on the path that cargo sets, may get in its
/// way.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for name in ["CODAT_API_KEY", "CODAT_BASE_URL", "LD_LIBRARY_PATH", "MAKEFLAGS"] {
        command.env_remove(name);
    }
    command
}

/// Runs a command, which must succeed, and returns what it printed.
pub fn run(command: &mut Command) -> String {
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
