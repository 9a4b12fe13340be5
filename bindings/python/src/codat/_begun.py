"""Begun calls: they run in the library, and a queue reports their events to an event loop."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from ctypes import Structure, byref, c_int32, c_size_t, c_uint64, c_void_p, string_at
from itertools import count

from . import _log, _native
from ._call_context import native_options, repeated
from ._caller import Caller
from ._context import Context
from ._errors import error_of
from ._input import encode_input, encode_json
from ._outcome import explain, have_room, judge, not_sent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping
    from typing import Any, TypeVar

    from ._listener import Listener
    from ._paging import Pages

    T = TypeVar("T")

_DONE, _LOG, _PROGRESS = 1, 2, 3
MOST = 64
"""The most events that are taken at once."""

_numbers = count(1)


class _Event(Structure):
    _fields_ = (
        ("user_data", c_void_p),
        ("kind", c_int32),
        ("number", c_int32),
        ("document", c_void_p),
        ("length", c_size_t),
    )


class Begun:
    """A running call, and what is known about it."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.number = c_uint64()
        """The library's number of the call; 0 if the call did not begin."""
        self.events: deque[tuple[int, int, bytes]] = deque()
        """Events that nobody has received yet: kind, level, text."""
        self.failed = False
        self.document: bytes | None = None
        """The response JSON, once it has ended."""
        self.waiting: Any = None
        """What waits for the call's events."""
        self.then: Callable[[], object] | None = None
        """Called when the call ends, if nobody waits for it any more."""

    def begin(self, function: str, *arguments: Any) -> None:
        """Begins the call.

        Raises:
            CodatError: The call did not begin.

        """
        queue, name = self.queue, next(_numbers)
        queue.calls[name] = self
        try:
            status, error = _native.document(function, *arguments, queue.handle, name, byref(self.number))
            if status:
                raise error_of(error)
        finally:
            if not self.number:
                del queue.calls[name]

    def cancel(self) -> None:
        """Cancels the call. A call that has ended is left alone."""
        _native.library().codat_call_cancel(self.queue.handle, self.number)

    def hear(self, log: int, listener: Listener | None) -> None:
        """Reports the call's events, in the context of the code that waits for it."""
        while self.events:
            kind, level, text = self.events.popleft()
            if kind == _LOG:
                _log.hear(log, level, text)
            elif kind == _PROGRESS and listener is not None and listener.hear(text):
                _native.library().codat_call_stop(self.queue.handle, self.number)

    def leave(self, then: Callable[[], object]) -> None:
        """Calls a function when the call ends; nobody waits for the call any more."""
        self.then = then
        self.finish()

    def finish(self) -> None:
        """Calls the function given to `leave`, once, if the call has ended."""
        if self.document is not None and self.then is not None:
            then, self.then = self.then, None
            then()


class Queue(_native.Unique):
    """Receives the events of an event loop's calls. An idle client has no queue."""

    again: tuple[type[BaseException], ...] = ()
    """Exceptions that end waiting for a call; a second one, while the call ends, is suppressed."""

    def __init__(self, loop: Any, queues: dict[Any, Any]) -> None:
        self.loop = loop
        self.calls: dict[int, Begun] = {}
        self._queues = queues
        self._events = (_Event * MOST)()
        self._taken = 0
        """How many events of the last batch may still have to be moved."""
        self.handle = _native.Handle("codat_queue_free")
        self.handle, error = _native.make("codat_queue_new", "codat_queue_free", None, None, None)
        if not self.handle:
            raise error_of(error)
        self.watch()
        # Other threads find the queue only now that it is complete.
        queues[loop] = self

    def watch(self) -> None:
        """Makes the loop take events when there are some."""
        raise NotImplementedError

    async def wait(self, call: Begun) -> None:
        """Waits until an event of a call arrives."""
        raise NotImplementedError

    def wake(self, call: Begun) -> None:
        """Ends `wait`."""
        raise NotImplementedError

    def rest(self) -> None:
        """Has `end` called later, so that calls that begin at once can still use the queue."""
        raise NotImplementedError

    def end(self) -> None:
        """Frees the queue, unless it has calls."""
        if not self.calls and self.handle:
            self._forget()
            self.handle.end()

    def _forget(self) -> None:
        """Lets the loop's next call create a new queue."""
        if self._queues.get(self.loop) is self:
            del self._queues[self.loop]

    def take(self, timeout_ms: int = 0) -> bool:
        """Moves events to their calls, first those an exception left behind. False if the queue has ended."""
        if self._taken:
            self._move(self._events)
        self._taken = MOST
        taken: int = _native.library().codat_queue_take(self.handle, self._events, MOST, timeout_ms)
        self._move(self._events[: max(taken, 0)])
        self._taken = 0
        return taken >= 0

    def take_for(self, running: object) -> None:
        """Moves events to their calls if `running` is this thread's loop, unless another thread will."""

    def take_apart(self) -> None:
        """As `take`, in another thread than the loop's, which may continue meanwhile with separate events."""
        events = (_Event * MOST)()
        taken = _native.library().codat_queue_take(self.handle, events, MOST, 0)
        self._move(events[: max(taken, 0)])
        if not self.calls:
            # If nothing else holds the loop, it is freed now, with the tasks that wait in it.
            self._forget()

    def _move(self, events: Iterable[_Event]) -> None:
        # An event that was moved before an exception has no kind.
        for event in events:
            if event.kind:
                text, call = _text(event), self.calls.get(event.user_data)
                if call is not None and event.kind == _DONE:
                    call.failed, call.document = event.number != 0, text
                elif call is not None:
                    call.events.append((event.kind, event.number, text))
                if call is not None:
                    self.wake(call)
                    call.finish()
                if event.kind == _DONE:
                    self.calls.pop(event.user_data, None)
                event.kind = 0
                _native.library().codat_string_free(event.document)
        if not self.calls:
            self.rest()


