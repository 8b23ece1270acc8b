"""How Evolution delivers: one event at a time, up to ten times, and not again after certain answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from prosa.testing import stage
from prosa.testing.evolution.payloads import Event, delivery, token

FINAL = frozenset({400, 401, 403, 404, 422})
"""Answers after which an event is dropped."""

JWT_KEY = "jwt_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook(stage.Webhook):
    """As `POST /webhook/set` describes it; no `events` means all of them. A header called `jwt_key` is not sent: a
    token is made with it, once per event and `token_age` seconds ago, and sent at every attempt.

    What is not answered with 2xx comes again after `retry_base` seconds, then twice that, up to `retry_cap`, give or
    take `jitter`, at most `most_attempts` times in all. The real delays are 5 and 300 seconds.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    events: Sequence[str] = ()
    by_events: bool = False
    base64: bool = False
    instance: str = "loja"
    token: str = "00000000-TEST-TEST-TEST-INSTANCETOKEN"  # noqa: S105  (opens nothing)
    number: str = "551130001000"
    token_age: float = 0.0
    retry_base: float = 0.25
    retry_cap: float = 15.0
    jitter: float = 0.2
    most_attempts: int = 10

    def wants(self, event: Event) -> bool:
        return not self.events or event.name.replace(".", "_").upper() in self.events


@dataclass(frozen=True, slots=True)
class EvolutionHabits:
    """Serves `Habits`."""

    webhook: Webhook

    def pack(self, items: Sequence[Event], rng: Random) -> list[stage.Parcel]:
        return [self._parcel(event) for event in items]

    def _parcel(self, event: Event) -> stage.Parcel:
        hook = self.webhook
        headers = {name: value for name, value in hook.headers.items() if name != JWT_KEY}
        if JWT_KEY in hook.headers:
            headers["authorization"] = f"Bearer {token(hook.headers[JWT_KEY], hook.token_age)}"
        body = delivery(event, hook.instance, hook.token, hook.number, hook.url)
        suffix = "/" + event.name.replace(".", "-") if hook.by_events else ""
        return stage.Parcel({"content-type": "application/json", **headers}, body, suffix)

    def again(self, attempt: int, status: int | None) -> float | None:
        hook = self.webhook
        if status in FINAL or attempt >= hook.most_attempts:
            return None
        pause = min(hook.retry_base * 2 ** (attempt - 1), hook.retry_cap)
        return float(pause * (1 + hook.jitter * (2 * stage.draw(hook.seed, "jitter", attempt) - 1)))


def courier(webhook: Webhook) -> stage.Courier:
    """Carries events there."""
    return stage.Courier(webhook, EvolutionHabits(webhook))
