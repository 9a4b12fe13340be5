//! The modules in `src` depend on each other in one direction: in no folder do files, or folders, form a cycle.
//! A folder's `mod.rs` stands for the folder, and its files may use what is defined there. Tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A module's path: `["ffi", "client"]`; empty for `lib.rs`.
type Module = Vec<String>;

/// In each folder, who uses whom, and where: `edges[folder][user][used]`.
type Edges = BTreeMap<Module, BTreeMap<String, BTreeMap<String, BTreeSet<String>>>>;

#[test]
fn no_files_use_each_other_in_a_circle() {
    let modules = read(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
        &Vec::new(),
    );
    let edges = edges(&modules);
    let mut found = String::new();
    for (folder, uses) in &edges {
        for cycle in cycles(uses) {
            found += &format!(
                "\n{}: {}\n",
                [&["src".into()], &folder[..]].concat().join("/"),
                cycle.join(" ")
            );
            for (user, used) in uses.iter().filter(|(user, _)| cycle.contains(user)) {
                for (used, places) in used.iter().filter(|(used, _)| cycle.contains(used)) {
                    for place in places {
                        found += &format!("    {user} -> {used}: {place}\n");
                    }
                }
            }
        }
    }
    assert!(found.is_empty(), "{found}");
}

/// The check finds a circle that exists.
#[test]
fn a_circle_of_files_is_found() {
    let source = |path: &str, text: &str| (path.split('/').map(str::to_owned).collect(), text.to_owned());
    let modules = BTreeMap::from([
        source("a", "use crate::{b::B, x::{self, one::One}}; // crate::c::C"),
        source("b", "fn b() { super::c::c() }"),
        source(
            "c",
            "#[cfg(test)]\nuse crate::b::B;\n#[cfg(test)]\nmod tests {\n    use crate::a;\n}\n",
        ),
        source("x", "pub use one::{One, Two as Second};"),
        source("x/one", "use super::two::Three;"),
        source("x/two", "use super::Second;"),
        source("d", "use crate::e;"),
        source(
            "e",
            "static A: &str = \"crate::d\"; fn e() { crate::f::g::<E>() }",
        ),
        source("f", "use crate::d as other;"),
    ]);
    let edges = edges(&modules);
    assert_eq!(cycles(&edges[&Vec::new()]), [["d", "e", "f"]]);
    assert_eq!(cycles(&edges[&vec!["x".to_owned()]]), [["one", "two"]]);
}

/// The text of each module under a folder.
fn read(folder: &Path, module: &Module) -> BTreeMap<Module, String> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let inner = [module.clone(), vec![name.clone()]].concat();
        if path.is_dir() {
            all.extend(read(&path, &inner));
        } else if path.extension().is_some_and(|end| end == "rs")
            && name != "tests"
            && !name.ends_with("_tests")
        {
            let inner = if matches!(&name[..], "lib" | "mod") {
                module.clone()
            } else {
                inner
            };
            all.insert(inner, fs::read_to_string(&path).unwrap());
        }
    }
    all
}

fn edges(modules: &BTreeMap<Module, String>) -> Edges {
    let mut edges = Edges::new();
    for (user, text) in modules {
        for (line, path) in paths(&code(text)) {
            let Some(used) = resolve(modules, user, &path) else {
                continue;
            };
            let common = user.iter().zip(&used).take_while(|(a, b)| a == b).count();
            if let (Some(from), Some(to)) = (user.get(common), used.get(common)) {
                let uses = edges.entry(user[..common].to_vec()).or_default();
                let places = uses
                    .entry(from.clone())
                    .or_default()
                    .entry(to.clone())
                    .or_default();
                places.insert(format!("{}.rs:{line}: {}", user.join("/"), path.join("::")));
            }
        }
    }
    edges
}

/// The module of a path that another module uses, also through the re-exports of a folder.
fn resolve(modules: &BTreeMap<Module, String>, from: &Module, path: &[String]) -> Option<Module> {
    let mut at = from.clone();
    let mut rest = path;
    while let Some((first, others)) = rest.split_first() {
        match &first[..] {
            "crate" => at.clear(),
            "super" => drop(at.pop()?),
            "self" => {}
            name => {
                let inner = [at.clone(), vec![name.to_owned()]].concat();
                if modules.contains_key(&inner) {
                    at = inner;
                } else {
                    let passed_on = passed_on(modules, &at, name).filter(|inner| inner != from);
                    return Some(passed_on.unwrap_or(at));
                }
            }
        }
        rest = others;
    }
    Some(at)
}

