"""What a contact says enters once, with an outcome."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from prosa.accounts.schemas import system
from prosa.conversations import Amendment, Author, MessageType, Outcome, amend, inbox
from prosa.conversations.models import AttachmentRow
from prosa.conversations.schemas import Media
from prosa.core.clock import now


async def test_a_repeat_changes_nothing(talk):
    first = await talk.says("oi")
    before = await talk.row()
    assert first is not None
    assert await talk.hears(talk.heard[0]) is None
    after = await talk.row()
    assert (after.last_seq, after.unread) == (before.last_seq, before.unread) == (1, 1)


async def test_the_same_message_delivered_at_the_same_time_is_kept_once(talk):
    await talk.says("abre a conversa")
    again = talk.heard[0].__class__(**{**_fields(talk.heard[0]), "provider_id": "wamid.same"})
    results = await asyncio.gather(*(talk.hears(again) for _ in range(8)))
    assert sum(result is not None for result in results) == 1
    assert [m.seq for m in await talk.messages()] == [1, 2]


async def test_concurrent_first_messages_make_one_conversation(talk):
    await asyncio.gather(*(talk.says(f"mensagem {n}") for n in range(8)))
    assert [m.seq for m in await talk.messages()] == list(range(1, 9))


async def test_under_the_agent_it_is_pending_with_a_deadline(talk):
    await talk.says("oi")
    (message,) = await talk.messages()
    assert message.outcome == Outcome.PENDING
    assert message.outcome_deadline > now()


async def test_in_the_queue_and_with_an_operator_it_is_handed_to_people(talk):
    await talk.says("oi")
    await talk.claims()
    await talk.says("ainda aí?")
    assert [m.outcome for m in await talk.messages("in")] == [Outcome.HANDED, Outcome.HANDED]
    assert (await talk.row()).answer_due_at is None


async def test_a_suppressed_message_does_not_wake_the_agent(talk):
    await talk.says("do grupo", suppress="group")
    (message,) = await talk.messages()
    assert (message.outcome, message.outcome_reason) == (Outcome.SUPPRESSED, "group")
    assert await talk.takes_up() is None


async def test_a_new_message_reopens_a_resolved_conversation_with_the_agent(talk):
    await talk.says("oi")
    await talk.claims()
    await talk.is_resolved()
    await talk.says("voltei")
    assert (await talk.row()).status == "bot"
    material = await talk.takes_up()
    assert [line.text for line in material.said] == ["voltei"]


async def test_a_message_typed_on_the_phone_takes_the_floor_and_its_time_runs_out(talk):
    await talk.says("oi")
    await talk.says("Oi, aqui é a dona", from_phone=True)
    row = await talk.row()
    assert (row.status, row.operator_id) == ("operator", None)
    assert row.give_back_at > now()
    assert [m.outcome for m in await talk.messages("in")] == [Outcome.HANDED]
    (line,) = await talk.messages("out")
    assert (line.author, line.status) == (Author.PHONE, "sent")


async def test_the_window_closes_24_hours_after_the_last_message_and_never_moves_back(talk):
    late = now()
    await talk.says("agora", sent_at=late)
    await talk.says("atrasada", sent_at=late - timedelta(hours=3))
    assert (await talk.row()).window_closes_at == late + timedelta(hours=24)


async def test_a_file_is_announced_once(talk):
    media = Media(mime_type="image/jpeg", ref="media-1")
    await talk.says("foto", type=MessageType.IMAGE, media=media)
    await talk.hears(talk.heard[0])
    (message,) = await talk.messages()
    assert message.attachment_id is not None
    async with talk.runtime.db.transaction() as session:
        assert len((await session.scalars(select(AttachmentRow))).all()) == 1


async def test_an_edit_that_comes_before_its_message_is_applied_when_it_comes(talk):
    await talk.says("abre")
    async with talk.runtime.db.transaction() as session:
        edit = Amendment(
            channel_id=talk.channel_id,
            contact_id=talk.contact_id,
            provider_id="edit-1",
            kind="edit",
            target="wamid.later",
            author=Author.CONTACT,
            text="certo",
            at=now(),
        )
        assert await amend(session, edit)
        assert not await amend(session, edit)
    await talk.says("errado", provider_id="wamid.later")
    assert (await talk.messages())[-1].text == "certo"


async def test_a_burst_is_taken_up_as_one_and_waits_for_its_end(talk):
    talk.runtime.settings.burst_wait = 30
    await talk.says("oi")
    await talk.says("queria saber")
    assert await talk.takes_up() is None
    row = await talk.row()
    assert row.answer_due_at > now() + timedelta(seconds=20)
    assert row.answer_due_at < row.burst_started_at + timedelta(seconds=121)


def _fields(inbound):
    return {name: getattr(inbound, name) for name in inbound.__dataclass_fields__}


async def test_a_reaction_of_somebody_who_never_wrote_shows_no_conversation_until_they_write(talk):
    async def tabs():
        async with talk.runtime.db.transaction() as session:
            pages = [await inbox.page(session, tab, system("test")) for tab in inbox.Tab]
            counts = await inbox.counts(session, system("test"))
        return [len(page.items) for page in pages], counts.all

    async with talk.runtime.db.transaction() as session:
        amendment = Amendment(
            talk.channel_id, talk.contact_id, "a1", "reaction", "wamid.old", Author.CONTACT, "\U0001f44d", now()
        )
        assert await amend(session, amendment)
    assert await tabs() == ([0, 0, 0, 0, 0], 0)
    await talk.says("oi")
    assert await tabs() == ([1, 0, 0, 1, 0], 1)
    row = await talk.row()
    assert (row.status, row.epoch) == ("bot", 0)
    assert [message.type for message in await talk.messages()] == ["text"]
    assert await talk.takes_up() is not None
