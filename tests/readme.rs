//! What the README lists is what there is.

use codat::operations::OPERATIONS;
use codat::ErrorKind;

const README: &str = include_str!("../README.md");

#[test]
fn every_operation_is_listed_as_the_table_has_it() {
    for operation in OPERATIONS {
        let row = README
            .lines()
            .find(|line| line.starts_with(&format!("| `{}` |", operation.name)));
        let request = match operation.endpoint() {
            Some(endpoint) => format!("| `{} {}` |", endpoint.method.as_str(), endpoint.path),
            None => "| a workflow |".to_owned(),
        };
        assert!(
            row.is_some_and(|row| row.ends_with(&request)),
            "{}: {row:?}",
            operation.name
        );
    }
}

#[test]
fn every_kind_of_error_is_listed() {
    for kind in ErrorKind::ALL {
        let name = serde_json::to_value(kind).unwrap();
        let name = name.as_str().unwrap();
        let row = format!("| `CODAT_{}` | `{name}` |", name.to_uppercase());
        assert!(README.contains(&row), "{row}");
    }
}

/// Configuration members: those of the header's manual are those of the README.
#[test]
fn every_configuration_member_is_listed() {
    let header = include_str!("../include/codat.h");
    let manual = header.split("CodatStatus codat_client_new(").next().unwrap();
    let manual = &manual[manual.find("- `config_json`").unwrap()..];
    let members: Vec<&str> = manual
        .lines()
        .filter_map(|line| line.strip_prefix("//   - `")?.split('`').next())
        .collect();
    assert!(members.len() >= 14, "{members:?}");
    for member in members {
        assert!(README.contains(&format!("| `{member}` |")), "{member}");
        // The parser knows it: anything else would be refused as unknown.
        let error = codat::Config::from_json(&format!("{{\"{member}\":[]}}")).unwrap_err();
        assert!(!error.message.contains("unknown"), "{member}: {}", error.message);
    }
}

/// The snippets are lines of the programs that CI runs.
#[test]
fn snippets_are_lines_of_the_examples() {
    let programs = [
        ("c", include_str!("../examples/c/guide.c")),
        ("cpp", include_str!("../examples/cpp/guide.cpp")),
        ("python", include_str!("../examples/python/guide.py")),
        ("csharp", include_str!("../examples/csharp/Program.cs")),
        ("go", include_str!("../examples/go/main.go")),
    ];
    for (language, program) in programs {
        let lines: Vec<&str> = program.lines().map(str::trim).collect();
        let snippet = README
            .split(&format!("```{language}\n"))
            .nth(1)
            .unwrap()
            .split("```")
            .next()
            .unwrap();
        for line in snippet.lines().map(str::trim) {
            assert!(
                lines.contains(&line),
                "{language}: {line:?} is not in the example"
            );
        }
    }
}
