"""The breaker of a model: one that fails is left alone for a while, so that a turn does not wait for it again.

Kept by each process for itself, in its memory: what it costs to find out is one request.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

FAILURES = 2
"""In a row, after which a model rests."""
REST, LONGEST_REST = 30.0, 600.0
"""Seconds."""
LASTING = {"auth": 120.0, "not_found": 120.0, "quota": 300.0}
"""Errors that no second try mends, with the seconds after which somebody may have mended them."""


@dataclass(slots=True)
class Breaker:
    """After a rest one failure is enough for the next."""

    clock: Callable[[], float] = time.monotonic
    failures: int = 0
    resting_until: float = 0.0

    @property
    def resting(self) -> bool:
        return self.clock() < self.resting_until

    def worked(self) -> None:
        self.failures = 0

    def failed(self, error: str, retry_after: float | None = None) -> None:
        """`retry_after`: the seconds the provider asked for."""
        self.failures += 1
        rest = LASTING.get(error)
        if rest is None and self.failures >= FAILURES:
            rest = REST
        if rest is not None:
            self.resting_until = self.clock() + min(max(rest, retry_after or 0.0), LONGEST_REST)
