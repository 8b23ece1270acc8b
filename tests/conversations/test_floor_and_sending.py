"""The floor changes hands under an epoch, and every message goes out once, in order, or is honestly marked."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from prosa.conversations import FloorTaken, Outcome, floor, outcomes, sending
from prosa.conversations.answering import Standing
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.conversations.outcomes import may_follow
from prosa.conversations.schemas import Doubtful, Later, MessageStatus, Ready
from prosa.core.clock import now


async def test_a_reply_decided_before_a_takeover_is_refused(talk):
    await talk.says("oi")
    material = await talk.takes_up()
    await talk.claims()
    standing, _ = await talk.answers(material, "tarde demais")
    assert standing is Standing.FLOOR_LOST
    assert await talk.messages("out") == []
    assert [m.outcome for m in await talk.messages("in")] == [Outcome.HANDED]


async def test_a_queued_reply_is_cancelled_by_a_takeover_and_its_question_handed_over(talk):
    await talk.says("oi")
    await talk.is_answered()
    await talk.claims()
    assert [m.status for m in await talk.messages("out")] == ["cancelled"]
    assert [m.outcome for m in await talk.messages("in")] == [Outcome.HANDED]
    assert await talk.next() is None
    assert await talk.problems() == {}


async def test_the_second_part_of_a_reply_stops_when_a_person_takes_over_between_the_parts(talk):
    await talk.says("oi")
    await talk.is_answered("parte um", "parte dois")
    send = await talk.begins()
    await talk.is_sent(send)
    await talk.claims()
    assert [m.status for m in await talk.messages("out")] == ["sent", "cancelled"]
    assert [m.outcome for m in await talk.messages("in")] == [Outcome.ANSWERED]
    assert await talk.problems() == {}


async def test_an_unconfirmed_reply_of_the_agent_is_not_sent_again_after_a_takeover(talk):
    await talk.says("oi")
    await talk.is_answered()
    send = await talk.begins()
    await talk.is_lost_sight_of(send, patience=-1)
    await talk.claims()
    doubtful = await talk.next()
    assert isinstance(doubtful, Doubtful)
    async with talk.runtime.db.transaction() as session:
        await sending.next_send(session, send.conversation_id, 60)
        await outcomes.send_again(session, send.conversation_id, send.message_id)
    assert await talk.next() is None
    assert [m.status for m in await talk.messages("out")] == ["cancelled"]


async def test_two_operators_cannot_hold_one_conversation(talk):
    await talk.says("oi")
    await talk.claims(0)
    with pytest.raises(FloorTaken):
        await talk.claims(1)
    await talk.claims(1, force=True)
    assert (await talk.row()).operator_id == talk.operators[1]


async def test_an_agents_handoff_keeps_what_it_had_said(talk):
    await talk.says("pergunta")
    await talk.is_answered("resposta")
    await talk.says("quero uma pessoa")
    material = await talk.takes_up()
    await talk.answers(material, "Já chamei alguém.", reason="asked_for_person")
    assert (await talk.row()).status == "waiting"
    for _ in range(2):
        await talk.is_sent(await talk.begins())
    assert [m.status for m in await talk.messages("out")] == ["sent", "sent"]
    assert await talk.problems() == {}


async def test_messages_leave_in_order_and_one_that_is_not_settled_holds_the_rest(talk):
    await talk.says("oi")
    await talk.operator_says("um", "c1")
    await talk.operator_says("dois", "c2")
    first = await talk.begins()
    assert first.text == "um"
    assert await talk.begins() is None
    await talk.is_lost_sight_of(first)
    assert isinstance(await talk.next(), Later)
    await talk.receipt(first.message_id, MessageStatus.DELIVERED)
    second = await talk.begins()
    assert second.text == "dois"


async def test_a_message_whose_worker_is_gone_becomes_unconfirmed(talk):
    await talk.says("oi")
    await talk.operator_says("um", "c1")
    send = await talk.begins()
    async with talk.runtime.db.transaction() as session:
        await session.execute(update(MessageRow).values(lease_until=now() - timedelta(seconds=1)))
    assert isinstance(await talk.next(), Later)
    (message,) = await talk.messages("out")
    assert message.status == "unconfirmed"
    await talk.receipt(send.message_id, MessageStatus.SENT)
    assert [m.status for m in await talk.messages("out")] == ["sent"]


async def test_a_second_provider_id_for_one_message_is_kept_as_evidence(talk):
    await talk.says("oi")
    await talk.operator_says("um", "c1")
    send = await talk.begins()
    await talk.is_sent(send, "wamid.a")
    await talk.receipt(send.message_id, MessageStatus.DELIVERED, "wamid.b")
    assert await talk.problems() == {"doubled_send": 1}


async def test_the_same_click_twice_is_one_message(talk):
    await talk.says("oi")
    assert await talk.operator_says("um", "c1") == await talk.operator_says("um", "c1")
    assert len(await talk.messages("out")) == 1


async def test_outside_the_window_a_free_text_is_refused_with_its_reason(talk):
    await talk.says("oi")
    async with talk.runtime.db.transaction() as session:
        await session.execute(update(ConversationRow).values(window_closes_at=now() - timedelta(hours=1)))
    await talk.operator_says("tarde", "c1")
    assert await talk.next() is None
    (message,) = await talk.messages("out")
    assert (message.status, message.error_code) == ("failed", "outside_window")


async def test_when_the_agents_reply_is_lost_for_good_a_person_is_called(talk):
    await talk.says("oi")
    await talk.is_answered()
    send = await talk.begins()
    await talk.is_sent(send)
    await talk.receipt(send.message_id, MessageStatus.FAILED)
    row = await talk.row()
    assert (row.status, row.handoff_reason) == ("waiting", "send_failed")
    assert [m.outcome for m in await talk.messages("in")] == [Outcome.HANDED]
    assert await talk.problems() == {}


async def test_a_receipt_that_comes_before_the_providers_answer_is_not_lost(talk):
    await talk.says("oi")
    await talk.operator_says("um", "c1")
    send = await talk.begins()
    await talk.receipt(send.message_id, MessageStatus.DELIVERED)
    await talk.is_sent(send)
    assert [m.status for m in await talk.messages("out")] == ["delivered"]


async def test_what_a_phone_took_is_given_back_in_time(talk):
    await talk.says("oi")
    await talk.says("respondi aqui", from_phone=True)
    async with talk.runtime.db.transaction() as session:
        await session.execute(update(ConversationRow).values(give_back_at=now() - timedelta(seconds=1)))
        assert await floor.give_back_expired(session) == 1
    assert (await talk.row()).status == "bot"


@pytest.mark.parametrize(
    ("current", "new", "allowed"),
    [
        ("queued", "sent", True),
        ("sending", "delivered", True),
        ("unconfirmed", "sent", True),
        ("read", "delivered", False),
        ("delivered", "sent", False),
        ("sent", "failed", True),
        ("delivered", "failed", False),
        ("read", "failed", False),
        ("failed", "sent", False),
        ("failed", "delivered", True),
        ("cancelled", "sent", False),
    ],
)
def test_a_status_never_goes_back(current, new, allowed):
    assert may_follow(MessageStatus(current), MessageStatus(new)) is allowed


async def test_ready_names_the_channel_and_the_contact(talk):
    await talk.says("oi")
    await talk.operator_says("um", "c1")
    ready = await talk.next()
    assert isinstance(ready, Ready)
    assert (ready.channel_id, ready.contact_id) == (talk.channel_id, talk.contact_id)
