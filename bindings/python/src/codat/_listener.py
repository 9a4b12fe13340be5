"""What takes the events of one call, such as the progress of a list of companies."""

from __future__ import annotations

from ctypes import CFUNCTYPE, c_char_p, c_int32, c_void_p, cast, py_object
from types import GeneratorType

from ._errors import CodatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

# C calls the generator's own `send`, with the generator as `user_data`: no step of Python comes before it.
_function = CFUNCTYPE(c_int32, py_object, c_char_p)(GeneratorType.send)


class Listener:
    """Takes the events of one call. It must outlive the call.

    What is raised while an event is received ends the call; `end` raises it again.
    """

    callback = cast(_function, c_void_p)
    """What C calls with each event."""

    def __init__(self) -> None:
        self._failure: BaseException | None = None
        self._events = self._hear()
        next(self._events)
        self.user_data = id(self._events)
        """What C gives to the callback."""
        self.hear = self._events.send
        """Takes an event. Not 0: the call is to end."""

    def receive(self, event: bytes) -> None:
        """Does what is to be done with one event."""
        raise NotImplementedError

    def rest(self, outcome: Any) -> None:
        """Does it with the events that an exception from outside kept from `receive`."""
        raise NotImplementedError

    def _hear(self) -> Generator[int, bytes, None]:
        # As in `Interrupt`: what a signal handler raises as an event comes is raised here, within the `try`.
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
        """Raises what was raised meanwhile; `outcome` is that of the run, or None if it failed."""
        if self._failure is not None:
            # A `CodatError` is of an event that was received, and could not be decoded.
            if outcome is not None and not isinstance(self._failure, CodatError):
                self.rest(outcome)
            raise self._failure
