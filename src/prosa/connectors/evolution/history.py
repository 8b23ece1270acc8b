"""What Evolution has stored of the past: to find what its deliveries left out, and whether a send went out."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
from pydantic import BaseModel

from prosa.channels.abilities import ProviderRefused
from prosa.channels.fitting import Unfit
from prosa.channels.port import Fact, IncomingMessage, IncomingReaction, Outgoing
from prosa.connectors.evolution import jids
from prosa.connectors.evolution.calls import call
from prosa.connectors.evolution.fitting import Request, request
from prosa.connectors.evolution.messages import read_message
from prosa.connectors.evolution.settings import EvolutionSettings, own
from prosa.connectors.evolution.values import NO_TIME, moment
from prosa.contacts.schemas import Identity
from prosa.conversations.schemas import Direction, MessageType
from prosa.core.clock import now
from prosa.core.errors import Unavailable
from prosa.core.wire import obj, objects, text

PAGE = 100
MOST_PAGES = 20
AHEAD = timedelta(days=1)
"""How far Evolution's clock may be before ours; a span of time needs an end."""
TYPED = frozenset({"android", "ios"})
"""Devices that are surely a person's. What goes out through the API looks like WhatsApp Web."""
_TAIL = 8
"""Last digits of a number, which are the same with and without the ninth digit."""

Raw = Mapping[str, Any]


class EvolutionHistory:
    """Serves `History`."""

    async def since(self, settings: BaseModel, http: httpx.AsyncClient, moment: datetime) -> list[Fact]:
        """Of what went out, only what was typed on a phone: a send of ours that nobody has noted yet must not look
        like somebody took over."""
        found = [raw async for raw in _records(own(settings), http, moment)]
        kept = [raw for raw in reversed(found) if not _is_out(raw) or text(raw.get("source")) in TYPED]
        return [read_message(raw, NO_TIME) for raw in kept]


class EvolutionLookup:
    """Serves `Lookup`."""

    async def find(
        self, settings: BaseModel, http: httpx.AsyncClient, message: Outgoing, since: datetime
    ) -> str | None:
        """By what was said and to whom: Evolution keeps no word of ours with a message. The latest that fits."""
        mine = own(settings)
        try:
            wanted = request(message, native_choices=mine.native_choices)
        except Unfit:
            return None
        try:
            async for raw in _records(mine, http, since):
                if _is_out(raw) and _fits(message, wanted, raw):
                    return text(obj(raw.get("key")).get("id"))
            await _has_memory(mine, http)
        except ProviderRefused as refusal:
            raise Unavailable(refusal.detail) from None
        return None


async def _has_memory(settings: EvolutionSettings, http: httpx.AsyncClient) -> None:
    """Raises `Unavailable` where nothing is ever stored: then that nothing is found says nothing."""
    found, _ = await _page(settings, http, {"offset": 1, "page": 1})
    if not found:
        raise Unavailable("this Evolution stores no messages (DATABASE_SAVE_DATA_NEW_MESSAGE)")


async def _records(
    settings: EvolutionSettings, http: httpx.AsyncClient, since: datetime
) -> AsyncIterator[dict[str, Any]]:
    """Newest first, whether or not Evolution minds the times it is given."""
    times = {"gte": since.isoformat(), "lte": (now() + AHEAD).isoformat()}
    for number in range(1, MOST_PAGES + 1):
        wanted = {"where": {"messageTimestamp": times}, "offset": PAGE, "page": number}
        found, pages = await _page(settings, http, wanted)
        dated = sorted(((moment(raw.get("messageTimestamp")), raw) for raw in found), key=_age)
        for at, raw in dated:
            if at >= since.replace(microsecond=0):
                yield raw
        if number >= pages or not dated or dated[-1][0] < since:
            return


def _age(dated: tuple[datetime, Raw]) -> float:
    """Of those of one second, Evolution's order is kept."""
    return -dated[0].timestamp()


async def _page(
    settings: EvolutionSettings, http: httpx.AsyncClient, wanted: dict[str, Any]
) -> tuple[list[dict[str, Any]], int]:
    """Records, and of how many pages this is one."""
    url = settings.of_instance("chat", "findMessages")
    answer = await call(settings, http, "POST", url, body={"where": {}, **wanted})
    messages = obj(obj(answer).get("messages"))
    pages = messages.get("pages")
    return objects(messages.get("records", answer)), pages if isinstance(pages, int) else 1


def _is_out(raw: Raw) -> bool:
    return obj(raw.get("key")).get("fromMe") is True


def _fits(message: Outgoing, wanted: Request, raw: Raw) -> bool:
    chat = text(obj(raw.get("key")).get("remoteJid")) or ""
    return _is_theirs(message, chat) and _says(message, wanted, read_message(raw, NO_TIME))


def _is_theirs(message: Outgoing, chat: str) -> bool:
    """A hidden id that we do not know may be theirs as well."""
    found, to = jids.identity(chat), jids.address(message.to)
    if found is None or to.endswith(jids.GROUP):
        return chat == to
    known = [identity for identity in message.to if identity.kind is found.kind]
    return not known or any(_tail(identity) == _tail(found) for identity in known)


def _tail(identity: Identity) -> str:
    return identity.value.split("@")[0][-_TAIL:]


def _says(message: Outgoing, wanted: Request, fact: Fact) -> bool:
    if isinstance(fact, IncomingReaction):
        same = (fact.target, fact.emoji or "") == (message.reply_to, message.text or "")
        return message.type is MessageType.REACTION and same
    if not isinstance(fact, IncomingMessage) or fact.direction is not Direction.OUT:
        return False
    said = (fact.text or "").strip()
    match wanted.operation:
        case "sendText":
            return fact.type is MessageType.TEXT and said == wanted.body["text"].strip()
        case "sendButtons" | "sendList":
            return (message.text or "").strip() in said
        case "sendMedia":
            caption = str(wanted.body.get("caption", "")).strip()
            return fact.type == wanted.body["mediatype"] and said == caption and _same_name(wanted, fact)
        case _:
            return fact.type is message.type
    return False


def _same_name(wanted: Request, fact: IncomingMessage) -> bool:
    name = fact.media.filename if fact.media else None
    return name is None or name == wanted.body["fileName"]
