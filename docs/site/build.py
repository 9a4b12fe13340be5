"""Writes the site's chapters, from the README, the wrappers' manuals and the sources, for mdBook to build.

Its argument is the folder to write to, which is emptied first.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from errors import errors
from header import c_functions, linked, opening
from operations import operations
from sources import HAS_NODE, ROOT, fail, read

README = "README.md"
CODE = re.compile(r"^(```.*?^```)", flags=re.MULTILINE | re.DOTALL)
HIGHLIGHTED = {".cs": "csharp", ".go": "go", ".hpp": "cpp", ".py": "python", ".ts": "typescript"}


@dataclass
class Page:
    """A chapter: a text with the links of the document that it is from, and what is made for the site."""

    file: str
    title: str
    document: str
    text: str
    made: str = ""


def prose(text: str, change: Callable[[str], str]) -> str:
    """A text with all changed that is no block of code."""
    return "".join(part if index % 2 else change(part) for index, part in enumerate(CODE.split(text)))


def whole(file: str, title: str, path: str) -> Page:
    """A document as it is."""
    return Page(file, title, path, read(path))


class Readme:
    """The README's sections; each must come into some chapter."""

    def __init__(self) -> None:
        top, *sections = re.split(r"^## ", read(README), flags=re.MULTILINE)
        self.left = {section.partition("\n")[0]: section.partition("\n")[2] for section in sections}
        self.left["libcodat"] = top.partition("\n")[2]

    def page(self, file: str, title: str, *sections: str, made: str = "") -> Page:
        """A chapter of these sections; one that has the chapter's title needs no heading."""
        text = f"# {title}\n"
        for section in sections:
            if section not in self.left:
                fail(f"the README has no section {section}")
            text += (f"\n## {section}\n" if section != title else "") + self.left.pop(section)
        return Page(file, title, README, text, made)


def rust_manual() -> str:
    """The top of the crate's documentation, without what rustdoc alone understands."""
    text = "\n".join(re.findall(r"^//! ?(.*)", read("src/lib.rs"), flags=re.MULTILINE))
    before, code, after = CODE.split(text)
    code = re.sub(r"^# .*\n", "", code, flags=re.MULTILINE).replace("```", "```rust", 1)
    after = re.sub(r"\[(`[^`]+`)\](?!\()", r"\1", re.sub(r"^# ", "## ", after, flags=re.MULTILINE))
    return f"# Rust\n\n{before}{code}{after}"


def chapters() -> dict[str, list[Page]]:
    """The parts of the book."""
    readme = Readme()
    c_manual = linked(opening(read("include/codat.h"), "c")) + "\n\n" + c_functions()
    cpp_manual = linked(opening(read("include/codat.hpp"), "cpp"))
    cpp_header = "# C++\n\nThe reference is the header: [codat.hpp](codat.hpp).\n\n"
    rustdoc = "\n\n## Reference\n\n[All that the crate has](rust/codat/index.html), by rustdoc.\n"
    wrappers = [("TypeScript", "node")] * HAS_NODE + [("Python", "python"), ("C#", "csharp"), ("Go", "go")]
    book = {
        "": [
            readme.page(
                "introduction.md",
                "libcodat",
                "libcodat",
                "Two commands",
                "Install",
                "When it does not build or load",
                "Sandbox",
                "More",
            ),
            readme.page(
                "guide.md", "Guide", "The steps", "Long lists", "Waiting and reauthorising", "Webhooks"
            ),
            readme.page(
                "configuration.md",
                "Configuration",
                "Configuration",
                "Retries",
                "Rate limits",
                "Logging and tracing",
                "Memory and threads",
            ),
        ],
        "Languages": [
            Page("c.md", "C", "include/codat.h", "# C\n\n", made=c_manual),
            Page("cpp.md", "C++", "include/codat.hpp", cpp_header, made=cpp_manual),
            Page("rust.md", "Rust", "src/lib.rs", rust_manual(), made=rustdoc),
            *(whole(f"{folder}.md", title, f"bindings/{folder}/README.md") for title, folder in wrappers),
        ],
        "Reference": [
            readme.page("operations.md", "Operations", "Operations", made=operations()),
            readme.page("errors.md", "Errors", "Errors", made=errors()),
            whole("sandbox.md", "The sandbox", "docs/sandbox.md"),
        ],
        "The project": [
            readme.page("reliability.md", "Reliability", "Reliability"),
            readme.page("benchmarks.md", "Benchmarks", "Benchmarks"),
            whole("measuring.md", "How it is measured", "benches/README.md"),
            whole("security.md", "Security", "SECURITY.md"),
            whole("contributing.md", "Contributing", "CONTRIBUTING.md"),
            whole("releasing.md", "Releasing", "docs/releasing.md"),
            whole("changelog.md", "Changelog", "CHANGELOG.md"),
        ],
    }
    if readme.left:
        fail(f"no chapter has the README's {', '.join(readme.left)}")
    return book


