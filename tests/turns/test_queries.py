"""What the studio is told of turns: those that came out unsure, and the shipped rules for calling a person."""

import pytest

from prosa.accounts.schemas import Role, system
from prosa.agents.engine import Reply, ReplyKind
from prosa.conversations import Amendment, Author, amend
from prosa.core.clock import now
from prosa.core.ids import new_id
from prosa.turns import queries
from prosa.turns.api import router
from tests.knowledge.shelf import make_app, signed_in
from tests.turns.conftest import Desk


async def test_turns_that_came_out_unsure_are_listed_and_the_sure_ones_are_not(desk: Desk) -> None:
    desk.mind.says(Reply(ReplyKind.SMALL_TALK, "Oi!", confidence=0.9))
    await desk.says("bom dia")
    await desk.is_looked_at()
    desk.mind.says(Reply(ReplyKind.CLARIFY, "Pode repetir?", confidence=0.3))
    await desk.says("asdf?")
    await desk.is_looked_at()
    async with desk.runtime.db.transaction() as session:
        found = await queries.doubtful(session, system("test"), 10)
    assert [(turn.said, turn.decision, turn.confidence) for turn in found] == [("asdf?", "clarify", 0.3)]


async def test_the_shipped_rules_tell_what_may_be_changed(desk: Desk) -> None:
    app = make_app(desk.runtime, router)
    async with signed_in(desk.runtime, app, Role.VIEWER) as client:
        rules = {rule["kind"]: rule for rule in (await client.get("/escalation-rules")).json()["items"]}
        assert rules["asks_for_person"]["fixed"]
        assert rules["no_resolution"] == {"kind": "no_resolution", "params": {"minutes": 5}, "fixed": False}
        assert (await client.get("/turns/doubtful")).json() == {"items": []}


@pytest.mark.parametrize(
    ("signs", "counted"),
    [
        (["👎"], (0, 1)),
        (["👍🏽"], (1, 0)),
        (["👎", "👍"], (1, 0)),
        (["👎", None], (0, 0)),
        (["👎", "❤️"], (0, 0)),
        (["❤️"], (0, 0)),
    ],
)
async def test_the_thumb_that_stands_on_an_answer_is_counted(
    desk: Desk, signs: list[str | None], counted: tuple[int, int]
) -> None:
    await desk.says("oi")
    await desk.is_looked_at()
    send = await desk.begins()
    assert send is not None
    await desk.is_sent(send, "wamid.answer")
    await react(desk, Author.OPERATOR, "wamid.answer", "👎")
    await react(desk, Author.CONTACT, "wamid.nowhere", "👎")
    for sign in signs:
        await react(desk, Author.CONTACT, "wamid.answer", sign)
    async with signed_in(desk.runtime, make_app(desk.runtime, router), Role.VIEWER) as client:
        found = (await client.get("/turns/rated")).json()
    (turn,) = await desk.turn_rows()
    assert (found["good"], found["bad"]) == counted
    assert [item["turn_id"] for item in found["items"]] == [str(turn.id)] * sum(counted)


async def test_what_a_person_wrote_is_not_the_agents_quality(desk: Desk) -> None:
    await desk.says("oi")
    await desk.operator_says("Oi, é a Paula", "c-1")
    send = await desk.begins()
    assert send is not None
    await desk.is_sent(send, "wamid.paula")
    await react(desk, Author.CONTACT, "wamid.paula", "👎")
    async with desk.runtime.db.transaction() as session:
        assert (await queries.rated(session, system("test"), 10)).items == []


async def react(desk: Desk, author: Author, target: str, sign: str | None) -> None:
    amendment = Amendment(desk.channel_id, desk.contact_id, str(new_id()), "reaction", target, author, sign, now())
    async with desk.runtime.db.transaction() as session:
        await amend(session, amendment)
