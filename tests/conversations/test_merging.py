"""Where conversations are after two contacts turned out to be one person, and after that was taken back."""

import asyncio
import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from prosa import contacts
from prosa.accounts.schemas import system
from prosa.contacts import Identity, IdentityKind
from prosa.conversations import inbox, merging, outcomes, receive, search
from prosa.conversations.inbox import Tab
from prosa.core.db import Session
from tests.contacts.people import OPERATOR
from tests.factories import a_channel, a_contact, said
from tests.waiting import until


@pytest.fixture
async def other(talk) -> Any:
    """A second contact on the same channel, who turns out to be the first."""
    async with talk.runtime.db.transaction() as session:
        return replace(talk, contact_id=await a_contact(session, "Mari"), heard=[])


async def merge(talk, other) -> UUID:
    async with talk.runtime.db.transaction() as session:
        await merging.merge(session, OPERATOR, talk.contact_id, other.contact_id)
    async with talk.runtime.db.transaction() as session:
        (line,) = (await contacts.detail(session, talk.contact_id)).merges
    return line.id


async def undo(talk, merge_id: UUID) -> None:
    async with talk.runtime.db.transaction() as session:
        assert await merging.undo(session, OPERATOR, merge_id) == talk.contact_id


async def lines(talk, contact_id: UUID) -> list[tuple[str, bool]]:
    async with talk.runtime.db.transaction() as session:
        page = await inbox.page(session, Tab.ALL, system("test"), inbox.Wanted(contact_id=contact_id))
    return sorted((item.preview, item.former) for item in page.items)


async def elsewhere(talk) -> UUID:
    async with talk.runtime.db.transaction() as session:
        return await a_channel(session, talk.runtime.vault)


async def test_a_conversation_goes_along_where_the_survivor_has_none(talk, other) -> None:
    await talk.says("aqui")
    there = replace(other, channel_id=await elsewhere(talk))
    await there.says("lá")
    conversation_id = await there.id()
    merge_id = await merge(talk, other)
    assert await lines(talk, talk.contact_id) == [("aqui", False), ("lá", False)]
    moved = replace(there, contact_id=talk.contact_id)
    await moved.says("de novo lá")
    assert await moved.id() == conversation_id
    await undo(talk, merge_id)
    assert await there.id() == conversation_id
    assert await lines(talk, talk.contact_id) == [("aqui", False)]
    assert await lines(talk, other.contact_id) == [("de novo lá", False)]


async def test_where_both_have_one_the_others_is_a_former_thread_and_can_be_ended(talk, other) -> None:
    await talk.says("sou eu")
    await other.says("sou eu também")
    material = await other.takes_up()
    merge_id = await merge(talk, other)
    assert await lines(talk, talk.contact_id) == [("sou eu", False), ("sou eu também", True)]
    await other.answers(material, "olá!")
    send = await other.begins()
    async with talk.runtime.db.transaction() as session:
        to = await contacts.addresses(session, send.contact_id)
        assert set(to) == set(await contacts.addresses(session, talk.contact_id))
        assert len(to) == 2
    await other.is_sent(send)
    assert await talk.problems() == {}
    await undo(talk, merge_id)
    assert await lines(talk, other.contact_id) == [("olá!", False)]


async def test_what_the_person_says_next_arrives_with_the_survivor(talk, other) -> None:
    await talk.says("sou eu")
    await other.says("sou eu também")
    async with talk.runtime.db.transaction() as session:
        own = await contacts.addresses(session, other.contact_id)
    await merge(talk, other)
    async with talk.runtime.db.transaction() as session:
        person = await contacts.resolve(session, own, None, None)
        await receive(session, said(talk.channel_id, person.contact_id, "e de novo"), talk.runtime.settings)
    assert [message.text for message in await talk.messages("in")] == ["sou eu", "e de novo"]


