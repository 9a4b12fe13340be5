"""Ctrl-C and other signals while the main thread waits in a call.

Python runs signal handlers in the main thread, between two steps of Python code: during a call of the library
they would wait. So the library calls an interrupt function in the main thread while that thread waits. The
function is a step of Python code: if a handler raises an exception in it, the call ends and the exception
propagates.
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
    """The interrupt of one call at a time, and the exception that it or the log raised, which ends the call.

    The call runs within a `with` block of it.
    """

    def __init__(self) -> None:
        self._failure: BaseException | None = None
        answers = self._answers()
        next(answers)
        # An exception before the first step of a function that C calls is lost. A generator has begun
        # already.
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
        # An exception before the first step of the log function comes here.
        if problem.exc_value is not None and _log.was_lost(problem) and _is_main():
            self._keep(problem.exc_value)
        else:
            self._before[1](problem)

    def watch(self, context: _native.Handle) -> None:
        """Sets the interrupt of the calls with a native context. It must outlive them."""
        _native.library().codat_context_set_interrupt(context, self._function, None)

    def check(self) -> None:
        """Raises the exception that a handler raised."""
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure


def possible() -> bool:
    """Whether a signal can interrupt a call of this thread."""
    # On Windows no signal can interrupt a call that waits. If threads are not the system's own (gevent),
    # other threads might run in the middle of the call.
    return _is_main() and os.name != "nt" and isinstance(_thread.start_new_thread, type(len))


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()
