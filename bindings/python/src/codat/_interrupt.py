"""Work that blocks outside of Python, and that Ctrl-C or another signal can end all the same.

Python runs signal handlers in the main thread, between two steps of Python code: during a call of the library
they would wait. So the main thread has the work done by a helper and waits for it in Python; where a handler
raises an exception, the work is cancelled. Other threads get no signals and do the work themselves.
"""

from __future__ import annotations

import _thread
import os
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")

_WORK, _END = b"w", b"e"


class _Helper:
    """A thread that does work for the main thread, one piece after another, and sleeps in between.

    They wake each other through pipes. A lock is let go of by somebody who has Python's own lock, for which
    the one that it wakes must then wait: that takes twice the processor time.
    """

    def __init__(self) -> None:
        self._pipes = [*os.pipe()]
        try:
            self._pipes += os.pipe()
            self._orders, self._order, self._answers, self._answer = self._pipes
            self._work: Callable[[], Any]
            self._outcome: tuple[Any, BaseException | None] = None, None
            self.ended = _thread.allocate_lock()
            self.ended.acquire()
            _thread.start_new_thread(self._run, ())
        except BaseException:
            self._close()
            raise

    def do(self, work: Callable[[], T]) -> tuple[T, BaseException | None]:
        """What work returns or raises."""
        self._work = work
        os.write(self._order, _WORK)
        os.read(self._answers, 1)
        outcome, self._outcome = self._outcome, (None, None)
        return outcome

    def dismiss(self) -> None:
        """Ends the thread once its work is done, without waiting for that."""
        os.write(self._order, _END)

    def _run(self) -> None:
        while os.read(self._orders, 1) == _WORK:
            try:
                self._outcome = self._work(), None
            except BaseException as error:
                self._outcome = None, error
            del self._work
            os.write(self._answer, _WORK)
        self._close()
        self.ended.release()

    def _close(self) -> None:
        for each in self._pipes:
            os.close(each)


_idle: list[_Helper] = []
"""More than one only where signal handlers make calls, while the call that they came upon waits."""


def possible() -> bool:
    """Whether a signal can come upon work in this thread."""
    # On Windows it can come upon nothing that waits. Threads that are not the system's own (gevent) would
    # wait for each other.
    return (
        threading.current_thread() is threading.main_thread()
        and os.name != "nt"
        and isinstance(_thread.start_new_thread, type(len))
    )


def interruptibly(work: Callable[[], T], cancel: Callable[[], None]) -> T:
    """Does work, and cancels it where a signal handler raises an exception meanwhile, which then goes on."""
    if not possible():
        return work()
    try:
        helper = _idle.pop() if _idle else _Helper()
    except (OSError, RuntimeError):
        # There is no further thread to be had, as at the very end of a program.
        return work()
    try:
        outcome, failure = helper.do(work)
    except BaseException:
        cancel()
        helper.dismiss()
        raise
    _idle.append(helper)
    if failure is not None:
        raise failure
    return outcome


def _before_fork() -> None:
    """A child has none of its parent's threads: let none be there, and nothing of them."""
    while _idle:
        helper = _idle.pop()
        helper.dismiss()
        helper.ended.acquire()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork)
