"""Who the line can reach: numbers on WhatsApp, the contacts of the phone, its groups."""

import re
from collections.abc import Sequence

import httpx
from pydantic import BaseModel

from prosa.channels.abilities import Group, KnownContact, NumberCheck
from prosa.connectors.evolution import jids
from prosa.connectors.evolution.calls import call
from prosa.connectors.evolution.settings import EvolutionSettings, own
from prosa.connectors.evolution.values import integer
from prosa.contacts.schemas import Identity
from prosa.core.wire import obj, objects, text

AT_ONCE = 50
"""Numbers asked for in one call."""


class EvolutionDirectory:
    """Serves `Directory`."""

    async def check(self, settings: BaseModel, http: httpx.AsyncClient, phones: Sequence[str]) -> list[NumberCheck]:
        asked = {phone: re.sub(r"\D", "", phone) for phone in phones}
        digits = list(dict.fromkeys(filter(None, asked.values())))
        known: dict[str, Identity | None] = {}
        for start in range(0, len(digits), AT_ONCE):
            known |= await _on_whatsapp(own(settings), http, digits[start : start + AT_ONCE])
        return [NumberCheck(phone, known.get(asked[phone])) for phone in phones]

    async def contacts(self, settings: BaseModel, http: httpx.AsyncClient) -> list[KnownContact]:
        """Without groups, lists and channels."""
        mine = own(settings)
        found = await call(mine, http, "POST", mine.of_instance("chat", "findContacts"), body={"where": {}})
        people = [jids.sender([text(raw.get("remoteJid"))], text(raw.get("pushName"))) for raw in objects(found)]
        return [KnownContact(person.identities(), person.name or "") for person in people if person.identities()]

    async def groups(self, settings: BaseModel, http: httpx.AsyncClient) -> list[Group]:
        mine = own(settings)
        url = mine.of_instance("group", "fetchAllGroups")
        found = await call(mine, http, "GET", url, params={"getParticipants": "false"})
        return [group for raw in objects(found) if (group := _group(raw)) is not None]

    async def create_group(
        self, settings: BaseModel, http: httpx.AsyncClient, name: str, phones: Sequence[str]
    ) -> Group:
        mine = own(settings)
        body = {"subject": name, "participants": [re.sub(r"\D", "", phone) for phone in phones]}
        made = obj(await call(mine, http, "POST", mine.of_instance("group", "create"), body=body))
        return Group(text(made.get("id")) or "", text(made.get("subject")) or name, len(phones) + 1)

    async def leave_group(self, settings: BaseModel, http: httpx.AsyncClient, group_id: str) -> None:
        mine = own(settings)
        await call(mine, http, "DELETE", mine.of_instance("group", "leaveGroup"), params={"groupJid": group_id})


async def _on_whatsapp(
    settings: EvolutionSettings, http: httpx.AsyncClient, digits: Sequence[str]
) -> dict[str, Identity | None]:
    url = settings.of_instance("chat", "whatsappNumbers")
    found = await call(settings, http, "POST", url, body={"numbers": list(digits)})
    return {
        text(answer.get("number")) or "": jids.identity(text(answer.get("jid")) or "")
        for answer in objects(found)
        if answer.get("exists") is True
    }


def _group(raw: dict[str, object]) -> Group | None:
    id_ = text(raw.get("id"))
    return Group(id_, text(raw.get("subject")) or "", integer(raw.get("size")) or 0) if id_ else None
