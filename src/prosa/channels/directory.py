"""Whom a line can reach: numbers, contacts and groups, asked of the provider."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from prosa import contacts
from prosa.accounts import Principal, record_action
from prosa.channels.abilities import Directory, Group, NumberCheck
from prosa.channels.lines import Line
from prosa.channels.models import AnsweredGroupRow
from prosa.channels.schemas import DirectoryIdentity, DirectoryView, GroupLine, KnownLine, NumberLine
from prosa.contacts import Identity, IdentityKind
from prosa.core.db import Session
from prosa.core.live import publish
from prosa.core.runtime import Runtime


async def check_numbers(runtime: Runtime, line: Line, phones: Sequence[str]) -> list[NumberLine]:
    """Raises `CannotDo`, `Unavailable`, `ProviderRefused`."""
    found = await line.ability(Directory).check(line.settings, runtime.http, phones)
    return [_number(each) for each in found]


def _number(found: NumberCheck) -> NumberLine:
    address = found.address
    return NumberLine(phone=found.phone, on_whatsapp=address is not None, address=address.value if address else None)


async def read(runtime: Runtime, line: Line) -> DirectoryView:
    """Raises `CannotDo`, `Unavailable`, `ProviderRefused`."""
    directory = line.ability(Directory)
    known = await directory.contacts(line.settings, runtime.http)
    groups = await directory.groups(line.settings, runtime.http)
    async with runtime.db.transaction() as session:
        switched_on = await answered_groups(session, line.id)
        for group in groups:
            await contacts.learn_name(session, Identity(IdentityKind.GROUP, group.id), group.name)
    return DirectoryView(
        contacts=[
            KnownLine(
                name=each.name,
                identities=[DirectoryIdentity(kind=held.kind, value=held.value) for held in each.identities],
            )
            for each in known
        ],
        groups=[_group(each, switched_on) for each in groups],
    )


def _group(group: Group, switched_on: frozenset[str]) -> GroupLine:
    return GroupLine(id=group.id, name=group.name, members=group.members, answered=group.id in switched_on)


async def create_group(runtime: Runtime, actor: Principal, line: Line, name: str, phones: Sequence[str]) -> GroupLine:
    """Raises `CannotDo`, `Unavailable`, `ProviderRefused`."""
    made = await line.ability(Directory).create_group(line.settings, runtime.http, name, phones)
    async with runtime.db.transaction() as session:
        record_action(session, actor, "group.created", ("channel", line.id), name=name)
        publish(session, "channels")
    return _group(made, frozenset())


async def leave_group(runtime: Runtime, actor: Principal, line: Line, group_id: str) -> None:
    """Raises `CannotDo`, `Unavailable`, `ProviderRefused`."""
    await line.ability(Directory).leave_group(line.settings, runtime.http, group_id)
    async with runtime.db.transaction() as session:
        await _switch(session, line.id, group_id, on=False)
        record_action(session, actor, "group.left", ("channel", line.id), group_id=group_id)
        publish(session, "channels")


async def switch_group(session: Session, actor: Principal, channel_id: UUID, group_id: str, *, on: bool) -> None:
    """Whether the agent may answer in a group, as far as the rules of the line let it."""
    await _switch(session, channel_id, group_id, on=on)
    record_action(session, actor, "group.switched", ("channel", channel_id), group_id=group_id, answered=on)
    publish(session, "channels")


async def _switch(session: Session, channel_id: UUID, group_id: str, *, on: bool) -> None:
    if on:
        row = insert(AnsweredGroupRow).values(channel_id=channel_id, group_id=group_id)
        await session.execute(row.on_conflict_do_nothing())
    else:
        same = (AnsweredGroupRow.channel_id == channel_id, AnsweredGroupRow.group_id == group_id)
        await session.execute(delete(AnsweredGroupRow).where(*same))


async def answered_groups(session: Session, channel_id: UUID) -> frozenset[str]:
    """Those in which the agent may answer."""
    query = select(AnsweredGroupRow.group_id).where(AnsweredGroupRow.channel_id == channel_id)
    return frozenset(await session.scalars(query))


async def may_answer(session: Session, channel_id: UUID, group_id: str) -> bool:
    return await session.get(AnsweredGroupRow, (channel_id, group_id)) is not None
