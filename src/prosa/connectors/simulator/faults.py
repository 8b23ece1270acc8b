"""The fault script: what goes wrong with a delivery or a send, drawn from the seed to be repeatable."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from prosa.connectors.simulator.settings import SimulatorSettings

OVERTAKEN_BY = 1.5
"""Seconds a delivery is held back so that what follows it arrives first."""


class Fate(StrEnum):
    """What becomes of one try to send."""

    TAKEN = "taken"
    RETRY = "retry"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    LOST = "lost"


def draw(seed: int, *what: object) -> float:
    """A number in [0, 1) that is always the same for the same seed and subject."""
    subject = "|".join(map(str, (seed, *what)))
    return int.from_bytes(hashlib.sha256(subject.encode()).digest()[:7]) / 2**56


def fate_of_send(settings: SimulatorSettings, message_id: UUID, attempt: int) -> Fate:
    """`attempt` counts from 1; a message refused for good stays so, the other faults are drawn again."""
    if draw(settings.seed, "refused", message_id) < settings.send_refused:
        return Fate.REFUSED
    left = draw(settings.seed, "send", message_id, attempt)
    for share, fate in (
        (settings.send_retry, Fate.RETRY),
        (settings.send_unknown, Fate.UNKNOWN),
        (settings.send_lost, Fate.LOST),
    ):
        if left < share:
            return fate
        left -= share
    return Fate.TAKEN


@dataclass(frozen=True, slots=True)
class Journey:
    """When copies of one delivery arrive, in seconds from now; empty when it is lost for good."""

    arrivals: tuple[float, ...]


def journey_of(settings: SimulatorSettings, delivery_id: str) -> Journey:
    """What the script does to one delivery from a phone."""
    seed = settings.seed
    spread = settings.delay_max - settings.delay_min
    first = settings.delay_min + draw(seed, "delay", delivery_id) * spread
    if draw(seed, "reorder", delivery_id) < settings.reordering:
        first += OVERTAKEN_BY
    if draw(seed, "loss", delivery_id) < settings.loss:
        if not settings.retry_seconds:
            return Journey(())
        first += settings.retry_seconds
    twice = draw(seed, "twice", delivery_id) < settings.duplicates
    return Journey((first, first) if twice else (first,))


def receipt_is_lost(settings: SimulatorSettings, provider_id: str, status: str) -> bool:
    return draw(settings.seed, "receipt", provider_id, status) < settings.receipt_loss
