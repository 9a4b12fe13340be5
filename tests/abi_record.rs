//! Programs that were built with the last release run with this library: what its header declared is still declared.
//! `tests/abi/released.txt` is the record of that release, which `make release-abi` makes; before the first there is none.

use std::path::{Path, PathBuf};

/// A version, and what its header declares.
struct Record {
    version: String,
    declarations: Vec<String>,
}

impl Record {
    fn of(version: &str, header: &str) -> Self {
        Self {
            version: version.to_owned(),
            declarations: declarations(header),
        }
    }

    fn read(text: &str) -> Self {
        let mut lines = text.lines().map(str::to_owned);
        Self {
            version: lines.next().unwrap(),
            declarations: lines.collect(),
        }
    }

    fn written(&self) -> String {
        format!("{}\n{}\n", self.version, self.declarations.join("\n"))
    }

    /// Whether users of `self` can go over to `next`, or its version says that they can't.
    fn allows(&self, next: &Self) -> Result<(), String> {
        let is_there = |declaration: &&String| next.declarations.contains(declaration);
        let broken: Vec<&str> = self
            .declarations
            .iter()
            .filter(|declaration| !is_there(declaration))
            .map(String::as_str)
            .collect();
        if broken.is_empty() {
            return Ok(());
        }
        let said = format!("gone or changed since {}:\n{}", self.version, broken.join("\n"));
        if series(&self.version) == series(&next.version) {
            return Err(format!("{said}\n{} is no major version", next.version));
        }
        let abi = |declaration: &&str| declaration.starts_with("#define CODAT_ABI_VERSION ");
        if !broken.iter().any(abi) {
            return Err(format!("{said}\nCODAT_ABI_VERSION has to be raised"));
        }
        Ok(())
    }
}

/// The versions that promise the same: those of a major version, before 1.0 those of a minor one.
fn series(version: &str) -> Vec<&str> {
    let numbers = version.split('.');
    numbers
        .take(if version.starts_with("0.") { 2 } else { 1 })
        .collect()
}

/// Each declaration of a header as one line, without what no program is built from: comments and names of parameters.
fn declarations(header: &str) -> Vec<String> {
    let code: String = header
        .split("/*")
        .map(|part| part.split_once("*/").map_or(part, |(_, code)| code))
        .collect();
    let lines = code.lines().map(|line| line.split("//").next().unwrap().trim());
    let (directives, plain): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with('#'));
    let constants = directives
        .into_iter()
        .filter(|line| line.starts_with("#define CODAT_") && line.split(' ').count() > 2)
        .map(str::to_owned);
    let plain: Vec<&str> = plain
        .into_iter()
        .filter(|line| !["extern \"C\" {", "}"].contains(line))
        .collect();
    constants
        .chain(statements(&plain.join(" ")).flat_map(parts))
        .collect()
}

/// What ends with a semicolon outside of braces, with single spaces.
fn statements(code: &str) -> impl Iterator<Item = String> + '_ {
    let mut depth = 0;
    code.split(move |c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ';' && depth == 0
    })
    .map(|statement| statement.split_whitespace().collect::<Vec<_>>().join(" "))
    .filter(|statement| !statement.is_empty())
}

/// An enum's constants one by one, because more may follow; a function's parameters.
fn parts(statement: String) -> Vec<String> {
    if let (true, Some((name, constants))) = (statement.starts_with("enum "), statement.split_once('{')) {
        let constants = constants.trim_end_matches('}').split(',').map(str::trim);
        return constants
            .filter(|constant| !constant.is_empty())
            .map(|constant| format!("{name}{constant}"))
            .collect();
    }
    let Some((function, parameters)) = statement.rsplit_once('(') else {
        return vec![statement];
    };
    let types: Vec<&str> = parameters.trim_end_matches(')').split(',').map(type_of).collect();
    vec![format!("{function}({})", types.join(", "))]
}

/// `const char *` of `const char *input_json`.
fn type_of(parameter: &str) -> &str {
    let parameter = parameter.trim();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match parameter.trim_end_matches(is_name).trim_end() {
        "" => parameter,
        known => known,
    }
}

fn record_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/abi/released.txt")
}

#[test]
fn every_released_declaration_is_still_there() {
    let now = Record::of(env!("CARGO_PKG_VERSION"), include_str!("../include/codat.h"));
    if let Ok(text) = std::fs::read_to_string(record_file()) {
        Record::read(&text).allows(&now).unwrap();
    }
    if std::env::var_os("CODAT_RELEASE_ABI").is_some() {
        std::fs::write(record_file(), now.written()).unwrap();
    }
}

