"""What a contact is shown of an answer before it is a message: only what the guards let through, under one floor."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from prosa.agents.engine import Evidence, Reply, ReplyKind, Toolbox, Turn
from prosa.conversations import drafting, other_side
from prosa.conversations.drafting import Showing, Written
from prosa.conversations.models import DraftRow
from prosa.core.clock import now
from prosa.turns import jobs
from tests.turns.conftest import REF, Desk

FIRST, SECOND = "Em 7 dias.", "Guarde a nota."
Between = Callable[[], Awaitable[None]]
SOURCE = Evidence(REF, "Trocas", FIRST, 0.9)


class Lines:
    """Implements `Showing`: every line shows what is written, or none."""

    def __init__(self, *, show: bool) -> None:
        self.show = show

    async def shows_drafts(self, channel_id: UUID) -> bool:
        return self.show


@pytest.fixture
def stage(desk: Desk) -> Desk:
    desk.runtime.registry.add(Showing, "lines", Lines(show=True))
    desk.has_a_library()
    return desk


async def seen(desk: Desk) -> Written | None:
    async with desk.runtime.db.transaction() as session:
        found = await other_side.look(session, desk.channel_id, desk.contact_id)
    return found.draft if found else None


def writes(desk: Desk, *texts: str, kind: ReplyKind = ReplyKind.ANSWER, between: Between | None = None) -> list[bool]:
    """The engine shows these one after the other, and ends with the last; what each came to."""
    went: list[bool] = []

    async def thought(turn: Turn, toolbox: Toolbox) -> Reply:
        if turn.preview is not None and not turn.objections:
            for text in texts:
                went.append(await turn.preview.show(text, (SOURCE,)))
                if between is not None:
                    await between()
        return Reply(kind, texts[-1], evidence=(SOURCE,), handoff_reason="asked")

    desk.mind.thought = thought
    return went


async def answer(desk: Desk) -> None:
    await desk.says("posso trocar?")
    await desk.is_looked_at()


async def test_the_message_has_the_id_under_which_it_was_seen(stage: Desk) -> None:
    drafts: list[Written | None] = []

    async def look() -> None:
        drafts.append(await seen(stage))

    assert writes(stage, FIRST, f"{FIRST} {SECOND}", between=look) == []
    await answer(stage)
    (reply,) = await stage.messages("out")
    assert drafts == [Written(reply.id, FIRST), Written(reply.id, f"{FIRST} {SECOND}")]
    assert reply.text == f"{FIRST} {SECOND}"
    assert await seen(stage) == drafts[-1]
    send = await stage.begins()
    assert send is not None
    await stage.is_sent(send)
    assert await seen(stage) is None
    assert await stage.problems() == {}


async def test_a_wrong_figure_in_the_second_sentence_is_never_shown(stage: Desk) -> None:
    shown: list[str | None] = []

    async def look() -> None:
        found = await seen(stage)
        shown.append(found.text if found else None)

    went = writes(stage, FIRST, f"{FIRST} O reembolso é de R$ 950,00.", between=look)
    await answer(stage)
    assert went == [True, False]
    assert shown == [FIRST, FIRST]
    assert not any("950" in (text or "") for text in await stage.replies())


async def test_who_takes_over_sees_the_agent_fall_silent_at_once(stage: Desk) -> None:
    after: list[Written | None] = []

    async def take_over() -> None:
        if not after:
            await stage.claims()
        after.append(await seen(stage))

    went = writes(stage, FIRST, f"{FIRST} {SECOND}", between=take_over)
    await answer(stage)
    assert went == [True, False]
    assert after == [None, None]
    assert await stage.replies() == []


async def test_what_was_overtaken_by_more_words_is_taken_back(stage: Desk) -> None:
    async def say_more() -> None:
        await stage.says("e a nota?")

    writes(stage, FIRST, between=say_more)
    await answer(stage)
    assert await stage.statuses() == ["superseded"]
    assert await seen(stage) is None


async def test_a_draft_ends_with_the_handoff_that_comes_instead(stage: Desk) -> None:
    writes(stage, FIRST, kind=ReplyKind.HANDOFF)
    await answer(stage)
    assert await seen(stage) is None
    assert (await stage.row()).status == "waiting"


async def test_an_engine_that_breaks_leaves_nothing_on_the_screen(stage: Desk) -> None:
    async def thought(turn: Turn, toolbox: Toolbox) -> Reply:
        assert turn.preview is not None
        await turn.preview.show(FIRST, (SOURCE,))
        raise RuntimeError

    stage.mind.thought = thought
    await answer(stage)
    assert await seen(stage) is None


async def test_a_draft_of_a_lost_worker_is_forgotten(stage: Desk) -> None:
    writes(stage, FIRST)
    await answer(stage)
    assert await seen(stage) is not None
    async with stage.runtime.db.transaction() as session:
        await session.execute(update(DraftRow).values(at=now() - drafting.LIFE - timedelta(seconds=1)))
    assert await seen(stage) is None
    await jobs.sweep(stage.runtime)
    async with stage.runtime.db.transaction() as session:
        assert await session.get(DraftRow, await stage.id()) is None


async def test_a_long_answer_keeps_its_id_in_its_first_part_only(stage: Desk) -> None:
    writes(stage, FIRST, " ".join([FIRST] * 900))
    await answer(stage)
    messages = await stage.messages("out")
    (row,) = await stage.turn_rows()
    assert [message.id == row.id for message in messages] == [True, *[False] * (len(messages) - 1)]


async def test_no_other_line_is_shown_anything(desk: Desk) -> None:
    desk.runtime.registry.add(Showing, "lines", Lines(show=False))
    desk.has_a_library()
    went = writes(desk, FIRST)
    await answer(desk)
    assert went == []
    assert await desk.replies() == [FIRST]
