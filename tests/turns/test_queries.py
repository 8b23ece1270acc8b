"""What the studio is told of turns: those that came out unsure, and the shipped rules for calling a person."""

from prosa.accounts.schemas import Role
from prosa.agents.engine import Reply, ReplyKind
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
        found = await queries.doubtful(session, 10)
    assert [(turn.said, turn.decision, turn.confidence) for turn in found] == [("asdf?", "clarify", 0.3)]


async def test_the_shipped_rules_tell_what_may_be_changed(desk: Desk) -> None:
    app = make_app(desk.runtime, router)
    async with signed_in(desk.runtime, app, Role.VIEWER) as client:
        rules = {rule["kind"]: rule for rule in (await client.get("/escalation-rules")).json()["items"]}
        assert rules["asks_for_person"]["fixed"]
        assert rules["no_resolution"] == {"kind": "no_resolution", "params": {"minutes": 5}, "fixed": False}
        assert (await client.get("/turns/doubtful")).json() == {"items": []}
