"""What `make bench` has measured."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Results:
    """Medians over the rounds."""

    calls: dict[tuple[str, str, int], dict[str, float]]
    """Of contestant, operation and threads: `cpu_us`, `rate`, `peak_mib`, `connections`."""
    starts: dict[str, float]
    """How long whole programs take, in milliseconds."""
    sizes: dict[str, float] = field(default_factory=dict)
    """Of what is installed, in MB."""

    def of(self, key: str, operation: str, threads: int, what: str) -> float | None:
        """One median; None if it was not measured."""
        return self.calls.get((key, operation, threads), {}).get(what)
