"""What clients report about their calls, for `logging`."""

from __future__ import annotations

import json
import sys
import threading
from ctypes import CFUNCTYPE, c_char_p, c_int32, c_void_p, cast
from itertools import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging
    from collections.abc import Callable
    from typing import Any

LEVELS = {1: 40, 2: 30, 3: 20, 4: 10}
"""The library's levels as those of `logging`: ERROR, WARNING, INFO, DEBUG."""

_loggers: dict[int, logging.Logger] = {}
_numbers = count(1)


def hear(number: int, level: int, line: bytes) -> None:
    """Logs an event of a client's calls."""
    try:
        # A client that was closed while one of its calls still ran has no logger any more.
        logger = _loggers.get(number)
        if logger is not None:
            event = json.loads(line)
            logger.log(LEVELS[level], "%s", _Sentence(event), extra={"codat": event})
    except BaseException as failure:
        if in_call is None or threading.current_thread() is not threading.main_thread():
            raise
        in_call(failure)


in_call: Callable[[BaseException], object] | None = None
"""Receives what is raised here while the main thread is in a call; see `Interrupt`."""


def was_lost(problem: Any) -> bool:
    """Whether an exception that Python cannot raise was raised here, before the first step."""
    return problem.object is hear or (problem.object is None and repr(hear) in (problem.err_msg or ""))


class _Sentence:
    """An event in words, put together only when somebody reads it."""

    def __init__(self, event: dict[str, object]) -> None:
        self._event = event

    def __str__(self) -> str:
        event = self._event
        details = [f"attempt {event['attempt']}", f"{event['elapsedMs']} ms"]
        details += [f"HTTP {event['status']}"] if "status" in event else []
        details += [str(event["kind"])] if "kind" in event else []
        details += [f"again in {event['pauseMs']} ms"] if "pauseMs" in event else []
        details += ["may have been done"] if event.get("outcomeUnknown") else []
        details += [f"correlation id {event['correlationId']}"] if "correlationId" in event else []
        return f"{event['operation']} {event['event']}: {', '.join(details)}"


# One for all clients, and never freed: a late call still finds it.
_function = CFUNCTYPE(None, c_void_p, c_int32, c_char_p)(hear)
CALLBACK = cast(_function, c_void_p)


def register(logger: logging.Logger | None) -> tuple[int, int]:
    """The number of a client's events, and the level up to which they are wanted; 0 if nobody wants them."""
    # If nobody has imported `logging`, nobody wants log lines: it is not imported for that.
    logging = sys.modules.get("logging")
    if logger is None:
        if logging is None:
            return 0, 0
        logger = logging.getLogger("codat")
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    level = max((ours for ours, theirs in LEVELS.items() if logger.isEnabledFor(theirs)), default=0)
    if level == 0:
        return 0, 0
    number = next(_numbers)
    _loggers[number] = logger
    return number, level


def forget(number: int) -> None:
    """Undoes `register`."""
    _loggers.pop(number, None)
