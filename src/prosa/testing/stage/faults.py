"""What goes wrong with a send: by a script, request by request, or by shares drawn from a seed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    """The first three leave the message untaken; after the others it is on its way, whatever the caller sees."""

    ERROR = "error"
    """Refused with the provider's error `code`."""
    HTTP = "http"
    """Refused with a bare HTTP `status`, as by something in between."""
    CUT_BEFORE = "cut_before"
    """The connection is closed; the message was not taken."""
    HTTP_AFTER = "http_after"
    """Taken, but answered with a bare HTTP `status`."""
    CUT = "cut"
    """Taken, then the connection is closed without an answer."""
    SILENT = "silent"
    """Taken, then no answer ever comes."""
    SLOW = "slow"
    """Taken and answered after `seconds`."""
    GARBLED = "garbled"
    """Taken and answered with 200 and something unreadable."""
    FAILED = "failed"
    """Taken and answered; later a status says that it failed with `code`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `code` and `status` are used by the kinds that have one; `retry_after` (seconds) becomes the
    header of that name."""

    kind: FaultKind
    code: int = 131000
    status: int = 503
    seconds: float = 1.0
    retry_after: float | None = None


UNTAKEN = frozenset({FaultKind.ERROR, FaultKind.HTTP, FaultKind.CUT_BEFORE})


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of requests, 0 to 1, that meet a fault of a kind. Which ones is drawn from the seed, the message and
    the number of its try, and so does not depend on the order in which requests arrive."""

    seed: int = 0
    shares: Mapping[FaultKind, float] = field(default_factory=dict)
    slow_seconds: float = 1.0

    def fault(self, subject: str, attempt: int) -> Fault | None:
        left = draw(self.seed, "fault", subject, attempt)
        for kind, share in self.shares.items():
            if left < share:
                return Fault(kind, seconds=self.slow_seconds)
            left -= share
        return None


def draw(seed: int, *subject: object) -> float:
    """A number in [0, 1), the same whenever seed and subject are."""
    digest = hashlib.sha256("|".join(map(str, (seed, *subject))).encode()).digest()
    return int.from_bytes(digest[:7]) / 2**56
