"""The C header: what it declares, as a chapter, and links to it for the other chapters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sources import ROOT, fail, read

HEADER = read("include/codat.h")


def sentence(text: str) -> str:
    """The first sentence of a text."""
    return re.split(r"(?<=\.)\s", text.strip(), maxsplit=1)[0].replace("\n", " ")


def opening(text: str, language: str) -> str:
    """The comment at the top of a header as Markdown: indented lines are code, leading words headings."""
    comment = "\n".join(line[3:] for line in text.split("*/", 1)[0].splitlines()[1:])
    markdown = []
    for block in comment.rstrip().split("\n\n"):
        if block.startswith("    "):
            code = re.sub(r"^ {4}", "", block, flags=re.MULTILINE)
            markdown.append(f"```{language}\n{code}\n```")
        else:
            markdown.append(re.sub(r"\A([A-Z][a-z ]+)\.\s", r"## \1\n\n", block))
    return "\n\n".join(markdown)


@dataclass(frozen=True)
class Declaration:
    """What the header declares: a type, a constant or a function."""

    name: str
    code: str
    text: str

    @property
    def is_function(self) -> bool:
        """Whether it can be called."""
        return self.name.startswith("codat_")

    @property
    def shown(self) -> str:
        """Its name as prose has it."""
        return self.name + "()" * self.is_function


def declarations() -> list[Declaration]:
    """All of the header, in its order: comments and what they are about, with blank lines between them."""
    # What differs between C, C23 and C++ says the same thing three times.
    body = re.sub(r"#if defined\(__cplusplus\) \|\| .*?#endif[^\n]*\n", "", HEADER, flags=re.DOTALL)
    body = re.sub(r"#ifndef __cplusplus\n.*?#endif // __cplusplus\n", "", body, flags=re.DOTALL)
    found = []
    for block in body.split("#include <stdint.h>")[1].split("\n\n"):
        text = "\n".join(re.findall(r"^// ?(.*)", block, flags=re.MULTILINE))
        code = re.sub(r"^//.*\n", "", block, flags=re.MULTILINE).strip()
        name = re.match(
            r"(?!typedef|enum)[^(]*\b(codat_\w+)\("
            r"|typedef .*\(\*(\w+)\)|(?:enum|#define|typedef struct) (\w+)",
            code,
        )
        if not name:
            continue
        found.append(Declaration("".join(filter(None, name.groups())), code, text))
        if not text:
            fail(f"codat.h: this has no comment: {code}")
    functions = [each.name for each in found if each.is_function]
    if functions != re.findall(r"^\w[^\n/]*?\b(codat_\w+)\(", HEADER, flags=re.MULTILINE):
        fail("codat.h: not every function was found")
    return found


DECLARATIONS = declarations()
CONSTANTS = re.findall(r"((?:^    //[^\n]*\n)+)    (CODAT_\w+) = (\d+),", HEADER, flags=re.MULTILINE)
# Headings have the anchors that GitHub and mdBook both give them.
ANCHORS = {each.shown: f"c-api.md#{each.name.lower()}" for each in DECLARATIONS}
ANCHORS |= {name: f"c-api.md#{name}" for _, name, _ in CONSTANTS} | {"docs/sandbox.md": "../sandbox.md"}
NAMED = re.compile(
    rf"(?<![\w`])(`?)({'|'.join(map(re.escape, sorted(ANCHORS, key=len, reverse=True)))})\1(?![\w`])"
)


def linked(text: str, but: str = "") -> str:
    """A text in which what it names is linked, except for what it is about."""

    def link(match: re.Match[str]) -> str:
        name = match[2]
        return f"`{name}`" if name == but else f"[`{name}`]({ANCHORS[name]})"

    # Code is kept as it is.
    return "```".join(
        part if index % 2 else NAMED.sub(link, part) for index, part in enumerate(text.split("```"))
    )


def sections() -> list[tuple[str, str, list[Declaration]]]:
    """The functions by the file that defines them: its title, its sentence, its functions."""
    found: list[tuple[str, str, list[Declaration]]] = []
    sources = [path.read_text() for path in sorted((ROOT / "src/ffi").glob("*.rs"))]
    for each in filter(lambda each: each.is_function, DECLARATIONS):
        source = next((text for text in sources if f"fn {each.name}(" in text), "")
        first_line = source.partition("\n")[0].removeprefix("//! ") or fail(f"src/ffi: {each.name}?")
        title, _, rest = first_line.rstrip(".").partition(": ")
        if not found or found[-1][0] != title:
            found.append((title, f"{rest.capitalize()}.\n\n" * bool(rest), []))
        found[-1][2].append(each)
    return found


def constants(code: str) -> str:
    """The values of an enum as a table."""
    rows = ["| constant | number | meaning |", "|---|---:|---|"]
    for comment, name, number in CONSTANTS:
        if f" {name} =" in code:
            text = " ".join(re.findall(r"// (.*)", comment))
            rows.append(f'| <a id="{name}"></a>`{name}` | {number} | {linked(text, name)} |')
    return "\n".join(rows)


def section(declaration: Declaration, body: str) -> str:
    """A declaration under its heading."""
    return f"### {declaration.shown}\n\n{body}\n"


def c_functions() -> str:
    """The C functions: an index, the types, each function."""
    index = ["## All functions\n", "| function | what it does |", "|---|---|"]
    types = ["\n## Types and constants\n"]
    functions = []
    for each in DECLARATIONS:
        text = linked(each.text, each.shown)
        if each.is_function:
            index.append(f"| [`{each.shown}`](#{each.name.lower()}) | {linked(sentence(each.text))} |")
        elif each.code.startswith("enum"):
            note = "An `int32_t` in C, an enumeration over it in C23 and C++."
            types.append(section(each, f"{text}\n\n{note}\n\n{constants(each.code)}"))
        else:
            types.append(section(each, f"```c\n{each.code}\n```\n\n{text}"))
    for title, intro, members in sections():
        functions.append(f"## {title}\n\n{intro}")
        for each in members:
            functions.append(section(each, f"```c\n{each.code}\n```\n\n{linked(each.text, each.shown)}"))
    return "\n".join([*index, *types, *functions])
