"""The prose in sources, for the check of words: comments, messages, and the names of tests."""

from __future__ import annotations

import re
import subprocess

from sources import ROOT

# The files and folders whose comments are checked, as Git's pathspecs. codat.h is generated from src/ffi and
# cbindgen.toml.
CHECKED = (
    ".ci",
    "Makefile",
    "benches",
    "bindings",
    ":!bindings/go/codat.h",
    "build.rs",
    "cbindgen.toml",
    "docs/site",
    # The list of words itself.
    ":!docs/site/check.py",
    "examples",
    "fuzz/fuzz_targets",
    "include/codat.hpp",
    "packaging",
    "src",
    "tests",
)

TEXT = r'"(?:\\.|[^"\\\n])*"'
SLASHES = r"//[^\n]*|/\*.*?\*/"
HASHES = r"(?<![^\s])#[^\n]*"
C_LIKE = rf"(?P<comment>{SLASHES})|{TEXT}|'(?:\\.|[^'\\\n])+'"
# What a comment, a text and a letter look like, by the ending of the file's name.
SYNTAX = {
    ".rs": rf"(?P<comment>{SLASHES})|r(?P<raw>#*)\".*?\"(?P=raw)"
    r"|\"(?:\\.|[^\"\\])*\"|'(?:\\.[^']*|[^'\\\n])'",
    ".c": C_LIKE,
    ".h": C_LIKE,
    ".hpp": C_LIKE,
    ".cpp": rf'R"\(.*?\)"|{C_LIKE}',
    ".cs": rf'""".*?"""|@"(?:""|[^"])*"|{C_LIKE}',
    ".go": rf"`[^`]*`|{C_LIKE}",
    ".ts": rf"`(?:\\.|[^`\\])*`|'(?:\\.|[^'\\\n])*'|{C_LIKE}",
    ".py": rf'(?P<comment>"""(?:\\.|[^\\])*?"""|{HASHES})|{TEXT}|\'(?:\\.|[^\'\\\n])*\'',
    ".sh": rf"(?P<comment>{HASHES})|{TEXT}",
    # cbindgen.toml holds the comment at the top of the header.
    ".toml": rf"(?P<comment>{SLASHES})",
    ".html": r"(?P<comment><!--.*?-->|(?<=>)[^<>]+)",
    ".css": r"(?P<comment>/\*.*?\*/)",
    ".sql": r"(?P<comment>--[^\n]*)",
    # The sentence of a scenario.
    ".json": r'(?<="about": )"(?:\\.|[^"\\\n])*"',
}
SYNTAX |= dict.fromkeys((".mts", ".mjs", ".cjs", ".js"), SYNTAX[".ts"])
SYNTAX |= dict.fromkeys((".mk", ""), SYNTAX[".sh"])
# The name of a test, by the ending of the file's name. In other languages it is a text.
TESTS = {
    ".rs": r"#\[test\][^{}]*?\bfn (\w+)",
    ".py": r"^ *(?:async )?def test_(\w+)",
    ".go": r"^func (?:Test|Fuzz)(\w+)",
}
BLANK = re.compile(r"[^\n]")
MARKERS = re.compile(r"^[ \t]*(?:///?!?|/\*[*!]?|\*/|\*(?!\*)|#+!?)|\*/|@param \w+", flags=re.MULTILINE)
# In Go a comment begins with the name that it is about.
GO_NAME = re.compile(
    r"^([ \t]*// )(\w+)(?= .*(?:\n[ \t]*//.*)*\n[ \t]*(?:func (?:\([^)]*\) )?|type |const |var )?\2\b)",
    flags=re.MULTILINE,
)
# What is code within a comment or a message: a block, words in backticks, a tag, what is in braces, a link's
# target, a class before its arguments. Only a block may have blank lines.
CODE = re.compile(
    r"^ *(```+).*?^ *\1 *$"
    r"|(``+|`)(?!`)(?:(?!\n *\n).)*?(?<!`)\2(?!`)"
    r"|<(c|code)>(?:(?!</\3>).)*</\3>|<[\w/](?:(?!\n *\n)[^<>])*>"
    r"|\$?\{[^{}\n]*\}|\]\([^)\s]+\)|\b[A-Z]\w*(?=\()",
    flags=re.MULTILINE | re.DOTALL,
)
# SQL, or a part of it.
SQL = re.compile(r'^"(?:SELECT|INSERT INTO|UPDATE|\(:\w+ IS|\(\w+ ->>)')


def files() -> list[str]:
    """The names of the files whose comments are checked."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *CHECKED],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [name for name in listed.split() if ending(name) in SYNTAX and (ROOT / name).exists()]


def ending(name: str) -> str:
    """The ending of a file's name: a script may have none."""
    return "." + name.rpartition("/")[2].rpartition(".")[2] if "." in name.rpartition("/")[2] else ""


def prose(name: str, text: str) -> str:
    """A file's comments, and its texts of several words, at their positions; all else is blank."""
    if ending(name) == ".go":
        text = GO_NAME.sub(lambda match: match[1] + unnamed(match[2]), text)
    kept = list(BLANK.sub(" ", text))
    for match in re.finditer(SYNTAX[ending(name)], text, flags=re.DOTALL):
        if match.groupdict().get("comment"):
            kept[match.start() : match.end()] = MARKERS.sub(blank, match[0])
        # C# doubles the quotes of the JSON in a text.
        elif " " in match[0] and '""' not in match[0] and not SQL.match(match[0]):
            kept[match.start() : match.end()] = CODE.sub(unnamed, match[0]).replace("`", "·")
    return CODE.sub(unnamed, "".join(kept))


def names(name: str, text: str) -> str:
    """The names of a file's tests as words, each on its line."""
    lines = [""] * (text.count("\n") + 1)
    if ending(name) in TESTS:
        for match in re.finditer(TESTS[ending(name)], text, flags=re.MULTILINE):
            line = text.count("\n", 0, match.start(1))
            lines[line] = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", match[1])
    return "\n".join(lines)


def blank(match: re.Match[str]) -> str:
    """As many lines of nothing, so that the numbers of lines remain."""
    return BLANK.sub(" ", match[0])


def unnamed(code: re.Match[str] | str) -> str:
    """As many dots, which are no word."""
    return BLANK.sub("·", code[0] if isinstance(code, re.Match) else code)
