"""Ctrl-C and other signals while the main thread waits in a call.

Python runs signal handlers in the main thread, between two steps of Python code: during a call of the library
they would wait. So the library asks the main thread, while that waits, whether to go on. Asking is a step of
Python code; where a handler raises an exception in it the call ends, and the exception goes on.
"""

from __future__ import annotations

import _thread
import os
import sys
import threading
from ctypes import CFUNCTYPE, c_int32, c_void_p

from . import _log, _native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator

_GO_ON, _END = 0, 1
_FUNCTION = CFUNCTYPE(c_int32, c_void_p)


class Interrupt:
    """What one call at a time asks, and what was raised while it asked or logged: that ends the call.

    The call runs within a `with` block of it.
    """

    def __init__(self) -> None:
        self._failure: BaseException | None = None
        answers = self._answers()
        next(answers)
        # What is raised before the first step of a function that C calls is lost. A generator has begun.
        self._function = _FUNCTION(answers.send)

    def _answers(self) -> Generator[int, object, None]:
        while True:
            try:
                while True:
                    yield _GO_ON if self._failure is None else _END
            except GeneratorExit:
                return
            except BaseException as failure:
                self._failure = failure

    def __enter__(self) -> None:
        self._before = _log.in_call, sys.unraisablehook
        _log.in_call, sys.unraisablehook = self._keep, self._unraisable

    def __exit__(self, *_: object) -> None:
        _log.in_call, sys.unraisablehook = self._before

    def _keep(self, failure: BaseException) -> None:
        self._failure = failure

    def _unraisable(self, problem: sys.UnraisableHookArgs) -> None:
        # What is raised before the first step of what logs comes here.
        if problem.exc_value is not None and _log.was_lost(problem) and _is_main():
            self._keep(problem.exc_value)
        else:
            self._before[1](problem)

    def watch(self, context: _native.Handle) -> None:
        """Has the calls with a native context asked. The interrupt must outlive them."""
        _native.library().codat_context_set_interrupt(context, self._function, None)

    def check(self) -> None:
        """Raises what a handler raised."""
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure


def possible() -> bool:
    """Whether a signal can come upon a call of this thread."""
    # On Windows it can come upon nothing that waits. Where threads are not the system's own (gevent), others
    # might go on in the midst of the call.
    return _is_main() and os.name != "nt" and isinstance(_thread.start_new_thread, type(len))


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()
