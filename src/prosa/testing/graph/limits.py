"""When Meta takes a message at all: the window, the throughput of a number, the pace towards one person."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from prosa.core.wire import text

OUTSIDE_WINDOW, THROUGHPUT, PAIR = 131047, 130429, 131056
_SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class Limits:
    """`window_hours` after a person's message, `ad_window_hours` when an advertisement brought them; `per_second`
    messages of the number; to one person one in `pair_seconds`, after `pair_burst` at once."""

    window_hours: float = 24
    ad_window_hours: float = 72
    per_second: int = 80
    pair_seconds: float = 6.0
    pair_burst: int = 45
    _open_until: dict[str, datetime] = field(default_factory=dict)
    _recent: "deque[datetime]" = field(default_factory=deque)
    _pairs: dict[str, datetime] = field(default_factory=dict)

    def heard(self, person: str, at: datetime, *, from_ad: bool) -> None:
        """The person wrote: the window opens, or stays open for longer."""
        hours = self.ad_window_hours if from_ad else self.window_hours
        until = at + timedelta(hours=hours)
        self._open_until[person] = max(until, self._open_until.get(person, until))

    def problem(self, body: Mapping[str, Any], at: datetime) -> tuple[int, str] | None:
        """Meta's code for why it does not take this message now; None counts the message as taken."""
        person = text(body.get("to")) or text(body.get("recipient")) or ""
        if body.get("type") != "template" and self._open_until.get(person, at) <= at:
            return OUTSIDE_WINDOW, "More than 24 hours have passed since the customer last replied to this number."
        while self._recent and self._recent[0] <= at - _SECOND:
            self._recent.popleft()
        if len(self._recent) >= self.per_second:
            return THROUGHPUT, "Message failed to send because there were too many messages sent in a short time."
        pause = timedelta(seconds=self.pair_seconds)
        due = max(self._pairs.get(person, at), at)
        if due - at > pause * (self.pair_burst - 1):
            return PAIR, "Too many messages sent from this phone number to the same WhatsApp user."
        self._pairs[person] = due + pause
        self._recent.append(at)
        return None