def _text(event: _Event) -> bytes:
    """The JSON of an event; a `Cut` if there is no memory for all of it."""
    try:
        return string_at(event.document, event.length)
    except MemoryError:
        length = min(event.length, _native.Cut.MOST)
        return _native.Cut(string_at(event.document + event.length - length, length))


class BegunCaller(Caller):
    """The request path of begun calls: of everything that can be awaited."""

    def queue(self) -> Queue:
        """The queue of the running loop."""
        raise NotImplementedError

    async def perform(  # type: ignore[override]
        self,
        operation: str,
        input: str | Mapping[str, Any],
        make: Callable[[bytes], T],
        options: Mapping[str, Any],
        listener: Listener | None = None,
    ) -> T:
        """As `Caller.perform`."""
        have_room()
        repeated_key, context = repeated(options), options.get("context")

        def begin(call: Begun) -> None:
            client, name = self.native.open_handle(), operation.encode()
            text = encode_input(input)
            native = native_options(options) if options else None
            if context is not None and context.cancelled:
                raise not_sent(operation, repeated_key)
            call.begin("codat_begin", client, None, name, text, encode_json(native) if native else None)
            if context is not None:
                context._adopt(call)

        call = Begun(self.queue())
        try:
            return await self._carry_out(call, operation, begin, make, repeated_key, listener)
        finally:
            if isinstance(context, Context):
                context._release(call)

    def next_page(self, pages: Pages) -> Coroutine[Any, Any, list[Any] | None]:  # type: ignore[override]
        """As `Caller.next_page`."""

        def begin(call: Begun) -> None:
            call.begin("codat_pager_begin_next", pages.open())

        have_room()
        return self._carry_out(Begun(self.queue()), pages.operation, begin, pages.read)

    async def _carry_out(
        self,
        call: Begun,
        operation: str,
        begin: Callable[[Begun], None],
        make: Callable[[bytes], T],
        repeated_key: str | None = None,
        listener: Listener | None = None,
    ) -> T:
        """Begins a call and waits for its end.

        An exception that ends the wait ends the call at once, and the call's error becomes its cause.
        """
        log, queue = self.native.log, call.queue
        error = None
        try:
            begin(call)
            while call.document is None:
                await queue.wait(call)
                call.hear(log, listener)
            value, error = judge(operation, call.failed, call.document, make)
            if listener is not None:
                listener.end(value)
            if error is not None:
                raise error
            return value  # type: ignore[return-value]  # there is one if there is no error
        except BaseException as raised:
            if raised is error:
                raise
            interruption = raised

            def keep() -> None:
                ended = explain(interruption, operation, call.document, make, repeated_key)
                if ended is not None and ended.outcome_unknown:
                    self.native.interrupted.append(ended)

            if not call.number:
                queue.rest()
                keep()
                raise
            call.cancel()
            try:
                # A coroutine that is closed must not wait any more.
                if isinstance(interruption, GeneratorExit):
                    raise
                while call.document is None:
                    # A log handler that fails again must not keep this from waiting for the end of the call.
                    with suppress(Exception):
                        call.hear(log, listener)
                    with suppress(*queue.again):
                        await queue.wait(call)
                with suppress(Exception):
                    call.hear(log, listener)
            finally:
                call.leave(keep)
            raise
