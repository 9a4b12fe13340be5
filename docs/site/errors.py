"""The kinds of errors, from the core."""

from __future__ import annotations

import re

from header import ANCHORS
from sources import HAS_NODE, fail, read

# Of these kinds it depends on the failure.
RETRYABLE = {
    "conflict": "false, except while another request with the same key may be running",
    "server": "true after 502, 503, 504, 520 to 524, 527 and 530, and after a 500 except to a POST or PATCH",
    "connection": "true, except after a TLS error, or if the proxy refused",
}


def classes() -> dict[str, dict[str, str]]:
    """What each language calls the kinds."""
    found = {
        "Python": (
            r'class (\w+)\([^)]*\):\n    """[^"]*"""\n\n    kind = "(\w+)"',
            "bindings/python/src/codat/_errors.py",
        ),
        "C#": (
            r"CodatErrorKind\.(?=\w+ => new (\w+)\()(\w+)",
            "bindings/csharp/src/Interop/ExceptionFactory.cs",
        ),
        "Go": (r'(Err\w+) ErrorKind = "(\w+)"', "bindings/go/errors.go"),
    }
    if HAS_NODE:
        typescript = r'class (\w+) extends \w+ \{\s+override readonly kind = "(\w+)"'
        found = {"TypeScript": (typescript, "bindings/node/src/errors.ts"), **found}
    return {
        language: {snake(kind): name for name, kind in re.findall(pattern, read(path))}
        for language, (pattern, path) in found.items()
    }


def snake(name: str) -> str:
    """`NotFound` as `not_found`."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def errors() -> str:
    """Each kind: what it means, what to do, whether calling again may help, its names."""
    source = read("src/error.rs")
    known = re.search(r"fn is_retryable.*?matches!\((.*?)\)", source, flags=re.DOTALL)
    retryable = re.findall(
        r"ErrorKind::(\w+)", known[1] if known else fail("src/error.rs: what is retryable?")
    )
    in_languages = classes()
    table = ["| C | kind | when |", "|---|---|---|"]
    chapter = []
    for comment, name, number in re.findall(r"((?:    ///[^\n]*\n)+)    (\w+) = (\d+),", source):
        kind = snake(name)
        constant = f"CODAT_{kind.upper()}"
        meaning, _, advice = re.sub(r"^    /// ?", "", comment, flags=re.MULTILINE).strip().partition("\n\n")
        lacks = [language for language, names in in_languages.items() if kind not in names]
        if not advice or constant not in ANCHORS or lacks:
            fail(f"{kind}: there is no advice, no constant in C, or no name in {lacks}")
        others = "; ".join(f"{language} `{names[kind]}`" for language, names in in_languages.items())
        table.append(f"| `{constant}` | [`{kind}`](#{kind}) | {' '.join(meaning.split()).rstrip('.')} |")
        chapter.append(
            f"## {kind}\n\n{meaning}\n\n**What to do.** {advice}\n\n"
            f"`retryable` is {RETRYABLE.get(kind, str(name in retryable).lower())}. "
            f"C [`{constant}`]({ANCHORS[constant]}), {number}; Rust `ErrorKind::{name}`; {others}.\n"
        )
    if len(chapter) != len(re.findall(r"^        ErrorKind::\w+,$", source, flags=re.MULTILINE)):
        fail("src/error.rs: not every kind was found")
    return "\n".join([*table, "", *chapter])
