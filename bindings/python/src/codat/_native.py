"""The library itself: finding it, declaring its functions, copying its strings."""

from __future__ import annotations

import atexit
import ctypes
import os
import sys
from ctypes import POINTER, byref, c_char, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_uint64, c_void_p

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn, SupportsIndex

ABI_VERSION = 1
"""The version of the library's functions that this package is written for."""

FILE_NAME = {"win32": "codat.dll", "darwin": "libcodat.dylib"}.get(sys.platform, "libcodat.so")

_HANDLE = POINTER(c_void_p)
_DOCUMENT = POINTER(c_char_p)

# Results and parameters of the functions of include/codat.h. Handles are plain pointers here. Operations are
# called by their names, with `codat_call`.
FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "codat_client_new": (c_int32, (c_char_p, _HANDLE, _DOCUMENT)),
    "codat_client_new_with_log": (c_int32, (c_char_p, c_int32, c_void_p, c_void_p, _HANDLE, _DOCUMENT)),
    "codat_client_free": (c_int32, (c_void_p,)),
    "codat_context_new": (c_int32, (c_char_p, _HANDLE, _DOCUMENT)),
    "codat_context_new_with_progress": (c_int32, (c_char_p, c_void_p, c_void_p, _HANDLE, _DOCUMENT)),
    "codat_context_set_interrupt": (c_int32, (c_void_p, c_void_p, c_void_p)),
    "codat_context_cancel": (c_int32, (c_void_p,)),
    "codat_context_free": (c_int32, (c_void_p,)),
    "codat_call": (c_int32, (c_void_p, c_void_p, c_char_p, c_char_p, _DOCUMENT)),
    "codat_pager_new": (c_int32, (c_void_p, c_void_p, c_char_p, c_char_p, _HANDLE, _DOCUMENT)),
    "codat_pager_next": (c_int32, (c_void_p, _DOCUMENT)),
    "codat_pager_free": (c_int32, (c_void_p,)),
    "codat_queue_new": (c_int32, (c_void_p, c_void_p, c_void_p, _HANDLE, _DOCUMENT)),
    "codat_queue_fd": (c_int32, (c_void_p,)),
    "codat_queue_take": (c_int32, (c_void_p, c_void_p, c_size_t, c_int32)),
    "codat_queue_free": (c_int32, (c_void_p,)),
    "codat_begin": (c_int32, (c_void_p, c_void_p, *3 * (c_char_p,), *3 * (c_void_p,), _DOCUMENT)),
    "codat_pager_begin_next": (c_int32, (*4 * (c_void_p,), _DOCUMENT)),
    "codat_call_cancel": (c_int32, (c_void_p, c_uint64)),
    "codat_call_stop": (c_int32, (c_void_p, c_uint64)),
    "codat_webhook_verify": (c_int32, (c_char_p, c_char_p, c_void_p, c_size_t, c_char_p, _DOCUMENT)),
    "codat_sandbox_start": (c_int32, (c_char_p, _HANDLE, _DOCUMENT)),
    "codat_sandbox_control": (c_int32, (c_void_p, c_char_p, c_char_p, _DOCUMENT)),
    "codat_sandbox_stop": (c_int32, (c_void_p,)),
    "codat_abi_version": (c_uint32, ()),
    "codat_version": (c_char_p, ()),
    "codat_status_name": (c_char_p, (c_int32,)),
    "codat_string_free": (None, (c_void_p,)),
    "codat_live_objects": (c_int64, ()),
    "codat_operations": (c_int32, (_DOCUMENT,)),
    "codat_end": (c_int32, ()),
}


class LibraryError(ImportError):
    """The native library was not found, or it does not fit this package.

    The message names every path tried. The first use of the library raises this error, not `import codat`.
    """


_library: ctypes.CDLL | None = None


def library() -> ctypes.CDLL:
    """The library, loaded when it is first used. After a failure the next use tries again."""
    global _library
    if _library is None:
        _library = _load()
    return _library


@atexit.register
def _end() -> None:
    """Ends all callbacks: afterwards no thread of the library needs the interpreter that is ending."""
    if _library is not None:
        _library.codat_end()


