"""Deliveries of each provider, signed beforehand, so that making them takes no time from what is measured."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any
from urllib.parse import urlsplit

from prosa.testing import evolution, graph, twilio, waha
from prosa.testing.stage import Courier, Parcel, Webhook

LINES: dict[str, Any] = {
    "meta_cloud": graph.Line(),
    "waha": waha.Line(),
    "evolution": evolution.Line(),
    "twilio": twilio.Line(),
}
"""The line of each provider that its deliveries belong to."""

_PLAYED: dict[str, tuple[Callable[[], Any], Callable[[str], Webhook]]] = {
    "meta_cloud": (graph.FakeGraph, lambda url: graph.Webhook(url=url, app_secret=graph.Line().app_secret)),
    "waha": (waha.FakeWaha, lambda url: waha.Webhook(url=url, key=waha.Line().webhook_key)),
    "evolution": (evolution.FakeEvolution, lambda url: evolution.Line().webhook(url)),
    "twilio": (twilio.FakeTwilio, lambda url: twilio.Webhook(url=url, auth_token=twilio.Line().auth_token)),
}


class _Box(Courier):
    """Packs what it is handed and keeps it."""

    def __init__(self, courier: Courier) -> None:
        super().__init__(courier.webhook, courier._habits)
        self.parcels: list[Parcel] = []

    def post(self, item: Any, delay: float = 0.0) -> None:
        self.parcels += self._habits.pack([item], self._rng)


def letters(connector: str, url: str, texts: Sequence[str], people: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """One message of each person, as (phone, the whole HTTP request)."""
    make, webhook = _PLAYED[connector]
    fake, rng = make(), Random(1)
    box = asyncio.run(_box(fake, webhook(url)))
    for phone in people:
        fake.say(phone, rng.choice(texts), name=f"Contato {phone[-4:]}")
    return zip(people, (_request(url, parcel) for parcel in box.parcels), strict=True)


async def _box(fake: Any, webhook: Webhook) -> _Box:
    await fake.deliver_to(webhook)
    fake.courier = _Box(fake.courier)
    return fake.courier


def _request(url: str, parcel: Parcel) -> bytes:
    target = urlsplit(url)
    headers = "".join(f"{name}: {value}\r\n" for name, value in parcel.headers.items())
    head = f"POST {target.path}{parcel.suffix} HTTP/1.1\r\nhost: {target.netloc}\r\n{headers}"
    return f"{head}content-length: {len(parcel.body)}\r\n\r\n".encode() + parcel.body
