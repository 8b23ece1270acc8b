"""What comes late: replays do not wake the agent, previews stay, windows never shrink, costs are kept."""

from datetime import timedelta

import pytest

from prosa.conversations import Receipt, messages, outcomes
from prosa.conversations.schemas import MessageStatus
from prosa.core.clock import now
from prosa.core.ids import new_id

HOUR = timedelta(hours=1)


async def outcomes_of(talk) -> list[tuple[str, str | None]]:
    return [(message.outcome, message.outcome_reason) for message in await talk.messages("in")]


async def replays(talk, text: str, **changes: object) -> None:
    """It comes when it is over."""
    await talk.says(text, sent_at=now() - HOUR, suppress="replayed", **changes)


async def test_a_replay_keeps_the_order_of_arrival_and_wakes_nobody(talk) -> None:
    await talk.says("qual o preço?")
    await talk.is_answered("60 reais")
    await replays(talk, "oi, bom dia")
    assert await outcomes_of(talk) == [("answered", None), ("suppressed", "replayed")]
    assert await talk.takes_up() is None
    assert [message.seq for message in await talk.messages("in")] == [1, 3]
    row = await talk.row()
    assert (row.preview, row.preview_author, row.unread) == ("60 reais", "agent", 2)
    assert await talk.problems() == {}


async def test_what_comes_a_little_late_is_what_the_inbox_shows(talk) -> None:
    await talk.says("qual o preço?")
    await talk.is_answered("60 reais")
    await talk.says("da grande", sent_at=now() - timedelta(minutes=2))
    row = await talk.row()
    assert (row.preview, row.status) == ("da grande", "bot")


async def test_a_replay_does_not_reopen_what_is_resolved(talk) -> None:
    await talk.says("obrigada")
    await talk.is_resolved()
    await replays(talk, "oi, bom dia")
    assert (await talk.row()).status == "resolved"
    assert await talk.problems() == {}


async def test_what_the_phone_said_long_ago_takes_no_floor(talk) -> None:
    await talk.says("qual o preço?")
    await talk.is_answered("60 reais")
    await talk.says("sou da loja, já te ligo", sent_at=now() - 2 * HOUR, from_phone=True)
    assert (await talk.row()).status == "bot"
    await talk.says("sou da loja", sent_at=now() - HOUR / 2, from_phone=True)
    assert (await talk.row()).status == "operator"


@pytest.mark.parametrize("suppress", [None, "replayed"])
async def test_what_the_phone_answered_meanwhile_is_not_answered_again(talk, suppress: str | None) -> None:
    await talk.says("qual o preço?", sent_at=now() - 3 * HOUR)
    await talk.says("e da grande?", sent_at=now() - 3 * HOUR)
    await talk.says("60 reais", sent_at=now() - 2 * HOUR, from_phone=True, suppress=suppress)
    assert await outcomes_of(talk) == [("suppressed", "replayed")] * 2
    assert await talk.takes_up() is None
    assert (await talk.row()).status == "bot"
    assert await talk.problems() == {}


async def test_what_was_said_after_the_phones_old_words_is_answered_with_all_that_waits(talk) -> None:
    await talk.says("qual o preço?", sent_at=now() - 3 * HOUR)
    await talk.says("e da grande?")
    await talk.says("60 reais", sent_at=now() - 2 * HOUR, from_phone=True)
    material = await talk.takes_up()
    assert [line.text for line in material.said] == ["qual o preço?", "e da grande?"]


async def test_a_turn_that_thinks_about_what_the_phone_answered_breaks_no_books(talk) -> None:
    await talk.says("qual o preço?", sent_at=now() - 3 * HOUR)
    await talk.says("e da grande?", sent_at=now() - 3 * HOUR)
    material = await talk.takes_up()
    await talk.says("alô?", sent_at=now() - 3 * HOUR)
    await talk.says("60 reais", sent_at=now() - 2 * HOUR, from_phone=True)
    await talk.answers(material, "60 reais")
    assert await outcomes_of(talk) == [("suppressed", "replayed")] * 3
    assert await talk.problems() == {}


async def test_a_window_is_renewed_and_never_shortened(talk) -> None:
    moment = now()
    await talk.says("vi o anúncio", window=72, sent_at=moment)
    assert (await talk.row()).window_closes_at == moment + timedelta(hours=72)
    await talk.says("oi", window=24)
    assert (await talk.row()).window_closes_at == moment + timedelta(hours=72)
    later = moment + timedelta(hours=60)
    await talk.says("ainda aí?", window=24, sent_at=later)
    assert (await talk.row()).window_closes_at == later + timedelta(hours=24)
    await talk.says("antiga", window=24, sent_at=moment - HOUR)
    assert (await talk.row()).window_closes_at == later + timedelta(hours=24)


async def test_what_a_message_cost_is_known_whenever_its_receipt_comes(talk) -> None:
    await talk.says("oi")
    for early in (True, False):
        await talk.operator_says("bom dia", f"c{early}")
        send = await talk.begins()
        receipt = Receipt(
            talk.channel_id, f"wamid.{send.message_id}", None, MessageStatus.SENT, now(),
            cost_category="service", billable=False,
        )  # fmt: skip
        if early:
            await news(talk, receipt)
        await talk.is_sent(send, f"wamid.{send.message_id}")
        if not early:
            await news(talk, receipt)
        async with talk.runtime.db.transaction() as session:
            item = await messages.item(session, send.message_id)
        assert (item.status, item.cost_category, item.billable) == ("sent", "service", False)


async def news(talk, receipt: Receipt) -> None:
    async with talk.runtime.db.transaction() as session:
        await outcomes.apply_receipt(session, receipt)


async def test_a_line_of_the_thread_tells_who_of_a_group_spoke_and_what_brought_them(talk) -> None:
    said = await talk.says(
        "oi",
        payload={
            "participant": {"name": "Bia", "phone": "5511999990000"},
            "forwarded": True,
            "referral": {"source_id": "ad1", "headline": "Promoção"},
        },
        suppress="group",
        provider_id=str(new_id()),
    )
    async with talk.runtime.db.transaction() as session:
        item = await messages.item(session, said)
    assert item.participant is not None
    assert (item.participant.name, item.participant.phone) == ("Bia", "5511999990000")
    assert (item.forwarded, item.referral, item.template) == (True, {"source_id": "ad1", "headline": "Promoção"}, None)
    assert await outcomes_of(talk) == [("suppressed", "group")]
