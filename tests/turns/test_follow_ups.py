"""Writing again to who has left an answer without a word: once, in time, and only while nobody has spoken."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from prosa import agents
from prosa.accounts.company import change_company
from prosa.accounts.schemas import CompanyChange, system
from prosa.agents.engine import Engine, Reply, ReplyKind, Turn
from prosa.agents.schemas import FollowUpRule, NewVersion
from prosa.contacts import record_consent
from prosa.contacts.schemas import ConsentSource, ConsentStatus, Purpose
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.core.clock import now
from prosa.turns import jobs
from tests.turns.conftest import Desk, Mind

ACTOR = system("test")
ALWAYS = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


class Wordsmith(Mind):
    """An engine that also words what nobody waits for."""

    words: str | None = "Ainda posso ajudar com a troca?"

    async def follow_up(self, turn: Turn) -> str | None:
        return self.words

    async def summarise(self, turn: Turn) -> str | None:
        return None


async def publish(desk: Desk, minutes: int | None) -> None:
    async with desk.runtime.db.transaction() as session:
        (agent,) = await agents.list_agents(session)
        new = NewVersion(follow_up=FollowUpRule(minutes=minutes))
        version = await agents.add_version(session, ACTOR, agent.id, new)
        await agents.publish_version(session, ACTOR, agent.id, version)
        await change_company(session, ACTOR, CompanyChange(opening_hours=ALWAYS, holidays="none"))


async def answer(desk: Desk, kind: ReplyKind = ReplyKind.CLARIFY, minutes: int | None = 30) -> None:
    """The agent has answered and the answer has arrived."""
    await publish(desk, minutes)
    desk.mind.says(Reply(kind, "Pode me contar melhor?", handoff_reason="asked"))
    await desk.says("quero trocar", window=24)
    await desk.is_looked_at()
    if send := await desk.begins():
        await desk.is_sent(send)


async def time_passes(desk: Desk) -> None:
    async with desk.runtime.db.transaction() as session:
        due = now() - timedelta(seconds=1)
        waiting = ConversationRow.follow_up_at.is_not(None)
        await session.execute(update(ConversationRow).where(waiting).values(follow_up_at=due))


async def is_followed_up(desk: Desk) -> list[str | None]:
    """What was said by our side after the job has looked."""
    await jobs.follow_up(desk.runtime)
    return (await desk.replies())[1:]


async def test_a_silence_ends_with_one_message_and_no_second(desk: Desk) -> None:
    await answer(desk)
    assert (await desk.row()).follow_up_at is not None
    assert await is_followed_up(desk) == []
    await time_passes(desk)
    (said,) = await is_followed_up(desk)
    assert said is not None
    assert "?" in said
    (_, word) = await desk.messages("out")
    assert (word.author, word.payload, word.epoch) == ("agent", {"follow_up": True}, (await desk.row()).epoch)
    await time_passes(desk)
    assert len(await is_followed_up(desk)) == 1
    assert (await desk.row()).follow_up_at is None
    assert await desk.problems() == {}


@pytest.mark.parametrize("kind", [ReplyKind.SMALL_TALK, ReplyKind.HANDOFF])
async def test_nothing_is_left_open_by_a_greeting_or_a_handoff(desk: Desk, kind: ReplyKind) -> None:
    await answer(desk, kind)
    assert (await desk.row()).follow_up_at is None


async def test_it_is_off_unless_the_version_says_when(desk: Desk) -> None:
    await answer(desk, minutes=None)
    assert (await desk.row()).follow_up_at is None


async def test_any_message_ends_the_wait(desk: Desk) -> None:
    await answer(desk)
    await time_passes(desk)
    await desk.says("voltei")
    assert await is_followed_up(desk) == []
    assert (await desk.row()).follow_up_at is None


async def test_a_person_who_takes_over_ends_it(desk: Desk) -> None:
    await answer(desk)
    await time_passes(desk)
    await desk.claims()
    assert await is_followed_up(desk) == []


async def test_a_person_who_takes_over_while_a_model_words_it_is_not_talked_over(desk: Desk) -> None:
    class Slow(Wordsmith):
        async def follow_up(self, turn: Turn) -> str | None:
            await desk.claims()
            return "Oi?"

    await answer_with(desk, Slow())
    await time_passes(desk)
    assert await is_followed_up(desk) == []


async def answer_with(desk: Desk, mind: Mind) -> None:
    desk.mind = mind
    mind.name = "wordsmith"
    desk.runtime.registry.add(Engine, mind.name, mind)
    async with desk.runtime.db.transaction() as session:
        await session.execute(text("UPDATE agent SET engine = 'wordsmith'"))
    await answer(desk)


async def test_an_answer_that_did_not_arrive_is_not_followed_up(desk: Desk) -> None:
    await answer(desk)
    async with desk.runtime.db.transaction() as session:
        await session.execute(update(MessageRow).where(MessageRow.direction == "out").values(status="failed"))
    await time_passes(desk)
    assert await is_followed_up(desk) == []
    assert (await desk.row()).follow_up_at is None


async def test_it_waits_until_the_company_is_open(desk: Desk) -> None:
    await answer(desk)
    tomorrow = now() + timedelta(days=1)
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    hours = {names[(tomorrow + timedelta(days=1)).weekday()]: [["09:00", "18:00"]]}
    async with desk.runtime.db.transaction() as session:
        await change_company(session, ACTOR, CompanyChange(opening_hours={**{name: [] for name in names}, **hours}))
        await session.execute(update(ConversationRow).values(window_closes_at=now() + timedelta(days=9)))
    await time_passes(desk)
    assert await is_followed_up(desk) == []
    due = (await desk.row()).follow_up_at
    assert due is not None
    assert due > now() + timedelta(hours=3)


async def test_it_is_given_up_when_the_window_closes_before(desk: Desk) -> None:
    await answer(desk)
    async with desk.runtime.db.transaction() as session:
        await session.execute(update(ConversationRow).values(window_closes_at=now() + timedelta(seconds=30)))
    await time_passes(desk)
    assert await is_followed_up(desk) == []
    assert (await desk.row()).follow_up_at is None


async def test_who_does_not_want_messages_gets_none(desk: Desk) -> None:
    await answer(desk)
    async with desk.runtime.db.transaction() as session:
        values = (Purpose.MARKETING, ConsentStatus.WITHDRAWN, "x", "x", ConsentSource.WHATSAPP_MESSAGE, {})
        await record_consent(session, desk.contact_id, *values)
    await time_passes(desk)
    assert await is_followed_up(desk) == []


async def test_a_version_that_switches_it_off_counts_at_once(desk: Desk) -> None:
    await answer(desk)
    await publish(desk, None)
    await time_passes(desk)
    assert await is_followed_up(desk) == []


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        ("Ainda posso ajudar com a troca?", True),
        ("Hoje tem 40% de desconto por R$ 99,90, quer?", False),
        (None, False),
    ],
)
async def test_what_a_model_words_has_to_pass_the_guards(desk: Desk, words: str | None, sent: bool) -> None:
    mind = Wordsmith()
    mind.words = words
    await answer_with(desk, mind)
    await time_passes(desk)
    (said,) = await is_followed_up(desk)
    assert said
    assert (said == words) is sent


async def test_a_lost_look_is_made_up_for(desk: Desk) -> None:
    """The row knows, not the job."""
    await answer(desk)
    await time_passes(desk)
    async with desk.runtime.db.transaction() as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    assert len(await is_followed_up(desk)) == 1
