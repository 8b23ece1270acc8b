"""What will be said, by whom and when: drawn from a seed, so that a run can be repeated."""

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
    """A run. `rate` is messages per second over all contacts; `plant` names a fault to be found (see faults)."""

    messages: int
    seed: int
    rate: float = 45.0
    workers: int = 2
    kills: bool = True
    plant: str | None = None

    @property
    def contacts(self) -> int:
        return max(10, self.messages // PER_CONTACT)

    def sayings(self) -> Iterator[Saying]:
        """Bursts of up to four messages of one contact, the contacts in random order."""
        rng = Random(self.seed)  # noqa: S311  (a run must be repeatable)
        number = 0
        while number < self.messages:
            phone = f"55119{rng.randrange(self.contacts):08d}"
            for _ in range(min(rng.choice((1, 1, 1, 2, 3, LONGEST_BURST)), self.messages - number)):
                number += 1
                yield Saying(number, phone, rng.expovariate(self.rate))


def asks(number: int) -> str:
    """What a contact says."""
    return f"pergunta {number}"


def number_in(text: str | None) -> list[int]:
    """The numbers a text names, of what was asked or answered."""
    return [int(word) for word in (text or "").split() if word.isdecimal()]
