"""One search over everything a person may see: contacts, conversations, what was said, and tickets."""

import re
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from prosa import contacts
from prosa.accounts.schemas import Principal
from prosa.contacts.schemas import IdentityKind
from prosa.conversations import inbox, search
from prosa.core.db import Session
from prosa.tickets import Wanted, list_tickets
from prosa.tickets.schemas import Ticket

AROUND = 60
"""Characters shown before and after what was found."""


class FoundContact(BaseModel):
    id: UUID
    name: str
    phone: str | None


class FoundMessage(BaseModel):
    """`text` is the part in which the words are."""

    message_id: UUID
    conversation_id: UUID
    seq: int
    contact_name: str
    text: str
    at: datetime


class Finds(BaseModel):
    contacts: list[FoundContact]
    messages: list[FoundMessage]
    tickets: list[Ticket]


async def find(session: Session, actor: Principal, q: str, limit: int) -> Finds:
    """Of each at most `limit`, the newest first."""
    people = await contacts.views(session, await contacts.matching(session, q, limit))
    shown = sorted(people.values(), key=lambda each: each.id, reverse=True)
    return Finds(
        contacts=[
            FoundContact(id=each.id, name=each.name or each.username or "", phone=each.address(IdentityKind.PHONE))
            for each in shown
        ],
        messages=await _messages(session, actor, q, limit),
        tickets=(await list_tickets(session, Wanted(q=q), None, limit, actor)).items,
    )


async def _messages(session: Session, actor: Principal, q: str, limit: int) -> list[FoundMessage]:
    hits = await search.said(session, actor, q, limit)
    talks = {item.id: item for item in await inbox.items_by_id(session, list({hit.conversation_id for hit in hits}))}
    return [
        FoundMessage(
            message_id=hit.id,
            conversation_id=hit.conversation_id,
            seq=hit.seq,
            contact_name=talks[hit.conversation_id].contact.name,
            text=part_of(hit.text, q),
            at=hit.sent_at,
        )
        for hit in hits
    ]


def part_of(text: str, q: str) -> str:
    """What stands around the first word of `q` that is found in the text."""
    plain = search.plain(text)
    places = [place for word in re.findall(r"\w+", search.plain(q)) if (place := plain.find(word)) >= 0]
    start = max(0, min(places, default=0) - AROUND)
    end = start + 2 * AROUND + len(q)
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