const BEFORE: &str = r#"
/* A manual; of codat_nothing(); */
#define CODAT_H
#define CODAT_ABI_VERSION 1
// What became of it; or not.
enum CodatStatus
#if defined(__cplusplus)
  : int32_t
#endif
 {
    // Success, at last.
    CODAT_OK = 0,
    CODAT_SERVER = 10,
};
typedef struct CodatClient CodatClient;
typedef void (*CodatLogCallback)(void *user_data, int32_t level, const char *line);
extern "C" {
CodatStatus codat_call(const CodatClient *client,
                       const char *input_json,
                       size_t length);
uint32_t codat_abi_version(void);
}  // extern "C"
"#;

#[test]
fn declarations_are_read_from_a_header() {
    let expected = [
        "#define CODAT_ABI_VERSION 1",
        "enum CodatStatus : int32_t CODAT_OK = 0",
        "enum CodatStatus : int32_t CODAT_SERVER = 10",
        "typedef struct CodatClient CodatClient",
        "typedef void (*CodatLogCallback)(void *, int32_t, const char *)",
        "CodatStatus codat_call(const CodatClient *, const char *, size_t)",
        "uint32_t codat_abi_version(void)",
    ];
    assert_eq!(declarations(BEFORE), expected);
    let record = Record::of("0.1.0", BEFORE);
    assert_eq!(Record::read(&record.written()).declarations, record.declarations);
}

/// Nothing of the real header is overlooked.
#[test]
fn all_of_the_header_is_recorded() {
    let header = include_str!("../include/codat.h");
    let recorded = declarations(header).join("\n");
    let code = header.lines().filter(|line| !line.trim_start().starts_with("//"));
    let words = code.flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
    let in_manual = header.split("*/").next().unwrap();
    let mut count = 0;
    for word in words.filter(|word| word.starts_with("codat_") || word.starts_with("Codat")) {
        assert!(recorded.contains(word) || in_manual.contains(word), "{word}");
        count += 1;
    }
    assert!(count > 100, "{count}");
}

/// The error if a program was built with [`BEFORE`] 0.1.0, and a text of the header has changed since.
fn meets(version: &str, text: &str, another: &str) -> Result<(), String> {
    assert!(BEFORE.contains(text), "{text}");
    Record::of("0.1.0", BEFORE).allows(&Record::of(version, &BEFORE.replace(text, another)))
}

const FUNCTION: &str = "uint32_t codat_abi_version(void);";

#[test]
fn changes_that_break_programs_are_found() {
    for (text, another) in [
        (FUNCTION, ""),
        (FUNCTION, "int32_t codat_abi_version(void);"),
        ("size_t length", "uint32_t length"),
        ("size_t length", "size_t length, int32_t more"),
        ("const char *input_json", "char *input_json"),
        ("CODAT_SERVER = 10", "CODAT_SERVER = 11"),
        ("    CODAT_SERVER = 10,\n", ""),
        (": int32_t", ": int64_t"),
        ("int32_t level", "int64_t level"),
        ("typedef struct CodatClient CodatClient;", ""),
        ("CODAT_ABI_VERSION 1", "CODAT_ABI_VERSION 2"),
    ] {
        for version in ["0.1.0", "0.1.1"] {
            let said = meets(version, text, another).expect_err(text);
            assert!(said.contains("is no major version"), "{said}");
        }
    }
}

#[test]
fn changes_that_break_no_program_are_allowed() {
    for (text, another) in [
        (
            FUNCTION,
            "uint32_t codat_abi_version(void);\nvoid codat_new(void);",
        ),
        ("CODAT_SERVER = 10,", "CODAT_SERVER = 10,\n    CODAT_NEW = 11,"),
        ("size_t length", "size_t\n   how_long"),
        ("Success, at last.", "Success."),
    ] {
        assert_eq!(meets("0.1.1", text, another), Ok(()), "{another}");
    }
}

#[test]
fn a_major_version_may_break_and_says_so() {
    let raised = BEFORE
        .replace("ABI_VERSION 1", "ABI_VERSION 2")
        .replace(FUNCTION, "");
    let said = meets("0.2.0", FUNCTION, "").unwrap_err();
    assert!(said.contains("CODAT_ABI_VERSION has to be raised"), "{said}");
    for (before, after, is_allowed) in [
        ("0.1.0", "0.2.0", true),
        ("0.1.0", "1.0.0", true),
        ("1.1.0", "2.0.0", true),
        ("1.1.0", "1.2.0", false),
    ] {
        let allowed = Record::of(before, BEFORE).allows(&Record::of(after, &raised));
        assert_eq!(allowed.is_ok(), is_allowed, "{before} {after}: {allowed:?}");
    }
}
