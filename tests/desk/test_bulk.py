"""One action on many conversations, and taking it back."""

from typing import Any
from uuid import uuid4

import pytest

from tests.team import Team, done, uuid_of


async def bulk(team: Team, talks: list[str], **action: Any) -> dict[str, Any]:
    body = {"conversation_ids": [uuid_of(talk) for talk in talks], "action": action}
    return dict(done(await team.paula.post("/conversations/bulk", json=body)))


async def test_many_are_resolved_at_once_and_one_that_refuses_holds_up_no_other(team: Team) -> None:
    talks = [await team.writes(name) for name in ("Ana", "Bia", "Carla")]
    await team.rafa.post(f"{talks[1]}/claim")
    result = await bulk(team, [*talks, f"/conversations/{uuid4()}"], kind="assign")
    assert [line["error"] for line in result["items"]] == [None, "floor_taken", None, "not_found"]
    holders = [done(await team.paula.get(talk))["operator"]["name"] for talk in talks]
    assert holders == ["Paula Souza", "Rafa Lima", "Paula Souza"]


async def test_it_is_taken_back_as_it_was(team: Team) -> None:
    bot, held = await team.writes("Ana"), await team.writes("Bia")
    await team.paula.post(f"{held}/claim")
    result = await bulk(team, [bot, held], kind="resolve", reason="spam")
    assert {done(await team.paula.get(talk))["status"] for talk in (bot, held)} == {"resolved"}
    done(await team.paula.post(f"/undo/{result['undo_id']}"))
    assert [done(await team.paula.get(talk))["status"] for talk in (bot, held)] == ["bot", "operator"]


@pytest.mark.parametrize("action", [{"kind": "priority", "priority": "high"}, {"kind": "snooze"}])
async def test_what_does_not_move_the_conversation_is_taken_back_too(team: Team, action: dict[str, Any]) -> None:
    talk = await team.writes()
    await team.paula.post(f"{talk}/claim")
    before = done(await team.paula.get(talk))
    result = await bulk(team, [talk], **action)
    assert done(await team.paula.get(talk)) != before
    done(await team.paula.post(f"/undo/{result['undo_id']}"))
    assert done(await team.paula.get(talk)) == before


async def test_a_label_that_was_there_before_stays_when_it_is_taken_back(team: Team) -> None:
    label = done(await team.supervisor.post("/labels", json={"name": "VIP", "color": "red"}), 201)["id"]
    had, had_not = await team.writes("Ana"), await team.writes("Bia")
    await team.paula.put(f"{had}/labels", json={"label_ids": [label]})
    result = await bulk(team, [had, had_not], kind="label", label_id=label)
    done(await team.paula.post(f"/undo/{result['undo_id']}"))
    assert [len(done(await team.paula.get(talk))["labels"]) for talk in (had, had_not)] == [1, 0]


async def test_what_is_ten_minutes_old_is_not_taken_back(team: Team) -> None:
    result = await bulk(team, [await team.writes()], kind="resolve")
    await team.house.rows("UPDATE desk_undo SET at = now() - interval '11 minutes'")
    assert (await team.paula.post(f"/undo/{result['undo_id']}")).status_code == 404


async def test_nothing_is_said_to_many_contacts_at_once_and_never_to_more_than_two_hundred(team: Team) -> None:
    said = {"conversation_ids": [str(uuid4())], "action": {"kind": "reply", "text": "Promoção!"}}
    many = {"conversation_ids": [str(uuid4()) for _ in range(201)], "action": {"kind": "resolve"}}
    none: dict[str, Any] = {"conversation_ids": [], "action": {"kind": "resolve"}}
    answers = [await team.paula.post("/conversations/bulk", json=body) for body in (said, many, none)]
    assert [answer.status_code for answer in answers] == [422] * 3


async def test_a_limited_operator_moves_only_what_is_theirs_to_see(team: Team) -> None:
    await team.house.rows('UPDATE "user" SET limited = true WHERE id = :id', id=team.paula_id)
    talk = await team.writes()
    result = await bulk(team, [talk], kind="resolve")
    assert [line["error"] for line in result["items"]] == ["not_found"]
    assert done(await team.rafa.get(talk))["status"] == "bot"
