"""What every fake provider keeps of the sends it is asked for: what it took, and what went wrong."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from prosa.testing.stage.courier import Courier
from prosa.testing.stage.faults import Fault, FaultKind, Rates


@dataclass(frozen=True, slots=True)
class Send:
    """A message that was taken. `number` counts from 1 in the order of taking; `callback` is what the sender gave
    along to recognise it, or, where the provider takes nothing of the kind, what it says and to whom."""

    number: int
    at: datetime
    id: str
    to: str
    type: str
    text: str | None
    callback: str | None
    body: Mapping[str, Any]


@dataclass(slots=True)
class Taking:
    """Base of a fake. `script` holds what goes wrong with the next requests to send, in order (None: nothing); when it
    is used up, `rates` decide. `faults` counts how often each was met."""

    rates: Rates = field(default_factory=Rates)
    script: deque[Fault | None] = field(default_factory=deque)
    sends: list[Send] = field(default_factory=list)
    faults: Counter[FaultKind] = field(default_factory=Counter)
    courier: Courier | None = None
    _tries: Counter[str] = field(default_factory=Counter)

    def goes_wrong(self, faults: Iterable[Fault | None]) -> None:
        """Adds to the script."""
        self.script.extend(faults)

    def fault_of(self, subject: str) -> Fault | None:
        """What goes wrong with the next try to send this."""
        if self.script:
            return self.script.popleft()
        self._tries[subject] += 1
        return self.rates.fault(subject, self._tries[subject])

    def doubled(self) -> dict[str, int]:
        """Messages that were taken more than once, by what the sender recognises them by."""
        found = Counter(send.callback for send in self.sends if send.callback)
        return {callback: times for callback, times in found.items() if times > 1}
