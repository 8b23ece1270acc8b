"""Rules: when … if … then …, carried out once, and tried on the past week without doing anything."""

from typing import Any

import pytest

from prosa.accounts.schemas import Role
from prosa.desk import automating
from tests.desk.matter import a_talk, is_answered, is_resolved_by
from tests.team import Team, done

RULE: dict[str, Any] = {
    "name": "Reembolso é urgente",
    "active": True,
    "trigger": "message",
    "conditions": {"words": ["reembolso"]},
    "actions": [{"kind": "priority", "priority": "critical"}, {"kind": "note", "text": "Cuidado com este."}],
}


@pytest.fixture
async def admin(team: Team) -> Any:
    return await team.house.person_with_browser(Role.ADMIN)


async def runs(team: Team) -> int:
    async with team.runtime.db.transaction():
        return await automating.carry_out(team.runtime)


async def tried(team: Team, rule: dict[str, Any]) -> Any:
    return done(await team.supervisor.post("/automations/try", json=rule))


async def test_a_rule_is_carried_out_once_about_what_was_said_after_it_was_made(team: Team, admin: Any) -> None:
    before = await a_talk(team, "Bruno")
    await before.says("quero reembolso")
    done(await admin.post("/automations", json=RULE), 201)
    talk = await a_talk(team)
    await talk.says("Quero meu REEMBOLSO")
    other = await a_talk(team, "Carla")
    await other.says("qual o prazo?")
    assert await runs(team) == 1
    assert await runs(team) == 0
    assert [(await each.row()).priority for each in (before, talk, other)] == ["medium", "critical", "medium"]
    assert [message.type for message in await talk.messages("internal")][-1] == "note"
    [item] = done(await admin.get("/automations"))["items"]
    assert (item["runs"], item["name"]) == (1, "Reembolso é urgente")


async def test_a_handoff_and_a_resolution_are_occasions_too(team: Team, admin: Any) -> None:
    [queue] = await team.house.rows("SELECT id FROM queue LIMIT 1") or [None]
    if queue is None:
        await team.house.rows("INSERT INTO queue (id, name) VALUES (gen_random_uuid(), 'Reclamações')")
        [queue] = await team.house.rows("SELECT id FROM queue LIMIT 1")
    actions = [{"kind": "transfer", "queue_id": str(queue["id"])}]
    handed = {"trigger": "handed", "conditions": {"reasons": ["complaint"]}, "actions": actions}
    done(await admin.post("/automations", json={**RULE, **handed}), 201)
    resolved = {"trigger": "resolved", "conditions": {}, "actions": [{"kind": "note", "text": "fim"}]}
    done(await admin.post("/automations", json={**RULE, **resolved}), 201)
    talk = await a_talk(team)
    await talk.says("que absurdo")
    await is_answered(talk, "Já chamo.", reason="complaint")
    assert await runs(team) == 1
    assert (await talk.row()).queue_id == queue["id"]
    await talk.claims()
    await is_resolved_by(talk, team.paula_id)
    assert await runs(team) == 1


async def test_who_waits_too_long_is_an_occasion_once_for_every_wait(team: Team, admin: Any) -> None:
    waiting = {"trigger": "waiting", "minutes": 10, "conditions": {}}
    done(await admin.post("/automations", json={**RULE, **waiting}), 201)
    talk = await a_talk(team)
    await talk.says("oi")
    await is_answered(talk, "Já chamo.", reason="asked_for_human")
    assert await runs(team) == 0
    await team.house.rows("UPDATE conversation SET waiting_since = now() - interval '11 minutes'")
    assert [await runs(team), await runs(team)] == [1, 0]


async def test_an_action_that_is_refused_does_not_stop_the_others(team: Team, admin: Any) -> None:
    label = "00000000-0000-7000-8000-000000000000"
    actions = [{"kind": "label", "label_id": label}, {"kind": "say", "text": "Um momento."}, *RULE["actions"]]
    done(await admin.post("/automations", json={**RULE, "actions": actions}), 201)
    talk = await a_talk(team)
    await talk.says("reembolso")
    assert await runs(team) == 1
    [run] = await team.house.rows("SELECT results FROM automation_run")
    assert [result["error"] for result in run["results"]] == ["invalid", None, None, None]
    assert [message.text for message in await talk.messages("out")] == ["Um momento."]


async def test_a_dry_run_tells_what_a_rule_would_have_met_and_does_nothing(team: Team, admin: Any) -> None:
    for name, text in (("Ana", "quero reembolso"), ("Bruno", "oi"), ("Carla", "reembolso já")):
        talk = await a_talk(team, name)
        await talk.says(text)
    found = await tried(team, RULE)
    assert (found["looked_at"], found["matched"], found["cut"]) == (3, 2, False)
    assert [item["contact_name"] for item in found["items"]] == ["Carla", "Ana"]
    assert await team.house.rows("SELECT * FROM automation_run") == []
    assert await team.house.rows("SELECT * FROM conversation WHERE priority <> 'medium'") == []


async def test_a_dry_run_of_waits_measures_them(team: Team) -> None:
    talk = await a_talk(team)
    await talk.says("oi")
    await is_answered(talk, "Já chamo.", reason="asked_for_human")
    await team.house.rows("UPDATE message SET created_at = created_at - interval '20 minutes' WHERE type = 'event'")
    await talk.claims()
    for minutes, matched in ((19, 1), (21, 0)):
        found = await tried(team, {**RULE, "trigger": "waiting", "minutes": minutes, "conditions": {}})
        assert found["matched"] == matched


async def test_what_a_dry_run_finds_is_what_is_then_carried_out(team: Team, admin: Any) -> None:
    done(await admin.post("/automations", json=RULE), 201)
    for name in ("Ana", "Bruno"):
        talk = await a_talk(team, name)
        await talk.says("reembolso")
    found = await tried(team, RULE)
    assert found["matched"] == await runs(team) == 2


async def test_rules_are_changed_switched_off_and_removed(team: Team, admin: Any) -> None:
    [item] = done(await admin.post("/automations", json=RULE), 201)["items"]
    changed = done(await admin.put(f"/automations/{item['id']}", json={**RULE, "active": False, "name": "x"}))
    assert (changed["items"][0]["active"], changed["items"][0]["name"]) == (False, "x")
    talk = await a_talk(team)
    await talk.says("reembolso")
    assert await runs(team) == 0
    done(await admin.put(f"/automations/{item['id']}", json=RULE))
    assert await runs(team) == 0  # it was said while the rule was off
    done(await admin.delete(f"/automations/{item['id']}"), 204)
    assert (await admin.delete(f"/automations/{item['id']}")).status_code == 404
    assert [word for word in await team.house.actions() if word.startswith("automation")] == [
        "automation.added", "automation.changed", "automation.changed", "automation.removed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"actions": []},
        {"actions": [{"kind": "assign"}]},
        {"trigger": "waiting"},
        {"minutes": 5},
        {"conditions": {"color": "red"}},
        {"name": " "},
        {"conditions": {"words": ["x"]}},
    ],
)
async def test_a_rule_that_makes_no_sense_is_refused(team: Team, admin: Any, change: dict[str, Any]) -> None:
    assert (await admin.post("/automations", json={**RULE, **change})).status_code == 422


async def test_supervisors_read_and_try_rules_and_administrators_make_them(team: Team) -> None:
    assert (await team.supervisor.post("/automations", json=RULE)).status_code == 403
    assert done(await team.supervisor.get("/automations")) == {"items": []}
    assert (await team.paula.post("/automations/try", json=RULE)).status_code == 403
