"""The native context of one call, built from the options of the call and of its `Context`."""

from __future__ import annotations

from time import monotonic

from . import _native
from ._context import Context
from ._errors import InvalidArgumentError, error_of
from ._input import encode_json, milliseconds
from ._interrupt import Interrupt, possible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ._listener import Listener


class CallContext(_native.Unique):
    """The native context of one call, with the options of the call and of its `Context`.

    The call runs within a `with` block of it.

    Raises:
        InvalidArgumentError: An option is refused.

    """

    def __init__(self, options: Mapping[str, Any], listener: Listener | None = None) -> None:
        native = native_options(options)
        self._context: Context | None = options.get("context")
        self._interrupt = Interrupt() if possible() else None
        self.handle = new_context(native, listener, self._interrupt)

    def cancel(self) -> None:
        """Cancels the call. A call that has ended is left alone: handles are not reused."""
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


def native_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a call as the library takes them: the call's options override those of its `Context`.

    Raises:
        InvalidArgumentError: `context` is no `Context`, or `timeout` is no number of seconds.

    """
    native: dict[str, Any] = {}
    timeout, max_retries = options.get("timeout"), options.get("max_retries")
    idempotency_key, first_use = options.get("idempotency_key"), options.get("first_use", False)
    context = options.get("context")
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
            native["traceparent"] = context._traceparent
    if timeout is not None:
        # A time that is over is a timeout, however long it has been over.
        native["timeoutMs"] = max(0, milliseconds("timeout", timeout))
    if max_retries is not None:
        native["maxRetries"] = max_retries
    if idempotency_key is not None:
        native["idempotencyKey"] = idempotency_key
    if first_use:
        native["firstUse"] = first_use
    return native


def repeated(options: Mapping[str, Any]) -> str | None:
    """The key of the call that a call with these options repeats; None if it repeats none."""
    if not options:
        return None
    context, idempotency_key = options.get("context"), options.get("idempotency_key")
    first_use = options.get("first_use", False)
    if isinstance(context, Context) and idempotency_key is None:
        idempotency_key, first_use = context._idempotency_key, first_use or bool(context._first_uses)
    return idempotency_key if isinstance(idempotency_key, str) and not first_use else None


def new_context(
    options: Mapping[str, Any], listener: Listener | None = None, interrupt: Interrupt | None = None
) -> _native.Handle:
    """Creates a native context; the `listener`, if any, receives the events of its calls.

    An `interrupt`, if any, is called while the calls wait, and must outlive them.

    Raises:
        InvalidArgumentError: An option is refused.

    """
    text = encode_json(options) if options else None
    if listener is not None:
        handle, error = _native.make(
            "codat_context_new_with_progress",
            "codat_context_free",
            text,
            listener.callback,
            listener.user_data,
        )
    else:
        handle, error = _native.make("codat_context_new", "codat_context_free", text)
    if not handle:
        raise error_of(error)
    if interrupt is not None:
        interrupt.watch(handle)
    return handle
