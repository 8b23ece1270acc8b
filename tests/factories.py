"""Valid rows for tests, made through the front doors wherever there is one."""

from itertools import count
from uuid import UUID

from pydantic import BaseModel

from prosa import accounts, contacts
from prosa.accounts import Role, connections
from prosa.accounts.schemas import system
from prosa.channels.models import ChannelRow, WatchRow
from prosa.contacts import Identity, IdentityKind
from prosa.conversations import Inbound, MessageType
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.ids import new_id
from prosa.core.secrets import Vault

_numbers = count(1)


class NoSettings(BaseModel):
    """Settings of a line that needs none."""


async def a_channel(session: Session, vault: Vault, connector: str = "test") -> UUID:
    connection_id = await connections.save(session, vault, connector, NoSettings())
    row = ChannelRow(id=new_id(), name="Loja", connector=connector, connection_id=connection_id)
    session.add_all([row, WatchRow(channel_id=row.id)])
    await session.flush()
    return row.id


async def an_operator(session: Session, name: str = "Paula") -> UUID:
    email = f"{name.lower()}{next(_numbers)}@example.com"
    added = await accounts.add_user(
        session, system("test"), email=email, name=name, role=Role.OPERATOR, password_hash="none"
    )
    return added.id


async def a_contact(session: Session, name: str = "Mariana") -> UUID:
    phone = f"55119{next(_numbers):08d}"
    found = await contacts.resolve(session, [Identity(IdentityKind.PHONE, phone)], name, None)
    return found.contact_id


def said(channel_id: UUID, contact_id: UUID, text: str = "oi", **changes: object) -> Inbound:
    values: dict[str, object] = {
        "channel_id": channel_id,
        "contact_id": contact_id,
        "provider_id": f"wamid.{next(_numbers)}",
        "type": MessageType.TEXT,
        "text": text,
        "sent_at": now(),
        "window": 24,
    }
    return Inbound(**(values | changes))  # type: ignore[arg-type]
