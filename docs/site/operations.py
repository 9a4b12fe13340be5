"""The operations: from the table as the library tells it, and from the manuals of the C functions."""

from __future__ import annotations

import ctypes
import json
import os
import re
from typing import Any

from header import DECLARATIONS, linked, sentence
from sources import HAS_NODE, ROOT, fail, read


def camel(name: str) -> str:
    """`create_many` as `createMany`."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def pascal(name: str) -> str:
    """`create_many` as `CreateMany`."""
    return camel(f"_{name}")


def names_of(operation: str) -> list[tuple[str, str]]:
    """The operation's name in each language, each looked up in the sources."""
    group, verb = operation.split(".")
    cpp_verb = "delete_" if verb == "delete" else verb
    go_verb = re.sub("Url|Api|Cors", lambda word: word[0].upper(), pascal(verb))
    node = (
        f"client.{camel(group)}.{camel(verb)}",
        f"bindings/node/src/{camel(group)}.ts",
        rf"^  (?:async )?{camel(verb)}\(",
    )
    names = [
        ("C++", f"client.{group}().{cpp_verb}", "include/codat.hpp", rf"Result {cpp_verb}\("),
        ("Rust", f"client.{group}().{verb}", f"src/api/{group}.rs", rf"pub fn {verb}\("),
        *([("TypeScript", *node)] if HAS_NODE else []),
        ("Python", f"client.{group}.{verb}", f"bindings/python/src/codat/_{group}.py", rf"def {verb}\("),
        (
            "C#",
            f"client.{pascal(group)}.{pascal(verb)}Async",
            f"bindings/csharp/src/{pascal(group)}Client*.cs",
            rf" {pascal(verb)}Async\(",
        ),
        ("Go", f"client.{pascal(group)}.{go_verb}", "bindings/go/*.go", rf"\*{pascal(group)}\) {go_verb}\("),
    ]
    for language, name, files, pattern in names:
        if not re.search(pattern, read(files), flags=re.MULTILINE):
            fail(f"{language} has no {name}")
    return [(language, name) for language, name, _, _ in names]


def operations() -> list[str]:
    """The operations, from the table as the library tells it and from the manuals of the C functions."""
    library = ctypes.CDLL(os.environ.get("CODAT_LIBRARY", str(ROOT / "target/debug/libcodat.so")))
    document = ctypes.c_char_p()
    library.codat_operations(ctypes.byref(document))
    manuals = {each.name: each.text for each in DECLARATIONS}
    kinds = re.search(r"^- `kind`.*?\n((?:  .*\n)+)", manuals["codat_operations"], flags=re.MULTILINE)
    listed = (
        re.sub(r"^  ", "", kinds[1], flags=re.MULTILINE) if kinds else fail("the kinds are explained nowhere")
    )
    table = ["| operation | what it does | request |", "|---|---|---|"]
    groups: dict[str, list[str]] = {}
    for each in json.loads(document.value or b"")["result"]:
        group = each["name"].split(".")[0]
        groups.setdefault(group, []).append(operation(each, manuals))
        request = f"`{each['method']} {each['path']}`" if "method" in each else "a workflow"
        does = sentence(manuals[function_of(each["name"])]).rstrip(".:")
        table.append(f"| [`{each['name']}`](#{each['name'].replace('.', '')}) | {linked(does)} | {request} |")
    chapter = ["\n".join(table), f"## Kinds of input\n\n{linked(listed)}"]
    for group, members in groups.items():
        chapter += [f"## {group.replace('_', ' ').capitalize()}", *members]
    return chapter


def function_of(operation: str) -> str:
    """The C function of an operation."""
    return "codat_" + operation.replace(".", "_")


def operation(row: dict[str, Any], manuals: dict[str, str]) -> str:
    """The section of one operation."""
    name, function = row["name"], function_of(row["name"])
    manual = manuals.get(function, "")
    # What it does; what it takes; what it returns, and anything else.
    parts = re.fullmatch(r"(.*?)\bInput(.*?)\bResult(: .*|:\n.*)", manual, flags=re.DOTALL)
    if not parts:
        return fail(f"{function}: its manual does not tell what it does, its input and its result")
    does, takes, answers = parts.groups()
    notes = {name: text for names, text in bullets(takes) for name in re.findall(r"`(\w+)`", names)}
    members = {member["name"] for member in row["members"]}
    if odd := (notes.keys() - members) | {member for member in members if f"`{member}`" not in takes}:
        fail(f"{function}: its manual and the table differ about {odd}")
    lead, _, rest = takes.partition("\n- ")
    after = re.search(r"\n\n.*", rest, flags=re.DOTALL)
    text = [f"### {name}\n", linked(does.strip()), ""]
    request = (
        f"`{row['method']} {row['path']}`"
        if "method" in row
        else "A workflow: it sends the requests that it needs."
    )
    text += [request + (f", with the body `{row['fixedBody']}`" if "fixedBody" in row else ""), ""]
    text += [linked(f"**Input**{lead}"), ""]
    if row["members"]:
        text += [
            "| field | what it is | required | goes into |" + " |" * bool(notes),
            "|---" * (4 + bool(notes)) + "|",
        ]
    for member in row["members"]:
        place = {"wholeBody": "the body, whole", "workflow": "", "pathAndBody": "path and body"}.get(
            member["place"], member["place"]
        )
        required = "yes" if member["required"] else ""
        cells = [f"`{member['name']}`", kind(member["kind"]), required, place]
        note = (
            [linked(" ".join(notes.get(member["name"], "").split()).replace(" - `", "<br>`"))]
            if notes
            else []
        )
        text.append(f"| {' | '.join(cells + note)} |")
    text += ["", linked(after[0].strip()) + "\n" if after else ""]
    text += [linked("**Result**" + answers.rstrip()), ""]
    called = "; ".join(f"{language} `{called}`" for language, called in names_of(name))
    text += [f"**Names**: C [`{function}()`](c-api.md#{function}); {called}."]
    return "\n".join(text) + "\n"


def bullets(text: str) -> list[tuple[str, str]]:
    """The list in a manual: the fields of each item, and its text about them."""
    return re.findall(r"^- ((?:`\w+`(?:, )?)+)(?:: (.*(?:\n  .*)*))?", text, flags=re.MULTILINE)


def kind(value: str | dict[str, dict[str, Any]]) -> str:
    """The type of a field, with its limits."""
    if isinstance(value, str):
        return f"`{value}`"
    ((word, limits),) = value.items()
    if "of" in limits:
        return f"`{word}`"
    told = [f"{limit:,}" for limit in limits.values() if limit is not None]
    return f"`{word}`" + (", " if told else "") + ("at most " if len(told) == 1 else "") + " to ".join(told)