async def test_the_inbox_shows_and_finds_both_under_one_name(talk, other) -> None:
    await talk.says("sou eu")
    await other.says("sou eu também")
    await merge(talk, other)
    async with talk.runtime.db.transaction() as session:
        people = {item.contact.id for item in (await inbox.page(session, Tab.ALL, system("test"))).items}
        found = (await search.find(session, system("test"), "mari", None)).items
        assert people == {talk.contact_id}
        assert len(found) == len(await inbox.ids_of(session, [talk.contact_id])) == 2


async def test_every_screen_is_told_of_both_conversations(talk, other) -> None:
    await talk.says("sou eu")
    await other.says("sou eu também")
    await merge(talk, other)
    async with talk.runtime.db.transaction() as session:
        rows = await session.scalars(text("SELECT payload FROM live_event WHERE type = 'conversation'"))
        told = {row["conversation_id"] for row in rows}
    assert told >= {str(await talk.id()), str(await other.id())}


async def test_merging_waits_for_a_send_that_is_being_noted_instead_of_deadlocking(talk, other) -> None:
    await other.says("sou eu também")
    await other.is_answered("olá!")
    send = await other.begins()
    async with talk.runtime.db.transaction() as session:
        (address, *_) = await contacts.addresses(session, other.contact_id)
    noting = talk.runtime.db.transaction()
    session = await noting.__aenter__()
    await outcomes.sent(session, send, "wamid.out")
    merging_meanwhile = asyncio.create_task(merge(talk, other))
    await until(lambda: _somebody_waits(talk))
    await contacts.confirm_address(session, other.contact_id, address)
    await noting.__aexit__(None, None, None)
    await merging_meanwhile
    assert await lines(talk, talk.contact_id) == [("olá!", False)]


async def _somebody_waits(talk) -> bool:
    async with talk.runtime.db.transaction() as session:
        return bool(await session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


async def test_a_conversation_begun_meanwhile_is_not_in_the_way_of_taking_it_back(talk, other) -> None:
    there = replace(other, channel_id=await elsewhere(talk))
    await there.says("lá")
    moved = await there.id()
    merge_id = await merge(talk, other)
    await there.says("uma entrega que ainda estava a caminho")
    await undo(talk, merge_id)
    assert await there.id() != moved
    assert await replace(there, contact_id=talk.contact_id).id() == moved


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_merges_taken_back_leave_every_conversation_where_it_was(talk, data: st.DataObject) -> None:
    channels = [talk.channel_id, await elsewhere(talk), await elsewhere(talk)]
    async with talk.runtime.db.transaction() as session:
        people = [await _talker(session, f"55219{number:08d}", channels, talk, data) for number in range(4)]
        before = await dump(session)
        done = []
        for one, two in data.draw(st.lists(st.permutations(people).map(lambda order: order[:2]), max_size=3)):
            try:
                await merging.merge(session, OPERATOR, one, two)
            except contacts.NotMergeable:
                continue
            done.append((await contacts.detail(session, one)).merges[-1].id)
        for merge_id in reversed(done):
            await merging.undo(session, OPERATOR, merge_id)
        session.expire_all()
        assert await dump(session) == before
        await session.rollback()


async def _talker(session: Session, phone: str, channels: list[UUID], talk: Any, data: st.DataObject) -> UUID:
    found = await contacts.resolve(session, [Identity(IdentityKind.PHONE, phone)], phone, None)
    for channel_id in data.draw(st.sets(st.sampled_from(channels))):
        await receive(session, said(channel_id, found.contact_id), talk.runtime.settings)
    await session.flush()
    return found.contact_id


async def dump(session: Session) -> dict[str, list[str]]:
    return {
        table: sorted(
            json.dumps(row, sort_keys=True, default=str)
            for row in await session.scalars(text(f"SELECT to_jsonb(t) FROM {table} t"))
        )
        for table in ("contact", "identity", "identity_conflict", "conversation", "message")
    }
