"""What comes late: replays do not wake the agent, previews stay, windows never shrink, costs are kept."""

from datetime import timedelta

from prosa.conversations import Outcome, Receipt, messages, outcomes
from prosa.conversations.schemas import MessageStatus
from prosa.core.clock import now
from prosa.core.ids import new_id

HOUR = timedelta(hours=1)


async def outcomes_of(talk) -> list[tuple[str, str | None]]:
    return [(message.outcome, message.outcome_reason) for message in await talk.messages("in")]


async def test_an_old_message_after_an_answered_younger_one_is_a_replay(talk) -> None:
    await talk.says("qual o preço?")
    await talk.is_answered("60 reais")
    await talk.says("oi, bom dia", sent_at=now() - HOUR)
    assert await outcomes_of(talk) == [("answered", None), ("suppressed", "replayed")]
    assert await talk.takes_up() is None
    assert [message.seq for message in await talk.messages("in")] == [1, 3]
    row = await talk.row()
    assert (row.preview, row.preview_author) == ("60 reais", "agent")
    assert await talk.problems() == {}


async def test_one_whose_younger_ones_still_wait_is_answered_with_them(talk) -> None:
    await talk.says("qual o preço?")
    await talk.says("oi, bom dia", sent_at=now() - HOUR)
    material = await talk.takes_up()
    assert [line.text for line in material.said] == ["qual o preço?", "oi, bom dia"]


async def test_one_that_is_a_little_late_is_answered(talk) -> None:
    await talk.says("qual o preço?")
    await talk.is_answered("60 reais")
    await talk.says("da grande", sent_at=now() - timedelta(minutes=2))
    assert (await outcomes_of(talk))[-1][0] == Outcome.PENDING


async def test_what_was_missed_and_is_not_answered_yet_wakes_the_agent(talk) -> None:
    await talk.says("bom dia", sent_at=now() - 2 * HOUR)
    await talk.is_answered("bom dia!")
    await talk.says("qual o preço?", sent_at=now() - HOUR)
    assert (await outcomes_of(talk))[-1][0] == Outcome.PENDING


async def test_with_a_person_a_replay_is_handed_to_them(talk) -> None:
    await talk.says("qual o preço?")
    await talk.claims()
    await talk.says("oi, bom dia", sent_at=now() - HOUR)
    assert (await outcomes_of(talk))[-1] == ("handed", "operator")


async def test_a_replay_does_not_reopen_what_is_resolved(talk) -> None:
    await talk.says("obrigada")
    await talk.is_resolved()
    await talk.says("oi, bom dia", sent_at=now() - HOUR)
    assert (await talk.row()).status == "resolved"
    assert (await outcomes_of(talk))[-1] == ("suppressed", "replayed")
    assert await talk.problems() == {}


async def test_what_the_phone_said_long_ago_takes_no_floor(talk) -> None:
    await talk.says("qual o preço?")
    await talk.is_answered("60 reais")
    await talk.says("sou da loja, já te ligo", sent_at=now() - 2 * HOUR, from_phone=True)
    assert (await talk.row()).status == "bot"
    await talk.says("sou da loja", sent_at=now() - HOUR / 2, from_phone=True)
    assert (await talk.row()).status == "operator"


async def test_what_the_phone_may_have_answered_meanwhile_is_not_answered_again(talk) -> None:
    await talk.says("qual o preço?", sent_at=now() - 3 * HOUR)
    await talk.says("60 reais", sent_at=now() - 2 * HOUR, from_phone=True)
    assert await outcomes_of(talk) == [("handed", "operator")]
    assert await talk.takes_up() is None


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
