"""Receives the events of one call, such as the progress of a list of companies."""

from __future__ import annotations

from ctypes import CFUNCTYPE, c_char_p, c_int32, c_void_p, cast, py_object
from types import GeneratorType

from ._errors import CodatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

# C calls the generator's own `send`, with the generator as `user_data`: no step of Python precedes it.
_function = CFUNCTYPE(c_int32, py_object, c_char_p)(GeneratorType.send)


class Listener:
    """Receives the events of one call. It must outlive the call.

    An exception that is raised while an event is received ends the call; `end` raises it again.
    """

    callback = cast(_function, c_void_p)
    """The function that C calls with each event."""

    def __init__(self) -> None:
        self._failure: BaseException | None = None
        self._events = self._hear()
        next(self._events)
        self.user_data = id(self._events)
        """The argument that C passes to the callback."""
        self.hear = self._events.send
        """Receives an event. Any value but 0 means that the call is to end."""

    def receive(self, event: bytes) -> None:
        """Handles one event."""
        raise NotImplementedError

    def rest(self, outcome: Any) -> None:
        """Handles the events that an exception from outside kept from `receive`."""
        raise NotImplementedError

    def _hear(self) -> Generator[int, bytes, None]:
        # As in `Interrupt`: what a signal handler raises while an event arrives is raised here, within the
        # `try`.
        while True:
            try:
                while True:
                    event = yield 0 if self._failure is None else 1
                    if self._failure is None:
                        self.receive(event)
            except GeneratorExit:
                return
            except BaseException as failure:
                self._failure = failure

    def end(self, outcome: Any) -> None:
        """Raises what was raised meanwhile; `outcome` is the run's, or None if the run failed."""
        if self._failure is not None:
            # A `CodatError` here means that an event was received and could not be decoded.
            if outcome is not None and not isinstance(self._failure, CodatError):
                self.rest(outcome)
            raise self._failure
