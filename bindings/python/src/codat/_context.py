"""`Context`: options of several calls, and cancelling them."""

from __future__ import annotations

from time import monotonic

from ._input import milliseconds
from ._native import Unique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Running(Protocol):
        """A running call, as far as its context needs it."""

        def cancel(self) -> object:
            """Cancels the call. A call that has ended is left alone."""


class Context(Unique):
    """Options that calls share, and the means to cancel them together, from any thread.

    Pass it to calls as `context=context`. The options of a call override those of its context, except that
    the earlier of two time limits counts. A context needs no closing, and may be used by any number of
    threads and calls at once.
    """

    def __init__(
        self,
        *,
        timeout: float | None = None,
        idempotency_key: str | None = None,
        first_use: bool = False,
        max_retries: int | None = None,
        traceparent: str | None = None,
    ) -> None:
        """Creates a context.

        Args:
            timeout: Calls fail with `CallTimeoutError` this many seconds after now, retries and waiting
                included. Default: the client's, from the start of each call.
            idempotency_key: A UUID, sent with POST and PATCH instead of a fresh one. It is for one call.
            first_use: Whether that key was never sent before, so that the first call with this context is no
                repetition; see `WriteOptions`. Default: False.
            max_retries: How often a failed attempt is repeated if that is safe. Default: the client's.
            traceparent: The trace that the calls belong to, in the form of W3C Trace Context; sent as the
                header of that name. Default: none.

        Raises:
            InvalidArgumentError: `timeout` is no number of seconds.

        """
        self._deadline = None if timeout is None else monotonic() + milliseconds("timeout", timeout) / 1000
        self._idempotency_key = idempotency_key
        self._first_uses = [True] if first_use else []
        self._max_retries = max_retries
        self._traceparent = traceparent
        # Each step with these two is atomic, so no lock is needed, which a fork() could leave locked.
        self._cancelled = False
        self._running: dict[Running, None] = {}
        """In the order in which they began."""

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._cancelled

    def cancel(self) -> None:
        """Cancels all calls that run with this context, at once, and every later one before it is sent.

        They raise `CallCancelledError`. If its `outcome_unknown` is true, the service may have done the work.
        """
        # This comes first: a call that is not among the running ones yet then finds itself cancelled.
        self._cancelled = True
        # The oldest last: while it is in flight, the calls that wait behind it are not sent.
        for call in reversed(tuple(self._running)):
            call.cancel()

    def _take_first_use(self) -> bool:
        """Whether no call used the key before: true for one call, whichever thread makes it."""
        try:
            self._first_uses.pop()
        except IndexError:
            return False
        return True

    def _adopt(self, call: Running) -> None:
        self._running[call] = None
        if self._cancelled:
            call.cancel()

    def _release(self, call: Running) -> None:
        self._running.pop(call, None)
