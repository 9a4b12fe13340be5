"""`Context`: options of several calls, and the means to cancel them."""

from __future__ import annotations

import math
from time import monotonic

from . import _native
from ._errors import InvalidArgumentError, error_of
from ._input import encode_json
from ._interrupt import Interrupt, possible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Union

    from ._begun import Begun
    from ._create_many import Listener

    Running = Union["CallContext", Begun]


class Context(_native.Unique):
    """Options that calls share, and the means to cancel them together, from any thread.

    Give it to calls as `context=context`. What a call is given itself goes before what its context says,
    except that of two time limits the earlier one counts. A context needs no closing, and may be used by any
    number of threads and calls at once.
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
        """Makes a context.

        Args:
            timeout: Calls fail with `CallTimeoutError` this many seconds after now, retries and waiting
                included. Default: the client's, from the start of each call.
            idempotency_key: A UUID, sent with POST and PATCH instead of a fresh one. It is for one call.
            first_use: Whether that key was never sent before, so that the first call with this context is no
                repeat; see `Companies`. Default: False.
            max_retries: How often a failed attempt is repeated where that is safe. Default: the client's.
            traceparent: The trace that the calls belong to, as W3C Trace Context has it; sent as the header
                of that name. Default: none.

        Raises:
            InvalidArgumentError: `timeout` is no number of seconds.

        """
        self._deadline = None if timeout is None else monotonic() + milliseconds("timeout", timeout) / 1000
        self._idempotency_key = idempotency_key
        self._first_uses = [True] if first_use else []
        self._max_retries = max_retries
        self._traceparent = traceparent
        # Each step with these two is whole in itself, so no lock is needed, which a fork() could leave taken.
        self._cancelled = False
        self._running: dict[Running, None] = {}
        """In the order in which they began."""

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._cancelled

    def cancel(self) -> None:
        """Cancels all calls that run with this context, at once, and every later one before it is sent.

        They raise `CallCancelledError`. Where its `outcome_unknown` is true, the service may have done the
        work.
        """
        # First this: a call that is not among the running then finds itself cancelled.
        self._cancelled = True
        # The oldest last: while they are in flight, those that wait behind them are not sent.
        for call in reversed(tuple(self._running)):
            call.cancel()

    def _take_first_use(self) -> bool:
        """Whether no call took the key before: true for one call, whichever thread makes it."""
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


class CallContext(_native.Unique):
    """The native context of one call, with the options of the call and of its `Context`.

    The call runs within a `with` block of it.

    Raises:
        InvalidArgumentError: An option is refused.

    """

    def __init__(
        self,
        timeout: float | None,
        max_retries: int | None,
        context: Context | None,
        idempotency_key: str | None,
        first_use: bool,
        listener: Listener | None = None,
    ) -> None:
        options = options_of(timeout, max_retries, context, idempotency_key, first_use)
        self._context = context
        self._interrupt = Interrupt() if possible() else None
        self.handle = new_context(options, listener, self._interrupt)

    def cancel(self) -> None:
        """Cancels the call. One that has ended is left alone: handles are not reused."""
        _native.library().codat_context_cancel(self.handle)

    def call(self, function: Callable[[], int]) -> int:
        """Calls a function with this context, and raises what a signal handler raised meanwhile."""
        if self._interrupt is None:
            return function()
        with self._interrupt:
            status = function()
        self._interrupt.check()
        return status

    def __enter__(self) -> CallContext:
        if self._context is not None:
            self._context._adopt(self)
        return self

    def __exit__(self, *_: object) -> None:
        if self._context is not None:
            self._context._release(self)
        self.handle.end()


def options_of(
    timeout: float | None,
    max_retries: int | None,
    context: Context | None,
    idempotency_key: str | None,
    first_use: bool,
) -> dict[str, Any]:
    """The native options of a call: its own before those of its `Context`.

    Raises:
        InvalidArgumentError: `context` is no context, or `timeout` is no number of seconds.

    """
    options: dict[str, Any] = {}
    if context is not None:
        if not isinstance(context, Context):
            raise InvalidArgumentError(
                f"context: expected a Context, found {type(context).__name__}", member="context"
            )
        if context._deadline is not None:
            left = context._deadline - monotonic()
            timeout = left if timeout is None else min(timeout, left)
        max_retries = context._max_retries if max_retries is None else max_retries
        if idempotency_key is None:
            idempotency_key, first_use = context._idempotency_key, first_use or context._take_first_use()
        if context._traceparent is not None:
            options["traceparent"] = context._traceparent
    if timeout is not None:
        # A time that is over is a timeout, whether it is just over or long.
        options["timeoutMs"] = max(0, milliseconds("timeout", timeout))
    if max_retries is not None:
        options["maxRetries"] = max_retries
    if idempotency_key is not None:
        options["idempotencyKey"] = idempotency_key
    if first_use:
        options["firstUse"] = first_use
    return options


def repeated(context: Context | None, idempotency_key: str | None, first_use: bool) -> str | None:
    """The key of the call that a call with these options repeats; None if it repeats none."""
    if isinstance(context, Context) and idempotency_key is None:
        idempotency_key, first_use = context._idempotency_key, first_use or bool(context._first_uses)
    return idempotency_key if isinstance(idempotency_key, str) and not first_use else None


def new_context(
    options: Mapping[str, Any], listener: Listener | None = None, interrupt: Interrupt | None = None
) -> _native.Handle:
    """A native context; the `listener`, if any, hears of the events of its calls.

    Where there is an `interrupt` it is asked while they wait, and must outlive them.

    Raises:
        InvalidArgumentError: An option is refused.

    """
    text = encode_json(options) if options else None
    if listener is not None:
        from ._create_many import CALLBACK

        handle, error = _native.make(
            "codat_context_new_with_progress", "codat_context_free", text, CALLBACK, listener.user_data
        )
    else:
        handle, error = _native.make("codat_context_new", "codat_context_free", text)
    if not handle:
        raise error_of(error)
    if interrupt is not None:
        interrupt.watch(handle)
    return handle


def milliseconds(name: str, seconds: float) -> int:
    """Seconds as whole milliseconds, rounded up: a short time must not become none.

    Raises:
        InvalidArgumentError: It is no number of seconds.

    """
    try:
        known = not isinstance(seconds, bool) and isinstance(seconds, (int, float)) and math.isfinite(seconds)
    except OverflowError:
        known = False
    if not known:
        raise InvalidArgumentError(f"{name}: expected a number of seconds, found {seconds!r}", member=name)
    return math.ceil(seconds * 1000)
