"""What will be said, by whom and when: drawn from a seed, so that a run can be repeated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

PER_CONTACT = 5
LONGEST_BURST = 4


@dataclass(frozen=True, slots=True)
class Saying:
    """One message: its number is its text, so that an answer can name what it answers."""

    number: int
    phone: str
    pause: float
    """Seconds to wait before it, after the message before it in the whole run."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A run. `rate` is messages per second over all contacts; `plant` names a fault to be found (see faults).

    `everywhere`: over all four providers instead of the Cloud API alone. `outage`: seconds for which the first
    provider takes nothing, in the middle of a run that is stretched to be half as long again.
    """

    messages: int
    seed: int
    rate: float = 45.0
    workers: int = 2
    kills: bool = True
    plant: str | None = None
    everywhere: bool = False
    outage: float = 0.0

    @property
    def contacts(self) -> int:
        return max(10, self.messages // PER_CONTACT)

    @property
    def pace(self) -> float:
        """Messages per second, so that an outage falls into the run."""
        return min(self.rate, self.messages / (1.5 * self.outage)) if self.outage else self.rate

    def sayings(self) -> Iterator[Saying]:
        """Bursts of up to four messages of one contact, the contacts in random order."""
        rng = Random(self.seed)  # noqa: S311  (a run must be repeatable)
        number = 0
        while number < self.messages:
            phone = f"55119{rng.randrange(self.contacts):08d}"
            for _ in range(min(rng.choice((1, 1, 1, 2, 3, LONGEST_BURST)), self.messages - number)):
                number += 1
                yield Saying(number, phone, rng.expovariate(self.pace))


def asks(number: int) -> str:
    """What a contact says."""
    return f"pergunta {number}"


def numbers_delivered(body: bytes) -> set[int]:
    """The numbers asked for in a delivery, however the provider writes it."""
    return {int(number) for number in re.findall(rb"pergunta(?:\+|%20|\\u0020| )([0-9]+)", body)}


def number_in(text: str | None) -> list[int]:
    """The numbers a text names, of what was asked or answered."""
    return [int(word) for word in (text or "").split() if word.isdecimal()]


def person(address: str) -> str:
    """Who is behind a phone or a provider's address of it: the last eight digits, which no two contacts share."""
    return "".join(filter(str.isdecimal, address.split("@")[0]))[-8:]
