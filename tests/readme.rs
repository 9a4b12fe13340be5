//! The README, the package pages and the reference print what there is, and their first programs run.

#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod support;

use codat::operations::OPERATIONS;
use codat::ErrorKind;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{ROOT}/{path}")).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[test]
fn the_reference_lists_every_operation() {
    let page = read("docs/reference/operations.md");
    for operation in OPERATIONS {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| [`{}`](#", operation.name)));
        let request = match operation.endpoint() {
            Some(endpoint) => format!("| `{} {}` |", endpoint.method.as_str(), endpoint.path),
            None => "| a workflow |".to_owned(),
        };
        assert!(
            row.is_some_and(|row| row.ends_with(&request)),
            "{}: {row:?}; run `make reference`",
            operation.name
        );
    }
}

#[test]
fn the_reference_lists_every_kind_of_error() {
    let page = read("docs/reference/errors.md");
    for kind in ErrorKind::ALL {
        let name = serde_json::to_value(kind).unwrap();
        let name = name.as_str().unwrap();
        let row = format!("| `CODAT_{}` | [`{name}`](#{name}) |", name.to_uppercase());
        assert!(page.contains(&row), "{row}; run `make reference`");
    }
}

/// The C API page is generated: every function of the header is on it, with its comment.
#[test]
fn the_reference_has_every_function_of_the_header() {
    let page = read("docs/reference/c-api.md");
    let header = read("include/codat.h");
    let mut functions = 0;
    for block in header.split("\n\n").filter(|block| block.starts_with("//")) {
        let code = block.lines().find(|line| !line.starts_with("//"));
        let Some((before, _)) = code.and_then(|line| line.split_once('(')) else {
            continue;
        };
        let name = before.rsplit([' ', '*']).next().unwrap();
        if name.starts_with("codat_") {
            assert!(
                page.contains(&format!("### {name}()")),
                "{name}; run `make reference`"
            );
            functions += 1;
        }
    }
    assert!(functions > 50, "{functions}");
}

/// The header and the page list the same fields of a configuration.
#[test]
fn the_reference_lists_every_field_of_a_configuration() {
    let (header, page) = (read("include/codat.h"), read("docs/reference/configuration.md"));
    let manual = header.split("CodatStatus codat_client_new(").next().unwrap();
    let manual = &manual[manual.find("- `config_json`").unwrap()..];
    let fields: Vec<&str> = manual
        .lines()
        .filter_map(|line| line.strip_prefix("//   - `")?.split('`').next())
        .collect();
    assert!(fields.len() >= 14, "{fields:?}");
    for field in fields {
        assert!(page.contains(&format!("| `{field}` |")), "{field}");
        // The parser knows it: anything else would be refused as unknown.
        let error = codat::Config::from_json(&format!("{{\"{field}\":[]}}")).unwrap_err();
        assert!(!error.message.contains("unknown"), "{field}: {}", error.message);
    }
}

#[test]
fn security_names_every_file_with_unsafe() {
    fn search(folder: &std::path::Path, security: &str) {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(ROOT).unwrap().display().to_string();
            if security.contains(&format!("`{name}`")) {
                continue;
            } else if path.is_dir() {
                search(&path, security);
            } else if let Ok(source) = std::fs::read_to_string(&path) {
                let found = source.lines().find(|line| {
                    ["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern"]
                        .iter()
                        .any(|word| line.contains(word) && !line.trim().starts_with("//"))
                });
                assert_eq!(
                    found, None,
                    "{name} has unsafe code, and SECURITY.md does not name it"
                );
            }
        }
    }
    search(&std::path::Path::new(ROOT).join("src"), &read("SECURITY.md"));
}

/// The first programs, which CI runs, are printed as they are.
#[test]
fn first_programs_are_printed_as_they_run() {
    for (language, program, pages) in [
        (
            "python",
            "python/first.py",
            "README.md bindings/python/README.md docs/languages/python.md",
        ),
        ("c", "c/first.c", "README.md docs/languages/c.md"),
        ("cpp", "cpp/first.cpp", "docs/languages/cpp.md"),
        ("rust", "rust/first.rs", "docs/languages/rust.md"),
        (
            "js",
            "node/first.mjs",
            "bindings/node/README.md docs/languages/typescript.md",
        ),
        (
            "csharp",
            "csharp/first/First.cs",
            "bindings/csharp/README.md docs/languages/csharp.md",
        ),
        (
            "go",
            "go/first/main.go",
            "bindings/go/README.md docs/languages/go.md",
        ),
    ] {
        let block = format!("```{language}\n{}```\n", read(&format!("examples/{program}")));
        for page in pages.split(' ') {
            assert!(read(page).contains(&block), "{page} does not print {program}");
        }
    }
}

/// The tutorial prints parts of the program, and all of its output.
#[test]
fn the_tutorial_is_printed_as_it_runs() {
    let (tutorial, program) = (read("docs/tutorial.md"), read("examples/python/guide.py"));
    let blocks: Vec<&str> = tutorial.split("```python\n").skip(1).collect();
    assert_eq!(blocks.len(), 6);
    for block in blocks {
        let lines = block.split("\n```").next().unwrap().lines();
        let indented: Vec<String> = lines
            .map(|line| format!("    {line}").trim_end().to_owned())
            .collect();
        assert!(program.contains(&indented.join("\n")), "{block}");
    }
    assert!(tutorial.contains(&read("examples/output.txt")));
}

#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod programs {
    use codat::sandbox::Sandbox;

    use super::support::program::{command, has, run, Language, C99, CPP17};

    mod rust {
        include!("../examples/rust/first.rs");
    }

    #[test]
    fn the_first_program_in_rust_runs() {
        rust::main().unwrap();
    }

    #[test]
    fn the_first_program_in_c_creates_a_company() {
        creates_a_company(&C99, "c");
    }

    #[test]
    fn the_first_program_in_cpp_creates_a_company() {
        creates_a_company(&CPP17, "cpp");
    }

    fn creates_a_company(language: &Language, name: &str) {
        if !has(language.0) {
            return;
        }
        let source = format!("examples/{name}/first.{name}");
        let program = language.build(&format!("first-{name}"), &[source], &[]);
        let sandbox = Sandbox::start(Default::default()).unwrap();
        let printed = run(command(program)
            .env("CODAT_BASE_URL", sandbox.base_url())
            .env("CODAT_API_KEY", sandbox.api_key()));
        assert!(printed.contains("\"name\":\"Toft Bakery\""), "{printed}");
        sandbox.stop();
    }
}
