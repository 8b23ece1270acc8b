"""Making sure who writes, beyond what the line says: they tell what an operator has on file about them.

Only what a person of the team wrote down counts. What the contact said of themselves, here or in a delivery, proves
nothing.
"""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import select

from prosa.contacts.identity import match_key
from prosa.contacts.models import IdentityRow
from prosa.contacts.schemas import Identity, IdentityKind, LinkSource
from prosa.contacts.service import seen_as
from prosa.core.db import Session
from prosa.core.tools import NotReady, ToolContext


class VerifyArguments(BaseModel):
    """`email` as the contact has just told it."""

    email: Annotated[str, Field(max_length=254)]


class Verified(BaseModel):
    verified: bool


async def verify(context: ToolContext, arguments: VerifyArguments) -> Verified:
    """Whether it is what is on file; what that is, is never told."""
    key = match_key(Identity(IdentityKind.EMAIL, arguments.email))
    async with context.runtime.db.transaction() as session:
        known = await _on_file(session, context.contact_id)
    return Verified(verified=key is not None and key[1] in known)


async def can_verify(context: ToolContext) -> None:
    """Raises `NotReady` when there is nothing to compare with."""
    async with context.runtime.db.transaction() as session:
        if not await _on_file(session, context.contact_id):
            raise NotReady("nothing about this contact is on file that they could prove")


async def _on_file(session: Session, contact_id: UUID) -> set[str]:
    query = select(IdentityRow.match_key).where(
        IdentityRow.contact_id == await seen_as(session, contact_id),
        IdentityRow.kind == IdentityKind.EMAIL,
        IdentityRow.source == LinkSource.OPERATOR,
    )
    return set(await session.scalars(query))
