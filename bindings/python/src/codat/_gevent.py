"""Calls in programs that gevent has patched: the calls are begun, and other greenlets run until they end."""

from __future__ import annotations

import errno

import gevent
from gevent import monkey
from gevent.event import Event

from . import _native
from ._begun import BegunCaller, Queue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any, TypeVar

    from ._begun import Begun
    from ._native_client import NativeClient

    T = TypeVar("T")


class _HubQueue(Queue):
    """The queue of a hub, which runs the greenlets of one thread."""

    again = (gevent.Timeout, gevent.GreenletExit)

    def watch(self) -> None:
        descriptor = _native.library().codat_queue_fd(self.handle)
        if descriptor < 0:
            raise OSError(errno.EMFILE, "the process has no file descriptor left for a gevent hub")
        self._watcher = self.loop.loop.io(descriptor, 1)
        self._watcher.start(self.take)

    async def wait(self, call: Begun) -> None:
        # From the greenlet's point of view this blocks, so the coroutine never stops here.
        if not call.events and call.document is None:
            call.waiting = Event()
            call.waiting.wait()

    def wake(self, call: Begun) -> None:
        if call.waiting is not None:
            call.waiting.set()

    def rest(self) -> None:
        self.loop.loop.run_callback(self.end)

    def end(self) -> None:
        if not self.calls and self.handle:
            self._watcher.stop()
            self._watcher.close()
        super().end()


class _GreenCaller(BegunCaller):
    """The request path of calls that let other greenlets run."""

    def queue(self) -> _HubQueue:
        hub, queues = gevent.get_hub(), self.native.queues
        return queues.get(hub) or _HubQueue(hub, queues)

    def now(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Returns the result of a coroutine that waits only for its greenlet."""
        try:
            coroutine.send(None)
        except StopIteration as ended:
            return ended.value  # type: ignore[no-any-return]
        finally:
            # The hub of a thread of gevent's pool does not run after the call.
            self.queue().end()
        raise AssertionError("it waits for something else")


def caller_of(native: NativeClient) -> _GreenCaller | None:
    """The caller for this thread; None if nothing was patched, and in the hub, which must not wait."""
    if not monkey.is_module_patched("socket") or gevent.getcurrent() is gevent.get_hub():
        return None
    return _GreenCaller(native)
