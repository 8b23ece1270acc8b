"""How Twilio delivers: one form at a time, signed over the address; again only when that address asks for it."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from urllib.parse import parse_qs, urldefrag, urlencode, urlsplit

from prosa.testing import stage

FIRST_PAUSE = 0.25
"""Seconds before a delivery comes again; then twice that, and so on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook(stage.Webhook):
    """`url` is where messages go, with the fragment that asks for retries (`#rc=5&rp=all`) or without it."""

    auth_token: str
    first_pause: float = FIRST_PAUSE


@dataclass(frozen=True, slots=True)
class Delivery:
    """A form for one address; `url` None is the webhook's own."""

    fields: Mapping[str, str]
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Retries:
    """What the fragment of an address asks for: `count` times again, on failures of the kinds `on`."""

    count: int = 1
    on: frozenset[str] = frozenset({"ct"})

    @classmethod
    def of(cls, url: str) -> "Retries":
        told = parse_qs(urldefrag(url).fragment)
        count = told.get("rc", ["1"])[0]
        on = frozenset(told.get("rp", ["ct"])[0].split(","))
        return cls(min(int(count), 5) if count.isdigit() else 1, on)

    def after(self, status: int | None) -> bool:
        kind = "ct" if status is None else f"{status // 100}xx"
        return "all" in self.on or kind in self.on or (status is None and "rt" in self.on)


@dataclass(slots=True)
class TwilioHabits:
    """Serves `Habits`. What is asked for is read from the webhook's address, for statuses as well."""

    webhook: Webhook
    _retries: Retries = field(init=False)

    def __post_init__(self) -> None:
        self._retries = Retries.of(self.webhook.url)

    def pack(self, items: Sequence[Delivery], rng: Random) -> list[stage.Parcel]:
        return [self._parcel(item, rng) for item in items]

    def _parcel(self, item: Delivery, rng: Random) -> stage.Parcel:
        """Addresses for statuses differ from the webhook's in the query alone, as we give them."""
        url = urldefrag(item.url or self.webhook.url).url
        headers = {
            "content-type": "application/x-www-form-urlencoded; charset=utf-8",
            "x-twilio-signature": signature(self.webhook.auth_token, url, item.fields),
            "i-twilio-idempotency-token": f"{rng.getrandbits(128):032x}",
        }
        query = urlsplit(url).query
        return stage.Parcel(headers, urlencode(item.fields).encode(), f"?{query}" if query else "")

    def again(self, attempt: int, status: int | None) -> float | None:
        wanted = attempt <= self._retries.count and self._retries.after(status)
        return self.webhook.first_pause * 2 ** (attempt - 1) if wanted else None


def signature(auth_token: str, url: str, fields: Mapping[str, str]) -> str:
    """Of a form without repeated fields."""
    text = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def courier(webhook: Webhook) -> stage.Courier:
    """Carries deliveries there. The fragment stays with Twilio, as with any client."""
    return stage.Courier(replace(webhook, url=urldefrag(webhook.url).url), TwilioHabits(webhook))
