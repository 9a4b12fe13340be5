"""The kinds of errors, from the core."""

from __future__ import annotations

import re

from header import ANCHORS
from sources import fail, read


def errors() -> str:
    """The kinds of errors, from the core; and what an error's document holds."""
    source = read("src/error.rs")
    commented = r"((?:    ///[^\n]*\n)+)(?:    #\[[^\n]*\n)*    "
    known = re.search(r"fn is_retryable.*?matches!\((.*?)\)", source, flags=re.DOTALL)
    retryable = re.findall(r"ErrorKind::(\w+)", known[1] if known else fail("src/error.rs: what is retryable?"))
    python = dict(re.findall(r'kind = "(\w+)"()', read("bindings/python/src/codat/_errors.py")))
    python = {word: name for name, word in re.findall(
        r'class (\w+)\([^)]*\):\n    """[^"]*"""\n\n    kind = "(\w+)"', read("bindings/python/src/codat/_errors.py"))}
    go = {word: name for name, word in re.findall(r'(Err\w+) ErrorKind = "(\w+)"', read("bindings/go/errors.go"))}
    csharp = read("bindings/csharp/src/Errors/*.cs")
    chapter = ["## The kinds\n"]
    for comment, name, number in re.findall(commented + r"(\w+) = (\d+),", source):
        meaning, _, advice = re.sub(r"^    /// ?", "", comment, flags=re.MULTILINE).strip().partition("\n\n")
        word = re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
        constant = f"CODAT_{word.upper()}"
        exception = f"Codat{name}Exception"
        if not advice or constant not in ANCHORS or word not in python or word not in go or exception not in csharp:
            fail(f"{name}: a kind without advice, or missing in a language")
        again = "Calling again may help." if name in retryable else "Calling again does not help."
        chapter.append(
            f"### {word} {{#{word}}}\n\n{meaning}\n\n**What to do.** {advice}\n\n{again}\n\n"
            f"| number | C | Rust | Python | C# | Go |\n|---|---|---|---|---|---|\n"
            f"| {number} | [`{constant}`]({ANCHORS[constant]}) | `ErrorKind::{name}` | `codat.{python[word]}` "
            f"| `{exception}` | `codat.{go[word]}` |\n"
        )
    return "\n".join(chapter)
