"""The package against the C header and the list of operations: nothing is missing or misdeclared."""

from __future__ import annotations

import ctypes
import inspect
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from names import camel, snake

import codat
from codat import _aio, _errors, _model, _native

HEADER = (Path(__file__).parents[3] / "include/codat.h").read_text()
CODE = re.sub(r"//.*|/\*.*?\*/", "", re.sub(r"/\*.*?\*/", "", HEADER, flags=re.DOTALL))
# The module uuid makes keys.
CODE = CODE.replace("char *codat_idempotency_key_new(void);", "")
PROTOTYPES = re.findall(r"^([A-Za-z]\w*[\w\s]*?[\s*]+)(codat_\w+)\(([^)]*)\);", CODE, re.MULTILINE)

SCALARS = {
    "void": None,
    "CodatStatus": ctypes.c_int32,
    "int32_t": ctypes.c_int32,
    "uint32_t": ctypes.c_uint32,
    "int64_t": ctypes.c_int64,
    "uint64_t": ctypes.c_uint64,
    "size_t": ctypes.c_size_t,
}


def ctype(declared: str, *, output: bool = False) -> object:
    """The ctypes kind that a C type must be declared as."""
    declared = " ".join(declared.replace("*", " * ").split())
    if declared.endswith("* *"):
        return ctypes.POINTER(ctypes.c_char_p if declared == "char * *" else ctypes.c_void_p)
    if declared.startswith("Codat") and declared.endswith("Callback"):
        return ctypes.c_void_p
    if declared == "const char *":
        return ctypes.c_char_p
    if declared.endswith("*"):
        # A handle, or a string of the caller's: ctypes must not copy it.
        assert not output
        return ctypes.c_void_p
    return SCALARS[declared]


def test_every_function_is_declared() -> None:
    assert len(PROTOTYPES) == len(set(re.findall(r"\bcodat_\w+(?=\()", CODE)))
    # Operations and requests are called by their names, with `codat_call`.
    named = {f"codat_{operation['name']}".replace(".", "_") for operation in operations()}
    assert {name for _, name, _ in PROTOTYPES} - named - {"codat_request"} == set(_native.FUNCTIONS)


DECLARED = [prototype for prototype in PROTOTYPES if prototype[1] in _native.FUNCTIONS]


@pytest.mark.parametrize(("returns", "name", "takes"), DECLARED, ids=[name for _, name, _ in DECLARED])
def test_each_declaration_is_that_of_the_header(returns: str, name: str, takes: str) -> None:
    parameters = (
        [] if takes.strip() == "void" else [re.sub(r"\w+$", "", each.strip()) for each in takes.split(",")]
    )
    assert _native.FUNCTIONS[name] == (
        ctype(returns, output=True),
        tuple(ctype(parameter) for parameter in parameters),
    )


def test_the_abi_version_is_that_of_the_header() -> None:
    assert f"#define CODAT_ABI_VERSION {_native.ABI_VERSION}\n" in HEADER


def operations() -> list[dict[str, object]]:
    _, document = _native.document("codat_operations")
    found: list[dict[str, object]] = json.loads(document)["result"]
    return found


def keywords(method: Callable[..., object]) -> set[str]:
    """The parameters of a method, its options by their names."""
    parameters = dict(inspect.signature(method).parameters)
    options = getattr(codat, re.sub(r"Unpack\[(\w+)\]", r"\1", parameters.pop("options").annotation))
    return {*parameters, *options.__optional_keys__}


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation["name"])
def test_every_operation_has_its_methods(operation: dict[str, object]) -> None:
    subject, verb = str(operation["name"]).split(".")
    group = camel(f"_{subject}")
    blocking = getattr(getattr(codat, group), verb)
    coroutine = getattr(getattr(_aio, f"Async{group}"), verb)
    assert inspect.iscoroutinefunction(coroutine)
    if "operationId" in operation:
        assert f"`{operation['operationId']}`" in (blocking.__doc__ or "")
    taken = keywords(blocking) - {"self", "progress", *codat.CallOptions.__optional_keys__}
    assert keywords(coroutine) == keywords(blocking)
    method = operation.get("method")
    assert ("idempotency_key" in taken) == ("first_use" in taken) == (method in ("POST", "PATCH"))
    assert _errors.takes_key(str(operation["name"])) == (method in ("POST", "PATCH"))
    assert verb.startswith(_errors.DELETES) == (method == "DELETE")
    assert (verb in _errors.REPLACES) == (method == "PUT")
    assert _errors.only_reads(str(operation["name"])) == (
        method in ("GET", None) and verb not in ("create_many", "queue_or_join")
    )
    members = operation["members"]
    assert isinstance(members, list)
    for name in taken & {"profile", "configuration"}:
        annotation = inspect.signature(blocking).parameters[name].annotation
        taken = taken - {name} | set(_model._plan(getattr(codat, annotation.split()[0])).fields)
    assert taken - {"idempotency_key", "first_use"} == {
        re.sub("_ms$", "", snake(member["name"])) for member in members
    }


def test_every_kind_of_error_has_its_class() -> None:
    numbers = {int(number) for number in re.findall(r"^\s+CODAT_\w+ = (\d+),", CODE, re.MULTILINE)} - {0}
    kinds = {_native.library().codat_status_name(number).decode() for number in numbers}
    assert kinds == set(_errors._CLASSES)
    for cls in _errors._CLASSES.values():
        assert getattr(codat, cls.__name__) is cls


def test_every_field_of_the_configuration_is_a_keyword() -> None:
    about = HEADER[: HEADER.index("CodatStatus codat_client_new")].rpartition("// Makes a client.")[2]
    members = re.findall(r"^//   - `(\w+)`:", about, re.MULTILINE)
    assert len(members) == 15
    expected = {re.sub("_ms$", "", snake(member)) for member in members} | {"logger"}
    assert set(inspect.signature(codat.Client).parameters) == expected
    assert set(inspect.signature(codat.AsyncClient).parameters) == expected


def test_everything_public_is_documented() -> None:
    for name in codat.__all__:
        assert inspect.getdoc(getattr(codat, name)), name


RUST = "\n".join(path.read_text() for path in (Path(__file__).parents[3] / "src/models").glob("*.rs"))
STRUCTS = re.findall(r"pub struct (\w+)(?:<T>)? \{(.*?)\n\}", RUST, re.DOTALL)
REQUESTS = {
    *("CompanyRequest", "CreateMany", "CompanyUpdate", "ListCompanies", "ListOptions", "GroupRef"),
    *("WaitUntilLinked", "WaitUntilComplete", "WebhookConsumerRequest"),
}
"""Requests are keywords here: `test_every_operation_has_its_methods` has them."""
NAMES = {"Page": "CompanyPage", "ConnectionError": "DataConnectionError"}


def json_names(body: str) -> set[str]:
    """The names in JSON of a Rust struct's fields, except the one that keeps unknown fields."""
    found = set()
    for attributes, field in re.findall(r"((?:#\[[^\n]*\]\s*)*)pub (\w+):", body):
        renamed = re.search(r'rename = "(\w+)"', attributes)
        if "flatten" not in attributes:
            found.add(renamed[1] if renamed else camel(field))
    return found


@pytest.mark.parametrize(("name", "body"), STRUCTS, ids=[name for name, _ in STRUCTS])
def test_every_field_of_the_core_is_in_the_model(name: str, body: str) -> None:
    if name not in REQUESTS:
        model = getattr(codat, NAMES.get(name, name))
        assert _model._plan(model).members == json_names(body)
