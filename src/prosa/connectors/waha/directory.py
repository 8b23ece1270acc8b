"""Who is on WhatsApp, who is known, and which groups there are. Engines answer in shapes of their own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx
from pydantic import BaseModel

from prosa.channels.abilities import Group, KnownContact, NumberCheck, ProviderRefused
from prosa.connectors.waha.calls import Query, told
from prosa.connectors.waha.chats import GROUP, PERSON, address, chat_id, person, written_id
from prosa.connectors.waha.settings import WahaSettings, own
from prosa.contacts.schemas import Identity
from prosa.core.wire import obj, objects, text

PAGE = 500
MOST = 10_000


class WahaDirectory:
    """Serves `Directory`."""

    async def check(self, settings: BaseModel, http: httpx.AsyncClient, phones: Sequence[str]) -> list[NumberCheck]:
        """One after the other: asked of many numbers at once, WhatsApp takes it for a search for victims."""
        return [NumberCheck(phone, await _address(own(settings), http, phone)) for phone in phones]

    async def contacts(self, settings: BaseModel, http: httpx.AsyncClient) -> list[KnownContact]:
        found: list[KnownContact] = []
        for offset in range(0, MOST, PAGE):
            query: Query = {"session": own(settings).session, "limit": PAGE, "offset": offset}
            page = objects(await told(own(settings), http, "GET", "contacts", "all", query=query))
            found += filter(None, map(_contact, page))
            if len(page) < PAGE:
                break
        return found

    async def groups(self, settings: BaseModel, http: httpx.AsyncClient) -> list[Group]:
        listed = await told(own(settings), http, "GET", own(settings).session, "groups")
        rows = objects(list(listed.values()) if isinstance(listed, dict) else listed)
        return [group for row in rows if (group := _group(row)) is not None]

    async def create_group(
        self, settings: BaseModel, http: httpx.AsyncClient, name: str, phones: Sequence[str]
    ) -> Group:
        members = [{"id": f"{phone}{PERSON}"} for phone in phones]
        body = {"name": name, "participants": members}
        made = obj(await told(own(settings), http, "POST", own(settings).session, "groups", json=body))
        group = _group(made)
        if group is None:
            raise ProviderRefused("WAHA did not tell which group it made")
        return Group(group.id, name, group.members or len(members))

    async def leave_group(self, settings: BaseModel, http: httpx.AsyncClient, group_id: str) -> None:
        whole = group_id if group_id.endswith(GROUP) else f"{group_id}{GROUP}"
        await told(own(settings), http, "POST", own(settings).session, "groups", whole, "leave")


async def _address(settings: WahaSettings, http: httpx.AsyncClient, phone: str) -> Identity | None:
    """As WhatsApp knows the number: with or without the ninth digit. Some engines give the hidden id there and the
    number beside it."""
    query: Query = {"phone": phone, "session": settings.session}
    found = obj(await told(settings, http, "GET", "contacts", "check-exists", query=query))
    if found.get("numberExists") is not True:
        return None
    return address(chat_id(text(found.get("pn")) or "")) or address(chat_id(text(found.get("chatId")) or ""))


def _contact(row: Mapping[str, Any]) -> KnownContact | None:
    """None for groups, for lists and for the business itself."""
    id_ = _id(row)
    if id_ is None or row.get("isMe") is True or row.get("isGroup") is True:
        return None
    also = (text(row.get("lid")), text(row.get("phoneNumber")), text(row.get("pn")))
    identities = person(id_, *also).identities()
    names = (text(row.get(key)) for key in ("name", "pushname", "shortName", "notify"))
    return KnownContact(identities, next(filter(None, names), "")) if identities else None


def _group(row: Mapping[str, Any]) -> Group | None:
    id_, about = _id(row), obj(row.get("groupMetadata"))
    if id_ is None or not id_.endswith(GROUP):
        return None
    names = (text(part.get(key)) for part in (row, about) for key in ("subject", "name", "Name"))
    members = next(filter(None, _members(row, about)), [])
    return Group(id_, next(filter(None, names), ""), len(members))


def _members(*parts: Mapping[str, Any]) -> Iterator[list[dict[str, Any]]]:
    for part in parts:
        for key in ("participants", "Participants"):
            yield objects(part.get(key))


def _id(row: Mapping[str, Any]) -> str | None:
    given = (row.get("id"), row.get("JID"), row.get("gid"))
    return next((chat_id(id_) for id_ in map(written_id, given) if id_), None)