class Links:
    """Where documents' links lead on the site: to a chapter, a picture, or a file as a chapter of its own."""

    def __init__(self, pages: list[Page], folder: Path) -> None:
        self.folder = folder
        self.programs: dict[str, Page] = {}
        self.chapters = {("include/codat.h", ""): "c.md", (README, ""): pages[0].file}
        for page in pages:
            if page.document.endswith(".md"):
                self.chapters.setdefault((page.document, ""), page.file)
            for heading in re.findall(r"^#+ (.*)", "".join(CODE.split(page.text)[::2]), flags=re.MULTILINE):
                slug = re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.strip().lower()))
                self.chapters.setdefault((page.document, slug), page.file)

    def rewritten(self, page: Page) -> str:
        """The page's text, with its links as the site needs them."""
        pattern = r"\]\((?!https?:)([^)\s]+)\)"
        return prose(
            page.text, lambda text: re.sub(pattern, lambda link: f"]({self.to(link[1], page)})", text)
        )

    def to(self, target: str, page: Page) -> str:
        """Where a link of a page leads."""
        path, _, anchor = target.partition("#")
        document = os.path.normpath(Path(page.document).parent / path) if path else page.document
        if chapter := self.chapters.get((document, anchor)):
            return f"{chapter}#{anchor}".rstrip("#")
        file = ROOT / document
        if not file.is_file() or anchor:
            fail(f"{page.document}: {target} leads nowhere")
        if file.suffix in (".png", ".svg"):
            (self.folder / document).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, self.folder / document)
            return document
        name = document.replace("/", "-") + ".md"
        language = HIGHLIGHTED.get(file.suffix, file.suffix[1:])
        code = f"# {document}\n\n```{language}\n{file.read_text().rstrip()}\n```\n"
        self.programs[document] = Page(name, document, document, code)
        return name


def main() -> None:
    """Writes all chapters, and the summary that mdBook reads."""
    target = Path(sys.argv[1])
    shutil.rmtree(target, ignore_errors=True)
    folder = target / "src"
    folder.mkdir(parents=True)
    for settings in ("book.toml", "style.css"):
        shutil.copy(Path(__file__).parent / settings, target)
    book = chapters()
    links = Links([page for pages in book.values() for page in pages], folder)
    texts = {page.file: links.rewritten(page) + page.made for pages in book.values() for page in pages}
    # The README's tables name what has a section of its own on the same page.
    rows = {"operations.md": r"^(\| )`(\w+\.\w+)` \|", "errors.md": r"^(\| `CODAT_\w+` \| )`(\w+)` \|"}
    for file, row in rows.items():
        texts[file] = re.sub(row, r"\1[`\2`](#\2) |", texts[file], flags=re.MULTILINE)
    programs = [links.programs[name] for name in sorted(links.programs)]
    book["Programs and headers"] = programs
    texts |= {page.file: page.text for page in programs}
    summary = ["# Summary\n"]
    for part, pages in book.items():
        summary += [f"# {part}\n"] if part else []
        summary += [f"- [{page.title}]({page.file})" for page in pages] + [""]
    for file, text in {**texts, "SUMMARY.md": "\n".join(summary)}.items():
        (folder / file).write_text(text)


if __name__ == "__main__":
    main()