/// The file of a folder whose item the folder passes on under a name.
fn passed_on(modules: &BTreeMap<Module, String>, folder: &Module, name: &str) -> Option<Module> {
    let text = code(modules.get(folder)?);
    let uses = text
        .split("use ")
        .skip(1)
        .filter_map(|rest| rest.split(';').next());
    uses.flat_map(|tree| leaves(tree, &[])).find_map(|path| {
        let inner = [folder.clone(), vec![path.first()?.clone()]].concat();
        (path.last()? == name && path.len() > 1 && modules.contains_key(&inner)).then_some(inner)
    })
}

/// The paths that begin with `crate`, `super` or `self`, each with its line.
fn paths(code: &str) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    for start in ["crate", "super", "self"] {
        for (at, _) in code.match_indices(&format!("{start}::")) {
            let before = code[..at].chars().next_back();
            if !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
                let line = code[..at].matches('\n').count() + 1;
                found.extend(leaves(&code[at..], &[]).into_iter().map(|path| (line, path)));
            }
        }
    }
    found
}

/// The paths of a tree such as `a::{b, c::d as e}`, which ends with the text; the last name is the new one.
fn leaves(tree: &str, before: &[String]) -> Vec<Vec<String>> {
    let tree = tree.trim_start();
    if let Some(group) = tree.strip_prefix('{') {
        let (mut depth, mut start, mut all) = (0, 0, Vec::new());
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                ',' | '}' if depth == 0 => {
                    all.extend(leaves(&group[start..at], before));
                    start = at + 1;
                    if c == '}' {
                        break;
                    }
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
        return all;
    }
    let end = tree
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(tree.len());
    let (name, rest) = tree.split_at(end);
    if name.is_empty() {
        return if before.is_empty() {
            Vec::new()
        } else {
            vec![before.to_vec()]
        };
    }
    if let Some(renamed) = rest.strip_prefix(" as ") {
        let end = renamed
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(renamed.len());
        return vec![[before, &[name.to_owned(), renamed[..end].to_owned()]].concat()];
    }
    let path = [before, &[name.to_owned()]].concat();
    rest.strip_prefix("::")
        .map_or_else(|| vec![path.clone()], |inner| leaves(inner, &path))
}

/// A text without comments, strings and tests; its lines keep their numbers.
fn code(text: &str) -> String {
    let mut code = String::new();
    let mut tests: Option<&str> = None;
    let mut after_cfg = false;
    for line in text.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        if let Some(outer) = tests {
            if line.starts_with(outer) && line[outer.len()..].starts_with(['}', ')']) {
                tests = None;
            }
        } else if line.trim_start().starts_with("#[cfg(test)]") {
            after_cfg = true;
        } else if after_cfg {
            after_cfg = line.trim_start().starts_with("#[");
            tests = line.trim_end().ends_with(['{', '(']).then_some(indent);
        } else {
            for (at, part) in line.split("//").next().unwrap_or("").split('"').enumerate() {
                code += if at % 2 == 0 { part } else { "\"" };
            }
        }
        code.push('\n');
    }
    code
}

/// The sets of modules of which each leads to each other one.
fn cycles(uses: &BTreeMap<String, BTreeMap<String, BTreeSet<String>>>) -> Vec<Vec<String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> = uses
        .keys()
        .map(|start| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
            while let Some(module) = open.pop() {
                open.extend(
                    uses.get(module)
                        .into_iter()
                        .flat_map(|used| used.keys())
                        .filter(|&used| seen.insert(used)),
                );
            }
            (start, seen)
        })
        .collect();
    let together = |a: &String, b: &String| reached.get(a).is_some_and(|seen| seen.contains(b));
    let mut found = BTreeSet::new();
    for module in reached.keys() {
        let cycle: Vec<String> = reached
            .keys()
            .filter(|other| together(module, other) && together(other, module))
            .map(|&m| m.clone())
            .collect();
        if cycle.len() > 1 {
            found.insert(cycle);
        }
    }
    found.into_iter().collect()
}