def _load() -> ctypes.CDLL:
    tried = []
    for path, origin in _candidates():
        try:
            return _open(path)
        except (OSError, LibraryError) as problem:
            tried.append(f"  {path} ({origin}): {problem}")
    raise LibraryError(
        "libcodat was not found. Tried:\n"
        + "\n".join(tried)
        + f"\nSet the environment variable CODAT_LIBRARY to the full path of {FILE_NAME}, or install the"
        " package with its library: the wheel of a release, or pip install ./bindings/python in a checkout."
    )


def _candidates() -> list[tuple[str, str]]:
    named = os.environ.get("CODAT_LIBRARY")
    if named:
        # If you name a file, the package loads that file and no other.
        return [(named, "CODAT_LIBRARY")]
    import ctypes.util

    own = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_lib", FILE_NAME)
    return [(own, "the package"), (ctypes.util.find_library("codat") or FILE_NAME, "the system")]


def _open(path: str) -> ctypes.CDLL:
    if os.path.dirname(path) and not os.path.exists(path):
        raise LibraryError("no such file")
    opened = ctypes.CDLL(path)
    try:
        found = opened.codat_abi_version()
        if found != ABI_VERSION:
            raise LibraryError(
                f"it has version {found} of the functions, and this package needs version {ABI_VERSION}:"
                " install the package and the library of the same release"
            )
        for name, (returns, takes) in FUNCTIONS.items():
            function = getattr(opened, name)
            function.restype, function.argtypes = returns, takes
    except AttributeError as problem:
        raise LibraryError(f"not a libcodat that this package can use: {problem}") from None
    return opened


class Cut(bytes):
    """The last bytes of response JSON that there is no memory for: they describe its call."""

    MOST = 4096


_PART = 65536


class Output(c_char_p):
    """The JSON that a function returns, or none yet."""

    def text(self) -> bytes:
        """Returns its bytes; a `Cut` if there is no memory for all of them."""
        try:
            return self.value or b"{}"
        except MemoryError:
            return self._cut()

    def _cut(self) -> Cut:
        at, before = c_void_p.from_buffer_copy(self).value or 0, b""
        while True:
            # This reads up to the NUL, and no further.
            part = (c_char * _PART).from_address(at).value
            if len(part) < _PART:
                return Cut((before + part)[-Cut.MOST :])
            at, before = at + len(part), part

    def free(self) -> None:
        """Frees it."""
        if self:
            free, given = library().codat_string_free, c_void_p.from_buffer_copy(self)
            # In one line: a signal handler may raise between two, and the string must never be freed twice.
            free([given, setattr(self, "value", None)][0])  # type: ignore[func-returns-value]


def document(function: str, *arguments: Any) -> tuple[int, bytes]:
    """Calls a function whose last parameter is `output_json`; returns its status and the JSON."""
    output = Output()
    try:
        status = getattr(library(), function)(*arguments, byref(output))
        return status, output.text()
    finally:
        output.free()


class Unique:
    """An object that belongs to this process: it can be neither copied nor pickled."""

    def __reduce_ex__(self, _: SupportsIndex) -> NoReturn:
        raise TypeError(
            f"cannot pickle {type(self).__name__!r} object, nor copy it: create one in each process, and"
            " share it between threads"
        )


class Handle(Unique, c_void_p):
    """A native object, or none. A handle that is dropped, for example by an exception, frees its object."""

    def __init__(self, free: str) -> None:
        super().__init__()
        self._free = free

    def end(self) -> None:
        """Frees the object; from then on there is none."""
        if self.value:
            # A signal handler may raise between the two: the library refuses a handle the second time.
            getattr(library(), self._free)(self)
            self.value = None

    def __del__(self) -> None:
        self.end()


def make(function: str, free: str, *options: Any) -> tuple[Handle, bytes]:
    """Calls a function that creates an object; returns its handle and, on failure, the error's JSON."""
    handle = Handle(free)
    try:
        _, error = document(function, *options, byref(handle))
    except BaseException:
        # There may be an object although a signal handler raised an exception.
        handle.end()
        raise
    return handle, error


def live_objects() -> int:
    """How many native objects are alive in this process: clients, sandboxes, contexts, pagers, strings.

    Zero when everything was closed: a test suite can check it at its end. Safe to call from any thread.
    """
    return int(library().codat_live_objects())


def library_version() -> str:
    """The version of the native library, such as `"0.1.0"`."""
    return str(library().codat_version().decode())
