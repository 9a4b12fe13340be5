"""`companies.create_many`: its input, its events and its outcome."""

from __future__ import annotations

from ._errors import UNDECODABLE, CodatError, error_from, undecodable
from ._listener import Listener
from ._model import Model, Resource, dataclass, field, member
from ._models import Company, Group
from ._outcome import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any


@dataclass(frozen=True)
class CompanyRequest(Model):
    """A company to create: what `Companies.create` takes."""

    name: str
    """The service removes characters other than letters, digits, white space and `-',&@.?!`."""
    description: str | None = None
    """Any text."""
    tags: Mapping[str, str] | None = None
    """At most 10 pairs; keys to 27 characters, values to 100."""
    groups: Sequence[str | Group] | None = member(model=Group)
    """Groups to put it in, or their ids."""


class CreateManyFate:
    """The known values of `CreateManyResult.outcome`."""

    CREATED = "created"
    """Created in this run."""
    FOUND = "found"
    """Created by an earlier run whose response was lost."""
    RESUMED = "resumed"
    """Created by an earlier run."""
    FAILED = "failed"
    """Not created, or it is unknown whether: see the error."""
    NOT_TRIED = "not_tried"
    """Not sent."""


@dataclass(frozen=True)
class CreateManyResult(Resource):
    """The outcome of one company."""

    index: int
    """The company's place in the list, from 0."""
    outcome: str
    """One of `CreateManyFate`."""
    company_id: str | None = None
    """The company's id, if the company exists."""
    error: dict[str, Any] | None = None
    """Why it failed: `kind`, `message`, `outcomeUnknown` and what else is known; see `exception`."""

    @property
    def exception(self) -> CodatError | None:
        """The error, as `Companies.create` would raise it; None if the company did not fail."""
        if not isinstance(self.error, dict):
            return None
        meta = {"status": self.error.get("httpStatus"), "idempotencyKey": self.error.get("idempotencyKey")}
        return error_from({"operation": "companies.create", **self.error}, meta)


@dataclass(frozen=True)
class CreateManyOutcome(Resource):
    """The outcome of `companies.create_many`."""

    total: int
    """How many companies there are."""
    created: int
    """Created in this run."""
    found: int
    """Created by an earlier run whose response was lost."""
    resumed: int
    """Created by an earlier run."""
    failed: int
    """Not created, or it is unknown whether."""
    not_tried: int
    """Not sent."""
    results: list[CreateManyResult] = field(metadata={"model": CreateManyResult})
    """The outcome of each company, in the order of the list."""
    stopped: str | None = None
    """Why not all were tried: the kind of the failure that all others would share, such as
    `payment_required`; `cancelled` or `timeout`; None if all were tried."""


@dataclass(frozen=True)
class CreateManyEvent(CreateManyResult):
    """The outcome of one company, reported as soon as it is known."""

    done: int = 0
    """How many companies have an outcome now."""
    total: int = 0
    """How many companies there are."""
    company: Company | None = member(model=Company)
    """The company as the service returned it, if it was created or found."""


class Progress(Listener):
    """Reports the events of `companies.create_many` to a function of the caller."""

    def __init__(self, progress: Callable[[CreateManyEvent], object]) -> None:
        self._progress = progress
        self._reported: set[int] = set()
        super().__init__()

    def receive(self, event: bytes) -> None:
        """Reports one event."""
        result = _event(event)
        self._reported.add(result.index)
        self._progress(result)

    def rest(self, outcome: CreateManyOutcome) -> None:
        """Reports the events that a signal handler kept from being received."""
        for result in outcome.results:
            if result.index not in self._reported and result.outcome != CreateManyFate.NOT_TRIED:
                self._reported.add(result.index)
                counts = {"done": len(self._reported), "total": outcome.total}
                self._progress(CreateManyEvent.from_dict({**result.to_dict(), **counts}))


def _event(event: bytes) -> CreateManyEvent:
    try:
        return CreateManyEvent.from_dict(decode(event))
    except UNDECODABLE as problem:
        raise undecodable("companies.create_many", event, problem) from problem
