"""Labels, priority, snoozing and mentions over HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from prosa.accounts.schemas import Role
from prosa.conversations import snoozing
from prosa.conversations.jobs import wake_snoozed
from prosa.core.clock import now
from prosa.core.runtime import Runtime
from tests.accounts.house import code
from tests.team import Team, done, open_team, uuid_of


@pytest.fixture
async def team(runtime: Runtime) -> AsyncIterator[Team]:
    async with open_team(runtime) as team:
        yield team


async def a_label(team: Team, name: str = "Troca", color: str = "blue") -> str:
    return str(done(await team.supervisor.post("/labels", json={"name": name, "color": color}), 201)["id"])


async def test_labels_are_put_on_and_shown_by_name(team: Team) -> None:
    talk = await team.writes()
    vip, exchange = await a_label(team, "VIP", "purple"), await a_label(team)
    item = done(await team.paula.put(f"{talk}/labels", json={"label_ids": [vip, exchange]}))
    assert item["labels"] == [
        {"id": exchange, "name": "Troca", "color": "blue"},
        {"id": vip, "name": "VIP", "color": "purple"},
    ]
    item = done(await team.paula.put(f"{talk}/labels", json={"label_ids": [vip]}))
    assert [label["name"] for label in item["labels"]] == ["VIP"]
    assert (await team.topics()).count("labels") == 2


async def test_a_list_shows_only_conversations_with_a_label(team: Team) -> None:
    exchange = await a_label(team)
    labelled, _ = await team.writes("Mariana"), await team.writes("João")
    await team.paula.put(f"{labelled}/labels", json={"label_ids": [exchange]})
    found = done(await team.paula.get("/conversations", params={"label_id": exchange}))["items"]
    assert [item["contact"]["name"] for item in found] == ["Mariana"]


async def test_a_label_that_is_removed_is_on_no_conversation(team: Team) -> None:
    talk, label = await team.writes(), await a_label(team)
    await team.paula.put(f"{talk}/labels", json={"label_ids": [label]})
    assert (await team.supervisor.delete(f"/labels/{label}")).status_code == 204
    assert done(await team.paula.get(talk))["labels"] == []
    assert done(await team.paula.get("/labels")) == {"items": []}


async def test_a_name_belongs_to_one_label_whatever_its_case(team: Team) -> None:
    label = await a_label(team, "Troca")
    other = await a_label(team, "Frete")
    again = await team.supervisor.post("/labels", json={"name": " troca ", "color": "red"})
    renamed = await team.supervisor.patch(f"/labels/{other}", json={"name": "TROCA"})
    assert [(a.status_code, code(a)) for a in (again, renamed)] == [(409, "label_taken")] * 2
    assert done(await team.supervisor.patch(f"/labels/{label}", json={"color": "red"}))["color"] == "red"


async def test_only_supervisors_make_labels_and_strange_ones_are_refused(team: Team) -> None:
    talk = await team.writes()
    assert code(await team.paula.post("/labels", json={"name": "x", "color": "red"})) == "role_too_low"
    assert (await team.supervisor.post("/labels", json={"name": "x", "color": "pink-ish"})).status_code == 422
    assert (await team.paula.put(f"{talk}/labels", json={"label_ids": [str(uuid4())]})).status_code == 422
    assert (await team.paula.put(f"/conversations/{uuid4()}/labels", json={"label_ids": []})).status_code == 404


async def test_priority_is_changed_and_told_once(team: Team) -> None:
    talk = await team.writes()
    for _ in range(2):
        item = done(await team.paula.put(f"{talk}/priority", json={"priority": "critical"}))
        assert item["priority"] == "critical"
    assert await team.events(talk) == ["prioritised"]


async def test_what_is_put_aside_comes_back_at_its_time_and_is_unread(team: Team) -> None:
    talk = await team.writes()
    until = now() + timedelta(hours=1)
    item = done(await team.paula.put(f"{talk}/snooze", json={"until": until.isoformat()}))
    assert (item["operator"]["name"], item["snoozed_until"] is not None) == ("Paula Souza", True)
    await team.paula.post(f"{talk}/read")
    await wake_snoozed(team.runtime)
    assert done(await team.paula.get(talk))["snoozed_until"] is not None
    await team.house.rows("UPDATE conversation SET snoozed_until = now() - interval '1 second'")
    await wake_snoozed(team.runtime)
    item = done(await team.paula.get(talk))
    assert (item["snoozed_until"], item["unread"]) == (None, 1)
    assert await team.events(talk) == ["claimed", "snoozed", "woken"]


@pytest.mark.parametrize("until", [None, timedelta(days=3)])
async def test_what_the_contact_says_brings_it_back_also_before_its_time(team: Team, until: timedelta | None) -> None:
    talk = await team.writes()
    snooze = {"until": (now() + until).isoformat() if until else None}
    item = done(await team.paula.put(f"{talk}/snooze", json=snooze))
    assert item["snooze_until_reply"] is (until is None)
    await team.writes(text="e aí?", contact_id=await team.contact_of(talk))
    item = done(await team.paula.get(talk))
    assert (item["snoozed_until"], item["snooze_until_reply"]) == (None, False)


async def test_an_operator_brings_it_back_by_hand_and_a_colleague_takes_it_over(team: Team) -> None:
    talk = await team.writes()
    await team.paula.put(f"{talk}/snooze", json={"until": None})
    assert done(await team.paula.delete(f"{talk}/snooze"))["snooze_until_reply"] is False
    await team.paula.put(f"{talk}/snooze", json={"until": None})
    item = done(await team.rafa.post(f"{talk}/claim", json={"force": True}))
    assert (item["operator"]["name"], item["snooze_until_reply"]) == ("Rafa Lima", False)


async def test_nothing_is_put_aside_into_the_past_or_from_under_a_colleague(team: Team) -> None:
    talk = await team.writes()
    past = await team.paula.put(f"{talk}/snooze", json={"until": (now() - timedelta(minutes=1)).isoformat()})
    assert past.status_code == 422
    await team.rafa.post(f"{talk}/claim")
    taken = await team.paula.put(f"{talk}/snooze", json={"until": None})
    assert (taken.status_code, code(taken)) == (409, "floor_taken")


async def test_a_wake_that_comes_twice_changes_nothing(team: Team) -> None:
    talk = await team.writes()
    await team.paula.put(f"{talk}/snooze", json={"until": None})
    await team.paula.delete(f"{talk}/snooze")
    async with team.runtime.db.transaction() as session:
        assert await snoozing.wake(session, UUID(uuid_of(talk)), by="time") is False
    assert (await team.events(talk)).count("woken") == 1


async def a_note(team: Team, talk: str, *mentions: UUID) -> dict[str, Any]:
    body = {"client_id": "n1", "text": "@Rafa, olha isto", "mentions": [str(each) for each in mentions]}
    return dict(done(await team.paula.post(f"{talk}/notes", json=body), 201))


async def test_a_colleague_who_is_mentioned_finds_the_note_and_reads_it(team: Team) -> None:
    talk = await team.writes()
    note = await a_note(team, talk, team.rafa_id)
    assert note["payload"]["mentions"] == [{"id": str(team.rafa_id), "name": "Rafa Lima"}]
    found = done(await team.rafa.get("/mentions"))
    assert found["unread"] == 1
    [mention] = found["items"]
    assert (mention["by"], mention["contact_name"], mention["text"], mention["read"]) == (
        "Paula Souza",
        "Mariana",
        "@Rafa, olha isto",
        False,
    )
    assert done(await team.paula.get("/mentions"))["items"] == []
    assert (await team.rafa.post("/mentions/read", json={"conversation_id": uuid_of(talk)})).status_code == 204
    found = done(await team.rafa.get("/mentions"))
    assert (found["unread"], found["items"][0]["read"]) == (0, True)
    assert (await team.topics()).count("mentions") == 2


async def test_the_same_note_twice_mentions_once_and_a_stranger_is_refused(team: Team) -> None:
    talk = await team.writes()
    for _ in range(2):
        await a_note(team, talk, team.rafa_id, team.rafa_id)
    assert done(await team.rafa.get("/mentions"))["unread"] == 1
    refused = await team.paula.post(f"{talk}/notes", json={"client_id": "n2", "text": "@?", "mentions": [str(uuid4())]})
    assert refused.status_code == 422
    assert await team.house.rows("SELECT * FROM message WHERE client_id = 'n2'") == []


async def test_a_mention_lets_a_limited_operator_see_the_conversation(team: Team) -> None:
    await team.house.rows('UPDATE "user" SET limited = true WHERE id = :id', id=team.rafa_id)
    talk, other = await team.writes("Mariana"), await team.writes("João")
    assert (await team.rafa.get(talk)).status_code == 404
    await a_note(team, talk, team.rafa_id)
    assert (await team.rafa.get(talk)).status_code == 200
    assert (await team.rafa.get(other)).status_code == 404


async def test_a_limited_operator_sorts_and_puts_aside_nothing_of_others(team: Team) -> None:
    await team.house.rows('UPDATE "user" SET limited = true WHERE id = :id', id=team.rafa_id)
    talk = await team.writes()
    answers = [
        await team.rafa.put(f"{talk}/labels", json={"label_ids": []}),
        await team.rafa.put(f"{talk}/priority", json={"priority": "low"}),
        await team.rafa.put(f"{talk}/snooze", json={"until": None}),
        await team.rafa.delete(f"{talk}/snooze"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4


async def test_a_viewer_reads_labels_and_changes_nothing(team: Team) -> None:
    talk = await team.writes()
    viewer = await team.house.person_with_browser(Role.VIEWER)
    assert (await viewer.get("/labels")).status_code == 200
    assert code(await viewer.put(f"{talk}/labels", json={"label_ids": []})) == "role_too_low"
