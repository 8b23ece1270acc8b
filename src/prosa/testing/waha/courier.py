"""How WAHA delivers: one event at a time, signed, and again for as long as its policy says."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import orjson

from prosa.core.clock import now
from prosa.testing import stage

EVERYTHING = ("message.any", "message.ack", "message.reaction", "message.revoked", "message.edited", "session.status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook(stage.Webhook):
    """`key` signs (an empty one does not), `events` are those subscribed to. What is not answered with 2xx comes
    again: `policy` constant, linear or exponential from `delay` seconds, until it was tried `attempts` times."""

    key: str = ""
    events: Sequence[str] = EVERYTHING
    policy: str = "constant"
    delay: float = 2.0
    attempts: int = 15


@dataclass(frozen=True, slots=True)
class WahaHabits:
    """Serves `Habits`."""

    webhook: Webhook

    def pack(self, items: Sequence[Mapping[str, Any]], rng: Random) -> list[stage.Parcel]:
        return [_parcel(self.webhook.key, event) for event in items]

    def again(self, attempt: int, status: int | None) -> float | None:
        if attempt >= self.webhook.attempts:
            return None
        factor = {"linear": attempt, "exponential": 2 ** (attempt - 1)}.get(self.webhook.policy, 1)
        return float(self.webhook.delay * factor)


def _parcel(key: str, event: Mapping[str, Any]) -> stage.Parcel:
    body = orjson.dumps(event)
    return stage.Parcel(signed(key, body), body)


def signed(key: str, body: bytes) -> dict[str, str]:
    """The headers of a delivery, made once: every try carries the same."""
    digest = hmac.new(key.encode(), body, hashlib.sha512).hexdigest()
    proof = {"x-webhook-hmac": digest, "x-webhook-hmac-algorithm": "sha512"} if key else {}
    return {
        "content-type": "application/json",
        "x-webhook-request-id": hashlib.sha256(body).hexdigest()[:26],
        "x-webhook-timestamp": str(round(now().timestamp() * 1000)),
        **proof,
    }


def courier(webhook: Webhook) -> stage.Courier:
    """Carries events there."""
    return stage.Courier(webhook, WahaHabits(webhook))
